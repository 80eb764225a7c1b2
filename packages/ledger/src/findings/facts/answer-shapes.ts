import type { ConnectionId, Instant } from '@rollcall/schema';

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

export interface AnswerPlace {
  readonly path: string;
  /** In the document; of the object around it where the document does not have it. */
  readonly pointer: string;
  /** Null where the document does not have it. */
  readonly documented: string | null;
  readonly isRequired: boolean;
  /** Whether what the document says is the provider's own word. */
  readonly isPublished: boolean;
  readonly types: readonly string[];
  readonly strays: readonly string[];
  readonly seen: number;
  readonly strayed: number;
  readonly missed: number;
  readonly missedSinceSeen: number;
  readonly seenAt: Instant | null;
  readonly strayedAt: Instant | null;
  readonly missedAt: Instant | null;
}
