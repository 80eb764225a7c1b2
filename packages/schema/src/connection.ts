import { z } from 'zod';
import { ConnectionId, Instant } from './ids.ts';
import { Kind } from './resource.ts';

export const ConnectionName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'use lower-case letters, digits, dots, dashes and underscores, 63 at most');

/**
 * A provider's name that is known at run time only. Where the name is written out, `connections.add` types the
 * credential and the settings by it; where it is one of these, the gateway alone checks them.
 */
export const ProviderName = z.string().brand<'ProviderName', 'inout'>();

export const ConnectionState = z.enum(['active', 'paused', 'removed']);
export type ConnectionState = z.infer<typeof ConnectionState>;

/** A workspace's account at a provider. The credential is never part of it. */
export const Connection = z.object({
  id: ConnectionId,
  name: ConnectionName,
  provider: z.string(),
  baseUrl: z.string(),
  config: z.record(z.string(), z.unknown()),
  /** A cron line (UTC) for all its kinds, in place of what the provider declares for each; null for none. */
  schedule: z.string().nullable(),
  /** Cron lines for single kinds, before `schedule`. */
  schedules: z.record(Kind, z.string()),
  /** Requests a minute that the account is allowed, by rate bucket, where they are not what the provider documents. */
  rates: z.record(z.string(), z.number()),
  state: ConnectionState,
  sandbox: z.boolean(),
  /** The account the credential opened when it was added; every run checks that it still does. */
  account: z.object({ id: z.string(), name: z.string() }).nullable(),
  createdAt: Instant,
  /** The first of the due times of its kinds; null unless it is active. */
  nextDueAt: Instant.nullable(),
  /** When each kind is due. One that does not stand here was never due, and is so at `nextDueAt`. */
  dueAt: z.record(Kind, Instant),
  /** Since when, and why, nothing more is asked of the provider: it refused the credential again and again. */
  circuit: z.object({ openedAt: Instant, reason: z.string() }).nullable(),
  lastRun: z
    .object({
      outcome: z.string(),
      finishedAt: Instant,
      reason: z.string().nullable(),
      /** The kinds it was to list; null for all. */
      kinds: z.array(Kind).nullable(),
    })
    .nullable(),
});
export type Connection = z.infer<typeof Connection>;

/** When a kind of a connection is listed, and by whose word. */
export const ScheduledKind = z.object({
  kind: Kind,
  /** A cron line, in UTC. */
  schedule: z.string(),
  setBy: z.enum(['kind', 'connection', 'provider']),
  /** Why the provider declares what it does; null where the connection says otherwise. */
  reason: z.string().nullable(),
  nextDueAt: Instant.nullable(),
});
export type ScheduledKind = z.infer<typeof ScheduledKind>;

/** A connection as callers see it: with the schedule of every kind that its provider lists. */
export const ScheduledConnection = Connection.omit({ dueAt: true }).extend({
  kinds: z.array(ScheduledKind),
  /** Settings that are left out though much depends on them, with what is assumed until a person confirms it. */
  assumed: z.record(z.string(), z.unknown()),
});
export type ScheduledConnection = z.infer<typeof ScheduledConnection>;
