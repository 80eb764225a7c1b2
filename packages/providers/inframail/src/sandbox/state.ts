import type { Rows, SandboxClock } from '@rollcall/provider-kit/sandbox';
import type { components } from '../generated/types.ts';

export type EmailAccount = components['schemas']['EmailAccount'];

/** A host, which the dashboard shows and the API does not. */
export interface Host {
  readonly hostOrderId: string;
}

/** A domain on a host, likewise. Its accounts are on the host that it is on. */
export interface Domain {
  readonly name: string;
  readonly hostOrderId: string;
}

export const deleteStyles = ['delete', 'post'] as const;

/** One account of the provider: what its API shows, and what is set in its dashboard. */
export interface State {
  readonly apiKey: string;
  readonly customerId: string;
  readonly profileId: string;
  readonly clock: SandboxClock;
  readonly hosts: Rows<Host>;
  readonly domains: Rows<Domain>;
  readonly accounts: Rows<EmailAccount>;
  /** Which of the two ways of deleting this server knows. */
  deleteStyle: (typeof deleteStyles)[number];
}

/** The accounts of a host, in the order they were created. */
export function accountsOf({ accounts, domains }: State, hostOrderId: string): EmailAccount[] {
  const isOnHost = ({ email }: EmailAccount) => domains.named(domainOf(email))?.hostOrderId === hostOrderId;
  return Array.from(accounts.values()).filter(isOnHost);
}

/** Adds an account just now. Throws `RangeError` when the address is taken. */
export function addAccount(state: State, email: string, name: string | null): EmailAccount {
  const account: EmailAccount = { email, name, status: 'active', createdAt: state.clock.next() };
  state.accounts.add(account);
  return account;
}

/** Removes a domain with its accounts; answers the latter. */
export function removeDomain(state: State, domain: Domain): readonly EmailAccount[] {
  const accounts = Array.from(state.accounts.values()).filter(({ email }) => domainOf(email) === domain.name);
  for (const account of accounts) state.accounts.remove(account);
  state.domains.remove(domain);
  return accounts;
}

/** The domain of an address, in lower case. */
export function domainOf(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1).toLowerCase();
}
