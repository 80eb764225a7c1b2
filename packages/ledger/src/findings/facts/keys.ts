import type { ApiKeyId, ConnectionId, Instant } from '@rollcall/schema';
import type { HeldResource } from './held.ts';

/** A key to an API: of a provider's, or of Rollcall's own. */
export type KeyFacts = ProviderKeyFacts | GatewayKeyFacts;

/** A key that a provider lists. What it does not show of a key is null, and nothing is said of it. */
export interface ProviderKeyFacts extends HeldResource {
  readonly of: 'provider';
  /** What the provider calls the account that it belongs to, where that is not the connection's own. */
  readonly account: string | null;
  readonly madeAt: string | null;
  /** When it was used last; `never` where the provider says so. */
  readonly usedAt: string | null;
  readonly expiresAt: string | null;
  /** From where it may be used; none for everywhere. */
  readonly networks: readonly string[] | null;
  /** Of what it may do, what its provider declares to reach everything; and how much that is. */
  readonly reaches: readonly string[] | null;
  readonly mayDoEverything: boolean | null;
}

/** A key of Rollcall's own API that still works. */
export interface GatewayKeyFacts {
  readonly of: 'gateway';
  readonly id: ApiKeyId;
  readonly name: string;
  readonly madeAt: Instant;
  readonly usedAt: Instant | null;
  readonly expiresAt: Instant | null;
}

/** How many keys of one kind an account has, where its provider has a limit. */
export interface KeyCountFacts {
  readonly connectionId: ConnectionId;
  readonly connection: string;
  readonly kind: string;
  /** Null for the connection's own account. */
  readonly account: string | null;
  readonly count: number;
  readonly most: number;
  /** Where the provider says so. */
  readonly reason: string;
  /** Why the newest listing was not believed. */
  readonly trouble: string | null;
}
