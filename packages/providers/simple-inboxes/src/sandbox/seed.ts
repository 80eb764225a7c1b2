import {
  agencyName,
  clientDomain,
  clientName,
  createRandom,
  type Random,
  role,
  type SandboxClock,
  SandboxError,
  type SeedOptions,
  type Sizes,
} from '@rollcall/provider-kit/sandbox';
import { documentedDialect } from './dialect.ts';
import { persona } from './names.ts';
import { seedCleanMoney } from './seed-clean-money.ts';
import { seedMoney } from './seed-money.ts';
import { hasInboxes, ordersFor, type Plan, plannedDomain, plannedOrder } from './seed-plan.ts';
import { rememberedRecord, trackingRecord, zoneOf } from './seed-zones.ts';
import { addDomain, addInbox, addRecord, inboxCents, major, master, type State } from './state.ts';
import { createTable, under } from './table.ts';
import { createWork } from './work.ts';

/** How many of each kind an account has; of those without a number, as many as follow from the others. */
type Counts = Readonly<Record<Exclude<(typeof kinds)[number], Following>, number>> &
  Readonly<Record<Following, number | undefined>>;

type Following = 'dns_record' | 'invoice';

/** The kinds whose size can be asked for. */
export const kinds = [
  ...['provider_workspace', 'provider_client', 'wallet', 'wallet_transaction', 'invoice', 'order', 'domain'],
  ...['nameserver_state', 'domain_action', 'dns_record', 'inbox', 'inbox_mutation', 'recovery_entry'],
  ...['sending_tool_credential', 'api_key'],
] as const;

/**
 * An account of these sizes: by default the agency's 3 clients with 13 domains, 40 inboxes and the orders that they came
 * with. The same seed and sizes give the same bytes, and the ids of a seed are the same whatever the sizes. Throws
 * `SandboxError` when they do not fit.
 */
export function seedState({ seed, sizes, clock, clean }: SeedOptions): State {
  const counts = countsOf(sizes, { seed, clean });
  const state = emptyState(seed, clock);
  seedWorkspaces(state, counts, { seed, clean, random: createRandom(seed, 'workspaces') });
  seedOrders(state, counts, { seed, clean, random: createRandom(seed, 'orders') });
  seedDomains(state, counts, { seed, clean, random: createRandom(seed, 'domains') });
  seedRecords(state, { seed, clean }, counts);
  seedInboxes(state, counts, { seed, clean, random: createRandom(seed, 'inboxes') });
  seedMutations(state, counts, { seed, clean, random: createRandom(seed, 'mutations') });
  seedActions(state, counts, createRandom(seed, 'actions'));
  seedRecovery(state, counts, { seed, clean, random: createRandom(seed, 'recovery') });
  seedKeys(state, counts, createRandom(seed, 'keys'));
  if (clean) seedCleanMoney(state);
  else seedMoney(state, counts, createRandom(seed, 'money'));
  return state;
}

const dayMs = 86_400_000;

function countsOf(sizes: Sizes, plan: Plan): Counts {
  const { clean } = plan;
  const workspaces = sizes['provider_workspace'] ?? 3;
  const domains = sizes['domain'] ?? (clean ? 12 : 13);
  const counts = {
    provider_workspace: workspaces,
    provider_client: workspaces,
    wallet: sizes['wallet'] ?? workspaces + 1,
    wallet_transaction: 66,
    invoice: undefined,
    order: ordersFor(domains, plan),
    domain: domains,
    nameserver_state: domains,
    domain_action: domains === 0 || clean ? 0 : 4,
    dns_record: undefined,
    inbox: 10 * Array.from({ length: domains }, (_, index) => plannedDomain(plan, index)).filter(hasInboxes).length,
    inbox_mutation: 3,
    recovery_entry: clean ? 0 : 2,
    sending_tool_credential: workspaces === 0 ? 0 : 4,
    api_key: 2,
    ...sizes,
  };
  for (const [kind, follows] of [
    ['provider_client', workspaces],
    ['nameserver_state', domains],
  ] as const) {
    if (counts[kind] !== follows) throw new SandboxError(`There are ${follows} of ${kind}: leave its size out.`);
  }
  const isWithout = workspaces === 0 && counts.wallet === 0;
  if (counts.wallet !== workspaces + 1 && !isWithout) {
    throw new SandboxError('There is a wallet for each workspace and the master wallet: leave its size out.');
  }
  const orphans = (['domain_action', 'dns_record', 'inbox'] as const).filter((kind) => (counts[kind] ?? 0) > 0);
  if (domains === 0 && orphans.length > 0) throw new SandboxError(`There is no domain for ${orphans.join(' and ')}.`);
  if (workspaces === 0 && counts.sending_tool_credential > 0) {
    throw new SandboxError('A sending_tool_credential needs a provider_workspace.');
  }
  return counts;
}

