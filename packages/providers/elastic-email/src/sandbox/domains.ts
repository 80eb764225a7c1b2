import type { Handlers } from '@rollcall/provider-kit/sandbox';
import type { operations } from '../generated/types.ts';
import { failure } from './answers.ts';
import { type Domain, deleteDomain, newDomain, type State } from './state.ts';

type DomainOperations = Pick<
  operations,
  | 'listDomains'
  | 'addDomain'
  | 'getDomain'
  | 'updateDomain'
  | 'deleteDomain'
  | 'isDomainRestricted'
  | 'verifyDomain'
  | 'setDefaultSender'
>;

/** Domains to send from, and the verification of their records. */
export const domainHandlers: Handlers<DomainOperations, State> = {
  listDomains: ({ state }) => ({ status: 200, body: state.domains.listing() }),

  addDomain: ({ state, body: { Domain: name, SetAsDefault = false } }) => {
    if (restricted.includes(name.toLowerCase())) return failure(`Domain ${name} is restricted.`);
    if (state.domains.named(name) !== undefined) return failure(`Domain ${name} already exists.`);
    state.domains.add(newDomain(name));
    if (SetAsDefault) makeDefault(state, name);
    return { status: 201, body: known(state, name) };
  },

  getDomain: ({ state, path }) => {
    const domain = state.domains.named(path.domain);
    if (domain === undefined) return noDomain(path.domain);
    return { status: 200, body: { ValidationLog: logOf(domain), ...domain } };
  },

  updateDomain: ({ state, path, body }) => {
    const domain = state.domains.named(path.domain);
    if (domain === undefined) return noDomain(path.domain);
    const next: Domain = { ...domain, ...body };
    state.domains.replace(domain, next);
    return { status: 200, body: next };
  },

  deleteDomain: ({ state, path }) => {
    const domain = state.domains.named(path.domain);
    if (domain === undefined || domain.IsMarkedForDeletion === true) return noDomain(path.domain);
    deleteDomain(state, domain);
    return { status: 200, body: undefined };
  },

  isDomainRestricted: ({ path }) => ({ status: 200, body: restricted.includes(path.domain.toLowerCase()) }),

  verifyDomain: ({ state, path, body }) => {
    const domain = state.domains.named(path.domain);
    if (domain === undefined) return noDomain(path.domain);
    // What the records are is for the control interface to say: `edit` sets the flags as DNS would have them.
    const next: Domain = {
      ...domain,
      Verify: !(domain.Spf && domain.Dkim && domain.IsRewriteDomainValid),
      TrackingTypeUserRequest: body,
      TrackingStatus: domain.IsRewriteDomainValid ? 'Validated' : 'NotValidated',
      ...(domain.IsRewriteDomainValid ? { Type: body } : {}),
    };
    state.domains.replace(domain, next);
    return { status: 200, body: { ValidationLog: logOf(next), ...next } };
  },

  setDefaultSender: ({ state, path }) => {
    const name = path.email.slice(path.email.lastIndexOf('@') + 1);
    const domain = state.domains.named(name);
    if (domain === undefined) return noDomain(name);
    if (!domain.Spf || !domain.Dkim) return failure(`Domain ${name} is not verified.`);
    makeDefault(state, name);
    return { status: 200, body: known(state, name) };
  },
};

/** Nobody may send from the domains of the large mailbox providers. */
const restricted = ['gmail.com', 'outlook.com'];

function makeDefault(state: State, name: string): void {
  for (const domain of state.domains.ordered()) {
    const DefaultDomain = domain.Domain === name.toLowerCase();
    if (domain.DefaultDomain !== DefaultDomain) state.domains.replace(domain, { ...domain, DefaultDomain });
  }
}

function known(state: State, name: string): Domain {
  const domain = state.domains.named(name);
  if (domain === undefined) throw new RangeError(`${name} was just there.`);
  return domain;
}

function logOf(domain: Domain): string {
  const checks = { SPF: domain.Spf, DKIM: domain.Dkim, MX: domain.MX, DMARC: domain.DMARC };
  return Object.entries(checks)
    .map(([record, found]) => `${record}: ${found ? 'found' : 'missing'}`)
    .join('; ');
}

function noDomain(name: string) {
  return failure(`Domain ${name} was not found.`);
}
