import type { ConnectionId, Grade, Instant } from '@rollcall/schema';

/** The scopes of one kind of an active connection of which some were not believed for longer than they may be. */
export interface ScopeFacts {
  readonly connectionId: ConnectionId;
  readonly connection: string;
  readonly kind: string;
  /** The best grade that a listing of it can earn. */
  readonly bestGrade: Grade;
  /** How long they may go without that. */
  readonly patienceMs: number;
  readonly scopes: number;
  readonly late: number;
  /** Of the late ones: since when the one that waits longest was not believed; null where one never was. */
  readonly since: Instant | null;
  /** When the connection was added. */
  readonly addedAt: Instant;
  /** What was wrong with their newest listings, each said once; a few of them. */
  readonly troubles: readonly string[];
}
