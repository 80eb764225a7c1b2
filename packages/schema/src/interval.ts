import { z } from 'zod';
import { Instant } from './ids.ts';

/**
 * When something happened that listings only bracket: after the listing that last showed it otherwise began, and not later
 * than the one that shows it began.
 */
export const Interval = z.object({
  /** Null when no earlier listing tells: at first sight, or where none had looked. */
  after: Instant.nullable(),
  notAfter: Instant,
});
export type Interval = z.infer<typeof Interval>;
