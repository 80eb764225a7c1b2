import { z } from 'zod';
import { Instant } from './ids.ts';

/**
 * How complete an answer is, counted in scopes by their newest listing. `stale`: the newest attempt was not believed,
 * an older one was. `failed`: none has ever been believed.
 */
export const Coverage = z.object({
  proven: z.int(),
  corroborated: z.int(),
  plausible: z.int(),
  stale: z.int(),
  failed: z.int(),
});
export type Coverage = z.infer<typeof Coverage>;

/** The moment that an answer is of: what was true at `asOf`, by what was known at `knownAt`. */
export const Past = z.object({
  asOf: Instant,
  knownAt: Instant,
  /** Whether all listings of that time are kept. If not, the coverage counts those that are. */
  coverageKept: z.boolean(),
});
export type Past = z.infer<typeof Past>;

export const Freshness = z.object({
  /** When the oldest listing behind this answer began; null before the first. */
  asOf: Instant.nullable(),
  /** When the oldest full listing behind it began, where a newer one was incremental: older things were last seen then. */
  fullAsOf: Instant.optional(),
  coverage: Coverage,
  /** Of answers about the past only. */
  past: Past.optional(),
});
export type Freshness = z.infer<typeof Freshness>;
