import {
  type Control,
  createControlKind,
  createSwitch,
  type Named,
  SandboxError,
} from '@rollcall/provider-kit/sandbox';
import { z } from 'zod';
import { domainName } from '../names.ts';
import { alters } from './alters.ts';
import { addKey } from './billing.ts';
import { addCredential, addWorkspace, removeWorkspace } from './clients.ts';
import { documentedDialect } from './dialect.ts';
import { checkNameservers, moveNameservers, nameserversOf } from './domains.ts';
import { queueMutation } from './mutations.ts';
import { endCanceledOrders } from './orders.ts';
import { addEntry } from './recovery.ts';
import {
  addDomain,
  addInbox,
  addRecord,
  book,
  type Domain,
  domainOf,
  removeDomain,
  removeInbox,
  type State,
  type Workspace,
} from './state.ts';
import { type Table, type Under, under } from './table.ts';

/** What can be done to the account behind the API's back, beside planting faults. */
export function controlOf(state: State): Control {
  return {
    describe: () => ({
      work: { delayMs: state.work.delayMs, pending: state.work.pending },
      dialect: state.dialect,
      keyWrites: state.keyWrites,
    }),
    kinds: { ...accountKinds(state), ...moneyKinds(state), ...domainKinds(state) },
    switches: switchesOf(state),
  };
}

function accountKinds(state: State): Control['kinds'] {
  const workspaces = {
    create: (name: string) => addWorkspace(state, name),
    remove: (workspace: Workspace) => removeWorkspace(state, workspace).map(namedCredential),
  };
  return {
    provider_workspace: createControlKind({
      kind: 'provider_workspace',
      rows: state.workspaces,
      ...workspaces,
      alters: alters.workspace,
    }),
    provider_client: createControlKind({
      kind: 'provider_client',
      rows: byName(state.workspaces),
      ...workspaces,
      alters: alters.client,
    }),
    sending_tool_credential: createControlKind({
      kind: 'sending_tool_credential',
      rows: state.credentials,
      create: (name) =>
        addCredential(state, firstOf(state.workspaces, 'provider_workspace'), { tool: 'smartlead', name }),
      remove: alone(state.credentials),
    }),
    api_key: createControlKind({
      kind: 'api_key',
      rows: byName(state.keys),
      create: (name) => ({ ...addKey(state, name, 'si_live_made'), lastUsedAt: null }),
      remove: alone(state.keys),
    }),
    order: createControlKind({
      kind: 'order',
      rows: state.orders,
      create: (name) => {
        const createdAt = state.clock.next();
        const order = { id: name, status: 'active', domains: [], inboxCount: 0, autoRenew: true, createdAt };
        state.orders.add(order);
        return order;
      },
      remove: alone(state.orders),
      alters: alters.order,
    }),
  };
}

function moneyKinds(state: State): Control['kinds'] {
  return {
    wallet: createControlKind({
      kind: 'wallet',
      rows: state.wallets,
      create: () => refuse('A wallet comes with its provider_workspace: create that.'),
      remove: alone(state.wallets),
      alters: alters.wallet,
    }),
    wallet_transaction: createControlKind({
      kind: 'wallet_transaction',
      rows: state.transactions,
      create: (description) =>
        book(state, { workspaceId: null, cents: 1000, description }) ?? refuse('The wallet cannot be credited.'),
      remove: alone(state.transactions),
    }),
    invoice: createControlKind({
      kind: 'invoice',
      rows: state.invoices,
      create: (id) => {
        const facts = { source: 'custom', status: 'open', cents: 1000, description: 'by hand' } as const;
        const invoice = { id, ...facts, transactionId: null, createdAt: state.clock.next() };
        state.invoices.add(invoice);
        return invoice;
      },
      remove: alone(state.invoices),
    }),
  };
}

