import { z } from 'zod';
import { Cause } from './cause.ts';
import { Doubt, Grade } from './certificate.ts';
import { Instant, RunId } from './ids.ts';
import { Interval } from './interval.ts';
import { Resource } from './resource.ts';

/** What a difference in an attribute would mean, and by which rule. */
export const AttributeRule = z.object({
  attribute: z.string(),
  role: z.enum(['content', 'identity', 'volatile', 'derived', 'learned']),
  /** Whether a difference in it makes a drift. */
  drifts: z.boolean(),
  /** Why it has that role; null for plain content. */
  reason: z.string().nullable(),
});
export type AttributeRule = z.infer<typeof AttributeRule>;

/** What the ledger holds of one resource, and why. */
export const Explanation = z.object({
  resource: Resource,
  /** When the newest listing that is known to have shown it began; null where none is known to. */
  lastSeenAt: Instant.nullable(),
  /** When the first believed listing that did not show it began; null while it is live. */
  missingSince: Instant.nullable(),
  /** Of the listing that covers it. Null when that was dropped: its parent is gone. */
  scope: z
    .object({
      parent: z.object({ kind: z.string(), externalId: z.string(), name: z.string().nullable() }).nullable(),
      grade: Grade.exclude(['refused']).nullable(),
      believedAt: Instant.nullable(),
      attemptedAt: Instant.nullable(),
      trouble: z.string().nullable(),
      doubt: Doubt.nullable(),
      nextDueAt: Instant.nullable(),
      /** Of the newest believed listing; null where it was not kept. */
      certificate: z.object({ runId: RunId, reason: z.string() }).nullable(),
    })
    .nullable(),
  /** The newest changes, the newest first. */
  changes: z.array(
    z.object({
      type: z.string(),
      recordedAt: Instant,
      interval: Interval.nullable(),
      runId: RunId,
      cause: Cause.nullable(),
    }),
  ),
  /** Whose absence would explain that of the resource; null where nothing owns it. */
  owner: z.object({ kind: z.string(), name: z.string(), presence: z.string().nullable() }).nullable(),
  attributes: z.array(AttributeRule),
  /** All of it in words, for a person. */
  sentences: z.array(z.string()),
});
export type Explanation = z.infer<typeof Explanation>;
