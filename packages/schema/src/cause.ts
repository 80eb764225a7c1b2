import { z } from 'zod';
import { OperationId } from './ids.ts';

/** What explains a drift. */
export const CauseKind = z.enum(['operation', 'out_of_band', 'provider', 'rollcall', 'first_sight']);
export type CauseKind = z.infer<typeof CauseKind>;

/**
 * How far the evidence goes. `certain`: nothing else can have caused it. `likely`: it explains it, and something else could
 * have done the same. `possible`: it does not rule it out, and nothing better is known.
 */
export const Confidence = z.enum(['certain', 'likely', 'possible']);
export type Confidence = z.infer<typeof Confidence>;

export const Cause = z.object({
  kind: CauseKind,
  operationId: OperationId.optional(),
  /** A sentence for a person: what was seen that leads to this cause. */
  evidence: z.string(),
  /** Left out by what was recorded before there was such a thing. */
  confidence: Confidence.optional(),
});
export type Cause = z.infer<typeof Cause>;
