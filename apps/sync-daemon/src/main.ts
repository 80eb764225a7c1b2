import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { processSecrets } from '@rollcall/data-folder';
import { assertReady, openDatabase, openQueue, processNames } from '@rollcall/db';
import { openSession, providerNamed, providers } from '@rollcall/provider-registry';
import type { Actor } from '@rollcall/schema';
import { createLogger, startTracing } from '@rollcall/telemetry';
import { createSender } from '@rollcall/webhooks';
import type { Daemon } from './daemon.ts';
import { startDns } from './dns/start-dns.ts';
import { pinFolderOf, readEnvironment, reportFolderOf, retentionOf } from './environment.ts';
import { startJudging } from './judging/start-judging.ts';
import { startKeepingLogs } from './log/keep-logs.ts';
import { signedAtOnce } from './log/sign-logs.ts';
import { startVerifyingLogs } from './log/verify-logs.ts';
import { createMetrics } from './metrics.ts';
import { startReports } from './reports/start-reports.ts';
import { startRetention } from './retention.ts';
import { startSealing } from './seal.ts';
import { serveMetrics } from './serve-metrics.ts';
import { startSweeping } from './sweep.ts';
import { startWaking } from './wake.ts';
import { startDelivering } from './webhooks/deliver.ts';
import { startWorking } from './work.ts';

/** A stopping daemon gives its runs back within this time. */
const stopMsMax = 8_000;
/** A report that takes longer is given back. */
const reportGraceMs = 3_000;
/** Receivers are waited for within that time, too. */
const webhookGraceMs = 3_000;

const environment = readEnvironment(process.env);
const log = createLogger({ name: 'sync-daemon', level: environment.ROLLCALL_LOG_LEVEL });

/** Until there is something to stop in order. Whoever started this process may be gone before it serves. */
let stop = async (): Promise<void> => process.exit(0);
for (const signal of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.once(signal, () => void stop());

async function start(): Promise<void> {
  const tracing = await startTracing({ service: 'rollcall-sync-daemon', log });
  const { ring } = processSecrets({
    dataDir: environment.ROLLCALL_DATA_DIR,
    masterKey: environment.ROLLCALL_MASTER_KEY,
    masterKeyPrevious: environment.ROLLCALL_MASTER_KEY_PREVIOUS,
    pepper: environment.ROLLCALL_API_KEY_PEPPER,
  });
  const url = environment.ROLLCALL_DAEMON_DATABASE_URL;
  const pooler = environment.ROLLCALL_DATABASE_POOLER;
  const db = openDatabase(url, { pooler, max: 6, name: processNames.daemon });
  await assertReady(db);
  const actor: Actor = { type: 'daemon', id: `${hostname()}:${process.pid}`, name: 'sync-daemon' };
  const metrics = createMetrics();
  const daemon: Daemon = {
    ...{ db, ring, log, actor, metrics },
    now: () => new Date(),
    sleep: (ms, signal) => sleep(ms, undefined, { signal }),
    providers: { named: providerNamed, open: openSession },
  };
  const stopping = new AbortController();
  const queue = await openQueue(url, {
    pooler,
    supervise: true,
    onError: (error) => log.warn({ err: error }, 'queue trouble'),
  });
  const sealerDb = openDatabase(url, { pooler, max: 1, name: processNames.daemon });
  const stopSealing = startSealing(sealerDb, daemon);
  const logDb = openDatabase(url, { pooler, max: 3 + signedAtOnce, name: processNames.daemon });
  const stopKeepingLogs = startKeepingLogs(logDb, daemon, { folder: pinFolderOf(environment) });
  const stopVerifyingLogs = startVerifyingLogs({ ...daemon, db: logDb });
  const webhooksDb = openDatabase(url, { pooler, max: 4, name: processNames.daemon });
  const stopDelivering = startDelivering({
    ...{ db: webhooksDb, ring, log, metrics, actor, now: daemon.now, waitsMs: environment.ROLLCALL_WEBHOOK_WAITS },
    graceMs: webhookGraceMs,
    sender: createSender({ networks: environment.ROLLCALL_WEBHOOK_NETWORKS }),
  });
  const stopWaking = startWaking(daemon, queue);
  const stopSweeping = startSweeping(daemon, queue);
  const stopJudging = startJudging(daemon);
  const stopDns = startDns(environment, daemon);
  const reportsDb = openDatabase(url, { pooler, max: 3, name: processNames.daemon });
  const reporter = {
    ...daemon,
    db: reportsDb,
    providers: Object.values(providers),
    folder: reportFolderOf(environment),
  };
  const stopReports = startReports(reporter, { graceMs: reportGraceMs });
  const stopRetention = startRetention(daemon, retentionOf(environment), stopping.signal);
  await startWorking(daemon, queue, stopping.signal);
  const { ROLLCALL_METRICS_PORT: port, ROLLCALL_METRICS_HOST: host } = environment;
  const page = port === undefined ? undefined : await serveMetrics(metrics, { host, port });
  log.info(page === undefined ? {} : { metricsPort: page.port }, 'calling the roll');
  process.send?.('ready');

  stop = async (): Promise<void> => {
    if (stopping.signal.aborted) return;
    stopping.abort(new Error('the daemon is stopping'));
    await stopWaking();
    await stopSweeping();
    await stopJudging();
    await stopDns();
    await stopRetention();
    await Promise.all([queue.stop(stopMsMax), stopDelivering(), stopReports()]);
    // What the last runs told is sealed by another daemon, or by the next one.
    await Promise.all([stopSealing(), stopKeepingLogs(), stopVerifyingLogs()]);
    await Promise.all([db, sealerDb, logDb, webhooksDb].map((each) => each.destroy()));
    await page?.stop();
    await tracing.stop();
    log.info('stopped');
    process.exit(0);
  };
}

start().catch((error: unknown) => {
  log.fatal({ err: error }, error instanceof Error ? error.message : 'could not start');
  process.exit(1);
});
