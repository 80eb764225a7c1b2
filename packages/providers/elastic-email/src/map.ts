import { hash } from 'node:crypto';
import { dnsName, type Item } from '@rollcall/provider-kit';
import type { ApiKey, Domain, InboundRoute, SmtpCredential, Subaccount, Suppression } from './wire.ts';

/** The three lists that an address can be suppressed by. */
export const suppressionLists = ['bounces', 'complaints', 'unsubscribes'] as const;
export type SuppressionList = (typeof suppressionLists)[number];

/** An API key of the account, or of the sub-account with this address. v4 shows nothing of the key itself. */
export function apiKeyItem(key: ApiKey, subaccount: string | null): Item {
  return {
    externalId: keyId({ name: key.Name, subaccount }),
    name: key.Name,
    attributes: {
      subaccount,
      accessLevels: sortedSet(key.AccessLevel),
      ipRanges: sortedSet(key.RestrictAccessToIPRange ?? []),
      createdAt: utc(key.DateCreated),
      expiresAt: key.Expires === null ? null : utc(key.Expires),
      lastUsedAt: key.LastUse === null ? null : utc(key.LastUse),
    },
  };
}

/** An SMTP credential; it is called by an e-mail address, and its permission is one word and no list. */
export function smtpCredentialItem(credential: SmtpCredential, subaccount: string | null): Item {
  const name = addressName(credential.Name);
  return {
    externalId: keyId({ name, subaccount }),
    name,
    attributes: {
      subaccount,
      accessLevel: credential.AccessLevel,
      ipRanges: sortedSet(credential.RestrictAccessToIPRange ?? []),
      createdAt: utc(credential.DateCreated),
      expiresAt: credential.Expires === null ? null : utc(credential.Expires),
      lastUsedAt: credential.LastUse === null ? null : utc(credential.LastUse),
    },
  };
}

/** A sub-account, known by the address that every request names it by; its public id outlives a change of address. */
export function subaccountItem(account: Subaccount): Item {
  const email = addressName(account.Email);
  const settings = account.Settings?.Email ?? {};
  return {
    externalId: email,
    name: email,
    attributes: {
      publicAccountId: account.PublicAccountID,
      status: account.Status,
      requiresEmailCredits: settings.RequiresEmailCredits ?? null,
      monthlyRefillCredits: settings.MonthlyRefillCredits ?? null,
      dailySendLimit: settings.DailySendLimit ?? null,
      emailSizeLimitMb: settings.EmailSizeLimit ?? null,
      contactsMax: settings.MaxContacts ?? null,
      privateIpPurchase: settings.EnablePrivateIPPurchase ?? null,
      poolName: settings.PoolName ?? null,
      validSenderDomainOnly: settings.ValidSenderDomainOnly ?? null,
      emailCredits: account.EmailCredits,
      totalEmailsSent: account.TotalEmailsSent,
      contactsCount: account.ContactsCount,
      reputation: account.Reputation,
      lastActivityAt: account.LastActivity == null ? null : utc(account.LastActivity),
    },
  };
}

/** A domain. One that is marked for deletion is still there: its state says `deleting`. */
export function domainItem(domain: Domain): Item {
  const name = domainName(domain.Domain);
  return {
    externalId: name,
    name,
    attributes: {
      state: domain.IsMarkedForDeletion === true ? 'deleting' : 'active',
      isDefault: domain.DefaultDomain,
      spfOk: domain.Spf,
      dkimOk: domain.Dkim,
      dmarcOk: domain.DMARC,
      mxOk: domain.MX,
      trackingOk: domain.IsRewriteDomainValid,
      verificationPending: domain.Verify,
      trackingType: domain.Type ?? null,
      trackingTypeRequested: domain.TrackingTypeUserRequest ?? null,
      trackingStatus: domain.TrackingStatus ?? null,
      certificateStatus: domain.CertificateStatus ?? null,
      certificateError: domain.CertificateValidationError ?? null,
      verp: domain.VERP ?? null,
      bouncesDomain: domain.CustomBouncesDomain ? domainName(domain.CustomBouncesDomain) : null,
      isBouncesDomainDefault: domain.IsCustomBouncesDomainDefault ?? null,
      ownership: domain.Ownership ?? null,
    },
  };
}

/** A suppressed address, and the list it is on. */
export function suppressionItem(suppression: Suppression, list: SuppressionList): Item {
  const address = addressName(suppression.Email);
  return {
    externalId: address,
    name: address,
    attributes: {
      list,
      errorCode: suppression.ErrorCode,
      reason: suppression.FriendlyErrorMessage ?? null,
      updatedAt: suppression.DateUpdated === null ? null : utc(suppression.DateUpdated),
    },
  };
}

export function inboundRouteItem(route: InboundRoute): Item {
  return {
    externalId: route.PublicId,
    name: route.Name,
    attributes: {
      filterType: route.FilterType,
      filter: route.Filter,
      actionType: route.ActionType,
      target: route.ActionParameter ? withoutSecrets(route.ActionParameter) : null,
      targetDigest: route.ActionParameter ? hash('sha256', route.ActionParameter, 'hex').slice(0, 16) : null,
      sortOrder: route.SortOrder,
    },
  };
}

/** What a key or credential is known by; those of a sub-account stand under its address. */
export function keyId({ name, subaccount }: { readonly name: string; readonly subaccount: string | null }): string {
  return subaccount === null ? name : `${addressName(subaccount)}/${name}`;
}

/** Case and the root dot are not part of a domain's identity, and letters beyond ASCII have one ASCII form. */
export const domainName = dnsName;

/** No mail server in use tells addresses apart by case. */
export function addressName(email: string): string {
  return email.toLowerCase();
}

/** The provider writes times without a zone; they are in UTC. Gives the one form that equal times share. */
export function utc(time: string): string {
  const zoned = /(?:Z|[+-]\d\d:\d\d)$/.test(time) ? time : `${time}Z`;
  const ms = Date.parse(zoned);
  return Number.isNaN(ms) ? time : new Date(ms).toISOString();
}

/** Neither permissions nor addresses have an order. */
export function sortedSet(words: readonly string[]): readonly string[] {
  return [...new Set(words)].sort();
}

/** An address as it is; of a URL its origin, since the rest is where tokens stand. The digest shows that the rest changed. */
function withoutSecrets(target: string): string {
  const url = URL.parse(target);
  return url === null || url.host === '' ? target : url.origin;
}
