import { gatewayErrorOf, type Rollcall } from '@rollcall/client';
import type { SandboxStory, StoryStep } from '@rollcall/provider-kit/sandbox';

/** A sandbox whose story is told, and the connection to it. */
export interface Told {
  readonly connection: string;
  readonly controlUrl: string;
  readonly story: SandboxStory;
}

/** How a story is told. */
export interface Telling {
  readonly rollcall: Rollcall;
  /** Has these kinds of a connection listed. */
  list(connection: string, kinds: readonly string[]): Promise<void>;
}

/**
 * Has happen in a sandbox what happens there in a demonstration: behind Rollcall's back, and through it. That an operation
 * fails is part of it. Answers the kinds in which something shows that was not listed yet.
 */
export async function tellStory(
  { rollcall, list }: Telling,
  { connection, controlUrl, story }: Told,
): Promise<readonly string[]> {
  const kinds = new Set<string>();
  for (const step of story) {
    for (const kind of kindsOf(step)) kinds.add(kind);
    switch (step.do) {
      case 'list':
        await list(connection, [...kinds]);
        kinds.clear();
        break;
      case 'change':
      case 'fault':
        await control(controlUrl, step);
        break;
      case 'create_inbox': {
        const { do: _step, ...input } = step;
        await ending(rollcall.inboxes.create.mutate({ connection, input }));
        break;
      }
      case 'set_password': {
        const { inbox, password } = step;
        await ending(rollcall.inboxes.setPassword.mutate({ connection, input: { inbox, password } }));
        break;
      }
      default:
        step satisfies never;
    }
  }
  return [...kinds];
}

function kindsOf(step: StoryStep): readonly string[] {
  switch (step.do) {
    case 'change': {
      const { kind } = step.change;
      return typeof kind === 'string' ? [kind] : [];
    }
    case 'fault':
      return step.shows === undefined ? [] : [step.shows];
    case 'create_inbox':
    case 'set_password':
      return ['inbox'];
    case 'list':
      return [];
    default:
      return step satisfies never;
  }
}

/** Has a sandbox that was started anew be as its story had left it. What its operations met is over. */
export async function retellStory({ controlUrl, story }: Omit<Told, 'connection'>): Promise<void> {
  for (const step of story) {
    const lasts = step.do === 'change' || (step.do === 'fault' && step.fault['times'] === 0);
    if (lasts) await control(controlUrl, step);
  }
}

async function control(controlUrl: string, step: Extract<StoryStep, { do: 'change' | 'fault' }>): Promise<void> {
  const [path, body] = step.do === 'change' ? ['change', step.change] : ['faults', step.fault];
  const response = await fetch(`${controlUrl}/${path}`, { method: 'POST', body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`the sandbox refuses ${JSON.stringify(body)}: ${await response.text()}`);
}

/** Waits until it has ended, well or not. */
async function ending(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (gatewayErrorOf(error) === undefined) throw error;
  }
}