function emptyState(seed: number, clock: SandboxClock): State {
  const secrets = createRandom(seed, 'secret');
  const newSecret = () => secrets.text(letters, 16);
  return {
    token: `si_live_${createRandom(seed, 'token').text(letters, 32)}`,
    clock,
    work: createWork(),
    newId: createIds(seed),
    newSecret,
    workspaces: createTable({ id: ({ id }) => id, name: ({ name }) => name }),
    wallets: createTable({
      id: ({ workspaceId }) => workspaceId ?? master,
      name: ({ workspaceId, name }) => (workspaceId === null ? master : (name ?? workspaceId)),
    }),
    transactions: createTable({ id: ({ id }) => id, name: ({ id, description }) => description ?? id }),
    invoices: createTable({ id: ({ id }) => id, name: ({ id }) => id }),
    orders: createTable({ id: ({ id }) => id, name: ({ id }) => id }),
    domains: createTable({ id: ({ domain }) => domain, name: ({ domain }) => domain }),
    nameservers: createTable({ id: (row) => row[under], name: (row) => row[under] }),
    actions: createTable({ id: ({ id }) => id, name: ({ id, type }) => type ?? id }),
    dns: createTable({ id: ({ id }) => id, name: ({ name }) => name }),
    unserved: new Set(),
    remembered: new Map(),
    inboxes: createTable({ id: ({ id }) => id, name: ({ email }) => email }),
    passwords: new Map(),
    mutations: createTable({ id: ({ id }) => id, name: ({ id }) => id }),
    recovery: createTable({ id: ({ id }) => id, name: ({ domain }) => domain }),
    credentials: createTable({ id: ({ id }) => id, name: ({ name, tool }) => name ?? tool }),
    keys: createTable({ id: ({ id }) => id, name: ({ name }) => name }),
    parked: new Map(),
    defaults: new Map(),
    billingDetails: new Map(),
    dialect: documentedDialect,
    keyWrites: 'allowed',
  };
}

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** UUIDs of version 4, each sort with its own stream. */
function createIds(seed: number): State['newId'] {
  const streams = new Map<string, Random>();
  return (sort) => {
    const random = streams.get(sort) ?? createRandom(seed, `id/${sort}`);
    streams.set(sort, random);
    const hex = (length: number) => random.text('0123456789abcdef', length);
    return `${hex(8)}-${hex(4)}-4${hex(3)}-${random.pick(['8', '9', 'a', 'b'])}${hex(3)}-${hex(12)}`;
  };
}

/** The plan, for what all sandboxes share, and numbers of one's own. */
interface Source extends Plan {
  readonly random: Random;
}

function seedWorkspaces(state: State, counts: Counts, { seed, random }: Source): void {
  for (let index = 0; index < counts.provider_workspace; index += 1) {
    state.workspaces.add({
      id: state.newId('workspace'),
      name: clientName(seed, index),
      billingMode: index % 2 === 0 ? 'master' : 'dedicated',
      fallback: random.onceIn(2),
      createdAt: state.clock.at(-500 * dayMs + index * dayMs),
    });
  }
  const workspaces = state.workspaces.ordered();
  for (let index = 0; index < counts.sending_tool_credential; index += 1) {
    const workspace = at(workspaces, index);
    state.credentials.add({
      id: state.newId('credential'),
      ...{ tool: random.pick(['smartlead', 'instantly', 'emailbison']), name: `${workspace.name}-${index + 1}` },
      status: 'active',
      createdAt: state.clock.at(-300 * dayMs - random.below(100 * dayMs)),
      ...{ username: null, apiKey: state.newSecret(), password: null },
      [under]: workspace.id,
    });
  }
}

/**
 * Some orders are wrong: a canceled one whose inboxes are still there, one whose inboxes are gone and which goes on, one
 * that nothing came of and which is about to renew, and one that is unpaid.
 */
