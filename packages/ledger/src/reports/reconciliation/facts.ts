import type { ConnectionId, EventId, Instant, Money, Severity } from '@rollcall/schema';

/** A connection that there was at some time of the period. */
export interface ReconciledConnection {
  readonly id: ConnectionId;
  /** Told apart from another one that bore the name. */
  readonly name: string;
  readonly provider: string;
  /** Within the period, or null. */
  readonly addedAt: Instant | null;
  readonly removedAt: Instant | null;
}

interface OfKind {
  readonly connectionId: ConnectionId;
  readonly kind: string;
}

/** What the ledger held live before the period, and of each presence at its end. */
export interface HeldAround extends OfKind {
  readonly opening: number;
  readonly live: number;
  readonly missing: number;
  readonly suspect: number;
  readonly gone: number;
}

/**
 * What a change is put down to: an operation, one that was bound to it later, what the provider does by itself, our own mapping or
 * settings, that its scope was never listed before; or nobody.
 */
type DriftCause = 'operation' | 'attributed' | 'provider' | 'rollcall' | 'first_sight' | 'nobody';

/** What became of a change that nobody here asked for. */
type DriftStanding = 'open' | 'accepted' | 'reverted';

/** How many changes of one sort there were on a day. A rename counts as a change. */
export interface DriftSum extends OfKind {
  /** In UTC, as `2026-11-01`. */
  readonly day: string;
  readonly change: 'appeared' | 'changed' | 'vanished' | 'reappeared' | 'suspected' | 'gone';
  readonly by: DriftCause;
  /** Null of what has a cause. */
  readonly standing: DriftStanding | null;
  readonly count: number;
  /** How many of them are alarms. */
  readonly alarms: number;
  /** How many of them have no earlier bound of when they happened. */
  readonly undated: number;
}

/** How the scopes of a kind were listed. */
export interface ListedSum extends OfKind {
  readonly proven: number;
  readonly corroborated: number;
  readonly plausible: number;
  /** Believed before the period alone, or not by the newest attempt. */
  readonly stale: number;
  /** Never believed. */
  readonly failed: number;
  /** What the newest believed listings showed together. */
  readonly observed: number;
  /** Of these, what was shown by those of scopes whose newest attempt was not believed. */
  readonly hanging: number;
  /** When the oldest of these listings began. */
  readonly oldestAt: Instant | null;
}

export interface ReconciliationFacts {
  readonly connections: readonly ReconciledConnection[];
  readonly held: readonly HeldAround[];
  readonly drift: readonly DriftSum[];
  readonly listed: readonly ListedSum[];
}

/** A scope that no listing of the period proves. */
export interface UnprovenScope {
  readonly connection: string;
  readonly kind: string;
  /** The external id of its parent; empty where one listing covers the connection. */
  readonly parent: string;
  readonly why: string;
  /** When its newest believed listing began; null where none ever was. */
  readonly believedAt: Instant | null;
  readonly attemptedAt: Instant;
  /** How many that one showed. */
  readonly hanging: number;
}

/** A change that nobody here asked for and nothing explains. */
export interface Unexplained {
  readonly eventId: EventId;
  readonly connection: string | null;
  readonly kind: string;
  readonly externalId: string;
  readonly name: string;
  readonly change: string;
  readonly severity: Severity;
  readonly standing: DriftStanding;
  /** It lies between the listings that began then. */
  readonly after: Instant | null;
  readonly notAfter: Instant;
  readonly evidence: string;
  /** What a finding about it costs. */
  readonly money: Money | null;
}

/** A run that was held, and what had become of its hold. */
export interface HeldRun {
  readonly holdId: string;
  readonly connection: string;
  readonly openedAt: Instant;
  readonly reasons: readonly string[];
  readonly state: 'opened' | 'superseded' | 'approved' | 'rejected' | 'applied';
  /** Who said so last. */
  readonly by: string;
}

/** An operation that was unknown or contradicted, and what had become of it. */
export interface UnsettledOperation {
  readonly operationId: string;
  readonly connection: string | null;
  readonly procedure: string;
  readonly at: Instant;
  readonly state: string;
}

/** Something of the period that became known after it was reported. */
export interface LateChange {
  readonly eventId: EventId;
  readonly at: Instant;
  readonly what: 'recorded' | 'accepted' | 'attributed';
  readonly change: string;
  readonly connection: string | null;
  readonly kind: string;
  readonly name: string;
  readonly reason: string | null;
}
