import { type AttributeRoles, content, derived, identity, type KindSpec, volatile } from '@rollcall/provider-kit';
import { automatisms } from './automatisms.ts';
import { says } from './says.ts';

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

const made = identity('it stays while what it is of lives; what was made again has another');
const ofParent = derived('mapping', 'it is the domain that was asked for');
const ofSettings = derived('mapping', "it says which unit the connection's settings take amounts to be in");
const converted = derived('mapping', 'it is the raw amount in the unit of the settings');

/** An amount, how it came, and in what. */
const amount: AttributeRoles = { amountMinor: converted, ...content('currency', 'amountRaw'), unit: ofSettings };

/** Every kind that is listed, parents before children. */
export const kinds: readonly KindSpec[] = [
  {
    ...paged,
    ...hourly('a workspace is made by hand, and each has a wallet'),
    kind: 'provider_workspace',
    attributes: { ...content('billingMode', 'fallback'), createdAt: made },
    times: { made: 'createdAt' },
    readable: false,
  },
  {
    ...paged,
    ...hourly('a client is made by hand, and has credentials of its own'),
    kind: 'provider_client',
    renamedBy: { attribute: 'workspaceId', reason: 'a client is a name for a workspace, whose id stays' },
    attributes: {
      workspaceId: identity('a client is a name for a workspace, whose id stays'),
      orderCount: derived('provider', 'follows from the orders, each of which is listed'),
      inboxCount: derived('provider', 'follows from the inboxes, each of which is listed'),
      createdAt: made,
    },
    times: { made: 'createdAt' },
    readable: true,
  },
  {
    kind: 'wallet',
    automatisms: automatisms['wallet'] ?? [],
    schedule: {
      cron: '*/15 * * * *',
      reason: 'an order empties a wallet at once, and an empty one stops renewals; all wallets are one request',
    },
    bestGrade: 'proven',
    gradeReason: 'the provider documents the overview as the master wallet and that of every workspace',
    ...money,
    attributes: {
      workspaceId: identity('a workspace has one wallet, and a wallet one workspace'),
      balanceMinor: converted,
      ...content('currency', 'balanceRaw'),
      unit: ofSettings,
      ...content('billingMode', 'fallback', 'autoRecharge', 'autoRechargeThresholdMinor', 'autoRechargeAmountMinor'),
    },
    readable: false,
  },
  {
    ...paged,
    ...hourly('what was paid for is known within the hour; only the newest pages are read, a request for each 100'),
    ...money,
    kind: 'wallet_transaction',
    broughtBy: { kind: 'order', attribute: 'orderId' },
    automatisms: automatisms['wallet_transaction'] ?? [],
    attributes: {
      ...content('wallet', 'type'),
      ...amount,
      ...content('balanceAfterMinor', 'orderId'),
      createdAt: made,
    },
    times: { made: 'createdAt' },
    incremental: {
      orderedBy: 'createdAt',
      overlapDays: 3,
      // A day before the week is over, so that a run that comes late does not make it longer.
      fullEveryDays: 6,
      reason:
        'histories of money come newest first, as a rule; the order is inferred, so pages in any other have all of them listed. Three days are more than a payment by card takes to be settled',
    },
    final: {
      datedBy: 'createdAt',
      afterDays: 1,
      reason:
        'each states the balance after it: what was wrong is put right by another transaction, never by another amount; a day is left for the provider to correct itself',
    },
    moves: {
      ...{ walletKind: 'wallet', wallet: 'wallet', datedBy: 'createdAt', into: ['credit'], outOf: ['debit'] },
      told: {
        topUp: ['top-up', 'topup', 'wallet top-up'],
        recharge: ['automatic top-up', 'auto-recharge', 'auto recharge'],
        transfer: ['transfer'],
      },
      charges: { kind: 'order', attribute: 'orderId' },
      clients: { attribute: 'client', kind: 'provider_client', wallet: 'workspaceId' },
      billed: { kind: 'invoice', attribute: 'transactionId', datedBy: 'createdAt', withinDays: 3 },
      periodDays: 30,
      reason:
        'credit and debit are documented; no page shows a description or a period, so these words are inferred: money that they do not tell apart is of no known sort',
    },
    readable: false,
  },
  {
    ...paged,
    ...hourly('invoices come with renewals and top-ups; their three lists take a request for each 100'),
    ...money,
    kind: 'invoice',
    automatisms: automatisms['invoice'] ?? [],
    attributes: {
      ...content('source', 'status', 'statusRaw'),
      ...amount,
      ...content('description', 'transactionId'),
      createdAt: made,
    },
    times: { made: 'createdAt' },
    readable: false,
  },
  {
    ...paged,
    ...hourly('orders are placed by hand; a request lists 100'),
    ...money,
    kind: 'order',
    automatisms: automatisms['order'] ?? [],
    attributes: {
      ...content('status', 'statusRaw', 'provider', 'workspaceId', 'client', 'domains', 'inboxCount', 'autoRenew'),
      ...amount,
      createdAt: made,
      ...content('renewsAt', 'cancelAt'),
    },
    times: { made: 'createdAt' },
    says: says.order,
    readable: true,
  },
  {
    ...paged,
    ...hourly('a domain that is lost takes its inboxes along; a request lists 100'),
    kind: 'domain',
    broughtBy: { kind: 'order', attribute: 'orderId' },
    automatisms: automatisms['domain'] ?? [],
    attributes: {
      domainId: identity('a domain that left and came back under its name has another id'),
      ...content('status', 'statusRaw', 'interimStatus', 'provider', 'source', 'nameservers', 'nameserversMoved'),
      ...content('cloudflareZoneId', 'workspaceId', 'client', 'orderId'),
      inboxCount: derived('provider', 'follows from the inboxes, each of which is listed'),
      ...content('forwardingUrl'),
      createdAt: made,
      updatedAt: volatile('moves whenever the provider looks at the domain; what changed stands beside it'),
    },
    times: { made: 'createdAt', changed: 'updatedAt' },
    says: says.domain,
    readable: true,
  },
  {
    ...perDomain('a change of nameservers takes hours to spread'),
    kind: 'nameserver_state',
    automatisms: automatisms['nameserver_state'] ?? [],
    bestGrade: 'proven',
    gradeReason: 'the provider answers with the one state of the domain',
    shapedBy: {},
    perParent: 'domain',
    ownedBy: { kind: 'domain', attribute: 'domain' },
    attributes: {
      domain: ofParent,
      ...content('nameservers', 'propagated'),
      checkedAt: volatile('the provider checks by itself; what it found stands beside it'),
    },
    says: { inForce: 'propagated' },
    readable: false,
  },
  {
    ...paged,
    ...perDomain('the provider retries by itself, and nothing here can hurry it'),
    kind: 'domain_action',
    automatisms: automatisms['domain_action'] ?? [],
    perParent: 'domain',
    ownedBy: { kind: 'domain', attribute: 'domain' },
    attributes: {
      domain: ofParent,
      ...content('status', 'statusRaw', 'attempts', 'maxAttempts', 'error'),
      createdAt: made,
      ...content('startedAt', 'completedAt'),
      nextRetryAt: volatile('the provider moves it by itself with every attempt'),
    },
    times: { made: 'createdAt' },
    work: {
      ...{ status: 'status', failed: ['failed'], done: ['completed'], target: 'domain', madeAt: 'createdAt' },
      ...{ attempts: 'attempts', attemptsMax: 'maxAttempts', error: 'error', isNamed: true },
    },
    readable: false,
  },
  {
    ...paged,
    ...perDomain('records are changed by hand, and rarely'),
    kind: 'dns_record',
    automatisms: automatisms['dns_record'] ?? [],
    perParent: 'domain',
    ownedBy: { kind: 'domain', attribute: 'domain' },
    attributes: {
      domain: ofParent,
      ...content('type', 'content', 'ttl', 'priority', 'proxied', 'synced'),
      createdAt: made,
      asWritten: derived('provider', 'it is another spelling of what the record means'),
    },
    times: { made: 'createdAt' },
    readable: false,
  },
  {
    ...paged,
    ...hourly('an inbox that is lost goes on being paid for; a request lists 100'),
    kind: 'inbox',
    broughtBy: { kind: 'order', attribute: 'orderId' },
    automatisms: automatisms['inbox'] ?? [],
    ownedBy: { kind: 'domain', attribute: 'domain' },
    attributes: {
      domain: derived('mapping', 'it is the part of the address behind the @'),
      ...content('status', 'statusRaw', 'firstName', 'lastName', 'displayName', 'provider', 'orderId', 'workspaceId'),
      createdAt: made,
      updatedAt: volatile('moves whenever the provider looks at the inbox; what changed stands beside it'),
    },
    times: { made: 'createdAt', changed: 'updatedAt' },
    says: says.inbox,
    readable: true,
  },
  {
    ...paged,
    ...hourly(
      'renames and password changes are jobs, and one that failed is to be seen the same hour; a request lists 100',
    ),
    kind: 'inbox_mutation',
    automatisms: automatisms['inbox_mutation'] ?? [],
    attributes: {
      ...content('status', 'statusRaw', 'requestCount', 'domain', 'orderId'),
      requestedAt: made,
      ...content('completedAt', 'failedAt', 'lastError'),
    },
    times: { made: 'requestedAt' },
    work: {
      ...{ status: 'status', failed: ['failed', 'partially_completed', 'needs_attention'], done: ['completed'] },
      ...{ target: 'domain', madeAt: 'requestedAt', error: 'lastError', isNamed: false },
    },
    readable: true,
  },
  {
    ...paged,
    ...hourly('a recovery is asked for by hand; a request lists 100'),
    kind: 'recovery_entry',
    automatisms: automatisms['recovery_entry'] ?? [],
    attributes: { ...content('status', 'health', 'listedOn', 'readyAt'), createdAt: made },
    times: { made: 'createdAt' },
    // `ready_to_reactivate` is what the provider's page calls its notification; the words of the status are inferred.
    reputation: {
      listedOn: 'listedOn',
      rests: {
        ...{ status: 'status', readyAt: 'readyAt', ready: ['ready', 'ready_to_reactivate'] },
        ended: ['reactivated', 'dismissed', 'canceled', 'expired'],
      },
    },
    readable: true,
  },
  {
    ...paged,
    ...hourly('a credential that nobody here gave is to be seen within the hour; it is a request for each client'),
    kind: 'sending_tool_credential',
    perParent: 'provider_client',
    ownedBy: { kind: 'provider_client', attribute: 'client' },
    attributes: {
      client: derived('mapping', 'it is the client whose credentials were asked for'),
      ...content('tool', 'status'),
      createdAt: made,
    },
    times: { made: 'createdAt' },
    readable: false,
  },
  {
    ...paged,
    ...hourly('a key that nobody here made is to be seen within the hour; a request lists 100'),
    kind: 'api_key',
    renamedBy: { attribute: 'keyId', reason: 'the id of a key is what it is revoked by' },
    attributes: {
      keyId: identity('the id of a key is what it is revoked by'),
      ...content('prefix'),
      createdAt: made,
      lastUsedAt: volatile('moves with every request, ours among them'),
    },
    times: { made: 'createdAt' },
    key: { madeAt: 'createdAt', usedAt: 'lastUsedAt' },
    readable: false,
  },
];
