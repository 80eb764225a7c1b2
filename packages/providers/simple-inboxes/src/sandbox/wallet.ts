import type { Handlers } from '@rollcall/provider-kit/sandbox';
import type { operations } from '../generated/types.ts';
import { failure, notFound, ok } from './answers.ts';
import { updateWorkspace } from './clients.ts';
import { paged } from './paged.ts';
import { book, cents, major, type State, type Transaction, type Wallet, type Workspace, walletOf } from './state.ts';

export const wallet: Pick<
  Handlers<operations, State>,
  | 'getWallet'
  | 'listWalletTransactions'
  | 'getWalletOverview'
  | 'setAutoRecharge'
  | 'setWalletMode'
  | 'setWalletFallback'
  | 'useMasterBilling'
  | 'setWorkspaceBillingDetails'
  | 'transferFunds'
> = {
  getWallet: ({ state }) => ok(shown(state, null)),

  listWalletTransactions: ({ state, query }) => {
    const found = inTheirOrder(state).filter(({ type }) => query.type === undefined || type === query.type);
    return paged(state, found, query);
  },

  getWalletOverview: ({ state }) => ok({ wallets: [...state.wallets.ordered()] }),

  setAutoRecharge: ({ state, body }) => {
    const known = walletOf(state, null);
    const next = { ...known, autoRecharge: { ...known.autoRecharge, ...body } };
    state.wallets.replace(known, next);
    return ok(next);
  },

  setWalletMode: ({ state, path, body }) => updated(state, path.workspaceId, { billingMode: body.mode }),
  setWalletFallback: ({ state, path, body }) => updated(state, path.workspaceId, { fallback: body.enabled }),
  useMasterBilling: ({ state, path }) => updated(state, path.workspaceId, { billingMode: 'master' }),

  setWorkspaceBillingDetails: ({ state, path, body }) => {
    if (state.workspaces.get(path.workspaceId) === undefined) return notFound('Workspace');
    state.billingDetails.set(path.workspaceId, body);
    return ok(body);
  },

  transferFunds: ({ state, body }) => {
    const { fromWorkspaceId: from = null, toWorkspaceId: to = null } = body;
    const missing = [from, to].find((id) => id !== null && state.workspaces.get(id) === undefined);
    if (missing !== undefined) return notFound('Workspace');
    const sum = cents(body.amount);
    if (!(sum > 0) || from === to) return failure(400, 'The amount must be above 0, and the wallets two');
    const debit = book(state, { workspaceId: from, cents: -sum, description: 'transfer out' });
    if (debit === undefined) return failure(402, 'The wallet does not hold enough');
    book(state, { workspaceId: to, cents: sum, description: 'transfer in' });
    const { id, currency = 'USD', createdAt = '' } = debit;
    return ok({ id, fromWorkspaceId: from, toWorkspaceId: to, amount: major(sum), currency, createdAt });
  },
};

/** By their time, of which those booked together have the same: the newest first, or in the dialect's other order. */
function inTheirOrder({ transactions, dialect }: State): readonly Transaction[] {
  const booked = transactions.ordered();
  if (dialect.transactions === 'oldest') return booked;
  const known = newestFirst.get(booked);
  if (known !== undefined) return known;
  const sorted = booked.toReversed().sort((one, other) => compare(other.createdAt ?? '', one.createdAt ?? ''));
  newestFirst.set(booked, sorted);
  return sorted;
}

/** Sorted once for all pages: by the list that it was made from, which a change replaces. */
const newestFirst = new WeakMap<readonly Transaction[], readonly Transaction[]>();

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** A wallet that there is not yet is empty. */
function shown(state: State, workspaceId: string | null): Wallet {
  return state.wallets.get(workspaceId ?? 'master') ?? { workspaceId, name: null, balance: 0, currency: 'USD' };
}

function updated(state: State, workspaceId: string, fields: Partial<Workspace>) {
  const workspace = state.workspaces.get(workspaceId);
  if (workspace === undefined) return notFound('Workspace');
  updateWorkspace(state, workspace, fields);
  return ok(shown(state, workspaceId));
}
