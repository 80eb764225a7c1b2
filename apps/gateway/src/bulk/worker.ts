import { hostname } from 'node:os';
import { dueLanes, expirePlans } from '@rollcall/db';
import type { Gateway } from '../gateway.ts';
import { workLane } from './work-lane.ts';

/** How lanes share a gateway. */
export interface Shifts {
  /** Lanes that are worked side by side: of as many connections, or of as many bulk operations. */
  readonly lanesMax: number;
  /** For how long a lane is worked before others get their turn, as long as it is not waiting for its rate. */
  readonly turnMs: number;
}

/** More lanes would wait for the database instead; a minute costs a lane two statements. */
const usualShifts: Shifts = { lanesMax: 16, turnMs: 60_000 };
/** How often it looks for lanes that nobody works: what another gateway left, or parked until now. */
const lookMs = 1_000;
/** How often it looks for plans that nobody applied, and how many it forgets at a time. */
const expireMs = 60_000;
const expiredMax = 100;

/**
 * Works the bulk operations of every workspace, beside the other gateways, until this one stops. Resolves then, once the
 * calls that are under way have ended. Never rejects.
 */
export async function workBulks(gateway: Gateway, { lanesMax, turnMs }: Shifts = usualShifts): Promise<void> {
  const { log, bell, stopping } = gateway;
  const holder = { gateway, name: `${hostname()}:${process.pid}`, turnMs };
  const worked = new Map<string, Promise<void>>();
  let expiredAt = Number.NEGATIVE_INFINITY;
  while (!stopping.aborted) {
    try {
      for (const key of await dueLanes(gateway.db, lanesMax)) {
        const id = `${key.bulkId} ${key.connectionId}`;
        if (worked.has(id) || worked.size >= lanesMax) continue;
        const work = workLane(holder, key).finally(() => worked.delete(id));
        worked.set(id, work);
      }
      if (performance.now() - expiredAt > expireMs) {
        expiredAt = performance.now();
        await expirePlans(gateway.db, expiredMax);
      }
    } catch (error) {
      log.warn({ err: error }, 'cannot look for bulk operations');
    }
    await bell.heard(lookMs, stopping);
  }
  await Promise.all(worked.values());
}
