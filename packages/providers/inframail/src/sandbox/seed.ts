import {
  clientDomain,
  createRandom,
  createRows,
  role,
  type SandboxClock,
  SandboxError,
  type SeedOptions,
} from '@rollcall/provider-kit/sandbox';
import type { Domain, EmailAccount, Host, State } from './state.ts';

/**
 * An account of these sizes; by default 3 hosts with one of the agency's domains for a desk each, and 8 inboxes a domain.
 * The same seed and sizes give the same bytes. Throws `SandboxError` when they do not fit.
 */
export function seedState({ seed, sizes, clock }: SeedOptions): State {
  const hosts = sizes['host'] ?? 3;
  const domains = sizes['domain'] ?? (hosts > 0 ? 3 : 0);
  const inboxes = sizes['inbox'] ?? 8 * domains;
  if ((inboxes > 0 && domains === 0) || (domains > 0 && hosts === 0)) {
    throw new SandboxError(
      'An inbox needs a domain, and a domain needs a host: ask for at least one of each, or none.',
    );
  }
  const state = emptyState(seed, clock);
  seedHosts(state, seed, hosts);
  seedDomains(state, seed, domains);
  seedAccounts(state, seed, inboxes);
  return state;
}

const dayMs = 86_400_000;

function emptyState(seed: number, clock: SandboxClock): State {
  const random = createRandom(seed, 'credential');
  const hex = (length: number) => random.text('0123456789abcdef', length);
  return {
    apiKey: `inf_${hex(64)}`,
    customerId: String(10_000_000 + random.below(90_000_000)),
    profileId: [8, 4, 4, 4, 12].map(hex).join('-'),
    clock,
    hosts: createRows<Host>({ id: ({ hostOrderId }) => hostOrderId, name: ({ hostOrderId }) => hostOrderId }),
    domains: createRows<Domain>({ id: ({ name }) => name, name: ({ name }) => name }),
    // The provider has no ids; addresses that differ in case only are one.
    accounts: createRows<EmailAccount>({ id: ({ email }) => String(email).toLowerCase(), name: ({ email }) => email }),
    deleteStyle: 'delete',
  };
}

/** Ids look like the provider's: 13 digits, a time in milliseconds. */
function seedHosts(state: State, seed: number, count: number): void {
  const random = createRandom(seed, 'hosts');
  let orderedMs = Date.parse(state.clock.at(-700 * dayMs));
  for (let index = 0; index < count; index += 1) {
    orderedMs += 1 + random.below(30 * dayMs);
    state.hosts.add({ hostOrderId: String(orderedMs) });
  }
}

/** Spreads the domains over the hosts. */
function seedDomains(state: State, seed: number, count: number): void {
  const hosts = Array.from(state.hosts.values());
  for (let index = 0; index < count; index += 1) {
    const host = hosts[index % hosts.length];
    if (host === undefined) throw new RangeError('Every seeded domain has a host.');
    const { name } = clientDomain(seed, 'desk', index);
    state.domains.add({ name, hostOrderId: host.hostOrderId });
  }
}

/** Spreads the accounts over the domains. Some addresses have capitals, and some no display name. */
function seedAccounts(state: State, seed: number, count: number): void {
  const random = createRandom(seed, 'accounts');
  const domains = Array.from(state.domains.values());
  for (let index = 0; index < count; index += 1) {
    const domainIndex = index % domains.length;
    const { name, place, localPart } = role(Math.floor(index / domains.length) + domainIndex);
    state.accounts.add({
      email: `${random.onceIn(20) ? localPart.toUpperCase() : localPart}@${domains[domainIndex]?.name}`,
      name: random.onceIn(10) ? null : `${name} ${place}`,
      status: 'active',
      createdAt: state.clock.at(-30 * dayMs - random.below(300 * dayMs)),
    });
  }
}
