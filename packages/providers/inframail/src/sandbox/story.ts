import type { SandboxStory } from '@rollcall/provider-kit/sandbox';
import type { State } from './state.ts';

/** The password of an inbox is changed, and the answer is lost: nothing ever shows whether it was. */
export function storyOf(state: State): SandboxStory {
  const [inbox] = state.accounts.values();
  if (inbox === undefined) return [];
  return [
    { do: 'fault', fault: { operation: 'createEmailAccount', fault: 'apply_then_drop' } },
    { do: 'set_password', inbox: inbox.email.toLowerCase(), password: 'a-password-of-nobody' },
  ];
}
