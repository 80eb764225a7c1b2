import type { Cause, ConnectionId, Expectation, Instant, OperationId, OperationState } from '@rollcall/schema';

/** An operation of which there is something to be said, with what the ledger holds that bears on it. */
export interface OperationFacts {
  readonly id: OperationId;
  readonly connectionId: ConnectionId;
  readonly connection: string;
  readonly isRemoved: boolean;
  /** `provider.operation` */
  readonly procedure: string;
  readonly state: Extract<OperationState, 'unknown' | 'failed' | 'contradicted'>;
  readonly expectations: readonly Expectation[];
  readonly dispatchedAt: Instant;
  readonly answeredAt: Instant;
  /** Null while it is unknown. */
  readonly settledAt: Instant | null;
  readonly settleBy: Instant | null;
  /** Whether it was answered at all. */
  readonly wasAnswered: boolean;
  /** How the provider refused it; null where it did not. */
  readonly refusedAs: string | null;
  /**
   * When the second newest of the believed listings of each kind that it is about began; of the kind where that is longest
   * ago. Null where one was not listed twice.
   */
  readonly listedTwiceAt: Instant | null;
  /** A later operation that was to do the same and did. */
  readonly doneBy: OperationId | null;
  /** What appeared since it was sent and may be what it made or what that cost, and is there still. */
  readonly traces: readonly Trace[];
}

/** A resource that appeared. */
export interface Trace {
  readonly kind: string;
  readonly externalId: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** When the provider says that it was made; null where it does not say. */
  readonly madeAt: Instant | null;
  /** When it appeared, as two listings bracket it. */
  readonly appearedAfter: Instant | null;
  readonly appearedBy: Instant;
  readonly cause: Cause | null;
}
