import { fork } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WebhookOrder } from '@rollcall/schema';
import { Pool } from 'undici';
import { z } from 'zod';
import { allSealed, type EventsRig, tell } from './events-rig.ts';
import { cpuSeconds, residentMb } from './process-usage.ts';
import { told } from './sync-lap.ts';

const Started = z.object({ url: z.string() });
const Counted = z.object({ received: z.int() });

/** What a webhook has under way at a time whose receiver is quick (apps/sync-daemon/src/webhooks/slots.ts). */
const atOnce = 50;
const bodyBytes = 900;

interface Sent {
  readonly webhooks: number;
  readonly order: WebhookOrder;
  readonly events: number;
}

const settings: readonly Sent[] = [
  { webhooks: 1, order: 'none', events: 5_000 },
  { webhooks: 1, order: 'subject', events: 5_000 },
  { webhooks: 1, order: 'strict', events: 500 },
  { webhooks: 10, order: 'subject', events: 1_000 },
];

/** Webhooks delivered a second, from events to a receiver over HTTP and back, against bare requests to the same receiver. */
export async function benchWebhooks(rig: EventsRig): Promise<void> {
  const receiver = fork(join(import.meta.dirname, 'events-receiver.ts'));
  try {
    const { url } = Started.parse(await told(receiver));
    let received = 0;
    receiver.on('message', (message) => (received = Counted.parse(message).received));
    const bare = await requestBare(url, 10_000);
    const rows: object[] = [
      { what: `bare requests, ${atOnce} at a time`, 'a second': Math.round(bare), ratio: '1.00' },
    ];
    for (const setting of settings) {
      const { perSecond, cpuMs, postgresMs } = await deliver(rig, setting, { url, count: () => received });
      rows.push({
        what: `${setting.webhooks} webhooks, order ${setting.order}`,
        'a second': Math.round(perSecond),
        ratio: (perSecond / bare).toFixed(2),
        'daemon ms each': cpuMs.toFixed(2),
        'PostgreSQL ms each': postgresMs.toFixed(2),
        'daemon MB': residentMb(rig.stack.daemonPid),
      });
    }
    console.log('\nWebhooks delivered, each a signed request of its own, recorded in the delivery log');
    console.table(rows);
  } finally {
    receiver.kill();
  }
}

async function requestBare(url: string, requests: number): Promise<number> {
  const { origin } = new URL(url);
  const pool = new Pool(origin, { connections: atOnce });
  const body = 'x'.repeat(bodyBytes);
  let next = 0;
  const start = performance.now();
  const post = async () => {
    for (; next < requests; next += 1) {
      const answer = await pool.request({ method: 'POST', path: '/', body });
      await answer.body.dump();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, post));
  const perSecond = (requests * 1_000) / (performance.now() - start);
  await pool.close();
  return perSecond;
}

async function deliver(
  rig: EventsRig,
  { webhooks, order, events }: Sent,
  receiver: { readonly url: string; count(): number },
): Promise<{ perSecond: number; cpuMs: number; postgresMs: number }> {
  const names = Array.from({ length: webhooks }, (_, nth) => `bench-${order}-${nth}`);
  // Nothing else that happens is of this type.
  const filter = { types: ['resource.changed' as const] };
  for (const name of names) await rig.stack.rollcall.webhooks.add.mutate({ name, url: receiver.url, order, filter });
  await allSealed(rig);
  // Counts come with a delay; what was sent before has arrived by then.
  await sleep(500);
  const before = receiver.count();
  const cpu = () => ({ own: cpuSeconds(rig.stack.daemonPid) ?? Number.NaN, postgres: rig.postgresCpuSeconds() });
  const cpuBefore = cpu();
  const start = performance.now();
  await tell(await rig.session(), rig, events);
  const deliveries = events * webhooks;
  while (receiver.count() - before < deliveries) await sleep(20);
  const seconds = (performance.now() - start) / 1_000;
  const cpuAfter = cpu();
  for (const name of names) await rig.stack.rollcall.webhooks.remove.mutate({ name });
  return {
    perSecond: deliveries / seconds,
    cpuMs: ((cpuAfter.own - cpuBefore.own) * 1_000) / deliveries,
    postgresMs: ((cpuAfter.postgres - cpuBefore.postgres) * 1_000) / deliveries,
  };
}