function seedOrders(state: State, counts: Counts, { random, ...plan }: Source): void {
  const workspaces = state.workspaces.ordered();
  for (let index = 0; index < counts.order; index += 1) {
    const { sort, client, isUnpaid, past } = plannedOrder(plan, index);
    const workspace = state.workspaces.named(client) ?? workspaces[index % Math.max(workspaces.length, 1)];
    const isCanceled = sort === 'canceled';
    const createdAt = state.clock.at(-200 * dayMs - random.below(200 * dayMs));
    const renewsAt = state.clock.at((sort === 'unused' ? 2 : 3 + random.below(27)) * dayMs);
    state.orders.add({
      id: state.newId('order'),
      status: isCanceled ? 'canceled' : isUnpaid ? 'unpaid' : 'active',
      provider: random.pick(['google', 'microsoft', 'smtp_plus']),
      ...{ workspaceId: workspace?.id ?? null, clientName: workspace?.name ?? null },
      ...{ domains: [], inboxCount: 0, amount: 0, currency: 'USD', autoRenew: !isCanceled, createdAt },
      ...{ renewsAt: isCanceled ? null : renewsAt, cancelAt: isCanceled ? state.clock.at(-45 * dayMs) : null },
      ...(sort === 'gone' ? { domains: [past], inboxCount: 6 } : {}),
      ...(sort === 'unused' ? { amount: major(10 * inboxCents) } : {}),
    });
  }
}

/** One domain in thirteen has not been pointed at its nameservers. */
function seedDomains(state: State, counts: Counts, { random, ...plan }: Source): void {
  const orders = state.orders.ordered().filter((_, index) => takesDomains(plan, index));
  for (let index = 0; index < counts.domain; index += 1) {
    const { name, flaw, order: planned } = plannedDomain(plan, index);
    const order = orders[planned % Math.max(orders.length, 1)];
    addDomain(state, name, {
      status: flaw === 'expired' ? 'expired' : 'active',
      provider: order?.provider ?? 'google',
      source: random.onceIn(4) ? 'byod' : 'buy',
      nameserversMoved: index % 13 !== 4 || plan.clean,
      workspaceId: order?.workspaceId ?? null,
      clientName: order?.clientName ?? null,
      orderId: order?.id ?? null,
      createdAt: state.clock.at(-200 * dayMs - random.below(200 * dayMs)),
    });
    if (order !== undefined) appendTo(state, order.id, { domain: name });
  }
}

function takesDomains(plan: Plan, order: number): boolean {
  const { sort } = plannedOrder(plan, order);
  return sort === 'regular' || sort === 'canceled';
}

/** The domains' own records first, one of each after the other; what is wanted beyond them counts clicks. */
function seedRecords(state: State, plan: Plan, counts: Counts): void {
  const domains = state.domains.ordered();
  const planned = domains.map((_, index) => plannedDomain(plan, index));
  const zones = planned.map((domain) => zoneOf(plan.seed, domain));
  const wanted = counts.dns_record ?? zones.reduce((total, { length }) => total + length, 0);
  const rounds = Math.max(0, ...zones.map(({ length }) => length));
  let left = wanted;
  for (let round = 0; left > 0; round += 1) {
    for (const [index, { domain, createdAt }] of domains.entries()) {
      const record = round < rounds ? zones[index]?.[round] : trackingRecord(domain, round - rounds + 2);
      if (record === undefined || left === 0) continue;
      const { id, type } = addRecord(state, domain, { ...record, createdAt: createdAt ?? '' });
      if (planned[index]?.zoneFlaw === 'unserved' && type === 'CNAME') state.unserved.add(id);
      left -= 1;
    }
  }
  for (const { name, zoneFlaw } of planned) {
    if (zoneFlaw === 'remembered') state.remembered.set(name, rememberedRecord(name));
  }
}

/** Spreads the inboxes over the domains that have them here. One is a twin: its address is a mailbox of the mail server's, too. */
function seedInboxes(state: State, counts: Counts, { random, ...plan }: Source): void {
  const domains = state.domains.ordered().filter((_, index) => hasInboxes(plannedDomain(plan, index)));
  for (let index = 0; index < counts.inbox; index += 1) {
    const domain = at(domains, index);
    const { username, firstName, lastName } = persona(Math.floor(index / domains.length) + (index % domains.length));
    const usual = `${username}@${domain.domain}`;
    const inbox = addInbox(state, {
      email: index === twinIndex && !plan.clean ? (twinAddress(state, plan.seed) ?? usual) : usual,
      ...{ firstName, lastName, displayName: `${firstName} ${lastName}` },
      createdAt: state.clock.at(-30 * dayMs - random.below(170 * dayMs)),
    });
    if (inbox.orderId) appendTo(state, inbox.orderId, { inboxes: 1 });
  }
}

