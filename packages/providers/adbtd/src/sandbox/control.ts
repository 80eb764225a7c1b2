import {
  type Control,
  createControlKind,
  createSwitch,
  type Named,
  SandboxError,
} from '@rollcall/provider-kit/sandbox';
import { z } from 'zod';
import {
  addDomain,
  addIp,
  addMailbox,
  domainOf,
  freeAddressesMax,
  hostFor,
  removeDomain,
  removeMailbox,
  type State,
} from './state.ts';

/** What can be done to the workspace behind the API's back, beside planting faults. */
export function controlOf(state: State): Control {
  return {
    describe: () => ({
      account: state.workspace,
      payment: state.payment,
      provisioning: { delayMs: state.orders.delayMs, pending: state.orders.pending },
      inventory: { free: state.freeAddresses },
    }),
    kinds: {
      host: createControlKind({
        kind: 'host',
        rows: state.ips,
        create: (address) => addIp(state, address),
        remove: (ip) => {
          state.ips.remove(ip);
          return [];
        },
      }),
      domain: createControlKind({
        kind: 'domain',
        rows: state.domains,
        create: (name) => addDomain(state, name, 'buy'),
        remove: (domain) => removeDomain(state, domain).map(namedInbox),
      }),
      inbox: createControlKind({
        kind: 'inbox',
        rows: state.mailboxes,
        create: (email) => addMailbox(state, email, hostOf(state, email)),
        remove: (mailbox) => {
          removeMailbox(state, mailbox);
          return [];
        },
      }),
    },
    switches: switchesOf(state),
  };
}

function switchesOf(state: State): Control['switches'] {
  return {
    /** The credential opens another account from now on. */
    account: createSwitch(
      z.strictObject({ id: z.string().optional(), name: z.string().optional() }),
      ({ id = state.workspace.id, name = state.workspace.name }) => {
        state.workspace = { ...state.workspace, id, name };
        return { account: state.workspace };
      },
    ),
    /** Orders are answered with 402; `checkoutUrl` says where in the answer the address to pay at stands. */
    payment: createSwitch(
      z.strictObject({ required: z.boolean(), checkoutUrl: z.enum(['inside', 'beside']).default('inside') }),
      (payment) => {
        state.payment = payment;
        return { payment };
      },
    ),
    /** How long orders take from now on. */
    provisioning: createSwitch(z.strictObject({ delayMs: z.int().min(0).max(3_600_000) }), ({ delayMs }) => {
      state.orders.delayMs = delayMs;
      return { provisioning: { delayMs } };
    }),
    /** How many addresses can still be ordered. */
    inventory: createSwitch(z.strictObject({ free: z.int().min(0).max(freeAddressesMax) }), ({ free }) => {
      state.freeAddresses = free;
      return { inventory: { free } };
    }),
    /** A message arrives from outside. */
    deliver: createSwitch(
      z.strictObject({
        to: z.string(),
        from: z.string().default('lena@client.example'),
        subject: z.string().default('hello'),
        text: z.string().default('Hello.'),
      }),
      ({ to, from, subject, text }) => {
        const mailbox = state.mailboxes.named(to);
        if (mailbox === undefined) throw new SandboxError(`There is no inbox with the name ${to}.`);
        const messageId = `<${state.newId('msg')}@${domainOf(from)}>`;
        const date = state.clock.next();
        const message = { messageId, subject, from: [from], to: [to], cc: [], date, text, html: null, attachments: [] };
        state.mail.deliver(mailbox, message);
        return { delivered: messageId };
      },
    ),
  };
}

function namedInbox({ id, email }: { readonly id: string; readonly email: string }): Named {
  return { kind: 'inbox', id, name: email };
}

function hostOf(state: State, email: string): string {
  const domain = state.domains.named(domainOf(email));
  const host = domain === undefined ? undefined : hostFor(state, domain);
  if (host === undefined)
    throw new SandboxError(`${email} needs its domain and at least one host: create those first.`);
  return host;
}
