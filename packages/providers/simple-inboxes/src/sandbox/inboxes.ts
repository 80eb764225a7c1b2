import type { Handlers } from '@rollcall/provider-kit/sandbox';
import type { components, operations } from '../generated/types.ts';
import { failure, notFound, ok } from './answers.ts';
import { queueMutation } from './mutations.ts';
import { paged } from './paged.ts';
import { domainOf, type State } from './state.ts';

export const inboxes: Pick<
  Handlers<operations, State>,
  | 'listInboxes'
  | 'getInbox'
  | 'getInboxCredentials'
  | 'getInboxMfa'
  | 'syncInboxTo1Password'
  | 'setInboxPhoto'
  | 'rotateInboxPassword'
> = {
  listInboxes: ({ state, query }) => {
    const { domain, status, client } = query;
    const workspaceId = client === undefined ? undefined : (state.workspaces.named(client)?.id ?? '');
    const found = (domain === undefined ? state.inboxes.ordered() : state.inboxes.under(domain))
      .filter((inbox) => status === undefined || inbox.status === status)
      .filter((inbox) => workspaceId === undefined || inbox.workspaceId === workspaceId);
    return paged(state, found, query);
  },

  getInbox: ({ state, path }) => {
    const inbox = state.inboxes.get(path.inboxId);
    if (inbox === undefined) return notFound('Inbox');
    const { firstName = null, lastName = null, email } = inbox;
    const persona = { ...(firstName && { firstName }), ...(lastName && { lastName }) };
    const domain = state.domains.named(domainOf(email));
    return ok({ ...inbox, ...(domain && { domain: { ...domain } }), persona });
  },

  getInboxCredentials: ({ state, path }) => {
    const inbox = state.inboxes.get(path.inboxId);
    if (inbox === undefined) return notFound('Inbox');
    const password = state.passwords.get(inbox.id) ?? '';
    const login = { username: inbox.email, password };
    return ok({
      email: inbox.email,
      appPassword: password,
      smtp: { host: 'smtp.gmail.com', port: 587, ...login },
      imap: { host: 'imap.gmail.com', port: 993, ...login },
    });
  },

  getInboxMfa: ({ state, path }) => {
    const inbox = state.inboxes.get(path.inboxId);
    if (inbox === undefined) return notFound('Inbox');
    const secret = Buffer.from(inbox.id).toString('hex').slice(0, 32).toUpperCase();
    const otpauthUrl = `otpauth://totp/${encodeURIComponent(inbox.email)}?secret=${secret}`;
    return ok({ enabled: true, method: 'totp', secret, otpauthUrl, backupCodes: [] });
  },

  syncInboxTo1Password: ({ state, path }) => jobOn(state, path.inboxId, 'sync_1password'),

  setInboxPhoto: ({ state, path, body }) => {
    const start = Buffer.from(body.photo, 'base64').toString('hex', 0, 8);
    // PNG and JPEG begin so.
    if (!start.startsWith('89504e47') && !start.startsWith('ffd8ff')) {
      return failure(400, 'The photo must be a PNG or a JPEG');
    }
    return jobOn(state, path.inboxId, 'update_photo');
  },

  rotateInboxPassword: ({ state, path, body }) => {
    const inbox = state.inboxes.get(path.inboxId);
    if (inbox === undefined) return notFound('Inbox');
    if (inbox.status !== 'active') return failure(409, `The inbox is ${inbox.status}`);
    const password = body.password ?? state.newSecret();
    const named = { domain: domainOf(inbox.email), orderId: inbox.orderId ?? null };
    const mutation = queueMutation(state, [{ inboxId: inbox.id, password }], named);
    return ok(job(state, 'rotate_password', { id: mutation.id, status: mutation.status }));
  },
};

/** A job as the API shows one that nothing answers for. */
export function job(
  state: State,
  type: string,
  { id = state.newId('job'), status = 'pending' }: { id?: string; status?: string } = {},
): components['schemas']['Job'] {
  return { id, type, status, createdAt: state.clock.next() };
}

function jobOn(state: State, inboxId: string, type: string) {
  return state.inboxes.get(inboxId) === undefined ? notFound('Inbox') : ok(job(state, type));
}
