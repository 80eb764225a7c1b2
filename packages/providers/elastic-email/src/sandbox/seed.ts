import {
  agencyName,
  clientDomain,
  clientName,
  createRandom,
  createRows,
  role,
  type SandboxClock,
  SandboxError,
  type SeedOptions,
} from '@rollcall/provider-kit/sandbox';
import { suppressionLists } from '../map.ts';
import {
  type ApiKey,
  apiKeysMax,
  type Domain,
  type InboundRoute,
  keyId,
  type NamedStatistics,
  newDomain,
  plainTime,
  type SmtpCredential,
  type State,
  type Subaccount,
  type Suppression,
} from './state.ts';

/**
 * An account of these sizes; by default a sub-account for each of the agency's 3 clients, 14 API keys, 4 SMTP
 * credentials, 4 of the agency's domains for newsletters, 60 suppressions and 3 routes. Keys and credentials beyond the account's own belong to the first sub-account. The same seed and sizes give
 * the same bytes. Throws `SandboxError` when they do not fit.
 */
export function seedState({ seed, sizes, clock, clean }: SeedOptions): State {
  const subaccounts = sizes['sub_account'] ?? 3;
  const state = emptyState(seed, clock);
  seedSubaccounts(state, seed, { count: subaccounts, clean });
  const ownKeys = clean ? 4 : 13;
  seedApiKeys(state, seed, { count: sizes['api_key'] ?? (subaccounts > 0 ? ownKeys + 1 : ownKeys), clean });
  seedSmtpCredentials(state, seed, { count: sizes['smtp_credential'] ?? 4, clean });
  // The last of four was never bought, and nobody else knows it.
  seedDomains(state, seed, { count: sizes['domain'] ?? (clean ? 3 : 4), clean });
  seedSuppressions(state, seed, { count: sizes['suppression'] ?? 60, clean });
  seedRoutes(state, seed, sizes['inbound_route'] ?? 3);
  return state;
}

const dayMs = 86_400_000;

