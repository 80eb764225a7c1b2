import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { dataFolderAt, processSecrets, publishGateway, removeGateway } from '@rollcall/data-folder';
import { assertReady, openDatabase, openQueue } from '@rollcall/db';
import { pino } from 'pino';
import { readEnvironment } from './environment.ts';
import type { Gateway } from './gateway.ts';
import { createServer } from './http/server.ts';

/** A call under way may wait this long for its provider; a stopping gateway waits for it. */
const stopMsMax = 30_000;
/** How often it looks for connections whose call has ended. */
const closeIdleMs = 50;

const environment = readEnvironment(process.env);
const log = pino({ name: 'gateway', level: environment.ROLLCALL_LOG_LEVEL });

/** Until there is something to stop in order. Whoever started this process may be gone before it serves. */
let stop = async (): Promise<void> => process.exit(0);
for (const signal of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.once(signal, () => void stop());

async function start(): Promise<void> {
  const secrets = processSecrets({
    dataDir: environment.ROLLCALL_DATA_DIR,
    masterKey: environment.ROLLCALL_MASTER_KEY,
    masterKeyPrevious: environment.ROLLCALL_MASTER_KEY_PREVIOUS,
    pepper: environment.ROLLCALL_API_KEY_PEPPER,
  });
  const url = environment.ROLLCALL_GATEWAY_DATABASE_URL;
  const pooler = environment.ROLLCALL_DATABASE_POOLER;
  const db = openDatabase(url, { pooler, max: 10, name: 'rollcall-gateway' });
  await assertReady(db);
  const queue = await openQueue(url, {
    pooler,
    supervise: false,
    onError: (error) => log.warn({ err: error }, 'queue trouble'),
  });
  const leaving = new AbortController();
  const gateway: Gateway = { db, queue, ...secrets, log, stopping: leaving.signal };
  const server = createServer(gateway).listen(environment.ROLLCALL_PORT, environment.ROLLCALL_HOST);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // A server that listens on a port has an address of this form.
  const folder = dataFolderAt(environment.ROLLCALL_DATA_DIR);
  publishGateway(folder, `http://${environment.ROLLCALL_HOST}:${port}`);
  log.info({ port }, 'listening');
  process.send?.('ready');

  let stopping = false;
  stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    const closed = once(server, 'close');
    leaving.abort();
    server.close();
    // Whoever was answered last keeps its connection, and would ask again on it.
    const closing = setInterval(() => server.closeIdleConnections(), closeIdleMs);
    setTimeout(() => server.closeAllConnections(), stopMsMax).unref();
    await closed;
    clearInterval(closing);
    removeGateway(folder);
    await queue.stop(stopMsMax);
    await db.destroy();
    log.info('stopped');
    process.exit(0);
  };
}

start().catch((error: unknown) => {
  log.fatal({ err: error }, error instanceof Error ? error.message : 'could not start');
  process.exit(1);
});
