import type { SandboxStory } from '@rollcall/provider-kit/sandbox';
import { keyId, type State } from './state.ts';

/** More than is believed unasked, of as many as there are. */
const forgottenShare = 0.25;

/**
 * Somebody lets a key do more, and has the replies to a newsletter go elsewhere. Then a quarter of the suppressed addresses is
 * gone at once, which nobody should believe unasked.
 */
export function storyOf(state: State): SandboxStory {
  const key = [...state.apiKeys.values()].find(({ Name }) => Name === 'monitoring');
  const [, route] = state.routes.ordered();
  if (key === undefined || route === undefined) return [];
  const first = Math.ceil(state.suppressions.size * forgottenShare);
  return [
    change({ do: 'alter', kind: 'api_key', id: keyId(key), attribute: 'accessLevels' }),
    change({ do: 'alter', kind: 'inbound_route', id: route.PublicId, attribute: 'target' }),
    { do: 'list' },
    ...(first === 0 ? [] : [change({ do: 'delete', kind: 'suppression', first })]),
  ];
}

function change(fields: Readonly<Record<string, unknown>>): SandboxStory[number] {
  return { do: 'change', change: fields };
}
