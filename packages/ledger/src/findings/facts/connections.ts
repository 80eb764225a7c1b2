import type { ConnectionId, Instant } from '@rollcall/schema';

/** A connection that is active, and how its provider takes its credential. */
export interface ConnectionFacts {
  readonly connectionId: ConnectionId;
  readonly connection: string;
  /** When the credential was given that it has now. */
  readonly credentialGivenAt: Instant;
  /** How often in a row it was refused. */
  readonly refusals: number;
  readonly circuit: { readonly openedAt: Instant; readonly reason: string } | null;
}
