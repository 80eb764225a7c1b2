import type { ConnectionId, Instant, SeenPlace } from '@rollcall/schema';

/** What the answers of one operation looked like on one connection, where that is not what the document says. */
export interface AnswerShapeFacts {
  readonly connectionId: ConnectionId;
  readonly connection: string;
  /** The provider's name of the operation. */
  readonly operation: string;
  readonly documentVersion: string;
  /** When an answer was looked at last. */
  readonly lookedAt: Instant;
  /** The places that differ, or may. */
  readonly places: readonly AnswerPlace[];
}

/** A place as it was seen, and when. */
export interface AnswerPlace extends SeenPlace {
  readonly missedSinceSeen: number;
  readonly seenAt: Instant | null;
  readonly strayedAt: Instant | null;
  readonly missedAt: Instant | null;
}
