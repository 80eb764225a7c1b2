import type { ConnectionId, Instant } from '@rollcall/schema';

/** An address that is a live inbox at two accounts or more. */
export interface TwinFacts {
  readonly address: string;
  readonly places: readonly {
    readonly connection: string;
    readonly provider: string;
    readonly externalId: string;
    readonly firstSeenAt: Instant;
  }[];
}

/** A domain with live inboxes at a connection, and who holds it. */
export interface OrphanFacts {
  readonly connectionId: ConnectionId;
  readonly connection: string;
  readonly domain: string;
  readonly inboxes: number;
  /** The first of them, by name. */
  readonly listed: readonly string[];
  readonly newestSeenAt: Instant;
  /** Where it has ended, though it is listed: by the provider's word for it. */
  readonly ended: readonly { readonly connection: string; readonly status: string }[];
  /** How many of the domains with inboxes at this connection are held by some connection, and how many there are. */
  readonly siblings: { readonly held: number; readonly all: number };
  /** Since when all domains that are held are known; null where some listing of them is not believed. */
  readonly knownSince: Instant | null;
}

/** A live domain that is there for inboxes and has none. */
export interface EmptyDomainFacts {
  readonly domain: string;
  /** Where it is live. */
  readonly places: readonly {
    readonly connectionId: ConnectionId;
    readonly connection: string;
    readonly externalId: string;
  }[];
  /** When the newest of these was made, or first seen. */
  readonly newestAt: Instant;
  /** Since when all inboxes, aliases and forwarders are known; null where some listing of them is not believed. */
  readonly knownSince: Instant | null;
}

/** An alias or a forwarder that delivers to an address of its own account which is not there. */
export interface NowhereFacts {
  readonly connectionId: ConnectionId;
  readonly connection: string;
  readonly kind: string;
  readonly externalId: string;
  readonly name: string;
  /** The addresses that are not there. */
  readonly missing: readonly string[];
  /** How many it delivers to altogether, at this account and elsewhere. */
  readonly targets: number;
  /** Whether the listings of what it may deliver to are believed. */
  readonly isKnown: boolean;
}
