import { z } from 'zod';
import { Grade } from './certificate.ts';
import { Instant, RunId } from './ids.ts';
import { Kind } from './resource.ts';

export const RunOutcome = z.enum(['complete', 'partial', 'held', 'failed', 'cancelled']);
export type RunOutcome = z.infer<typeof RunOutcome>;

export const RunState = z.enum(['queued', 'running', 'finished']);
export type RunState = z.infer<typeof RunState>;

/** What a run found in one kind. `grade` is null when the listing never ended. */
export const KindResult = z.object({
  kind: Kind,
  seen: z.int(),
  appeared: z.int(),
  changed: z.int(),
  vanished: z.int(),
  reappeared: z.int(),
  unchanged: z.int(),
  grade: Grade.nullable(),
  reason: z.string(),
});
export type KindResult = z.infer<typeof KindResult>;

export const Run = z.object({
  runId: RunId,
  connection: z.string(),
  trigger: z.enum(['schedule', 'caller']),
  /** A plan lists, certifies and diffs, and changes nothing. */
  plan: z.boolean(),
  state: RunState,
  outcome: RunOutcome.nullable(),
  reason: z.string().nullable(),
  requestedAt: Instant,
  startedAt: Instant.nullable(),
  finishedAt: Instant.nullable(),
  kinds: z.array(KindResult),
});
export type Run = z.infer<typeof Run>;
