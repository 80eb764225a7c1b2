import type { SandboxStory } from '@rollcall/provider-kit/sandbox';
import type { State } from './state.ts';

/** Somebody edits an SPF record, has a domain forward elsewhere, and makes a key that nobody here knows of. */
export function storyOf(state: State): SandboxStory {
  const [, , third] = state.domains.ordered().filter(({ domain }) => domain.includes('-team'));
  const spf = state.dns.under(third?.domain ?? '').find(({ content }) => content.startsWith('v=spf1'));
  if (third === undefined || spf === undefined) return [];
  const content = spf.content.replace('~all', 'ip4:203.0.113.9 ~all');
  return [
    { do: 'change', change: { do: 'edit', kind: 'dns_record', id: spf.id, set: { content } } },
    { do: 'change', change: { do: 'alter', kind: 'domain', name: third.domain, attribute: 'forwardingUrl' } },
    { do: 'change', change: { do: 'create', kind: 'api_key', name: 'dashboard-2' } },
  ];
}
