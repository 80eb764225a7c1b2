import type { Handlers } from '@rollcall/provider-kit/sandbox';
import type { operations } from '../generated/types.ts';
import { domainName } from '../names.ts';
import { done, failure, notFound, ok } from './answers.ts';
import { moveNameservers } from './domains.ts';
import { paged } from './paged.ts';
import { addDomain, domainCents, nameserversFor, pay, type RecoveryEntry, removeDomain, type State } from './state.ts';

export const recovery: Pick<
  Handlers<operations, State>,
  | 'listRecoveryEntries'
  | 'submitRecoveryDomains'
  | 'checkBlacklists'
  | 'listRecoveryNotifications'
  | 'getRecoveryEntry'
  | 'reactivateRecoveredDomain'
  | 'dismissRecoveryBanner'
  | 'deleteRecoveryEntry'
  | 'listRegistrars'
  | 'getRegistrarConnectionInfo'
  | 'testRegistrarCredentials'
  | 'updateRegistrarNameservers'
> = {
  listRecoveryEntries: ({ state, query }) => paged(state, state.recovery.ordered(), query),

  submitRecoveryDomains: ({ state, body }) => {
    const names = [...new Set(body.domains.map(domainName))];
    const taken = names.find((name) => state.recovery.named(name) !== undefined);
    if (taken !== undefined) return failure(409, `${taken} is in the Recovery Pool already`);
    return ok(names.map((name) => addEntry(state, name)));
  },

  checkBlacklists: ({ state, body }) =>
    ok(
      body.domains.map((given) => {
        const domain = domainName(given);
        const listedOn = state.recovery.named(domain)?.listedOn ?? [];
        return { domain, listed: listedOn.length > 0, listedOn, checkedAt: state.clock.next() };
      }),
    ),

  listRecoveryNotifications: ({ state, query }) => {
    const ready = state.recovery.ordered().filter(({ status }) => status === 'ready');
    const notifications = ready.map(({ id, domain, readyAt }) => ({
      ...{ id, domain, type: 'ready_to_reactivate' },
      ...(readyAt && { createdAt: readyAt }),
    }));
    return paged(state, notifications, query);
  },

  getRecoveryEntry: ({ state, path }) => {
    const entry = state.recovery.get(path.id);
    return entry === undefined ? notFound('Recovery entry') : ok(entry);
  },

  reactivateRecoveredDomain: ({ state, path }) => {
    const entry = state.recovery.get(path.id);
    if (entry === undefined) return notFound('Recovery entry');
    if (entry.status !== 'ready') return failure(409, `The domain is ${entry.status}`);
    const charge = { workspaceId: null, cents: domainCents, description: `recovery of ${entry.domain}` };
    if (pay(state, charge) === undefined) return failure(402, 'The wallet does not hold enough');
    if (state.domains.named(entry.domain) === undefined) addDomain(state, entry.domain);
    const next = { ...entry, status: 'reactivated' };
    state.recovery.replace(entry, next);
    return ok(next);
  },

  dismissRecoveryBanner: ({ state, path }) => {
    const entry = state.recovery.get(path.id);
    return entry === undefined ? notFound('Recovery entry') : ok(entry);
  },

  deleteRecoveryEntry: ({ state, path }) => {
    const entry = state.recovery.get(path.id);
    if (entry === undefined) return notFound('Recovery entry');
    state.recovery.remove(entry);
    return done();
  },

  listRegistrars: () =>
    ok([
      { name: 'porkbun', title: 'Porkbun', credentialFields: ['apiKey', 'secretKey'] },
      { name: 'spaceship', title: 'Spaceship', credentialFields: ['apiKey', 'apiSecret'] },
      { name: 'namecom', title: 'Name.com', credentialFields: ['username', 'token'] },
      { name: 'namecheap', title: 'Namecheap', credentialFields: ['username', 'apiKey'] },
    ]),

  getRegistrarConnectionInfo: () => ok({ outboundIp: '203.0.113.20' }),

  testRegistrarCredentials: ({ body }) => {
    const valid = Object.values(body.credentials).every((value) => value !== '');
    return ok({ valid, message: valid ? null : 'A credential is empty' });
  },

  updateRegistrarNameservers: ({ state, body }) =>
    ok(
      body.domains.map((given) => {
        const domain = domainName(given);
        const success = moveNameservers(state, domain);
        const nameservers = success ? [...nameserversFor(domain)] : [];
        return { domain, success, nameservers, error: success ? null : 'Domain not found' };
      }),
    ),
};

/** Puts a domain into the pool; it leaves the account's domains, with its inboxes. */
export function addEntry(state: State, name: string): RecoveryEntry {
  const domain = state.domains.named(name);
  if (domain !== undefined) removeDomain(state, domain);
  const entry: RecoveryEntry = {
    ...{ id: state.newId('entry'), domain: name, status: 'recovering', health: 'red' },
    ...{ listedOn: ['spamhaus_dbl'], readyAt: null, createdAt: state.clock.next() },
  };
  state.recovery.add(entry);
  return entry;
}
