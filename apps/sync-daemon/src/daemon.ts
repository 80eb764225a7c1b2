import type { Db, KeyRing } from '@rollcall/db';
import type { Actor } from '@rollcall/schema';
import type { Logger } from 'pino';

/** What every part of the daemon works with. */
export interface Daemon {
  readonly db: Db;
  readonly ring: KeyRing;
  readonly log: Logger;
  /** Who the audit events of its runs name. */
  readonly actor: Actor;
}