function emptyState(seed: number, clock: SandboxClock): State {
  const tokens = createRandom(seed, 'token');
  const guids = createRandom(seed, 'guid');
  const newToken = () => tokens.text('0123456789ABCDEF', 96);
  return {
    token: newToken(),
    clock,
    // A name may come again under another account, so the whole id is what must not repeat.
    apiKeys: createRows<ApiKey>({ id: keyId, name: keyId }),
    smtpCredentials: createRows<SmtpCredential>({ id: keyId, name: keyId }),
    subaccounts: createRows<Subaccount>({ id: ({ Email }) => Email, name: ({ Email }) => Email }),
    domains: createRows<Domain>({ id: ({ Domain }) => Domain, name: ({ Domain }) => Domain }),
    // The newest first, so that what is added moves everything else to later pages.
    suppressions: createRows<Suppression>({
      id: ({ Email }) => Email,
      name: ({ Email }) => Email,
      compare: (left, right) => (String(left.DateUpdated) < String(right.DateUpdated) ? 1 : -1),
    }),
    routes: createRows<InboundRoute>({
      id: ({ PublicId }) => PublicId,
      name: ({ Name }) => Name,
      compare: (left, right) => left.SortOrder - right.SortOrder,
    }),
    channels: ['http api', 'smtp'].map((name) =>
      statisticsOf(name, createRandom(seed, `statistics/${name}`).below(900)),
    ),
    campaigns: ['welcome', 'autumn offer', 'win back'].map((name) =>
      statisticsOf(name, createRandom(seed, `statistics/${name}`).below(900)),
    ),
    newToken,
    newGuid: () => {
      const hex = guids.text('0123456789abcdef', 30);
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(12, 15)}-8${hex.slice(15, 18)}-${hex.slice(18)}`;
    },
    deletionDelayMs: 0,
    deletions: new Map(),
    pageCap: Number.POSITIVE_INFINITY,
  };
}

/** Invented counts that add up. */
export function statisticsOf(name: string, sent: number): NamedStatistics {
  const bounced = Math.floor(sent / 40);
  const delivered = sent - bounced;
  return {
    ChannelName: name,
    Recipients: sent,
    EmailTotal: sent,
    SmsTotal: 0,
    Delivered: delivered,
    Bounced: bounced,
    InProgress: 0,
    Opened: Math.floor(delivered / 3),
    Clicked: Math.floor(delivered / 12),
    Unsubscribed: Math.floor(delivered / 90),
    Complaints: Math.floor(delivered / 700),
    Inbound: 0,
    ManualCancel: 0,
    NotDelivered: bounced,
  };
}

/** How many, and whether nothing is to be wrong with any. */
interface Wanted {
  readonly count: number;
  readonly clean: boolean;
}

function seedSubaccounts(state: State, seed: number, { count, clean }: Wanted): void {
  const random = createRandom(seed, 'subaccounts');
  for (let index = 0; index < count; index += 1) {
    state.subaccounts.add({
      PublicAccountID: state.newGuid(),
      Email: `${clientName(seed, index)}@${agencyDomain(seed)}`,
      Settings: {
        Email: {
          MonthlyRefillCredits: 0,
          RequiresEmailCredits: true,
          EmailSizeLimit: 10,
          DailySendLimit: 1000 * (1 + random.below(20)),
          MaxContacts: 0,
          EnablePrivateIPPurchase: false,
          PoolName: random.onceIn(4) ? 'warm' : null,
          ValidSenderDomainOnly: null,
        },
      },
      LastActivity: random.onceIn(6) ? null : plainTime(state.clock.at(-random.below(30 * dayMs))),
      EmailCredits: random.below(50_000),
      TotalEmailsSent: random.below(900_000),
      Reputation: 60 + random.below(400) / 10,
      Status: random.onceIn(9) && !clean ? 'UnderReview' : 'Active',
      ContactsCount: random.below(20_000),
    });
  }
}

const purposes = ['console', 'newsletter', 'billing', 'monitoring', 'crm', 'forms', 'support', 'exports', 'tests'];
const permissions = ['ViewReports', 'ViewContacts', 'ViewTemplates', 'ViewCampaigns', 'SendHttp', 'ModifyContacts'];
/** What the first key may do: everything that the document's operations ask for. */
const allPermissions = [
  'ViewAccessTokens',
  'ModifyAccessTokens',
  'ViewSubAccounts',
  'ModifySubAccounts',
  'ViewSettings',
  'ModifySettings',
  'ViewContacts',
  'ModifyContacts',
  'ViewSuppressions',
  'ModifySuppressions',
  'ViewReports',
  'ViewChannels',
];

/**
 * The first key is the one that the sandbox hands out; the last belongs to the first sub-account, if there is one. The
 * second may do everything from everywhere and was never used: nobody remembers it. The third ends within the month.
 */
function seedApiKeys(state: State, seed: number, { count, clean }: Wanted): void {
  const random = createRandom(seed, 'apiKeys');
  const [client] = state.subaccounts.values();
  const forClient = count > 1 && client !== undefined ? 1 : 0;
  if (count - forClient > apiKeysMax) {
    throw new SandboxError(`An account has at most ${apiKeysMax} API keys, and its first sub-account gets one more.`);
  }
  for (let index = 0; index < count; index += 1) {
    const isClients = index === count - 1 && forClient === 1;
    const isForgotten = index === 1 && !isClients && !clean;
    const endsSoon = index === 2 && !isClients && !clean;
    const expires = index > 1 && random.onceIn(5) && !clean;
    state.apiKeys.add({
      Subaccount: isClients ? (client?.Email ?? '') : '',
      Token: index === 0 ? state.token : state.newToken(),
      Name: isClients ? 'client site' : `${purposes[index % purposes.length]}${index < purposes.length ? '' : ' 2'}`,
      AccessLevel: index === 0 || isForgotten ? allPermissions : [random.pick(permissions), 'ViewSettings'],
      RestrictAccessToIPRange: index > 1 || clean ? ['203.0.113.0/24'] : [],
      DateCreated: plainTime(state.clock.at(-200 * dayMs - random.below(200 * dayMs))),
      LastUse: isForgotten ? null : plainTime(state.clock.at(-random.below(20 * dayMs))),
      Expires: endsSoon || expires ? plainTime(state.clock.at((endsSoon ? 20 : 120) * dayMs)) : null,
    });
  }
}

function seedSmtpCredentials(state: State, seed: number, { count, clean }: Wanted): void {
  const random = createRandom(seed, 'smtp');
  const [client] = state.subaccounts.values();
  for (let index = 0; index < count; index += 1) {
    const isClients = count > 1 && index === count - 1 && client !== undefined;
    state.smtpCredentials.add({
      Subaccount: isClients ? client.Email : '',
      Token: state.newToken(),
      Name: isClients ? `relay@${clientDomain(seed, 'news', 0).name}` : `relay-${number(index)}@${agencyDomain(seed)}`,
      AccessLevel: 'SendSmtp',
      RestrictAccessToIPRange: random.onceIn(3) || clean ? ['198.51.100.7'] : [],
      DateCreated: plainTime(state.clock.at(-100 * dayMs - random.below(300 * dayMs))),
      LastUse: random.onceIn(4) && !clean ? null : plainTime(state.clock.at(-random.below(20 * dayMs))),
      Expires: null,
    });
  }
}

/** One in twelve lacks a record, and one in twelve has yet to be verified: there is always something to find. */
function seedDomains(state: State, seed: number, { count, clean }: Wanted): void {
  const random = createRandom(seed, 'domains');
  for (let index = 0; index < count; index += 1) {
    const { name, flaw } = clientDomain(seed, 'news', index);
    const bounces = random.onceIn(5) ? { CustomBouncesDomain: `bounces.${name}` } : {};
    const lacksSpf = flaw === 'spf' && !clean ? { Spf: false, Verify: true } : {};
    const isNew = index % 12 === 3 && !clean;
    state.domains.add(isNew ? newDomain(name) : { ...verified(name), ...lacksSpf, ...bounces });
  }
  const [first] = state.domains.values();
  if (first !== undefined) state.domains.replace(first, { ...first, DefaultDomain: true });
}

function verified(name: string): Domain {
  return {
    ...newDomain(name),
    ...{ Spf: true, Dkim: true, MX: true, DMARC: true, IsRewriteDomainValid: true },
    ...{ Verify: false, TrackingStatus: 'Validated' },
  };
}

function seedSuppressions(state: State, seed: number, { count, clean }: Wanted): void {
  const random = createRandom(seed, 'suppressions');
  for (let index = 0; index < count; index += 1) {
    const list = random.onceIn(4) ? random.pick(suppressionLists) : 'bounces';
    const isBounce = list === 'bounces';
    state.suppressions.add({
      // One of the agency's own inboxes is among them: nothing that is sent there arrives.
      Email: index === 3 && !clean ? ownInbox(seed) : `reader-${number(index)}@client.example`,
      FriendlyErrorMessage: isBounce ? random.pick(['Mailbox not found', 'Mailbox full', 'Domain not found']) : null,
      ErrorCode: isBounce ? random.pick([550, 552, 554]) : null,
      // A second each, so that the order is the same each time.
      DateUpdated: plainTime(state.clock.at(-60 * dayMs - index * 1000)),
      List: list,
    });
  }
}

function seedRoutes(state: State, seed: number, count: number): void {
  const random = createRandom(seed, 'routes');
  for (let index = 0; index < count; index += 1) {
    const isForward = random.onceIn(2);
    state.routes.add({
      PublicId: state.newGuid(),
      Name: `replies ${number(index)}`,
      FilterType: 'EmailAddress',
      Filter: `reply-${number(index)}@${clientDomain(seed, 'news', 0).name}`,
      ActionType: isForward ? 'ForwardToEmail' : 'NotifyViaHttp',
      ActionParameter: isForward
        ? `desk@${agencyDomain(seed)}`
        : `https://hooks.${agencyDomain(seed)}/in?key=${random.below(1e9)}`,
      SortOrder: index + 1,
    });
  }
}

function number(index: number): string {
  return String(index + 1).padStart(3, '0');
}

/** The domain of the agency itself. */
function agencyDomain(seed: number): string {
  return `${agencyName(seed)}.example`;
}

function ownInbox(seed: number): string {
  return `${role(0).localPart}@${clientDomain(seed, 'team', 0).name}`;
}
