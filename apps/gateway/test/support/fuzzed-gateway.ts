// A gateway whose memory can be asked for: `node --expose-gc`, and the message `heap`.
import { once } from 'node:events';
import { processSecrets } from '@rollcall/data-folder';
import { openDatabase, openQueue } from '@rollcall/db';
import { pino } from 'pino';
import { createBell } from '../../src/bulk/bell.ts';
import { httpLimits } from '../../src/http/limits.ts';
import { createServer } from '../../src/http/server.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';

const { ROLLCALL_GATEWAY_DATABASE_URL: url = '', ROLLCALL_DATA_DIR: dataDir = '' } = process.env;
const log = pino({ level: 'warn' });
const db = openDatabase(url, { max: 5, name: 'rollcall-gateway' });
const gateway = {
  db,
  metrics: createMetrics({ pools: { callers: db }, watching: db }),
  queue: await openQueue(url, { supervise: false, onError: () => {} }),
  ...processSecrets({ dataDir }),
  webhookNetworks: [],
  ...{ log, bell: createBell(), draining: new AbortController().signal, stopping: new AbortController().signal },
};
// Whoever sends half a request is not waited for long.
const limits = { ...httpLimits, headMsMax: 200, requestMsMax: 200, idleMsMax: 200, lookMs: 50 };
const server = createServer(gateway, { limits }).listen(0, '127.0.0.1');
await once(server, 'listening');
const address = server.address();
process.stdout.write(`{"port":${typeof address === 'object' ? address?.port : 0}}\n`);
process.on('disconnect', () => process.exit(0));
process.on('message', () => {
  for (let turn = 0; turn < 3; turn += 1) globalThis.gc?.();
  process.send?.({ heap: process.memoryUsage().heapUsed });
});
process.send?.('ready');
