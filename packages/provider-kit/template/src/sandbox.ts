import { createControlKind, defineSandbox, jsonUnder, type SandboxFactory } from '@rollcall/provider-kit/sandbox';
import { document } from './generated/document.ts';
import type { operations } from './generated/types.ts';
import { failure, refuse } from './sandbox/answers.ts';
import { addInbox, type State, seedState } from './sandbox/state.ts';

/** The provider's stand-in: one account with its inboxes. */
export const sandbox: SandboxFactory = defineSandbox<operations, State>({
  provider: 'newcomer',
  document,
  basePath: '/v1',
  // The documented limits, stated again so that the client's budget is held to them and not to itself; none is known.
  buckets: {},
  kinds: ['inbox'],
  seed: seedState,
  credential: ({ apiKey }) => ({ apiKey }),
  authenticate: ({ authorization }, { apiKey, account }) =>
    authorization === `Bearer ${apiKey}` ? account.id : undefined,
  refuse,
  // Nothing takes time here: what is asked for has happened when it is answered.
  settle: () => {},
  control: (state) => ({
    describe: () => ({ account: state.account }),
    kinds: {
      inbox: createControlKind({
        kind: 'inbox',
        rows: state.inboxes,
        create: (email) => addInbox(state, email),
        remove: (inbox) => {
          state.inboxes.remove(inbox);
          return [];
        },
      }),
    },
    switches: {},
  }),
  handlers: {
    getAccount: ({ state }) => ({ status: 200, body: { data: state.account } }),

    listInboxes: ({ state }) => ({ status: 200, body: jsonUnder('data', state.inboxes.listing()) }),

    getInbox: ({ state, path }) => {
      const inbox = state.inboxes.get(path.id);
      return inbox === undefined ? notFound() : { status: 200, body: { data: inbox } };
    },

    createInbox: ({ state, body: { email } }) => {
      if (state.inboxes.named(email) !== undefined) return failure(409, `The address ${email} is taken.`);
      return { status: 200, body: { data: addInbox(state, email) } };
    },

    deleteInbox: ({ state, path }) => {
      const inbox = state.inboxes.get(path.id);
      if (inbox === undefined) return notFound();
      state.inboxes.remove(inbox);
      return { status: 200, body: { data: inbox } };
    },
  },
});

function notFound() {
  return failure(404, 'There is no such inbox.');
}
