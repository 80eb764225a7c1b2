import { z } from 'zod';
import { Grade } from './certificate.ts';
import { Instant } from './ids.ts';
import { Kind } from './resource.ts';

/** The part of a kind that one listing covers, and how old what the ledger says of it is. */
export const Scope = z.object({
  connection: z.string(),
  provider: z.string(),
  kind: Kind,
  /** Whose part it is; null where one listing covers the connection. Its name is null when the ledger never saw it. */
  parent: z.object({ externalId: z.string(), name: z.string().nullable() }).nullable(),
  /** Of the newest listing that was believed; null before the first. */
  grade: Grade.exclude(['refused']).nullable(),
  /** When that listing began: what it showed was there then. */
  believedAt: Instant.nullable(),
  /** When the newest full listing that was believed began: before `believedAt` where that one was incremental. */
  fullAt: Instant.nullable(),
  /** When the newest listing began, believed or not; null before the first. */
  attemptedAt: Instant.nullable(),
  /** Why the newest listing was not believed; null when it was. */
  trouble: z.string().nullable(),
  /** When its kind is due; null while the connection is not active. */
  nextDueAt: Instant.nullable(),
});
export type Scope = z.infer<typeof Scope>;

/** All scopes of a connection's kind together, which are as old as the oldest and as good as the worst of them. */
export const ScopeAge = z.object({
  connection: z.string(),
  provider: z.string(),
  kind: Kind,
  scopes: z.int(),
  /** How many of them have a newest listing that was not believed. */
  troubled: z.int(),
  /** Null when one of them was never believed. */
  grade: Grade.exclude(['refused']).nullable(),
  believedAt: Instant.nullable(),
  /** Of the newest full listing, likewise. */
  fullAt: Instant.nullable(),
  nextDueAt: Instant.nullable(),
});
export type ScopeAge = z.infer<typeof ScopeAge>;
