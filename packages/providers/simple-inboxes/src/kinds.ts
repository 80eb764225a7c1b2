import type { KindSpec } from '@rollcall/provider-kit';

const paged = {
  bestGrade: 'proven',
  gradeReason:
    'paging is not documented: a list is proven where it states a total that its count matches, and corroborated where it states none and two passes agree',
  shapedBy: {},
} as const;

/** What a list of amounts shows depends on the unit that the connection says they come in. */
const money = { shapedBy: { moneyUnit: 'how' } } as const;

type Scheduled = Pick<KindSpec, 'schedule'>;

function hourly(reason: string): Scheduled {
  return { schedule: { cron: '0 * * * *', reason } };
}

/** A thousand domains take a quarter of an hour at the 60 requests a minute that we allow ourselves. */
function perDomain(reason: string): Scheduled {
  return { schedule: { cron: '0 */6 * * *', reason: `${reason}; it is a request for each domain, of 60 a minute` } };
}

/** Every kind that is listed, parents before children. */
export const kinds: readonly KindSpec[] = [
  {
    ...paged,
    ...hourly('a workspace is made by hand, and each has a wallet'),
    kind: 'provider_workspace',
    volatile: [],
    readable: false,
  },
  {
    ...paged,
    ...hourly('a client is made by hand, and has credentials of its own'),
    kind: 'provider_client',
    renamedBy: { attribute: 'workspaceId', reason: 'a client is a name for a workspace, whose id stays' },
    volatile: [
      { attribute: 'orderCount', reason: 'follows from the orders, each of which is listed' },
      { attribute: 'inboxCount', reason: 'follows from the inboxes, each of which is listed' },
    ],
    readable: true,
  },
  {
    kind: 'wallet',
    schedule: {
      cron: '*/15 * * * *',
      reason: 'an order empties a wallet at once, and an empty one stops renewals; all wallets are one request',
    },
    bestGrade: 'proven',
    gradeReason: 'the provider documents the overview as the master wallet and that of every workspace',
    ...money,
    volatile: [],
    readable: false,
  },
  {
    ...paged,
    ...hourly('a history only grows: 50,000 transactions take 500 requests, of 60 a minute'),
    ...money,
    kind: 'wallet_transaction',
    volatile: [],
    readable: false,
  },
  {
    ...paged,
    ...hourly('invoices come with renewals and top-ups; their three lists take a request for each 100'),
    ...money,
    kind: 'invoice',
    volatile: [],
    readable: false,
  },
  {
    ...paged,
    ...hourly('orders are placed by hand; a request lists 100'),
    ...money,
    kind: 'order',
    volatile: [],
    readable: true,
  },
  {
    ...paged,
    ...hourly('a domain that is lost takes its inboxes along; a request lists 100'),
    kind: 'domain',
    volatile: [
      { attribute: 'inboxCount', reason: 'follows from the inboxes, each of which is listed' },
      {
        attribute: 'updatedAt',
        reason: 'moves whenever the provider looks at the domain; what changed stands beside it',
      },
    ],
    readable: true,
  },
  {
    ...perDomain('a change of nameservers takes hours to spread'),
    kind: 'nameserver_state',
    bestGrade: 'proven',
    gradeReason: 'the provider answers with the one state of the domain',
    shapedBy: {},
    perParent: 'domain',
    ownedBy: { kind: 'domain', attribute: 'domain' },
    volatile: [{ attribute: 'checkedAt', reason: 'the provider checks by itself; what it found stands beside it' }],
    readable: false,
  },
  {
    ...paged,
    ...perDomain('the provider retries by itself, and nothing here can hurry it'),
    kind: 'domain_action',
    perParent: 'domain',
    ownedBy: { kind: 'domain', attribute: 'domain' },
    volatile: [{ attribute: 'nextRetryAt', reason: 'the provider moves it by itself with every attempt' }],
    readable: false,
  },
  {
    ...paged,
    ...perDomain('records are changed by hand, and rarely'),
    kind: 'dns_record',
    perParent: 'domain',
    ownedBy: { kind: 'domain', attribute: 'domain' },
    volatile: [],
    readable: false,
  },
  {
    ...paged,
    ...hourly('an inbox that is lost goes on being paid for; a request lists 100'),
    kind: 'inbox',
    ownedBy: { kind: 'domain', attribute: 'domain' },
    volatile: [
      {
        attribute: 'updatedAt',
        reason: 'moves whenever the provider looks at the inbox; what changed stands beside it',
      },
    ],
    readable: true,
  },
  {
    ...paged,
    ...hourly(
      'renames and password changes are jobs, and one that failed is to be seen the same hour; a request lists 100',
    ),
    kind: 'inbox_mutation',
    volatile: [],
    readable: true,
  },
  {
    ...paged,
    ...hourly('a recovery is asked for by hand; a request lists 100'),
    kind: 'recovery_entry',
    volatile: [],
    readable: true,
  },
  {
    ...paged,
    ...hourly('a credential that nobody here gave is to be seen within the hour; it is a request for each client'),
    kind: 'sending_tool_credential',
    perParent: 'provider_client',
    ownedBy: { kind: 'provider_client', attribute: 'client' },
    volatile: [],
    readable: false,
  },
  {
    ...paged,
    ...hourly('a key that nobody here made is to be seen within the hour; a request lists 100'),
    kind: 'api_key',
    renamedBy: { attribute: 'keyId', reason: 'the id of a key is what it is revoked by' },
    volatile: [{ attribute: 'lastUsedAt', reason: 'moves with every request, ours among them' }],
    readable: false,
  },
];
