import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { deliveryLeaseMs, type WebhookWithWork, webhooksWithWork } from '@rollcall/db';
import { sendLimits } from '@rollcall/webhooks';
import { type Courier, startCourier } from './courier.ts';
import type { Delivering } from './delivering.ts';
import { createSlots } from './slots.ts';

/** How often it looks for work: an event is on its way so long after it has its place in the order, at the latest. */
const lookEveryMs = 200;
/** After a failure: a database that is down is not asked five times a second. */
const lookAgainMs = 1_000;
/** Webhooks that one look finds, those that have waited longest first: so many that none whose receiver answers is beyond those that fail. */
const webhooksMax = 10_000;
/** Of how many receivers is known how quick they were: past it, all is forgotten, and learnt anew. */
const pacesMax = 10_000;
assert(deliveryLeaseMs >= 2 * sendLimits.timeoutMs, "what is under way is nobody else's to send");

/**
 * Delivers events to webhooks, for as long as the process runs; any number of daemons do so beside each other. Each webhook
 * that there is something to do for has a courier of its own. Answers how to stop: what is not answered by then is given back.
 */
export function startDelivering(delivering: Delivering): () => Promise<void> {
  const stopping = new AbortController();
  const cutting = new AbortController();
  const couriers = new Map<string, Courier>();
  const slots = createSlots();
  const paces = new Map<string, number>();
  const looking = lookUntil(delivering, stopping.signal, (work) => {
    let courier = couriers.get(work.webhookId);
    if (courier === undefined) {
      const lastMs = paces.get(work.webhookId) ?? Number.POSITIVE_INFINITY;
      courier = startCourier(delivering, work, { slots, lastMs, stopping: stopping.signal, cutting: cutting.signal });
      couriers.set(work.webhookId, courier);
      void courier.ended.then((endedMs) => {
        couriers.delete(work.webhookId);
        if (paces.size >= pacesMax) paces.clear();
        if (Number.isFinite(endedMs)) paces.set(work.webhookId, endedMs);
      });
    }
    courier.notice(work);
  });
  return async () => {
    stopping.abort(new Error('the daemon is stopping'));
    const grace = setTimeout(() => cutting.abort(stopping.signal.reason), delivering.graceMs);
    await looking;
    await Promise.all([...couriers.values()].map(({ ended }) => ended));
    clearTimeout(grace);
    await delivering.sender.close();
  };
}

async function lookUntil(
  { db, log }: Delivering,
  signal: AbortSignal,
  found: (work: WebhookWithWork) => void,
): Promise<void> {
  while (!signal.aborted) {
    let waitMs = lookEveryMs;
    try {
      for (const work of await webhooksWithWork(db, webhooksMax)) if (!signal.aborted) found(work);
    } catch (error) {
      waitMs = lookAgainMs;
      log.error({ err: error }, 'could not look for webhooks with something to deliver');
    }
    await sleep(waitMs, undefined, { signal }).catch(() => {});
  }
}
