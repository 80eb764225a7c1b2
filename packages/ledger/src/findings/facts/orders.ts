import type { ConnectionId, Instant, Money, Use } from '@rollcall/schema';

/** An order of which the rules about what is paid may have something to say, with what the ledger holds of what it brought. */
export interface OrderFacts {
  readonly connectionId: ConnectionId;
  readonly connection: string;
  readonly externalId: string;
  /** Null where no listing ever showed it: charges or inboxes name it. */
  readonly seen: SeenOrder | null;
  readonly charges: OrderCharges;
  readonly inboxes: OrderInboxes;
  /** The domains that it brought, or says that it is for. */
  readonly domains: readonly OrderDomain[];
  /**
   * Since when all of a kind is known of the connection: when the oldest of its full, believed listings began. Null while one of its
   * listings is not believed, or none was whole.
   */
  readonly known: Readonly<Record<'orders' | 'inboxes' | 'charges' | 'domains', Instant | null>>;
  /** Whether the listing of orders shows ended ones, too. */
  readonly showsEnded: boolean;
}

/** Of an order as listings show it, or did. */
export interface SeenOrder {
  readonly isLive: boolean;
  /** Since when it is not shown any more; null while it is live. */
  readonly goneSince: Instant | null;
  /** By the provider's word for it; `unknown` for a word of which nothing is known. */
  readonly service: 'in_force' | 'ending' | 'ended' | 'unpaid' | 'unknown';
  /** That word; null where there is none. */
  readonly status: string | null;
  /** When the provider says that it was made, or else when it was seen first. */
  readonly madeAt: Instant;
  /** When it ends, or ended; null where nothing says. */
  readonly endsAt: Instant | null;
  /** How many inboxes it is for; null where nothing says. */
  readonly inboxCount: number | null;
  /** What a period costs; null where that is not known to the last unit. */
  readonly price: Money | null;
  /** Null where it does not renew itself, or nobody says whether. */
  readonly renewal: Renewal | null;
}

interface Renewal {
  readonly at: Instant;
  /** How long before that it must be canceled. */
  readonly noticeDays: number;
  readonly reason: string;
}

interface OrderCharges {
  readonly count: number;
  readonly lastAt: Instant | null;
  /** Since when charges of the connection are on record at all. */
  readonly recordedFrom: Instant | null;
  /** After how many days an order is charged again; null where nobody says. */
  readonly periodDays: number | null;
  /** Those after the order was gone or had ended; of one that no listing ever showed, all. */
  readonly late: LateCharges;
}

interface LateCharges {
  readonly count: number;
  /** One for each currency; null where one of them is not known to the last unit. */
  readonly sums: readonly Money[] | null;
  /** The newest of them. */
  readonly listed: readonly { readonly name: string; readonly externalId: string; readonly at: Instant }[];
}

interface OrderInboxes {
  /** Live, and not ended. */
  readonly total: number;
  /** The first of these, by name. */
  readonly listed: readonly OrderInbox[];
  /** When the newest of them was first seen. */
  readonly newestSeenAt: Instant | null;
  /** When the last of those that are not live any more was gone. */
  readonly lastGoneAt: Instant | null;
}

interface OrderInbox {
  readonly name: string;
  readonly domain: string | null;
  readonly madeAt: Instant;
  readonly isSuspended: boolean;
  /** Null where nothing tells. */
  readonly use: Use | null;
}

export interface OrderDomain {
  readonly name: string;
  /** Whether its connection shows it live. */
  readonly isLive: boolean;
  readonly service: 'in_force' | 'ended' | 'suspended' | 'unknown';
  readonly madeAt: Instant | null;
  /** False where the provider says that its DNS is not in force; null where it does not say. */
  readonly isInForce: boolean | null;
  /** Lists of senders of unwanted mail that the provider says it is on. */
  readonly listedOn: readonly string[];
  /** Live inboxes on it, at whatever connection, aliases and forwarders; and whether mail is sent by it without any. */
  readonly holders: number;
  readonly serves: 'inboxes' | 'sending';
}
