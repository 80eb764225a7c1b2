import {
  agencyName,
  createRandom,
  createRows,
  role,
  type SandboxClock,
  SandboxError,
  type SeedOptions,
} from '@rollcall/provider-kit/sandbox';
import { addressesMax, documentationAddress, documentationAddresses } from './addresses.ts';
import { createMail } from './mail.ts';
import { createOrders } from './orders.ts';
import {
  type Domain,
  freeAddressesMax,
  type Ip,
  idPrefixes,
  type Mailbox,
  mailboxOf,
  recordFlags,
  recordsLacking,
  type State,
} from './state.ts';

/**
 * A workspace of these sizes; by default 4 hosts, 40 domains and 3 inboxes a domain. The same seed and sizes give the
 * same bytes, and the ids of a seed are the same whatever the sizes. Throws `SandboxError` when they do not fit.
 */
export function seedState({ seed, sizes, clock, clean }: SeedOptions): State {
  const hosts = sizes['host'] ?? 4;
  const domains = sizes['domain'] ?? 40;
  const inboxes = sizes['inbox'] ?? (hosts > 0 ? 3 * domains : 0);
  if (hosts > hostsMax) throw new SandboxError(`There are addresses for at most ${hostsMax} hosts.`);
  if (inboxes > 0 && (hosts === 0 || domains === 0)) {
    throw new SandboxError('An inbox needs a domain and a host: ask for at least one of each, or for inbox=0.');
  }
  const state = emptyState(seed, clock);
  seedIps(state, seed, { count: hosts, clean });
  seedDomains(state, seed, { count: domains, clean });
  seedMailboxes(state, seed, { count: inboxes, clean });
  return state;
}

/** What the provider has in stock beyond what the workspace was seeded with. */
const freeAddressesDefault = 16;
const hostsMax = addressesMax - freeAddressesMax;
const dayMs = 86_400_000;

function emptyState(seed: number, clock: SandboxClock): State {
  const newId = createIds(seed);
  const slug = agencyName(seed);
  const name = `${slug.charAt(0).toUpperCase()}${slug.slice(1)}`;
  return {
    token: `adbtd_live_${createRandom(seed, 'token').text(base64urlAlphabet, 43)}`,
    apiKey: { id: newId('key'), name: 'rollcall' },
    clock,
    ips: createRows<Ip>({ id: ({ id }) => id, name: ({ address }) => address }),
    // An older revision of the provider's page has the list ordered by name.
    domains: createRows<Domain>({
      id: ({ id }) => id,
      name: ({ name }) => name,
      compare: (left, right) => (left.name < right.name ? -1 : 1),
    }),
    mailboxes: createRows<Mailbox>({ id: ({ id }) => id, name: ({ email }) => email }),
    hosts: new Map(),
    mail: createMail(seed, clock),
    orders: createOrders(),
    newId,
    newAddress: createAddresses(seed),
    workspace: { id: newId('ws'), slug, name, currency: 'usd' },
    freeAddresses: freeAddressesDefault,
    payment: { required: false, checkoutUrl: 'inside' },
  };
}

const base64urlAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const idAlphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Ids look like the provider's: a prefix and 26 characters, the first two always the same. */
function createIds(seed: number): State['newId'] {
  const streams = new Map(idPrefixes.map((prefix) => [prefix, createRandom(seed, `id/${prefix}`)]));
  return (prefix) => `${prefix}_01${streams.get(prefix)?.text(idAlphabet, 24)}`;
}

/** Addresses in a row, beginning elsewhere for each seed. */
function createAddresses(seed: number): State['newAddress'] {
  const start = createRandom(seed, 'addresses').below(documentationAddresses);
  let taken = 0;
  return () => {
    const index = taken < documentationAddresses ? (start + taken) % documentationAddresses : taken;
    taken += 1;
    return documentationAddress(index);
  };
}

/** How many, and whether nothing is to be wrong with any. */
interface Wanted {
  readonly count: number;
  readonly clean: boolean;
}

/** One address in twelve is on a list of senders of unwanted mail. */
function seedIps(state: State, seed: number, { count, clean }: Wanted): void {
  const random = createRandom(seed, 'ips');
  for (let index = 0; index < count; index += 1) {
    state.ips.add({
      id: state.newId('ip'),
      address: state.newAddress(),
      status: 'assigned',
      allocatedAt: state.clock.at(-400 * dayMs - random.below(100 * dayMs)),
      lastReputationAt: state.clock.at(-random.below(dayMs)),
      reputationFlags: index % 12 === 2 && !clean ? ['spamhaus'] : null,
    });
  }
}

/** Spreads the domains over the hosts. One in twelve lacks a record: there is always something to find. */
function seedDomains(state: State, seed: number, { count, clean }: Wanted): void {
  const random = createRandom(seed, 'domains');
  const hosts = Array.from(state.ips.values());
  for (let index = 0; index < count; index += 1) {
    const mode = random.onceIn(4) ? 'buy' : 'byo';
    const lacking = random.onceIn(12) ? [random.pick(recordFlags)] : [];
    const domain: Domain = {
      id: state.newId('dom'),
      name: `${agencyName(seed)}-${String(index + 1).padStart(3, '0')}.example`,
      mode,
      ...recordsLacking(clean ? [] : lacking),
      createdAt: state.clock.at(-200 * dayMs - random.below(200 * dayMs)),
      lastVerifiedAt: state.clock.at(-random.below(dayMs)),
    };
    state.domains.add(domain);
    const host = hosts[index % hosts.length];
    if (host !== undefined) state.hosts.set(domain.id, host.address);
  }
}

/** Spreads the mailboxes over the domains. Of the usual three for forty, those of the last are on the one before: it has none. */
function seedMailboxes(state: State, seed: number, { count, clean }: Wanted): void {
  const random = createRandom(seed, 'mailboxes');
  const domains = Array.from(state.domains.values());
  for (let index = 0; index < count; index += 1) {
    const place = index % domains.length;
    const isMoved = !clean && domains.length === 40 && count === 120 && place === 39;
    const domain = domains[isMoved ? place - 1 : place];
    const host = state.hosts.get(domain?.id ?? '');
    if (domain === undefined || host === undefined) throw new RangeError('Every seeded domain has a host.');
    const { localPart } = role(Math.floor(index / domains.length) + place + (isMoved ? domains.length : 0));
    const email = `${localPart}@${domain.name}`;
    const createdAt = state.clock.at(-30 * dayMs - random.below(170 * dayMs));
    state.mailboxes.add(mailboxOf({ id: state.newId('mb'), email, host, createdAt }));
  }
}
