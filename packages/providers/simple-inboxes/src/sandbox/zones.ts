import type { SandboxZone } from '@rollcall/provider-kit/sandbox';
import { nameserverPairs } from './names.ts';
import type { State } from './state.ts';

/**
 * The zones of the domains that are pointed at their nameservers, as the account holds them; those servers; and what the
 * records of its own inboxes name.
 */
export function zonesOf(state: State): readonly SandboxZone[] {
  const pointed = state.domains.ordered().filter(({ nameserversMoved }) => nameserversMoved === true);
  return [...pointed.map((domain) => zoneOf(state, domain)), ...infrastructure];
}

function zoneOf(state: State, { domain, nameservers = [] }: { domain: string; nameservers?: string[] }): SandboxZone {
  const records = state.dns.under(domain.toLowerCase()).map(({ type, name, content, priority, ttl }) => {
    // One second stands for whatever the server thinks right.
    return { type, name, content, priority: priority ?? null, ...(ttl === undefined || ttl === 1 ? {} : { ttl }) };
  });
  return { name: domain, records, nameservers };
}

/** The servers that the sandbox's world asks are all on loopback. */
const nameserver = '127.0.0.1';

const infrastructure: readonly SandboxZone[] = [
  {
    name: 'ns.cloudflare.com',
    nameservers: ['ada.ns.cloudflare.com'],
    records: nameserverPairs.flat().map((name) => ({ type: 'A', name, content: nameserver })),
  },
  {
    name: 'google.com',
    nameservers: ['ada.ns.cloudflare.com'],
    records: [
      { type: 'A', name: 'smtp.google.com', content: '192.0.2.25' },
      { type: 'TXT', name: '_spf.google.com', content: 'v=spf1 ip4:192.0.2.0/26 ~all' },
    ],
  },
];
