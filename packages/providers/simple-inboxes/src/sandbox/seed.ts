import { createClock, createRandom, type Random, SandboxError, type Sizes } from '@rollcall/provider-kit/sandbox';
import { documentedDialect } from './dialect.ts';
import { agencyName, clientName, persona } from './names.ts';
import { seedMoney } from './seed-money.ts';
import { addDomain, addInbox, addRecord, domainOf, master, type State } from './state.ts';
import { createTable, under } from './table.ts';
import { createWork } from './work.ts';

/** How many of each kind an account has. */
type Counts = Readonly<Record<(typeof kinds)[number], number>>;

/** The kinds whose size can be asked for. */
export const kinds = [
  ...['provider_workspace', 'provider_client', 'wallet', 'wallet_transaction', 'invoice', 'order', 'domain'],
  ...['nameserver_state', 'domain_action', 'dns_record', 'inbox', 'inbox_mutation', 'recovery_entry'],
  ...['sending_tool_credential', 'api_key'],
] as const;

/**
 * An account of these sizes: by default 3 workspaces with 6 domains and 130 inboxes, which is more than one page. The
 * same seed and sizes give the same bytes, and the ids of a seed are the same whatever the sizes. Throws `SandboxError`
 * when they do not fit.
 */
export function seedState({ seed, sizes }: { readonly seed: number; readonly sizes: Sizes }): State {
  const counts = countsOf(sizes);
  const state = emptyState(seed);
  seedWorkspaces(state, counts, createRandom(seed, 'workspaces'));
  seedOrders(state, counts, createRandom(seed, 'orders'));
  seedDomains(state, counts, { seed, random: createRandom(seed, 'domains') });
  seedInboxes(state, counts, createRandom(seed, 'inboxes'));
  seedActions(state, counts, createRandom(seed, 'actions'));
  seedRecovery(state, counts, { seed, random: createRandom(seed, 'recovery') });
  seedKeys(state, counts, createRandom(seed, 'keys'));
  seedMoney(state, counts, createRandom(seed, 'money'));
  return state;
}

const dayMs = 86_400_000;

