import { type AttributeRoles, content, derived, identity, type KindSpec, volatile } from '@rollcall/provider-kit';

const whole = {
  bestGrade: 'proven',
  gradeReason: "the vendor's document gives this list no pages: it is everything there is, in one answer",
  shapedBy: {},
} as const;
const paged = {
  bestGrade: 'corroborated',
  gradeReason: 'the provider states no total; its pages are made to overlap, and a list of one page is read twice',
  shapedBy: {},
} as const;
const secret = {
  ...whole,
  ...hourly('one that nobody made here is to be seen soon; a request for the account and one for each sub-account'),
  shapedBy: { subaccounts: 'which' as const },
  ownedBy: { kind: 'sub_account', attribute: 'subaccount' },
  renamedBy: { attribute: 'createdAt', reason: 'a key is known by its name alone, and a rename keeps its creation' },
  times: { made: 'createdAt' },
  readable: true,
};
const keyRoles = (permission: string): AttributeRoles => ({
  subaccount: identity('a key belongs to one account for good, and is known by its name there'),
  ...content(permission, 'ipRanges'),
  createdAt: identity('a rename keeps it; a key that was deleted and made again has another'),
  ...content('expiresAt'),
  lastUsedAt: volatile('it moves with every use and says nothing about the key'),
});

const keyAttributes = {
  ...{ madeAt: 'createdAt', usedAt: 'lastUsedAt', expiresAt: 'expiresAt', networks: 'ipRanges', account: 'subaccount' },
} as const;

/** What an account may have (see the declaration). */
const apiKeysMax = 15;

/** Every kind that is listed, parents before children. */
export const kinds: readonly KindSpec[] = [
  {
    ...paged,
    ...hourly('sub-accounts come and go by hand, and own keys; a request lists 1,000 of them'),
    kind: 'sub_account',
    renamedBy: { attribute: 'publicAccountId', reason: 'it stays when the address of a sub-account changes' },
    attributes: {
      publicAccountId: identity('it stays when the address of a sub-account changes'),
      ...content('status', 'requiresEmailCredits', 'monthlyRefillCredits', 'dailySendLimit', 'emailSizeLimitMb'),
      ...content('contactsMax', 'privateIpPurchase', 'poolName', 'validSenderDomainOnly'),
      emailCredits: volatile('it falls with every message that is sent'),
      totalEmailsSent: volatile('it rises with every message that is sent'),
      contactsCount: volatile("it follows the sub-account's own work with its contacts"),
      reputation: derived('provider', 'the provider computes it by itself, from what was sent'),
      lastActivityAt: volatile('it moves whenever the sub-account is used'),
    },
    automatisms: [
      {
        ...{ change: 'changed', attributes: ['status'] },
        ...{ from: { status: ['NeverSignedIn', 'UnderReview', 'Active'] }, to: { status: ['UnderReview', 'Active'] } },
        reason: 'a sub-account is active once somebody signed in, and reviewed by the provider',
        isDocumented: false,
      },
    ],
    readable: true,
  },
  {
    ...{ ...secret, kind: 'api_key', attributes: keyRoles('accessLevels') },
    key: {
      ...keyAttributes,
      access: {
        attribute: 'accessLevels',
        everything: ['ModifyAccessTokens', 'ModifySubAccounts', 'ModifySettings'],
        reason: 'who may make keys, sub-accounts and settings gives itself whatever is left to be given',
      },
      limit: {
        most: apiKeysMax,
        reason: "the provider's help page says that each account stores up to 15 API keys (2026-11-20)",
      },
    },
  },
  { ...secret, kind: 'smtp_credential', attributes: keyRoles('accessLevel'), key: keyAttributes },
  {
    ...whole,
    ...hourly('the whole list is one request'),
    kind: 'domain',
    attributes: content(
      ...['state', 'isDefault', 'spfOk', 'dkimOk', 'dmarcOk', 'mxOk', 'trackingOk', 'verificationPending'],
      ...['trackingType', 'trackingTypeRequested', 'trackingStatus', 'certificateStatus', 'certificateError'],
      ...['verp', 'bouncesDomain', 'isBouncesDomainDefault', 'ownership'],
    ),
    says: {
      domain: {
        ...{ serves: 'sending', isHeld: false },
        reason:
          'mail is sent by it, and there are no inboxes here; who added it may have yet to show that it is theirs',
      },
    },
    automatisms: [
      {
        change: 'changed',
        attributes: ['spfOk', 'dkimOk', 'dmarcOk', 'mxOk', 'trackingOk', 'verificationPending', 'trackingStatus'],
        reason: 'the provider verifies the DNS of a domain until nothing is left to be verified',
        isDocumented: true,
      },
      {
        change: 'changed',
        attributes: ['trackingType', 'certificateStatus', 'certificateError'],
        reason: 'the provider sets up tracking as it was requested, and its certificate',
        isDocumented: false,
      },
      {
        ...{ change: 'vanished', attributes: [], from: { state: ['deleting'] } },
        reason: 'a domain that is marked for deletion goes by itself',
        isDocumented: false,
      },
    ],
    readable: true,
  },
  {
    ...paged,
    ...everySixHours('bounces go on all day, and reading them takes a request for each 1,000 addresses of each list'),
    kind: 'suppression',
    attributes: {
      ...content('list', 'errorCode', 'reason'),
      updatedAt: volatile('it moves when a known address bounces once more'),
    },
    times: { changed: 'updatedAt' },
    automatisms: [
      {
        ...{ change: 'appeared', attributes: [], to: { list: ['bounces', 'complaints', 'unsubscribes'] } },
        reason: 'who bounces, complains or unsubscribes is suppressed by the provider',
        isDocumented: true,
      },
      {
        ...{ change: 'changed', attributes: ['list', 'errorCode', 'reason'] },
        reason: 'a suppressed address shows what it was suppressed for last',
        isDocumented: false,
      },
    ],
    readable: true,
  },
  {
    ...whole,
    ...everySixHours('routes are made once, together with the DNS of their domain; the whole list is one request'),
    kind: 'inbound_route',
    // The digest is of the whole target, of which no more than its origin is kept: it tells what nothing else does.
    attributes: content('filterType', 'filter', 'actionType', 'target', 'targetDigest', 'sortOrder'),
    readable: true,
  },
];

type Scheduled = Pick<KindSpec, 'schedule'>;

function hourly(reason: string): Scheduled {
  return { schedule: { cron: '0 * * * *', reason } };
}

function everySixHours(reason: string): Scheduled {
  return { schedule: { cron: '0 */6 * * *', reason } };
}
