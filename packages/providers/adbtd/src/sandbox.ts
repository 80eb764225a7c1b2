import { defineSandbox, jsonUnder, type SandboxFactory } from '@rollcall/provider-kit/sandbox';
import { document } from './generated/document.ts';
import type { components, operations } from './generated/types.ts';
import { failure, refuse } from './sandbox/answers.ts';
import { controlOf } from './sandbox/control.ts';
import { messageAlone, messageSummary } from './sandbox/mail.ts';
import { passDay } from './sandbox/passing.ts';
import { seedState } from './sandbox/seed.ts';
import { send } from './sandbox/sending.ts';
import {
  addDomain,
  addIp,
  addMailbox,
  domainOf,
  hostFor,
  removeDomain,
  removeMailbox,
  type State,
} from './sandbox/state.ts';
import { storyOf } from './sandbox/story.ts';
import { zonesOf } from './sandbox/zones.ts';

/** The provider's stand-in: one workspace with its IPs, domains, mailboxes and messages. */
export const sandbox: SandboxFactory = defineSandbox<operations, State>({
  provider: 'adbtd',
  document,
  basePath: '/api/v1',
  // By the provider's API page (2026-11-20). Stated again so that the client's budget is held to them, not to itself.
  buckets: {
    default: { perMinute: 60, burst: 60 },
    send: { perMinute: 30, burst: 10 },
    fetch: { perMinute: 30, burst: 30 },
  },
  kinds: ['host', 'domain', 'inbox'],
  seed: seedState,
  credential: ({ token }) => ({ apiKey: token }),
  authenticate: ({ authorization }, { token, apiKey }) => (authorization === `Bearer ${token}` ? apiKey.id : undefined),
  refuse,
  settle: ({ orders }, nowMs) => orders.settle(nowMs),
  pass: passDay,
  story: storyOf,
  zones: zonesOf,
  control: controlOf,
  handlers: {
    getWorkspace: ({ state: { workspace, apiKey } }) => ({ status: 200, body: { data: { workspace, apiKey } } }),

    listDomains: ({ state }) => ({ status: 200, body: jsonUnder('data', state.domains.listing()) }),

    addDomain: ({ state, body: { name, mode = 'byo' } }) => {
      if (state.payment.required) return paymentRequired(state);
      if (state.ips.size === 0) {
        return failure(409, 'The workspace has no dedicated IP: place the first order in the dashboard.');
      }
      if (state.domains.named(name) !== undefined || state.orders.awaits(name)) {
        return failure(409, `The domain ${name} is already on a workspace.`);
      }
      state.orders.place({ names: [name], carryOut: () => createDomain(state, name, mode) });
      return { status: 200, body: { data: { ...newOrder(state), domain: name } } };
    },

    deleteDomain: ({ state, path }) => {
      const domain = state.domains.get(path.id);
      if (domain === undefined) return notFound('domain');
      return { status: 200, body: { data: { deletedMailboxes: removeDomain(state, domain).length } } };
    },

    listIps: ({ state }) => ({ status: 200, body: jsonUnder('data', state.ips.listing()) }),

    orderIps: ({ state, body: { count } }) => {
      if (state.payment.required) return paymentRequired(state);
      if (state.domains.size === 0) return failure(409, 'The workspace has no domain: add one first.');
      if (count > state.freeAddresses) return failure(503, 'Not enough dedicated IPs are free.');
      state.freeAddresses -= count;
      const addresses = Array.from({ length: count }, state.newAddress);
      state.orders.place({ names: addresses, carryOut: () => assignIps(state, addresses) });
      return { status: 200, body: { data: { ...newOrder(state), ips: count } } };
    },

    releaseIp: ({ state, path }) => {
      const ip = state.ips.get(path.id);
      if (ip === undefined) return notFound('dedicated IP');
      for (const { smtpHost, status } of state.mailboxes.values()) {
        if (smtpHost === ip.address && status === 'active') {
          return failure(409, `Active mailboxes would be left without ${ip.address}: delete them first.`);
        }
      }
      state.ips.remove(ip);
      return { status: 200, body: { data: { released: ip.address, cancelledSubscription: state.ips.size === 0 } } };
    },

    listMailboxes: ({ state }) => ({ status: 200, body: jsonUnder('data', state.mailboxes.listing()) }),

    createMailboxes: ({ state, body: { emails } }) => {
      if (state.payment.required) return paymentRequired(state);
      const problem = obstacleTo(state, emails);
      if (problem !== undefined) return failure(409, problem);
      state.orders.place({ names: emails, carryOut: () => createMailboxes(state, emails) });
      return { status: 200, body: { data: { ...newOrder(state), emails } } };
    },

    getMailbox: ({ state, path }) => {
      const mailbox = state.mailboxes.get(path.id);
      return mailbox === undefined ? notFound('mailbox') : { status: 200, body: { data: mailbox } };
    },

    deleteMailbox: ({ state, path }) => {
      const mailbox = state.mailboxes.get(path.id);
      if (mailbox === undefined) return notFound('mailbox');
      removeMailbox(state, mailbox);
      return { status: 200, body: { data: { deleted: mailbox.email } } };
    },

    sendMessage: ({ state, path, body }) => {
      const mailbox = state.mailboxes.get(path.id);
      if (mailbox === undefined) return notFound('mailbox');
      const sent = send(state, mailbox, body);
      if (sent === undefined) return failure(502, 'The SMTP server rejected the message.');
      return { status: 200, body: { data: sent } };
    },

    listMessages: ({ state, path, query }) => {
      const mailbox = state.mailboxes.get(path.id);
      if (mailbox === undefined) return notFound('mailbox');
      const { folder = 'INBOX', limit = 25, before = Number.POSITIVE_INFINITY } = query;
      const stored = state.mail.folder(mailbox, folder);
      if (stored === undefined) return noFolder(folder);
      const newestFirst = stored.filter(({ uid }) => uid < before).reverse();
      const messages = newestFirst.slice(0, limit).map(messageSummary);
      const nextBefore = newestFirst.length > limit ? (messages.at(-1)?.uid ?? null) : null;
      return { status: 200, body: { data: { folder, total: stored.length, messages, nextBefore } } };
    },

    getMessage: ({ state, path, query }) => {
      const mailbox = state.mailboxes.get(path.id);
      if (mailbox === undefined) return notFound('mailbox');
      const { folder = 'INBOX', markSeen } = query;
      const stored = state.mail.folder(mailbox, folder);
      if (stored === undefined) return noFolder(folder);
      const message = stored.find(({ uid }) => uid === path.uid);
      if (message === undefined) return notFound('message');
      if (markSeen === '1') message.seen = true;
      return { status: 200, body: { data: messageAlone(message) } };
    },
  },
});

