import type { SandboxStory } from '@rollcall/provider-kit/sandbox';
import type { State } from './state.ts';

/** Somebody deletes an inbox. Of another the password is changed, and the answer is lost: nothing ever shows whether it was. */
export function storyOf(state: State): SandboxStory {
  const [deleted, changed] = [...state.accounts.values()].filter(({ email }) => email === email.toLowerCase());
  if (deleted === undefined || changed === undefined) return [];
  return [
    { do: 'change', change: { do: 'delete', kind: 'inbox', name: deleted.email } },
    { do: 'fault', fault: { operation: 'createEmailAccount', fault: 'apply_then_drop' } },
    { do: 'set_password', inbox: changed.email, password: 'a-password-of-nobody' },
  ];
}
