import { z } from 'zod';
import { ConnectionId, Instant } from './ids.ts';

export const ConnectionName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'use lower-case letters, digits, dots, dashes and underscores, 63 at most');

export const ConnectionState = z.enum(['active', 'paused', 'removed']);
export type ConnectionState = z.infer<typeof ConnectionState>;

/** A workspace's account at a provider. The credential is never part of it. */
export const Connection = z.object({
  id: ConnectionId,
  name: ConnectionName,
  provider: z.string(),
  baseUrl: z.string(),
  config: z.record(z.string(), z.unknown()),
  schedule: z.string(),
  state: ConnectionState,
  sandbox: z.boolean(),
  /** The account the credential opened when it was added; every run checks that it still does. */
  account: z.object({ id: z.string(), name: z.string() }).nullable(),
  createdAt: Instant,
  nextDueAt: Instant.nullable(),
  lastRun: z.object({ outcome: z.string(), finishedAt: Instant, reason: z.string().nullable() }).nullable(),
});
export type Connection = z.infer<typeof Connection>;

export const scheduleDefault = '*/15 * * * *';
