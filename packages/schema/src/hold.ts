import { z } from 'zod';
import { Cause } from './cause.ts';
import { Actor } from './event.ts';
import { HoldId, Instant, RunId } from './ids.ts';
import { Kind } from './resource.ts';

/**
 * `pending`: waits for a person. `approved`: the next run that finds exactly this plan applies it. `superseded`: a later
 * run found another plan, or none.
 */
export const HoldState = z.enum(['pending', 'approved', 'applied', 'rejected', 'superseded']);
export type HoldState = z.infer<typeof HoldState>;

/** A run that would have changed more than is believed without a person: its plan, and what became of it. */
export const Hold = z.object({
  id: HoldId,
  connection: z.string(),
  state: HoldState,
  /** SHA-256 of all changes of the plan, hex. Whoever approves it approves these and no others. */
  checksum: z.string(),
  /** Which limits the plan passes, in sentences. */
  reasons: z.array(z.string()),
  /** How many changes of each sort the plan has, by kind. */
  counts: z.record(Kind, z.record(z.string(), z.int())),
  /** How many changes the plan has; the first of them are kept. */
  changes: z.int(),
  openedAt: Instant,
  /** The newest run that found this plan, and when. */
  runId: RunId,
  seenAt: Instant,
  decidedAt: Instant.nullable(),
  decidedBy: Actor.nullable(),
  /** What whoever decided said, or what superseded it. */
  note: z.string().nullable(),
});
export type Hold = z.infer<typeof Hold>;

/** One change of a plan: the audit event it would become. */
export const PlannedChange = z.object({
  nth: z.int(),
  type: z.string(),
  kind: Kind,
  externalId: z.string(),
  name: z.string(),
  before: z.record(z.string(), z.unknown()).nullable(),
  after: z.record(z.string(), z.unknown()).nullable(),
  cause: Cause,
});
export type PlannedChange = z.infer<typeof PlannedChange>;
