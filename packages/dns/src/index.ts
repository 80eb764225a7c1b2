export { type Checking, checkDomain, type DomainQuestions } from './check-domain.ts';
export { createDelegations, type Delegations } from './delegation.ts';
export { createDns, type Dns, type DnsOptions } from './dns.ts';
export { DnsResolvers } from './resolvers.ts';
export type { Server } from './wire/ask.ts';
