import type { SandboxStory } from '@rollcall/provider-kit/sandbox';
import type { State } from './state.ts';

/**
 * An inbox is asked for, and the request is lost on its way. And the provider has its answers tell of something that its page does not
 * know.
 */
export function storyOf(state: State): SandboxStory {
  const [domain] = state.domains.ordered();
  if (domain === undefined) return [];
  return [
    { do: 'fault', fault: { operation: 'createMailboxes', fault: 'drop' } },
    { do: 'create_inbox', address: `lost.north@${domain.name}` },
    { do: 'fault', fault: { operation: 'listMailboxes', fault: 'extra_fields', times: 0, fields: { warmup: true } } },
  ];
}
