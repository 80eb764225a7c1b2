import type { Rows, SandboxClock } from '@rollcall/provider-kit/sandbox';
import type { components } from '../generated/types.ts';
import type { SuppressionList } from '../map.ts';

type Documented = components['schemas'];
export type Subaccount = Documented['Subaccount'];
export type Domain = Documented['Domain'];
export type InboundRoute = Documented['InboundRoute'];
export type NamedStatistics = Documented['NamedStatistics'];

/** Whose it is and what opens it, which no list shows. */
interface Owned {
  /** The sub-account's address; empty for the account itself. */
  readonly Subaccount: string;
  readonly Token: string;
}

export type ApiKey = Required<Documented['ApiKey']> & Owned;
export type SmtpCredential = Required<Documented['SmtpCredential']> & Owned;
export type Suppression = Required<Documented['Suppression']> & { readonly List: SuppressionList };

/** One account of the provider with its sub-accounts. */
export interface State {
  /** What the sandbox hands out as the credential. */
  readonly token: string;
  readonly clock: SandboxClock;
  readonly apiKeys: Rows<ApiKey>;
  readonly smtpCredentials: Rows<SmtpCredential>;
  readonly subaccounts: Rows<Subaccount>;
  readonly domains: Rows<Domain>;
  readonly suppressions: Rows<Suppression>;
  readonly routes: Rows<InboundRoute>;
  readonly channels: readonly NamedStatistics[];
  readonly campaigns: readonly NamedStatistics[];
  readonly newToken: () => string;
  readonly newGuid: () => string;
  /** How long a deleted domain stays in the list, marked. */
  deletionDelayMs: number;
  /** Domains that are marked for deletion, and when they go (by `performance.now`). */
  readonly deletions: Map<string, number>;
  /** Fewer items a page than asked for, as an undocumented cap would give. */
  pageCap: number;
}

/** By the provider's help page. */
export const apiKeysMax = 15;

/** A time as the provider writes it: to the second, without a zone. */
export function plainTime(instant: string): string {
  return instant.replace(/\.\d+Z$/, '');
}

/** What a key or a credential is known by within the account. */
export function keyId(key: { readonly Name: string; readonly Subaccount: string }): string {
  return key.Subaccount === '' ? key.Name : `${key.Subaccount}/${key.Name}`;
}

/** The key that a request comes with; undefined when it is unknown or has expired. */
export function keyWithToken(state: State, token: string): ApiKey | undefined {
  for (const key of state.apiKeys.values()) {
    if (key.Token !== token || key.Subaccount !== '') continue;
    return key.Expires !== null && key.Expires < plainTime(state.clock.at(0)) ? undefined : key;
  }
  return undefined;
}

/** Notes the first use of a key. */
export function noteUse(state: State, key: ApiKey): void {
  if (key.LastUse === null) state.apiKeys.replace(key, { ...key, LastUse: plainTime(state.clock.at(0)) });
}

/** The keys or credentials of the account (an empty address) or of one sub-account. */
export function ofAccount<Row extends Owned>(rows: Rows<Row & object>, subaccount: string): readonly Row[] {
  return Array.from(rows.values()).filter((row) => row.Subaccount === subaccount.toLowerCase());
}

/** A key as the API shows it. */
export function shownKey({ Subaccount: _owner, Token: _secret, ...shown }: ApiKey): Documented['ApiKey'] {
  return shown;
}

export function shownCredential(credential: SmtpCredential): Documented['SmtpCredential'] {
  const { Subaccount: _owner, Token: _secret, ...shown } = credential;
  return shown;
}

export function shownSuppression({ List: _list, ...shown }: Suppression): Documented['Suppression'] {
  return shown;
}

/** Puts an address on a list, and takes it off the one it was on. */
export function suppress(state: State, email: string, facts: Omit<Suppression, 'Email' | 'DateUpdated'>): Suppression {
  const known = state.suppressions.named(email);
  if (known !== undefined) state.suppressions.remove(known);
  const suppression: Suppression = {
    Email: email.toLowerCase(),
    FriendlyErrorMessage: facts.FriendlyErrorMessage,
    ErrorCode: facts.ErrorCode,
    DateUpdated: plainTime(state.clock.next()),
    List: facts.List,
  };
  state.suppressions.add(suppression);
  return suppression;
}

/** A domain without any of its records. */
export function newDomain(name: string): Domain {
  return {
    Domain: name.toLowerCase(),
    DefaultDomain: false,
    Spf: false,
    Dkim: false,
    MX: false,
    DMARC: false,
    IsRewriteDomainValid: false,
    Verify: true,
    Type: 'Http',
    TrackingStatus: 'NotValidated',
    CertificateStatus: 'CertNotSet',
    CertificateValidationError: null,
    TrackingTypeUserRequest: null,
    VERP: false,
    CustomBouncesDomain: null,
    IsCustomBouncesDomainDefault: false,
    IsMarkedForDeletion: false,
    Ownership: 'Current',
  };
}

/** Deletes a domain, at once or after the delay. */
export function deleteDomain(state: State, domain: Domain): void {
  if (state.deletionDelayMs === 0) {
    state.domains.remove(domain);
    return;
  }
  state.domains.replace(domain, { ...domain, IsMarkedForDeletion: true });
  state.deletions.set(domain.Domain, performance.now() + state.deletionDelayMs);
}

/** Lets go of the domains whose time has come. */
export function settleDeletions(state: State, nowMs: number): void {
  for (const [name, dueMs] of state.deletions) {
    if (dueMs > nowMs) continue;
    state.deletions.delete(name);
    const domain = state.domains.named(name);
    if (domain?.IsMarkedForDeletion === true) state.domains.remove(domain);
  }
}

/** Deletes a sub-account with its keys and credentials; answers the latter two. */
export function deleteSubaccount(
  state: State,
  subaccount: Subaccount,
): { readonly keys: readonly ApiKey[]; readonly credentials: readonly SmtpCredential[] } {
  const keys = ofAccount(state.apiKeys, subaccount.Email);
  const credentials = ofAccount(state.smtpCredentials, subaccount.Email);
  for (const key of keys) state.apiKeys.remove(key);
  for (const credential of credentials) state.smtpCredentials.remove(credential);
  state.subaccounts.remove(subaccount);
  return { keys, credentials };
}

/** The places of the routes from 1 on, in their present order. */
export function renumberRoutes(state: State): void {
  for (const [index, route] of state.routes.ordered().entries()) {
    if (route.SortOrder !== index + 1) state.routes.replace(route, { ...route, SortOrder: index + 1 });
  }
}
