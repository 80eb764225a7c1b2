import { z } from 'zod';

/**
 * What became of a change that nobody here asked for. `open`: nothing yet. `reverting`: operations that take it back are under
 * way, or no listing has shown their effect. `reverted`: they are done. `accepted`: somebody took the new state as right.
 * `attributed`: later evidence put it down to an operation of ours.
 */
export const Standing = z.enum(['open', 'reverting', 'reverted', 'accepted', 'attributed']);
export type Standing = z.infer<typeof Standing>;

/** One part of what a revert is about: an attribute, `name`, or `presence` of a resource that comes or goes whole. */
export const RevertPart = z.object({
  what: z.string(),
  /** As it was before the event. */
  before: z.unknown(),
  /** As the ledger holds it. */
  now: z.unknown(),
  /** As it is to be afterwards; what cannot be put back stays as it is. */
  after: z.unknown(),
  /** Why it cannot be put back; null where it is. */
  reason: z.string().nullable(),
});
export type RevertPart = z.infer<typeof RevertPart>;
