import {
  type Control,
  createControlKind,
  createSwitch,
  type Named,
  SandboxError,
} from '@rollcall/provider-kit/sandbox';
import { z } from 'zod';
import {
  addAccount,
  type Domain,
  deleteStyles,
  domainOf,
  type EmailAccount,
  removeDomain,
  type State,
} from './state.ts';

/** What can be done to the account behind the API's back, beside planting faults. */
export function controlOf(state: State): Control {
  return {
    describe: () => ({
      account: { customerId: state.customerId, profileId: state.profileId },
      deleteStyle: state.deleteStyle,
    }),
    kinds: {
      host: createControlKind({
        kind: 'host',
        rows: state.hosts,
        create: (hostOrderId) => {
          const host = { hostOrderId };
          state.hosts.add(host);
          return host;
        },
        remove: (host) => {
          const domains = Array.from(state.domains.values()).filter(
            ({ hostOrderId }) => hostOrderId === host.hostOrderId,
          );
          state.hosts.remove(host);
          return domains.flatMap((domain) => [namedDomain(domain), ...removeDomain(state, domain).map(namedInbox)]);
        },
      }),
      domain: createControlKind({
        kind: 'domain',
        rows: state.domains,
        create: (name) => addDomain(state, name),
        remove: (domain) => removeDomain(state, domain).map(namedInbox),
      }),
      inbox: createControlKind({
        kind: 'inbox',
        rows: state.accounts,
        create: (email) => {
          if (state.domains.named(domainOf(email)) !== undefined) return addAccount(state, email, null);
          throw new SandboxError(`${email} needs its domain: create that first.`);
        },
        remove: (account) => {
          state.accounts.remove(account);
          return [];
        },
      }),
    },
    switches: {
      /** Which way of deleting the server knows from now on. */
      deleteStyle: createSwitch(z.strictObject({ style: z.enum(deleteStyles) }), ({ style }) => {
        state.deleteStyle = style;
        return { deleteStyle: style };
      }),
    },
  };
}

/** A domain is on the first host, unless it is given another `hostOrderId`. */
function addDomain(state: State, name: string): Domain {
  const [host] = state.hosts.values();
  if (host === undefined) throw new SandboxError(`${name} needs a host: create one first.`);
  const domain = { name: name.toLowerCase(), hostOrderId: host.hostOrderId };
  state.domains.add(domain);
  return domain;
}

function namedDomain({ name }: Domain): Named {
  return { kind: 'domain', id: name, name };
}

function namedInbox({ email }: EmailAccount): Named {
  return { kind: 'inbox', id: email.toLowerCase(), name: email };
}
