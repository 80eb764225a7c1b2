import type { AnyReply, Handlers } from '@rollcall/provider-kit/sandbox';
import type { operations } from '../generated/types.ts';
import type { Dialect, State } from './state.ts';

export const documentedDialect: Dialect = {
  fields: 'camel',
  canceled: 'canceled',
  list: 'data',
  paging: 'total',
  money: 'major',
  transactions: 'newest',
};

/** The handlers, answering in the dialect that the state is set to. */
export function inDialect(handlers: Handlers<operations, State>): Handlers<operations, State> {
  const wrapped = Object.entries(handlers).map(([operationId, handler]) => {
    // Each handler takes the call of its own operation and is handed just that.
    const answer = handler as (call: { readonly state: State }) => AnyReply;
    return [
      operationId,
      (call: { readonly state: State }) => translated(answer(call), operationId, call.state.dialect),
    ];
  });
  // Whatever the dialect, an answer holds what its operation documents; only its form is another.
  return Object.fromEntries(wrapped) as Handlers<operations, State>;
}

function translated(reply: AnyReply, operationId: string, dialect: Dialect): AnyReply {
  if (dialect === documentedDialect || reply.status !== 200) return reply;
  const spelled = respelled(reply.body, dialect);
  return { ...reply, body: relocated(spelled, operationId, dialect) };
}

function respelled(value: unknown, dialect: Dialect): unknown {
  if (Array.isArray(value)) return value.map((element) => respelled(element, dialect));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      dialect.fields === 'snake' ? name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) : name,
      respelledField(name, respelled(inner, dialect), dialect),
    ]),
  );
}

function respelledField(name: string, value: unknown, { canceled, money }: Dialect): unknown {
  if (name === 'status' && value === 'canceled') return canceled;
  if (typeof value !== 'number' || !amounts.has(name)) return value;
  if (money === 'text') return value.toFixed(2);
  return money === 'minor' ? Math.round(value * 100) : value;
}

const amounts = new Set(['amount', 'balance', 'balanceAfter', 'threshold', 'spend']);

function relocated(body: unknown, operationId: string, { list }: Dialect): unknown {
  const plural = plurals[operationId];
  if (!isObject(body) || plural === undefined || list === 'data') return body;
  const { data, ...frame } = body;
  if (list === 'root') return { ...frame, [plural]: data };
  return { ...frame, data: { [list === 'items' ? 'items' : plural]: data } };
}

const plurals: Readonly<Record<string, string>> = {
  listOrders: 'orders',
  listInboxes: 'inboxes',
  listDomains: 'domains',
  listDnsRecords: 'records',
  listDomainActions: 'actions',
  listWorkspaces: 'workspaces',
  listClients: 'clients',
  listInboxMutations: 'mutations',
  listWalletTransactions: 'transactions',
  listRecoveryEntries: 'entries',
  listSendingToolCredentials: 'credentials',
  listStripeInvoices: 'invoices',
  listTopupInvoices: 'invoices',
  listCustomInvoices: 'invoices',
};

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
