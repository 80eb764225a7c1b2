import { z } from 'zod';
import { OperationId } from './ids.ts';

/** What explains a drift. */
export const CauseKind = z.enum(['operation', 'out_of_band', 'provider', 'rollcall', 'first_sight']);
export type CauseKind = z.infer<typeof CauseKind>;

export const Cause = z.object({
  kind: CauseKind,
  operationId: OperationId.optional(),
  /** A sentence for a person: what was seen that leads to this cause. */
  evidence: z.string(),
});
export type Cause = z.infer<typeof Cause>;
