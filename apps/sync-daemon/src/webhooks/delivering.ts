import type { Db, KeyRing } from '@rollcall/db';
import type { Actor } from '@rollcall/schema';
import type { Sender } from '@rollcall/webhooks';
import type { Logger } from 'pino';
import type { Metrics } from '../metrics.ts';

/** What the delivering of webhooks works with. */
export interface Delivering {
  /** Its own: what is delivered waits for no run, and no run for it. */
  readonly db: Db;
  readonly ring: KeyRing;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'attempted'>;
  /** Who the audit events of webhooks name that stop. */
  readonly actor: Actor;
  readonly sender: Sender;
  /** The schedule of attempts, where it is not the usual one. */
  readonly waitsMs?: readonly number[] | undefined;
  /** Who stops waits so long for what is under way, and gives the rest back. */
  readonly graceMs: number;
  /** By this clock requests are signed: receivers refuse what is minutes off. */
  now(): Date;
}
