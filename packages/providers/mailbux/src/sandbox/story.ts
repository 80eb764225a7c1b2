import type { SandboxStory } from '@rollcall/provider-kit/sandbox';
import type { State } from './state.ts';

/**
 * Somebody deletes a mailbox, changes the password of another, and where a forwarder leads. An inbox is asked for, refused, and
 * there all the same: nobody knows of it.
 */
export function storyOf(state: State): SandboxStory {
  const [domain] = state.domains.values();
  const [first, second] = [...state.inboxes.values()].filter(({ name }) => name.endsWith(`@${domain?.name}`));
  const forwarder = state.lists.ordered().find(({ name }) => name.startsWith('forward'));
  if (domain === undefined || first === undefined || second === undefined || forwarder === undefined) return [];
  const refused = `refused.south@${domain.name}`;
  return [
    change({ do: 'delete', kind: 'inbox', name: second.name }),
    change({ do: 'edit', kind: 'inbox', name: first.name, set: { secrets: ['Mbx-of-somebody-else'] } }),
    change({ do: 'alter', kind: 'forwarder', name: forwarder.name, attribute: 'targets' }),
    { do: 'fault', fault: { operation: 'createPrincipal', fault: 'status', status: 400 } },
    { do: 'create_inbox', address: refused, password: 'a-password-of-nobody' },
    change({ do: 'create', kind: 'inbox', name: refused }),
  ];
}

function change(fields: Readonly<Record<string, unknown>>): SandboxStory[number] {
  return { do: 'change', change: fields };
}
