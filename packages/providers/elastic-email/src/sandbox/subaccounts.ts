import type { Handlers } from '@rollcall/provider-kit/sandbox';
import type { operations } from '../generated/types.ts';
import { failure } from './answers.ts';
import { addSubaccount } from './creating.ts';
import { pageOf } from './paging.ts';
import { deleteSubaccount, type State } from './state.ts';

type SubaccountOperations = Pick<
  operations,
  | 'listSubaccounts'
  | 'createSubaccount'
  | 'getSubaccount'
  | 'deleteSubaccount'
  | 'changeSubaccountCredits'
  | 'updateSubaccountEmailSettings'
>;

/** Sub-accounts with their credits and sending limits. */
export const subaccountHandlers: Handlers<SubaccountOperations, State> = {
  listSubaccounts: ({ state, query }) => ({
    status: 200,
    body: pageOf(state, state.subaccounts.ordered(), { limit: query.limit ?? limitDefault, offset: query.offset ?? 0 }),
  }),

  createSubaccount: ({ state, body }) => {
    if (state.subaccounts.named(body.Email) !== undefined) return failure(`Account ${body.Email} already exists.`);
    return { status: 201, body: addSubaccount(state, body) };
  },

  getSubaccount: ({ state, path }) => {
    const subaccount = state.subaccounts.named(path.email);
    return subaccount === undefined ? noSubaccount(path.email) : { status: 200, body: subaccount };
  },

  deleteSubaccount: ({ state, path }) => {
    const subaccount = state.subaccounts.named(path.email);
    if (subaccount === undefined) return noSubaccount(path.email);
    deleteSubaccount(state, subaccount);
    return { status: 200, body: undefined };
  },

  changeSubaccountCredits: ({ state, path, body }) => {
    const subaccount = state.subaccounts.named(path.email);
    if (subaccount === undefined) return noSubaccount(path.email);
    const EmailCredits = subaccount.EmailCredits + body.Credits;
    if (EmailCredits < 0) return failure('There are not enough credits to take away.');
    state.subaccounts.replace(subaccount, { ...subaccount, EmailCredits });
    return { status: 200, body: undefined };
  },

  updateSubaccountEmailSettings: ({ state, path, body }) => {
    const subaccount = state.subaccounts.named(path.email);
    if (subaccount === undefined) return noSubaccount(path.email);
    const settings = { ...subaccount.Settings?.Email, ...body };
    state.subaccounts.replace(subaccount, { ...subaccount, Settings: { Email: settings } });
    return { status: 201, body: settings };
  },
};

/** The vendor's document shows no default for this list; 100 is the example it gives. */
const limitDefault = 100;

function noSubaccount(email: string) {
  return failure(`Account ${email} was not found.`);
}
