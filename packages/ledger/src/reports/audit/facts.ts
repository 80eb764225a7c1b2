import type { Actor, ConnectionId, EventType, Instant, OperationState } from '@rollcall/schema';

/** What of the log a report is about. Null where nothing of it was signed for. */
export interface AuditSpan {
  /** The first and the last sequence of its events; null where there are none. */
  readonly first: number | null;
  readonly last: number | null;
  readonly count: number;
  /** How many sequences from the first to the last there are no events of. */
  readonly missing: number;
  /** Recorded in the period and known, and in no checkpoint yet. */
  readonly unsigned: number;
}

/** Events that are alike. Daemons are one, whichever process it was. */
export interface AuditGroup {
  /** In UTC, such as `2026-11-01`. */
  readonly day: string;
  readonly type: EventType;
  readonly actor: Actor;
  readonly connectionId: ConnectionId | null;
  readonly count: number;
  readonly first: Instant;
  readonly last: Instant;
}

/** An event as a report lists it. */
export interface AuditLine {
  readonly sequence: number;
  readonly id: string;
  readonly at: Instant;
  readonly type: EventType;
  readonly actor: Actor;
  readonly connection: string | null;
  readonly subject: { readonly kind: string; readonly externalId: string; readonly name: string };
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly operationId: string | null;
}

/** An operation: the event that accepted it, and how it stood by what is known. */
export interface AuditOperation extends AuditLine {
  readonly outcome: OperationState;
  /** When it came to that. */
  readonly outcomeAt: Instant;
  /** What the event of that says. */
  readonly told: Readonly<Record<string, unknown>> | null;
}

/** Attempts on a key that opened nothing. */
export interface RefusedKey {
  readonly keyId: string;
  readonly name: string;
  readonly reason: string;
  readonly address: string | null;
  readonly attempts: number;
  readonly first: Instant;
  readonly last: Instant;
}

/** An address that a key was used from in the period, and never before it, as far back as addresses were looked at. */
export interface NewAddress {
  readonly keyId: string;
  readonly name: string;
  readonly address: string;
  readonly count: number;
  readonly first: Instant;
}
