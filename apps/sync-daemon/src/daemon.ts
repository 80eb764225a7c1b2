import type { Db, KeyRing } from '@rollcall/db';
import type { Provider } from '@rollcall/provider-kit';
import type { openSession } from '@rollcall/provider-registry';
import type { Actor } from '@rollcall/schema';
import type { Logger } from 'pino';
import type { Metrics } from './metrics.ts';

/** What every part of the daemon works with. */
export interface Daemon {
  readonly db: Db;
  readonly ring: KeyRing;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Who the audit events of its runs name. */
  readonly actor: Actor;
  /** The clock by which runs decide: when a listing began, how long something has been missing. */
  now(): Date;
  /** Waits by that clock. Throws the signal's reason as soon as it is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  readonly providers: Providers;
}

/** Where runs take their providers from: the registry, unless somebody else's account is played. */
interface Providers {
  /** Throws `RollcallError` (`unknown_provider`). */
  named(name: string): Provider;
  /** Opens a connection at its provider. Throws `RollcallError` when what is stored of it is not of its provider's shape. */
  readonly open: typeof openSession;
}
