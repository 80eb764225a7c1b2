import type { SandboxStory } from '@rollcall/provider-kit/sandbox';
import { keyId, type State } from './state.ts';

/** Somebody lets a key do more, and has the replies to a newsletter go elsewhere. */
export function storyOf(state: State): SandboxStory {
  const key = [...state.apiKeys.values()].find(({ Name }) => Name === 'monitoring');
  const [, route] = state.routes.ordered();
  return [
    ...(key === undefined ? [] : [change({ do: 'alter', kind: 'api_key', id: keyId(key), attribute: 'accessLevels' })]),
    ...(route === undefined
      ? []
      : [change({ do: 'alter', kind: 'inbound_route', id: route.PublicId, attribute: 'target' })]),
  ];
}

function change(fields: Readonly<Record<string, unknown>>): SandboxStory[number] {
  return { do: 'change', change: fields };
}
