import type { ConnectionId, HoldId, Instant } from '@rollcall/schema';

/** A hold that waits for a person. */
export interface RunHeldFacts {
  readonly holdId: HoldId;
  readonly connectionId: ConnectionId;
  readonly connection: string;
  readonly openedAt: Instant;
  readonly changes: number;
  /** Which limits its plan passes, in sentences. */
  readonly reasons: readonly string[];
}
