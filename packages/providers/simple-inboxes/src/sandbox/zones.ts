import type { WrittenRecord } from '@rollcall/provider-kit';
import type { SandboxZone } from '@rollcall/provider-kit/sandbox';
import { nameserverPairs } from './names.ts';
import type { DnsRecord, Domain, State } from './state.ts';

/**
 * The zones of the domains that are pointed at their nameservers, as the account holds them, but for what it says it serves and
 * does not; of the others, the empty ones where they were bought; those servers; and what the records of its own inboxes name.
 */
export function zonesOf(state: State): readonly SandboxZone[] {
  const zones = state.domains
    .ordered()
    .map((domain) => (domain.nameserversMoved === true ? zoneOf(state, domain) : parkedZone(domain)));
  return [...zones, ...infrastructure];
}

function zoneOf(state: State, { domain, nameservers = [] }: { domain: string; nameservers?: string[] }): SandboxZone {
  const served = state.dns.under(domain.toLowerCase()).filter(({ id }) => !state.unserved.has(id));
  const remembered = state.remembered.get(domain);
  return {
    ...{ name: domain, records: served.map(written), nameservers },
    ...(remembered === undefined ? {} : { remembered: [written(remembered)] }),
  };
}

function written({ type, name, content, priority, ttl }: Written): WrittenRecord {
  // One second stands for whatever the server thinks right.
  return { type, name, content, priority: priority ?? null, ...(ttl === undefined || ttl === 1 ? {} : { ttl }) };
}

type Written = Pick<DnsRecord, 'type' | 'name' | 'content'> & Partial<DnsRecord>;

/** Whoever sells a domain serves it until it is pointed elsewhere. */
function parkedZone({ domain }: Domain): SandboxZone {
  return {
    name: domain,
    nameservers: [parkingServer],
    records: [{ type: 'A', name: domain, content: '192.0.2.250' }],
  };
}

/** The servers that the sandbox's world asks are all on loopback. */
const nameserver = '127.0.0.1';

const parkingServer = 'ns.parking.example';

const infrastructure: readonly SandboxZone[] = [
  {
    name: 'ns.cloudflare.com',
    nameservers: ['ada.ns.cloudflare.com'],
    records: nameserverPairs.flat().map((name) => ({ type: 'A', name, content: nameserver })),
  },
  {
    name: 'parking.example',
    nameservers: [parkingServer],
    records: [{ type: 'A', name: parkingServer, content: nameserver }],
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
