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

export const Freshness = z.object({
  /** When the oldest listing behind this answer began; null before the first. */
  asOf: Instant.nullable(),
  coverage: Coverage,
});
export type Freshness = z.infer<typeof Freshness>;
