import { z } from 'zod';
import { Grade } from './certificate.ts';
import { Instant, RunId } from './ids.ts';
import { RateBudget } from './rate-budget.ts';
import { Kind } from './resource.ts';

export const RunOutcome = z.enum(['complete', 'partial', 'held', 'failed', 'cancelled']);
export type RunOutcome = z.infer<typeof RunOutcome>;

export const RunState = z.enum(['queued', 'running', 'finished']);
export type RunState = z.infer<typeof RunState>;

/** Who wanted a run: a kind's schedule, a caller, or an operation of which nobody knows what became of it. */
export const RunTrigger = z.enum(['schedule', 'caller', 'operation']);
export type RunTrigger = z.infer<typeof RunTrigger>;

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
  trigger: RunTrigger,
  /** A plan lists, certifies and diffs, and changes nothing. */
  plan: z.boolean(),
  /** Whether everything was to be listed in full, also where the newest part of it would do. */
  full: z.boolean(),
  state: RunState,
  outcome: RunOutcome.nullable(),
  reason: z.string().nullable(),
  requestedAt: Instant,
  startedAt: Instant.nullable(),
  finishedAt: Instant.nullable(),
  kinds: z.array(KindResult),
});
export type Run = z.infer<typeof Run>;

/** What a run does, in the order it does it. */
export const RunPhase = z.enum(['opening', 'listing', 'recording', 'settling']);
export type RunPhase = z.infer<typeof RunPhase>;

/** How far a run has come, as its daemon last said: a second ago while pages come, five at most. */
export const RunDoing = z.object({
  phase: RunPhase,
  /** What the newest page was of; null before the first. Several scopes are listed side by side. */
  kind: Kind.nullable(),
  /** The name of the parent it was listed by; null where one listing covers the connection. */
  parent: z.string().nullable(),
  /** Pages and items that were read so far, second passes and readings that started over included. */
  pages: z.int(),
  items: z.int(),
  /** Requests that were sent to the provider. */
  requests: z.int(),
  /** Scopes that are done, of those that are known by now: how many children there are shows when their parents are listed. */
  scopesDone: z.int(),
  scopesKnown: z.int(),
  /** The bucket of the rate budget that was asked last; null before the first request. */
  bucket: z.string().nullable(),
});
export type RunDoing = z.infer<typeof RunDoing>;

/** What a run spends from, as it stands now. */
const RunRate = RateBudget.pick({
  bucket: true,
  perMinute: true,
  burst: true,
  available: true,
  nextAt: true,
  pausedUntil: true,
});

/** A run that is queued or under way, or has just ended: what it does, and what it waits for. */
export const RunProgress = Run.omit({ kinds: true }).extend({
  /** When its daemon was last heard of: one that is silent for a minute has lost it. */
  beatAt: Instant.nullable(),
  doing: RunDoing.nullable(),
  /** Null for a run that is not under way, or has sent nothing yet. */
  rate: RunRate.nullable(),
});
export type RunProgress = z.infer<typeof RunProgress>;

/** The runs that are watched, as they stood at that time of the database, by which their times are to be read. */
export const WatchedRuns = z.object({ at: Instant, runs: z.array(RunProgress) });
export type WatchedRuns = z.infer<typeof WatchedRuns>;

/** A run that was asked for. */
export const RequestedRun = z.object({ connection: z.string(), runId: RunId });
export type RequestedRun = z.infer<typeof RequestedRun>;

/** A connection that is left out where all are to be synced, and why. */
export const SkippedConnection = z.object({
  connection: z.string(),
  code: z.literal('circuit_open'),
  openedAt: Instant,
  reason: z.string(),
});
export type SkippedConnection = z.infer<typeof SkippedConnection>;
