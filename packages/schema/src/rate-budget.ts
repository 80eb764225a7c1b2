import { z } from 'zod';
import { Instant } from './ids.ts';

/** What a connection may still send from one bucket of its rate budget, as it stands now. */
export const RateBudget = z.object({
  connection: z.string(),
  provider: z.string(),
  bucket: z.string(),
  /** What the provider allows: requests a minute, and how many of them at once. */
  perMinute: z.number(),
  burst: z.int(),
  /** How many requests may be sent at once now. */
  available: z.int(),
  /** When the next may be sent, where the rate or a pause allows none now. */
  nextAt: Instant.nullable(),
  /** Until when the provider asked for silence. */
  pausedUntil: Instant.nullable(),
  /** Which share of the rate is spent since the provider last refused a request as one too many; null when it is all. */
  slowed: z.object({ share: z.number(), since: Instant }).nullable(),
  /** Requests under way, where the provider caps them: for this credential, or for everything that comes from our address. */
  slots: z.object({ inUse: z.int(), max: z.int(), per: z.enum(['credential', 'address']) }).nullable(),
  /** How many stand in line: callers, and background that has waited for too long. */
  waiting: z.int(),
});
export type RateBudget = z.infer<typeof RateBudget>;
