import { defineSandbox, type RawRequest, type SandboxFactory } from '@rollcall/provider-kit/sandbox';
import { document } from './generated/document.ts';
import type { operations } from './generated/types.ts';
import { failure, refuse } from './sandbox/answers.ts';
import { controlOf } from './sandbox/control.ts';
import { seedState } from './sandbox/seed.ts';
import { accountsOf, addAccount, domainOf, type State } from './sandbox/state.ts';
import { storyOf } from './sandbox/story.ts';

/** The provider's stand-in: one customer's hosts, their domains and e-mail accounts. */
export const sandbox: SandboxFactory = defineSandbox<operations, State>({
  provider: 'inframail',
  document,
  basePath: '/api/v1',
  // The provider documents no limit. A 429 can be planted as a fault.
  buckets: {},
  kinds: ['host', 'domain', 'inbox'],
  seed: seedState,
  credential: ({ apiKey, customerId, profileId }) => ({ apiKey, customerId, profileId }),
  settings: ({ hosts }) => ({ hostOrderIds: Array.from(hosts.values(), ({ hostOrderId }) => hostOrderId) }),
  authenticate: (headers, { apiKey, customerId }) => (headers['x-api-key'] === apiKey ? customerId : undefined),
  refuse,
  translate,
  // Nothing takes time here: what is asked for has happened when it is answered.
  settle: () => {},
  story: storyOf,
  control: controlOf,
  handlers: {
    listEmailAccounts: ({ state, query: { hostOrderId, customerId, profileId } }) => {
      if (customerId !== state.customerId) return failure(403, 'The customer ID does not match this API key.');
      if (profileId !== state.profileId) return wrongProfile();
      if (state.hosts.get(hostOrderId) === undefined) return failure(404, `Host order ${hostOrderId} not found.`);
      return { status: 200, body: { emails: accountsOf(state, hostOrderId) } };
    },

    createEmailAccount: ({ state, body }) => {
      const { profileId, email, password, name = null, updatePasswordIfEmailExists } = body;
      if (profileId !== state.profileId) return wrongProfile();
      if (state.domains.named(domainOf(email)) === undefined) {
        return failure(400, `The domain ${domainOf(email)} is on none of your hosts.`);
      }
      if (password.length < passwordLengthMin) {
        return failure(400, `The password must have at least ${passwordLengthMin} characters.`);
      }
      if (state.accounts.named(email) === undefined) {
        addAccount(state, email, name);
        return { status: 200, body: { message: 'Email account created.', email } };
      }
      if (!updatePasswordIfEmailExists) return failure(409, `The email account ${email} already exists.`);
      return { status: 200, body: { message: 'Password updated.', email } };
    },

    deleteEmailAccount: ({ state, body: { profileId, email } }) => {
      if (profileId !== state.profileId) return wrongProfile();
      const account = state.accounts.named(email);
      if (account === undefined) return failure(404, `The email account ${email} was not found.`);
      state.accounts.remove(account);
      return { status: 200, body: { message: 'Email account deleted.', email } };
    },
  },
});

/** The provider's article says that a password is needed, and nothing of its form; this rule is the sandbox's own. */
const passwordLengthMin = 8;

function wrongProfile() {
  return failure(403, 'The profile ID does not match this API key.');
}

/** A server that deletes by POST knows no DELETE; what the document says of the one holds for the other. */
function translate(request: RawRequest, { deleteStyle }: State): RawRequest | undefined {
  if (deleteStyle === 'delete') return request;
  if (request.method === 'DELETE') return undefined;
  const { body } = request;
  const value = body.state === 'json' ? body.value : undefined;
  if (request.method !== 'POST' || typeof value !== 'object' || value === null) return request;
  return Reflect.get(value, 'mode') === 'delete' ? { ...request, method: 'DELETE' } : request;
}
