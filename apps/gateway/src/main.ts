import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { dataFolderAt, processSecrets, publishGateway, removeGateway } from '@rollcall/data-folder';
import { assertReady, forWriting, openDatabase, openQueue, processNames } from '@rollcall/db';
import { createLogger, startTracing } from '@rollcall/telemetry';
import { createBell } from './bulk/bell.ts';
import { workBulks } from './bulk/worker.ts';
import { readEnvironment } from './environment.ts';
import type { Gateway } from './gateway.ts';
import { drain } from './http/drain.ts';
import { createServer } from './http/server.ts';
import { createMetrics } from './metrics/metrics.ts';

/** The queue has nothing under way but what a call asked of it. */
const queueMsMax = 5_000;
/** What bulk operations need of the database at once, however many lanes there are. */
const backgroundConnections = 4;

const environment = readEnvironment(process.env);
const log = createLogger({ name: 'gateway', level: environment.ROLLCALL_LOG_LEVEL });

/** Until there is something to stop in order. Whoever started this process may be gone before it serves. */
let stop = async (): Promise<void> => process.exit(0);
for (const signal of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.on(signal, () => void stop());

async function start(): Promise<void> {
  const tracing = await startTracing({ service: 'rollcall-gateway', log });
  const secrets = processSecrets({
    dataDir: environment.ROLLCALL_DATA_DIR,
    masterKey: environment.ROLLCALL_MASTER_KEY,
    masterKeyPrevious: environment.ROLLCALL_MASTER_KEY_PREVIOUS,
    pepper: environment.ROLLCALL_API_KEY_PEPPER,
  });
  const url = environment.ROLLCALL_GATEWAY_DATABASE_URL;
  const pooler = environment.ROLLCALL_DATABASE_POOLER;
  // Our one core keeps three of PostgreSQL's busy with pages of resources.
  const db = openDatabase(url, { pooler, max: 10, shared: 4, name: processNames.gateway });
  await assertReady(db);
  const queue = await openQueue(url, {
    pooler,
    supervise: false,
    onError: (error) => log.warn({ err: error }, 'queue trouble'),
  });
  const [draining, stopping] = [new AbortController(), new AbortController()];
  const trustedProxies = environment.ROLLCALL_TRUSTED_PROXIES;
  const signals = { draining: draining.signal, stopping: stopping.signal };
  // Pools of their own: however much there is to do, callers do not wait for a connection because of it, and whoever watches
  // the gateway is answered.
  const background = openDatabase(url, { pooler, max: backgroundConnections, name: 'rollcall-gateway-bulk' });
  const watching = openDatabase(url, { pooler, max: 1, name: 'rollcall-gateway-figures' });
  const metrics = createMetrics({ pools: { callers: db, bulk: background }, watching });
  const webhookNetworks = environment.ROLLCALL_WEBHOOK_NETWORKS;
  const own = { log, metrics, trustedProxies, webhookNetworks, bell: createBell() };
  const gateway: Gateway = { db, queue, ...secrets, ...own, ...signals };
  const server = createServer(gateway).listen(environment.ROLLCALL_PORT, environment.ROLLCALL_HOST);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // A server that listens on a port has an address of this form.
  const folder = dataFolderAt(environment.ROLLCALL_DATA_DIR);
  publishGateway(folder, `http://${environment.ROLLCALL_HOST}:${port}`);
  log.info({ port }, 'listening');
  const bulks = workBulks({ ...gateway, db: forWriting(background), stopping: gateway.draining });
  process.send?.('ready');

  stop = async (): Promise<void> => {
    if (draining.signal.aborted) {
      // Told twice: whoever waits does so no longer. A write that was sent is unknown, and the daemon settles it.
      log.warn('stopped at once, without its calls under way');
      process.exit(1);
    }
    log.info('stopping');
    const { ROLLCALL_DRAIN_MS: graceMs, ROLLCALL_STOP_MS: callsMsMax } = environment;
    const drained = drain(server, { draining, stopping, graceMs, callsMsMax });
    // What was sent for bulk operations is waited for as long as calls are; another gateway goes on with the rest.
    const [isWhole] = await Promise.all([drained, Promise.race([bulks, sleep(graceMs + callsMsMax)])]);
    if (!isWhole) log.warn('stopped with calls under way');
    removeGateway(folder);
    await queue.stop(queueMsMax);
    await Promise.all([db.destroy(), background.destroy(), watching.destroy()]);
    await tracing.stop();
    log.info('stopped');
    process.exit(0);
  };
}

start().catch((error: unknown) => {
  log.fatal({ err: error }, error instanceof Error ? error.message : 'could not start');
  process.exit(1);
});
