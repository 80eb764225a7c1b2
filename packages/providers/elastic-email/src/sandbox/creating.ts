import type { components } from '../generated/types.ts';
import {
  type ApiKey,
  type InboundRoute,
  plainTime,
  type SmtpCredential,
  type State,
  type Subaccount,
} from './state.ts';

type Payload = components['schemas'];

/** Creates a key just now. Throws `RangeError` when the account has one of that name. */
export function addApiKey(state: State, payload: Payload['ApiKeyPayload']): ApiKey {
  const key: ApiKey = {
    Subaccount: (payload.Subaccount ?? '').toLowerCase(),
    Token: state.newToken(),
    ...apiKeyFields(payload),
    DateCreated: plainTime(state.clock.next()),
    LastUse: null,
  };
  state.apiKeys.add(key);
  return key;
}

/** What a payload says of a key. */
export function apiKeyFields(payload: Payload['ApiKeyPayload']) {
  return {
    Name: payload.Name,
    AccessLevel: payload.AccessLevel,
    RestrictAccessToIPRange: payload.RestrictAccessToIPRange ?? [],
    Expires: payload.Expires == null ? null : wholeSeconds(payload.Expires),
  };
}

/** Creates a credential just now. Throws `RangeError` when the account has one of that name. */
export function addSmtpCredential(state: State, payload: Payload['SmtpCredentialPayload']): SmtpCredential {
  const credential: SmtpCredential = {
    Subaccount: (payload.Subaccount ?? '').toLowerCase(),
    Token: state.newToken(),
    AccessLevel: 'SendSmtp',
    ...smtpCredentialFields(payload),
    DateCreated: plainTime(state.clock.next()),
    LastUse: null,
  };
  state.smtpCredentials.add(credential);
  return credential;
}

export function smtpCredentialFields(payload: Payload['SmtpCredentialPayload']) {
  return {
    Name: payload.Name.toLowerCase(),
    RestrictAccessToIPRange: payload.RestrictAccessToIPRange ?? [],
    Expires: payload.Expires == null ? null : wholeSeconds(payload.Expires),
  };
}

/** Creates a sub-account just now. Throws `RangeError` when there is one with that address. */
export function addSubaccount(
  state: State,
  { Email, SendActivation, Settings }: Omit<Payload['SubaccountPayload'], 'Password'>,
): Subaccount {
  const subaccount: Subaccount = {
    PublicAccountID: state.newGuid(),
    Email: Email.toLowerCase(),
    Settings: {
      Email: {
        ...{ MonthlyRefillCredits: 0, RequiresEmailCredits: false, EmailSizeLimit: 10, DailySendLimit: 1000 },
        ...{ MaxContacts: 0, EnablePrivateIPPurchase: false, PoolName: null, ValidSenderDomainOnly: null },
        ...Settings?.Email,
      },
    },
    LastActivity: null,
    EmailCredits: 0,
    TotalEmailsSent: 0,
    Reputation: 100,
    Status: SendActivation === true ? 'NeverSignedIn' : 'Active',
    ContactsCount: 0,
  };
  state.subaccounts.add(subaccount);
  return subaccount;
}

/** Creates a route behind those there are. Throws `RangeError` when there is one of that name. */
export function addInboundRoute(state: State, payload: Payload['InboundRoutePayload']): InboundRoute {
  const route: InboundRoute = {
    PublicId: state.newGuid(),
    ...routeFields(payload),
    SortOrder: state.routes.size + 1,
  };
  state.routes.add(route);
  return route;
}

export function routeFields(payload: Payload['InboundRoutePayload']) {
  const { Name, FilterType, Filter, ActionType, EmailAddress, HttpAddress } = payload;
  const targets = { ForwardToEmail: EmailAddress, NotifyViaHttp: HttpAddress, Stop: undefined };
  return { Name, FilterType, Filter, ActionType, ActionParameter: targets[ActionType] ?? null };
}

/** A time that came with a zone is kept in UTC. */
function wholeSeconds(time: string): string {
  const zoned = /(?:Z|[+-]\d\d:\d\d)$/.test(time) ? time : `${time}Z`;
  return plainTime(new Date(zoned).toISOString());
}
