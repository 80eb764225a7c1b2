import type { Handlers } from '@rollcall/provider-kit/sandbox';
import type { operations } from '../generated/types.ts';
import { domainName } from '../names.ts';
import { failure, notFound, ok } from './answers.ts';
import { job } from './inboxes.ts';
import { paged } from './paged.ts';
import { type Domain, type NameserverRow, type NameserverState, nameserversFor, type State } from './state.ts';

export const domains: Pick<
  Handlers<operations, State>,
  | 'listDomains'
  | 'searchDomains'
  | 'searchDomainsBatch'
  | 'getDomain'
  | 'listDomainInboxes'
  | 'getDomainNameservers'
  | 'getDomainHistory'
  | 'listDomainActions'
  | 'retryDomainAction'
  | 'reuploadDomain'
  | 'addSendingToolToDomain'
  | 'setDomainFulfillment'
> = {
  listDomains: ({ state, query }) => {
    const { client, status } = query;
    const found = state.domains
      .ordered()
      .filter((domain) => client === undefined || domain.clientName === client)
      .filter((domain) => status === undefined || domain.status === status);
    return paged(state, found, query);
  },

  searchDomains: ({ state, query }) => {
    const stem =
      query.q
        .toLowerCase()
        .replace(/\..*$/, '')
        .replaceAll(/[^a-z0-9-]/g, '') || 'name';
    return ok(['com', 'net', 'example'].map((ending) => offer(state, `${stem}.${ending}`)));
  },

  searchDomainsBatch: ({ state, body }) => ok(body.domains.map((name) => offer(state, domainName(name)))),

  getDomain: ({ state, path }) => {
    const domain = state.domains.named(path.domain);
    return domain === undefined ? notFound('Domain') : ok(domain);
  },

  listDomainInboxes: ({ state, path, query }) => {
    if (state.domains.named(path.domain) === undefined) return notFound('Domain');
    return paged(state, state.inboxes.under(path.domain), query);
  },

  getDomainNameservers: ({ state, path }) => {
    const row = nameserversOf(state, path.domain);
    return row === undefined ? notFound('Domain') : ok(row);
  },

  getDomainHistory: ({ state, path, query }) => {
    const domain = state.domains.named(path.domain);
    if (domain === undefined) return notFound('Domain');
    const createdAt = domain.createdAt ?? '';
    const id = domain.id ?? '';
    const event = (type: string) => ({ id: `${id}-${type}`, type, description: null, createdAt });
    return paged(state, [event('ordered'), event('provisioned')], query);
  },

  listDomainActions: ({ state, path, query }) => {
    if (state.domains.named(path.domain) === undefined) return notFound('Domain');
    return paged(state, state.actions.under(path.domain), query);
  },

  retryDomainAction: ({ state, path }) => {
    const action = state.actions.under(path.domain).find(({ id }) => id === path.actionId);
    if (action === undefined) return notFound('Action');
    if (action.status !== 'failed') return failure(409, `The action is ${action.status}`);
    const next = { ...action, status: 'in_progress', error: null, attempts: (action.attempts ?? 0) + 1 };
    state.actions.replace(action, next);
    // What is finished is no longer listed.
    state.work.place({ finish: () => state.actions.remove(next) });
    return ok(next);
  },

  reuploadDomain: ({ state, path }) =>
    state.domains.named(path.domain) === undefined ? notFound('Domain') : ok(job(state, 'reupload')),

  addSendingToolToDomain: ({ state, path, body }) => {
    if (state.credentials.get(body.credentialId) === undefined) return notFound('Credential');
    return changedDomain(state, path.domain, {});
  },

  setDomainFulfillment: ({ state, path, body }) => changedDomain(state, path.domain, body),
};

export function nameserversOf(state: State, domain: string): NameserverRow | undefined {
  return state.nameservers.named(domainName(domain));
}

/** Looks again: nameservers that were moved have propagated by now. */
export function checkNameservers(state: State, row: NameserverRow): NameserverState {
  const [name] = [state.nameservers.name(row)];
  const moved = state.domains.named(name)?.nameserversMoved === true;
  const next = { ...row, propagated: moved, checkedAt: state.clock.next() };
  if (state.nameservers.get(name) !== undefined) state.nameservers.replace(row, next);
  return next;
}

function offer(state: State, domain: string) {
  const available = state.domains.named(domain) === undefined && !domain.startsWith('taken');
  return { domain, available, price: available ? '12.00 in USD' : null, currency: 'USD' };
}

function changedDomain(state: State, name: string, fields: Partial<Domain>) {
  const domain = state.domains.named(name);
  if (domain === undefined) return notFound('Domain');
  const next = { ...domain, ...fields, updatedAt: state.clock.next() };
  state.domains.replace(domain, next);
  return ok(next);
}

/** Points a domain at its nameservers, as its owner would do at the registrar. */
export function moveNameservers(state: State, name: string): boolean {
  const domain = state.domains.named(name);
  if (domain === undefined) return false;
  const nameservers = [...nameserversFor(domain.domain)];
  state.domains.replace(domain, { ...domain, nameservers, nameserversMoved: true });
  return true;
}
