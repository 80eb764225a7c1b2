import type { ConnectionId, Instant } from '@rollcall/schema';

/** An active connection whose requests had to wait for its rate budget. */
export interface RateFacts {
  readonly connectionId: ConnectionId;
  readonly connection: string;
  /** Kinds whose newest listings failed for want of rate, and since when none of one was believed; null for never. */
  readonly starved: readonly { readonly kind: string; readonly since: Instant | null }[];
  readonly addedAt: Instant;
  /** Calls within the last hours that were refused, since the budget allowed none. */
  readonly refusedCalls: number;
  /** Buckets that the provider wants no request of for now, and until when. */
  readonly paused: readonly { readonly bucket: string; readonly until: Instant }[];
}
