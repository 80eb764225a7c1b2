import {
  type Control,
  type ControlKind,
  createControlKind,
  createSwitch,
  type Named,
} from '@rollcall/provider-kit/sandbox';
import { z } from 'zod';
import { suppressionLists } from '../map.ts';
import { alters } from './alters.ts';
import { addApiKey, addInboundRoute, addSmtpCredential, addSubaccount } from './creating.ts';
import { deleteSubaccount, keyId, newDomain, type State, suppress } from './state.ts';

/** What can be done to the account behind the API's back, beside planting faults. */
export function controlOf(state: State): Control {
  const { apiKeys, smtpCredentials, subaccounts, domains, suppressions, routes } = state;
  return {
    describe: () => ({
      deletion: { delayMs: state.deletionDelayMs, pending: state.deletions.size },
      pages: { cap: Number.isFinite(state.pageCap) ? state.pageCap : null },
    }),
    kinds: {
      sub_account: createControlKind({
        kind: 'sub_account',
        rows: subaccounts,
        create: (email) => addSubaccount(state, { Email: email }),
        remove: (subaccount) => {
          const { keys, credentials } = deleteSubaccount(state, subaccount);
          return [...keys.map(namedKey('api_key')), ...credentials.map(namedKey('smtp_credential'))];
        },
        alters: alters.subaccount,
      }),
      api_key: calledByName(
        createControlKind({
          kind: 'api_key',
          rows: apiKeys,
          create: (name) => addApiKey(state, { Name: name, AccessLevel: ['ViewSettings'] }),
          remove: forget(apiKeys.remove),
          alters: alters.apiKey,
        }),
      ),
      smtp_credential: calledByName(
        createControlKind({
          kind: 'smtp_credential',
          rows: smtpCredentials,
          create: (name) => addSmtpCredential(state, { Name: name }),
          remove: forget(smtpCredentials.remove),
          alters: alters.smtpCredential,
        }),
      ),
      domain: createControlKind({
        kind: 'domain',
        rows: domains,
        create: (name) => {
          const domain = newDomain(name);
          domains.add(domain);
          return domain;
        },
        remove: forget(domains.remove),
        alters: alters.domain,
      }),
      suppression: createControlKind({
        kind: 'suppression',
        rows: suppressions,
        create: (email) =>
          suppress(state, email, { List: 'bounces', ErrorCode: 550, FriendlyErrorMessage: 'Mailbox not found' }),
        remove: forget(suppressions.remove),
        alters: alters.suppression,
      }),
      inbound_route: createControlKind({
        kind: 'inbound_route',
        rows: routes,
        create: (name) =>
          addInboundRoute(state, { Name: name, FilterType: 'Subject', Filter: name, ActionType: 'Stop' }),
        remove: forget(routes.remove),
        alters: alters.route,
      }),
    },
    switches: switchesOf(state),
  };
}

function switchesOf(state: State): Control['switches'] {
  return {
    /** How long a deleted domain stays in the list from now on, marked for deletion. */
    deletion: createSwitch(z.strictObject({ delayMs: z.int().min(0).max(3_600_000) }), ({ delayMs }) => {
      state.deletionDelayMs = delayMs;
      return { deletion: { delayMs } };
    }),
    /** No page holds more than this, whatever is asked for; null for no such cap. */
    pages: createSwitch(z.strictObject({ cap: z.int().min(1).nullable() }), ({ cap }) => {
      state.pageCap = cap ?? Number.POSITIVE_INFINITY;
      return { pages: { cap } };
    }),
    /** A suppressed address changes to another list. */
    suppress: createSwitch(z.strictObject({ email: z.email(), list: z.enum(suppressionLists) }), ({ email, list }) => {
      suppress(state, email, { List: list, ErrorCode: null, FriendlyErrorMessage: null });
      return { suppressed: { email, list } };
    }),
  };
}

/** Rows of keys go by their whole id; a person calls a key by its name alone. */
function calledByName(kind: ControlKind): ControlKind {
  return {
    ...kind,
    get size() {
      return kind.size;
    },
    list: () => kind.list().map((named) => ({ ...named, name: named.name.replace(/^[^/]*@[^/]*\//, '') })),
  };
}

function forget<Row>(remove: (row: Row) => void): (row: Row) => readonly Named[] {
  return (row) => {
    remove(row);
    return [];
  };
}

function namedKey(kind: string): (key: { readonly Name: string; readonly Subaccount: string }) => Named {
  return (key) => ({ kind, id: keyId(key), name: key.Name });
}
