import { z } from 'zod';
import { Instant, OperationId } from './ids.ts';
import { OperationState } from './operation.ts';

/** What the call of an operation answers. */
export const Performed = z.object({
  /** What the provider answered, out of its envelope; what is secret and not told again is `Withheld`. */
  result: z.unknown(),
  /** Null for a read, which leaves no record. */
  operation: z.object({ id: OperationId, state: OperationState }).nullable(),
  /** The answer of an earlier call with the same idempotency key; what may not be stored is left out of it (`Withheld`). */
  replayed: z.boolean(),
  /** What `operations.takeSecrets` takes, and until when; null where nothing waits, sealed. */
  secrets: z.object({ id: OperationId, expiresAt: Instant }).nullable(),
});
export type Performed = Readonly<z.infer<typeof Performed>>;

/** What a common operation answers: what the provider's own did, and which one that was. */
export const CommonPerformed = Performed.extend({
  /** As `rollcall call` takes it. */
  procedure: z.string(),
  /** What is left for a person to do; null where nothing is. */
  next: z.string().nullable(),
});
export type CommonPerformed = Readonly<z.infer<typeof CommonPerformed>>;