function domainKinds(state: State): Control['kinds'] {
  const domains = { create: (name: string) => addDomain(state, domainName(name)), remove: removal(state) };
  const firstDomain = () => firstOf(state.domains, 'domain').domain;
  return {
    domain: createControlKind({
      kind: 'domain',
      rows: state.domains,
      ...domains,
      alters: alters.domain,
    }),
    nameserver_state: createControlKind({
      kind: 'nameserver_state',
      rows: state.nameservers,
      create: () => refuse('A nameserver_state comes with its domain: create that.'),
      remove: () => refuse('A nameserver_state goes with its domain: delete that.'),
    }),
    domain_action: createControlKind({
      kind: 'domain_action',
      rows: state.actions,
      create: (type) => {
        const shown = { id: state.newId('action'), type, status: 'pending', attempts: 0, maxAttempts: 3, error: null };
        const times = { createdAt: state.clock.next(), startedAt: null, completedAt: null, nextRetryAt: null };
        const action = { ...shown, ...times, [under]: firstDomain() };
        state.actions.add(action);
        return action;
      },
      remove: alone(state.actions),
    }),
    dns_record: createControlKind({
      kind: 'dns_record',
      rows: state.dns,
      create: (name) => {
        const owner = state.domains.ordered().find(({ domain }) => name === domain || name.endsWith(`.${domain}`));
        const record = addRecord(state, owner?.domain ?? firstDomain(), { type: 'TXT', name, content: 'by hand' });
        return { ...record, [under]: owner?.domain ?? firstDomain() };
      },
      remove: alone(state.dns),
      alters: alters.dnsRecord,
    }),
    inbox: createControlKind({
      kind: 'inbox',
      rows: state.inboxes,
      create: (email) => {
        if (state.domains.named(domainOf(email)) === undefined) refuse(`${email} needs its domain: create that first.`);
        return addInbox(state, { email });
      },
      remove: (inbox) => {
        removeInbox(state, inbox);
        return [];
      },
      alters: alters.inbox,
    }),
    inbox_mutation: createControlKind({
      kind: 'inbox_mutation',
      rows: state.mutations,
      create: (domain) => queueMutation(state, [], { domain, orderId: null }),
      remove: alone(state.mutations),
    }),
    recovery_entry: createControlKind({
      kind: 'recovery_entry',
      rows: state.recovery,
      create: (name) => addEntry(state, name),
      remove: alone(state.recovery),
    }),
  };
}

function switchesOf(state: State): Control['switches'] {
  return {
    /** How long orders and jobs take from now on; with no delay, those that wait are carried out at once. */
    provisioning: createSwitch(z.strictObject({ delayMs: z.int().min(0).max(3_600_000) }), ({ delayMs }) => {
      state.work.delayMs = delayMs;
      if (delayMs === 0) state.work.settle(Number.POSITIVE_INFINITY);
      return { provisioning: { delayMs } };
    }),
    /** The form of answers from now on; what is left out is as documented. */
    dialect: createSwitch(
      z.strictObject({
        fields: z.enum(['camel', 'snake']).default(documentedDialect.fields),
        canceled: z.enum(['canceled', 'cancelled']).default(documentedDialect.canceled),
        list: z.enum(['data', 'items', 'named', 'root']).default(documentedDialect.list),
        paging: z.enum(['total', 'silent', 'whole']).default(documentedDialect.paging),
        money: z.enum(['major', 'minor', 'text']).default(documentedDialect.money),
        transactions: z.enum(['newest', 'oldest']).default(documentedDialect.transactions),
      }),
      (dialect) => {
        state.dialect = dialect;
        return { dialect };
      },
    ),
    /** Whether an API key may create and revoke API keys, which the provider's page leaves open. */
    key_writes: createSwitch(z.strictObject({ by: z.enum(['allowed', 'session_only']) }), ({ by }) => {
      state.keyWrites = by;
      return { keyWrites: by };
    }),
    /** The period of every canceled order ends. */
    period_end: createSwitch(z.strictObject({}), () => ({ ended: endCanceledOrders(state) })),
    /** The owner of a domain points it at its nameservers, and the provider notices. */
    move_nameservers: createSwitch(z.strictObject({ domain: z.string() }), ({ domain }) => {
      const row = nameserversOf(state, domain);
      if (row === undefined || !moveNameservers(state, domain)) throw new SandboxError(`There is no domain ${domain}.`);
      return { ...checkNameservers(state, row) };
    }),
  };
}

/** The same rows, known by their names, as the ledger knows them. */
function byName<Row extends object>(rows: Table<Row>): Table<Row> {
  return Object.create(rows, {
    id: { value: rows.name },
    get: { value: rows.named },
    // Getters are inherited with the object they were made for.
    size: { get: () => rows.size },
  });
}

function alone<Row extends object>(rows: Table<Row>): (row: Readonly<Row>) => readonly Named[] {
  return (row) => {
    rows.remove(row);
    return [];
  };
}

function removal(state: State): (domain: Readonly<Domain>) => readonly Named[] {
  return (domain) => removeDomain(state, domain).map(({ id, email }) => ({ kind: 'inbox', id, name: email }));
}

function namedCredential(credential: Under<{ id: string; tool: string; name?: string | null }>): Named {
  return { kind: 'sending_tool_credential', id: credential.id, name: credential.name ?? credential.tool };
}

function firstOf<Row extends object>(rows: Table<Row>, kind: string): Readonly<Row> {
  return rows.ordered()[0] ?? refuse(`There is no ${kind} to put it under: create that first.`);
}

function refuse(message: string): never {
  throw new SandboxError(message);
}
