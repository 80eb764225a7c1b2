import type { Alters, Fields } from '@rollcall/provider-kit/sandbox';
import type { ApiKey, Domain, InboundRoute, SmtpCredential, Subaccount, Suppression } from './state.ts';

const forwarded = { ActionType: 'ForwardToEmail', ActionParameter: 'somebody@elsewhere.example' };
const ofKey = {
  name: ({ Name }: { readonly Name: string }) => ({ Name: `old-${Name}` }),
  ipRanges: () => ({ RestrictAccessToIPRange: ['203.0.113.0/24'] }),
  expiresAt: () => ({ Expires: '2031-01-01T00:00:00' }),
};

/** What somebody may do in the dashboard to what the inventory shows, by sort and attribute. */
export const alters = {
  subaccount: {
    requiresEmailCredits: setting(({ RequiresEmailCredits: now }) => ({ RequiresEmailCredits: now !== true })),
    monthlyRefillCredits: setting(({ MonthlyRefillCredits: now = 0 }) => ({ MonthlyRefillCredits: now + 500 })),
    dailySendLimit: setting(({ DailySendLimit: now = 0 }) => ({ DailySendLimit: now + 500 })),
    emailSizeLimitMb: setting(({ EmailSizeLimit: now = 0 }) => ({ EmailSizeLimit: now + 5 })),
    contactsMax: setting(({ MaxContacts: now = 0 }) => ({ MaxContacts: now + 500 })),
    privateIpPurchase: setting(({ EnablePrivateIPPurchase: now }) => ({ EnablePrivateIPPurchase: now !== true })),
    poolName: setting(({ PoolName: now }) => ({ PoolName: `${now ?? ''} by hand` })),
    validSenderDomainOnly: setting(({ ValidSenderDomainOnly: now }) => ({ ValidSenderDomainOnly: now !== true })),
  } satisfies Alters<Subaccount>,
  apiKey: {
    ...ofKey,
    accessLevels: () => ({ AccessLevel: ['ViewSettings', 'ModifySettings'] }),
  } satisfies Alters<ApiKey>,
  smtpCredential: ofKey satisfies Alters<SmtpCredential>,
  domain: {
    certificateStatus: ({ CertificateStatus: now }) => ({
      CertificateStatus: now === 'NotValid' ? 'CertNotSet' : 'NotValid',
    }),
    verp: ({ VERP }) => ({ VERP: VERP !== true }),
    bouncesDomain: ({ CustomBouncesDomain: now }) => ({
      CustomBouncesDomain: now === 'elsewhere.example' ? 'bounces.elsewhere.example' : 'elsewhere.example',
    }),
    isBouncesDomainDefault: ({ IsCustomBouncesDomainDefault: now }) => ({
      IsCustomBouncesDomainDefault: now !== true,
    }),
  } satisfies Alters<Domain>,
  suppression: {
    list: ({ List }) => ({ List: List === 'bounces' ? 'complaints' : 'bounces' }),
  } satisfies Alters<Suppression>,
  route: {
    name: ({ Name }) => ({ Name: `${Name} (old)` }),
    filterType: ({ FilterType: now }) => ({ FilterType: now === 'Subject' ? 'EmailAddress' : 'Subject' }),
    filter: ({ Filter }) => ({ Filter: `${Filter}!` }),
    actionType: ({ ActionType: now }) => (now === 'Stop' ? forwarded : { ActionType: 'Stop', ActionParameter: null }),
    target: () => forwarded,
    targetDigest: () => forwarded,
    sortOrder: ({ SortOrder }) => ({ SortOrder: SortOrder + 1 }),
  } satisfies Alters<InboundRoute>,
};

type EmailSettings = NonNullable<NonNullable<Subaccount['Settings']>['Email']>;

function setting(another: (email: EmailSettings) => EmailSettings): (row: Subaccount) => Fields {
  return ({ Settings: { Email: email = {} } = {} }) => ({ Settings: { Email: { ...email, ...another(email) } } });
}