function countsOf(sizes: Sizes): Counts {
  const workspaces = sizes['provider_workspace'] ?? 3;
  const domains = sizes['domain'] ?? 6;
  const orders = sizes['order'] ?? Math.ceil(domains / 2);
  const counts = {
    provider_workspace: workspaces,
    provider_client: workspaces,
    wallet: sizes['wallet'] ?? workspaces + 1,
    wallet_transaction: 130,
    invoice: 9,
    order: orders,
    domain: domains,
    nameserver_state: domains,
    domain_action: domains === 0 ? 0 : 4,
    dns_record: 5 * domains,
    inbox: domains === 0 ? 0 : 130,
    inbox_mutation: 3,
    recovery_entry: 2,
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
  const orphans = (['domain_action', 'dns_record', 'inbox'] as const).filter((kind) => counts[kind] > 0);
  if (domains === 0 && orphans.length > 0) throw new SandboxError(`${orphans.join(' and ')} need a domain.`);
  if (workspaces === 0 && counts.sending_tool_credential > 0) {
    throw new SandboxError('A sending_tool_credential needs a provider_workspace.');
  }
  return counts;
}

function emptyState(seed: number): State {
  const secrets = createRandom(seed, 'secret');
  const newSecret = () => secrets.text(letters, 16);
  return {
    token: `si_live_${createRandom(seed, 'token').text(letters, 32)}`,
    clock: createClock(seed),
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

function seedWorkspaces(state: State, counts: Counts, random: Random): void {
  for (let index = 0; index < counts.provider_workspace; index += 1) {
    state.workspaces.add({
      id: state.newId('workspace'),
      name: clientName(index),
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

/** One order in nine is canceled while its inboxes are still there: there is always something to find. */
function seedOrders(state: State, counts: Counts, random: Random): void {
  const workspaces = state.workspaces.ordered();
  for (let index = 0; index < counts.order; index += 1) {
    const workspace = workspaces[index % Math.max(workspaces.length, 1)];
    const createdAt = -200 * dayMs - random.below(200 * dayMs);
    const isCanceled = index % 9 === 2;
    state.orders.add({
      id: state.newId('order'),
      status: isCanceled ? 'canceled' : 'active',
      provider: random.pick(['google', 'microsoft', 'smtp_plus']),
      workspaceId: workspace?.id ?? null,
      clientName: workspace?.name ?? null,
      domains: [],
      inboxCount: 0,
      autoRenew: !isCanceled,
      amount: 0,
      currency: 'USD',
      createdAt: state.clock.at(createdAt),
      renewsAt: isCanceled ? null : state.clock.at((1 + random.below(30)) * dayMs),
      cancelAt: isCanceled ? state.clock.at(-5 * dayMs) : null,
    });
  }
}

/** One domain in eleven has not been pointed at its nameservers, and one in seven lacks its SPF record. */
function seedDomains(state: State, counts: Counts, { seed, random }: { seed: number; random: Random }): void {
  const orders = state.orders.ordered();
  for (let index = 0; index < counts.domain; index += 1) {
    const order = orders[index % Math.max(orders.length, 1)];
    const domain = addDomain(state, `${agencyName(seed)}-${String(index + 1).padStart(3, '0')}.example`, {
      provider: order?.provider ?? 'google',
      source: random.onceIn(4) ? 'byod' : 'buy',
      nameserversMoved: index % 11 !== 4,
      workspaceId: order?.workspaceId ?? null,
      clientName: order?.clientName ?? null,
      orderId: order?.id ?? null,
      createdAt: state.clock.at(-200 * dayMs - random.below(200 * dayMs)),
    });
    if (order !== undefined) appendTo(state, order.id, { domain: domain.domain });
  }
  seedRecords(state, counts);
}

function seedRecords(state: State, counts: Counts): void {
  const domains = state.domains.ordered();
  for (let index = 0; index < counts.dns_record; index += 1) {
    const domain = at(domains, index);
    const round = Math.floor(index / domains.length);
    const hasNoSpf = (index % domains.length) % 7 === 5;
    addRecord(state, domain.domain, { ...recordOf(domain.domain, round, hasNoSpf), createdAt: domain.createdAt ?? '' });
  }
}

function recordOf(domain: string, round: number, hasNoSpf: boolean) {
  switch (round) {
    case 0:
      return { type: 'MX', name: domain, content: 'smtp.google.com', priority: 1 };
    case 1:
      return { type: 'TXT', name: domain, content: hasNoSpf ? 'verify=1' : 'v=spf1 include:_spf.google.com ~all' };
    case 2:
      return { type: 'TXT', name: `_dmarc.${domain}`, content: 'v=DMARC1; p=none' };
    case 3:
      return { type: 'TXT', name: `google._domainkey.${domain}`, content: 'v=DKIM1; k=rsa; p=MIIB' };
    default:
      return { type: 'CNAME', name: `track${round - 3}.${domain}`, content: 'open.example' };
  }
}

/** Spreads the inboxes over the domains. */
function seedInboxes(state: State, counts: Counts, random: Random): void {
  const domains = state.domains.ordered();
  for (let index = 0; index < counts.inbox; index += 1) {
    const domain = at(domains, index);
    const { username, firstName, lastName } = persona(Math.floor(index / domains.length) + (index % domains.length));
    const inbox = addInbox(state, {
      email: `${username}@${domain.domain}`,
      ...{ firstName, lastName, displayName: `${firstName} ${lastName}` },
      createdAt: state.clock.at(-30 * dayMs - random.below(170 * dayMs)),
    });
    if (inbox.orderId) appendTo(state, inbox.orderId, { inboxes: 1 });
  }
  for (let index = 0; index < counts.inbox_mutation; index += 1) {
    const requestedAt = state.clock.at(-random.below(20 * dayMs));
    const isStuck = index % 3 === 1;
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
    const isFailed = index % 2 === 1;
    state.actions.add({
      id: state.newId('action'),
      type: random.pick(['provision_inboxes', 'move_nameservers', 'upload_credentials']),
      status: isFailed ? 'failed' : 'in_progress',
      ...{ attempts: isFailed ? 3 : 1, maxAttempts: 3, error: isFailed ? 'the registrar did not answer' : null },
      createdAt: state.clock.at(-random.below(3 * dayMs)),
      startedAt: state.clock.at(-random.below(dayMs)),
      ...{ completedAt: null, nextRetryAt: isFailed ? null : state.clock.at(dayMs) },
      [under]: at(domains, index).domain,
    });
  }
}

function seedRecovery(state: State, counts: Counts, { seed, random }: { seed: number; random: Random }): void {
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
  const domains = [...(order.domains ?? []), ...(more.domain === undefined ? [] : [domainOf(more.domain)])];
  const inboxCount = (order.inboxCount ?? 0) + (more.inboxes ?? 0);
  state.orders.replace(order, { ...order, domains, inboxCount });
}

function at<Row>(rows: readonly Row[], index: number): Row {
  const row = rows[index % rows.length];
  if (row === undefined) throw new RangeError('nothing to choose from');
  return row;
}
