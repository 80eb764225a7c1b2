import type { TurningKeyRing } from '@rollcall/data-folder';
import type { Db, Queue } from '@rollcall/db';
import type { Networks } from '@rollcall/webhooks';
import type { Logger } from 'pino';
import type { Bell } from './bulk/bell.ts';
import type { Metrics } from './metrics/metrics.ts';

/** What every part of the gateway works with. */
export interface Gateway {
  readonly db: Db;
  readonly queue: Queue;
  readonly ring: TurningKeyRing;
  /** Keys the HMACs of API keys and of operation inputs. */
  readonly pepper: Buffer;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Proxies, as addresses or networks, whose `X-Forwarded-For` is believed; none unless given. */
  readonly trustedProxies?: readonly string[];
  /** Networks inside that the operator opened to webhooks. */
  readonly webhookNetworks: Networks;
  /** Rings when there is work in the background: a plan was applied. */
  readonly bell: Bell;
  /** Aborted when this gateway was told to stop: it answers on, but who watches it should ask another. */
  readonly draining: AbortSignal;
  /** Aborted when this gateway stops: what is subscribed goes on at another, or at the next. */
  readonly stopping: AbortSignal;
}
