import { hostname } from 'node:os';
import { processSecrets } from '@rollcall/data-folder';
import { openDatabase, openQueue } from '@rollcall/db';
import { pino } from 'pino';
import type { Daemon } from './daemon.ts';
import { readEnvironment } from './environment.ts';
import { startWaking } from './wake.ts';
import { startWorking } from './work.ts';

/** A stopping daemon gives its runs back within this time. */
const stopMsMax = 8_000;

const environment = readEnvironment(process.env);
const log = pino({ name: 'sync-daemon', level: environment.ROLLCALL_LOG_LEVEL });
const { ring } = processSecrets({
  dataDir: environment.ROLLCALL_DATA_DIR,
  masterKey: environment.ROLLCALL_MASTER_KEY,
  masterKeyPrevious: environment.ROLLCALL_MASTER_KEY_PREVIOUS,
  pepper: environment.ROLLCALL_API_KEY_PEPPER,
});
const url = environment.ROLLCALL_DAEMON_DATABASE_URL;
const daemon: Daemon = {
  db: openDatabase(url, { max: 6, name: 'rollcall-sync-daemon' }),
  ring,
  log,
  actor: { type: 'daemon', id: `${hostname()}:${process.pid}`, name: 'sync-daemon' },
};
const stopping = new AbortController();
const queue = await openQueue(url, {
  supervise: true,
  onError: (error) => log.warn({ err: error }, 'queue trouble'),
});
const stopWaking = startWaking(daemon, queue);
await startWorking(daemon, queue, stopping.signal);
log.info('calling the roll');
process.send?.('ready');

async function stop(): Promise<void> {
  if (stopping.signal.aborted) return;
  stopping.abort(new Error('the daemon is stopping'));
  await stopWaking();
  await queue.stop(stopMsMax);
  await daemon.db.destroy();
  log.info('stopped');
  process.exit(0);
}

for (const signal of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.once(signal, () => void stop());
