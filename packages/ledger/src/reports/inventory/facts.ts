import type { ConnectionId, Coverage, Instant, Presence } from '@rollcall/schema';

/** How many resources of one kind a connection had in one state of presence. */
export interface InventoryCount {
  readonly connectionId: ConnectionId;
  readonly kind: string;
  readonly presence: Presence;
  readonly count: number;
  /** Another one whenever one of them would be of another version. */
  readonly mark: string;
}

/** A connection, by what was known of it. */
export interface InventoryConnection {
  readonly id: ConnectionId;
  readonly name: string;
  readonly provider: string;
  /** When it was removed, where that was known; what it had is not held from then on. */
  readonly removedAt: Date | null;
}

/** How far what a connection has of one kind was listed so that it is believed. */
export interface KindFreshness {
  readonly connectionId: ConnectionId;
  readonly kind: string;
  /** When the oldest listing behind it began; null before the first. */
  readonly asOf: Instant | null;
  readonly coverage: Coverage;
}

/** A resource as the ledger held it at a moment. */
export interface HeldThen {
  readonly kind: string;
  readonly externalId: string;
  readonly name: string;
  readonly presence: Presence;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly firstSeenAt: Instant;
  readonly lastChangedAt: Instant;
}

/** What a resource was at one of two moments. */
export interface InventoryState {
  readonly externalId: string;
  readonly name: string;
  readonly presence: Presence;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A resource of which something became true between two moments. */
export interface InventoryPair {
  readonly kind: string;
  /** What it was at the first; null where the ledger did not hold it then. */
  readonly before: InventoryState | null;
  readonly now: InventoryState;
  /** When what it is now was recorded. */
  readonly changedAt: Instant;
}
