/** Requests a connection may make: `burst` at once, refilled at `perMinute`. */
export interface RateBucket {
  readonly perMinute: number;
  readonly burst: number;
  /** How many may be under way at once where the provider caps that, and what shares the cap. */
  readonly concurrent?: { readonly max: number; readonly per: 'credential' | 'address' };
}

/**
 * How an exchange ended: an answer came, or one with a status that refuses (4xx), asks for less (429) or says that the provider
 * failed (5xx); one came that is not HTTP, too large, compressed or a redirect; or none came at all.
 */
export interface ExchangeEnd {
  readonly outcome: 'answered' | 'refused' | 'rate_limited' | 'failed' | 'unrecognised' | 'unavailable';
  /** From sending to the end of the answer. */
  readonly ms: number;
}

/**
 * Says that the exchange is over, however it ended: what it held under way is free for the next. Told of no end when nothing was
 * sent. Never rejects.
 */
export type Release = (ended?: ExchangeEnd) => Promise<void>;

/** The requests a connection may still make, shared by every process that acts for it. */
export interface Budget {
  /**
   * Resolves when one request of this bucket may be sent, with what to call when its exchange is over; rejects with the
   * signal's reason when aborted first.
   */
  take(bucket: string, signal: AbortSignal): Promise<Release>;
  /** The provider asked for a pause (`Retry-After`): nobody sends from this bucket for `ms`. */
  pause(bucket: string, ms: number): Promise<void>;
  /** The provider refused a request as one too many: the bucket is emptied, and slower until it has recovered by itself. */
  slow(bucket: string): Promise<void>;
}
