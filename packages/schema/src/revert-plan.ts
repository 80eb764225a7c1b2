import { z } from 'zod';
import { Plan } from './bulk.ts';
import { AuditEvent } from './event.ts';
import { RevertPart } from './standing.ts';

/** A plan that takes a change back, and what it comes to. */
export const RevertPlan = z.object({
  event: AuditEvent,
  parts: z.array(RevertPart),
  /** Sentences that a person should read before approving. */
  warnings: z.array(z.string()),
  plan: Plan,
  /** The new password, if one was made: it is told here, once, and is sealed with the plan until that is carried out. */
  password: z.string().nullable(),
});
export type RevertPlan = z.infer<typeof RevertPlan>;
