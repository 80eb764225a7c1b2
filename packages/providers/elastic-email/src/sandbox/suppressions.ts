import type { Handlers } from '@rollcall/provider-kit/sandbox';
import type { operations } from '../generated/types.ts';
import type { SuppressionList } from '../map.ts';
import { failure } from './answers.ts';
import { pageOf } from './paging.ts';
import { type State, type Suppression, shownSuppression, suppress } from './state.ts';

type SuppressionOperations = Pick<
  operations,
  | 'listSuppressions'
  | 'listBounces'
  | 'addBounces'
  | 'importBounces'
  | 'listComplaints'
  | 'addComplaints'
  | 'importComplaints'
  | 'listUnsubscribes'
  | 'addUnsubscribes'
  | 'importUnsubscribes'
  | 'getSuppression'
  | 'deleteSuppression'
>;

/** The three lists of addresses that nothing is sent to. */
export const suppressionHandlers: Handlers<SuppressionOperations, State> = {
  listSuppressions: ({ state, query: { limit = limitDefault, offset = 0 } }) => ({
    status: 200,
    body: pageOf(state, state.suppressions.ordered(), { limit, offset }).map(shownSuppression),
  }),

  listBounces: ({ state, query }) => ({ status: 200, body: listed(state, 'bounces', query) }),
  listComplaints: ({ state, query }) => ({ status: 200, body: listed(state, 'complaints', query) }),
  listUnsubscribes: ({ state, query }) => ({ status: 200, body: listed(state, 'unsubscribes', query) }),

  addBounces: ({ state, body }) => ({ status: 201, body: added(state, 'bounces', body) }),
  addComplaints: ({ state, body }) => ({ status: 201, body: added(state, 'complaints', body) }),
  addUnsubscribes: ({ state, body }) => ({ status: 201, body: added(state, 'unsubscribes', body) }),

  importBounces: ({ state, body }) => imported(state, 'bounces', body.file),
  importComplaints: ({ state, body }) => imported(state, 'complaints', body.file),
  importUnsubscribes: ({ state, body }) => imported(state, 'unsubscribes', body.file),

  getSuppression: ({ state, path }) => {
    const suppression = state.suppressions.named(path.email);
    if (suppression === undefined) return noSuppression(path.email);
    return { status: 200, body: shownSuppression(suppression) };
  },

  deleteSuppression: ({ state, path }) => {
    const suppression = state.suppressions.named(path.email);
    if (suppression === undefined) return noSuppression(path.email);
    state.suppressions.remove(suppression);
    return { status: 200, body: undefined };
  },
};

const limitDefault = 20;

interface Asked {
  readonly search?: string;
  readonly limit?: number;
  readonly offset?: number;
}

function listed(state: State, list: SuppressionList, { search = '', limit = limitDefault, offset = 0 }: Asked) {
  const rows = state.suppressions
    .ordered()
    .filter(({ Email, List }) => List === list && Email.includes(search.toLowerCase()));
  return pageOf(state, rows, { limit, offset }).map(shownSuppression);
}

function added(state: State, list: SuppressionList, emails: readonly string[]) {
  return emails.map((email) => shownSuppression(suppress(state, email, factsOf(list))));
}

/** The addresses are put on the list before the answer here, and after it at the provider. */
function imported(state: State, list: SuppressionList, file: string) {
  const lines = Buffer.from(file, 'base64')
    .toString()
    .split(/[\r\n]+/);
  const emails = lines
    .map((line) => (line.split(',')[0] ?? '').trim())
    .filter((text) => /^[^@\s]+@[^@\s]+$/.test(text));
  if (emails.length === 0) return failure('The file holds no e-mail address.');
  added(state, list, emails);
  return { status: 202, body: undefined } as const;
}

function factsOf(List: SuppressionList): Pick<Suppression, 'List' | 'ErrorCode' | 'FriendlyErrorMessage'> {
  return { List, ErrorCode: null, FriendlyErrorMessage: null };
}

function noSuppression(email: string) {
  return failure(`Suppression ${email} was not found.`);
}