function notFound(what: string) {
  return failure(404, `The ${what} does not exist on this workspace.`);
}

function noFolder(folder: string) {
  return failure(502, `The IMAP server has no folder ${folder}.`, 'imap_error');
}

/** The provider's page names `checkoutUrl` and not where it stands, so that both places can be had. */
function paymentRequired({ payment, workspace }: State) {
  const checkoutUrl = `https://checkout.example/${workspace.slug}`;
  const { status, body } = failure(402, 'The workspace has no saved payment method.');
  const errorBody: components['schemas']['Error'] =
    payment.checkoutUrl === 'inside' ? { error: { ...body.error, checkoutUrl } } : { ...body, checkoutUrl };
  return { status, body: errorBody };
}

function newOrder(state: State): { readonly orderId: string; readonly status: string } {
  return { orderId: state.newId('ord'), status: 'pending_provision' };
}

/** Why these mailboxes cannot be ordered; an order is taken whole or not at all. */
function obstacleTo(state: State, emails: readonly string[]): string | undefined {
  if (state.ips.size === 0) return 'The workspace has no dedicated IP: place the first order in the dashboard.';
  const seen = new Set<string>();
  for (const email of emails) {
    if (state.domains.named(domainOf(email)) === undefined) {
      return `The domain of ${email} is not on this workspace: add it with POST /domains first.`;
    }
    if (seen.has(email.toLowerCase()) || state.mailboxes.named(email) !== undefined || state.orders.awaits(email)) {
      return `The mailbox ${email} exists already.`;
    }
    seen.add(email.toLowerCase());
  }
  return undefined;
}

// What an order brings about may have come about in another way while it was pending.

function createDomain(state: State, name: string, mode: 'byo' | 'buy'): void {
  if (state.domains.named(name) === undefined) addDomain(state, name, mode);
}

function assignIps(state: State, addresses: readonly string[]): void {
  for (const address of addresses) {
    if (state.ips.named(address) === undefined) addIp(state, address);
  }
}

/** Creates the mailboxes whose domain and hosts are still there. */
function createMailboxes(state: State, emails: readonly string[]): void {
  for (const email of emails) {
    const domain = state.domains.named(domainOf(email));
    const host = domain === undefined ? undefined : hostFor(state, domain);
    if (host !== undefined && state.mailboxes.named(email) === undefined) addMailbox(state, email, host);
  }
}