/** The last but one of forty: all before it are as they are without. */
const twinIndex = 38;

/** The first mailbox of the first domain for mail, where that was bought here. */
function twinAddress(state: State, seed: number): string | undefined {
  const { name } = clientDomain(seed, 'mail', 0);
  return state.domains.named(name) === undefined ? undefined : `${role(0).localPart}@${name}`;
}

function seedMutations(state: State, counts: Counts, { clean, random }: Source): void {
  const domains = state.domains.ordered();
  for (let index = 0; index < counts.inbox_mutation; index += 1) {
    const requestedAt = state.clock.at(-random.below(20 * dayMs));
    const isStuck = index % 3 === 1 && !clean;
    state.mutations.add({
      id: state.newId('mutation'),
      status: isStuck ? 'needs_attention' : 'completed',
      requestCount: 1 + random.below(4),
      domain: domains[index % Math.max(domains.length, 1)]?.domain ?? null,
      ...{ orderId: null, requestedAt, completedAt: isStuck ? null : requestedAt, failedAt: null },
      lastError: isStuck ? 'the user name is taken' : null,
    });
  }
}

function seedActions(state: State, counts: Counts, random: Random): void {
  const domains = state.domains.ordered();
  for (let index = 0; index < counts.domain_action; index += 1) {
    const isFailed = index % 4 === 1;
    state.actions.add({
      id: state.newId('action'),
      type: random.pick(['provision_inboxes', 'move_nameservers', 'upload_credentials']),
      status: isFailed ? 'failed' : 'in_progress',
      ...{ attempts: isFailed ? 3 : 1, maxAttempts: 3, error: isFailed ? 'the registrar did not answer' : null },
      createdAt: state.clock.at(-random.below(3 * dayMs)),
      startedAt: state.clock.at(-random.below(dayMs)),
      ...{ completedAt: null, nextRetryAt: isFailed ? null : state.clock.at(dayMs) },
      [under]: at(domains, 5 * index).domain,
    });
  }
}

function seedRecovery(state: State, counts: Counts, { seed, random }: Source): void {
  for (let index = 0; index < counts.recovery_entry; index += 1) {
    const isReady = index % 2 === 1;
    state.recovery.add({
      id: state.newId('entry'),
      domain: `${agencyName(seed)}-rest-${index + 1}.example`,
      ...{ status: isReady ? 'ready' : 'recovering', health: isReady ? 'green' : random.pick(['red', 'amber']) },
      listedOn: isReady ? [] : ['spamhaus_dbl'],
      readyAt: isReady ? state.clock.at(-dayMs) : null,
      createdAt: state.clock.at(-40 * dayMs - random.below(20 * dayMs)),
    });
  }
}

/** The key that the credential is comes first. */
function seedKeys(state: State, counts: Counts, random: Random): void {
  for (let index = 0; index < counts.api_key; index += 1) {
    const key = index === 0 ? state.token : `si_live_${random.text(letters, 32)}`;
    state.keys.add({
      id: state.newId('key'),
      name: index === 0 ? 'rollcall' : `automation-${index}`,
      prefix: key.slice(0, 12),
      lastUsedAt: state.clock.at(-random.below(dayMs)),
      createdAt: state.clock.at(-90 * dayMs - random.below(100 * dayMs)),
    });
  }
}

function appendTo(state: State, orderId: string, more: { domain?: string; inboxes?: number }): void {
  const order = state.orders.get(orderId);
  if (order === undefined) return;
  const domains = [...(order.domains ?? []), ...(more.domain === undefined ? [] : [more.domain])];
  const inboxCount = (order.inboxCount ?? 0) + (more.inboxes ?? 0);
  state.orders.replace(order, { ...order, domains, inboxCount });
}

function at<Row>(rows: readonly Row[], index: number): Row {
  const row = rows[index % rows.length];
  if (row === undefined) throw new RangeError('nothing to choose from');
  return row;
}
