import type { Fields } from './control-kind.ts';

/**
 * What happens in a demonstration once everything was listed: what somebody does behind Rollcall's back, and operations
 * that end badly. Step by step; told again to a sandbox of the same seed, all but the operations leads to the same data.
 */
export type SandboxStory = readonly StoryStep[];

export type StoryStep =
  /** The body of a `POST /change`. */
  | { readonly do: 'change'; readonly change: Fields }
  /** The body of a `POST /faults`, and the kind in whose listing it shows; absent where only an operation meets it. */
  | { readonly do: 'fault'; readonly fault: Fields; readonly shows?: string }
  /** What happened so far is listed: what comes is seen apart from it. */
  | { readonly do: 'list' }
  /** Operations that are asked of Rollcall. The steps before say what becomes of them. */
  | { readonly do: 'create_inbox'; readonly address: string; readonly password?: string }
  | { readonly do: 'set_password'; readonly inbox: string; readonly password: string };
