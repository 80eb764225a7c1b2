import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { ErrorShape } from '@rollcall/schema';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { appRouter } from '../src/router.ts';
import { betrayals, useGateway } from './support/gateway.ts';
import { type GatewayProcess, useGatewayProcesses } from './support/gateway-process.ts';
import { routes } from './support/rest.ts';

// Requests of all sorts, from a seed that is printed: FUZZ_SECONDS=600 FUZZ_SEED=7 pnpm vitest run apps/gateway/test/fuzz.test.ts

const gateway = useGateway();
const startProcess = useGatewayProcesses();
const seconds = Number(process.env['FUZZ_SECONDS'] ?? 3);
const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
/** What stays in caches by design (callers, statements, rate units) is less than this. */
const heapGrowthMax = 16 * 1_048_576;

let fuzzed: GatewayProcess;
beforeAll(async () => {
  await gateway.owner.query('update rollcall.api_key set units_per_minute = 6000000');
  const script = join(import.meta.dirname, 'support', 'fuzzed-gateway.ts');
  const env = { ROLLCALL_GATEWAY_DATABASE_URL: gateway.urls.gatewayUrl, ROLLCALL_DATA_DIR: gateway.dataDir };
  fuzzed = await startProcess(env, ['--expose-gc', script]);
});

/** Everything that can be asked, but for what turns the keys that other calls need. */
const procedures = Object.keys(appRouter._def.procedures).filter((path) => !/^credentials\./.test(path));
const fields = [
  'connection',
  'connections',
  'kind',
  'kinds',
  'limit',
  'cursor',
  'name',
  'id',
  'input',
  'asOf',
  'knownAt',
];
const moreFields = [
  'idempotencyKey',
  'runIds',
  'scopes',
  'presence',
  'state',
  'checksum',
  'groups',
  'externalId',
  '__proto__',
];

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('acme', 'inbox', '\u0000', '\ud800', '../', '%'),
);
const value = fc.oneof(
  { weight: 3, arbitrary: text },
  fc.jsonValue({ maxDepth: 4 }),
  fc.double(),
  fc.maxSafeInteger(),
  fc.uuid(),
);
const likely = fc
  .dictionary(fc.constantFrom(...fields, ...moreFields), value, { maxKeys: 5 })
  .map((given) => JSON.stringify(given));
const json = fc.oneof(
  { weight: 3, arbitrary: likely },
  fc.json(),
  text,
  fc.nat(2_000).map((depth) => '['.repeat(depth)),
);
const token = fc.oneof(
  { weight: 4, arbitrary: fc.constant('admin') },
  text,
  fc.constantFrom('', 'Bearer', 'Bearer x y'),
);
const restPath = fc
  .record({
    route: fc.constantFrom(...routes.filter(({ procedure }) => procedures.includes(procedure))),
    values: fc.array(text, { minLength: 4, maxLength: 4 }),
  })
  .map(({ route, values }) => {
    const left = values.map((given) => encodeURIComponent(given.toWellFormed()));
    return `/v1${route.path.replaceAll(/\{\w+\}/g, () => left.pop() ?? '')}`;
  });
const path = fc.oneof(
  { weight: 6, arbitrary: restPath },
  { weight: 6, arbitrary: fc.constantFrom(...procedures).map((name) => `/trpc/${name}`) },
  fc.array(fc.constantFrom(...procedures), { maxLength: 25 }).map((names) => `/trpc/${names.join()}`),
  fc.webPath(),
  text.map((given) => `/trpc/${encodeURI(given.toWellFormed())}`),
  fc.constantFrom(
    '/healthz',
    '/readyz',
    '/',
    '*',
    '//',
    'http://x/',
    '/trpc/__proto__',
    '/trpc/%ff',
    '/trpc/resources.list%2c',
  ),
);
const header = fc.tuple(
  fc.constantFrom(
    'x-request-id',
    'accept',
    'trpc-accept',
    'cookie',
    'x-forwarded-for',
    '__proto__',
    'content-encoding',
    'expect',
    'range',
    'te',
    'transfer-encoding',
  ),
  fc.string({ maxLength: 50 }),
);
const request = fc.record({
  method: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom('GET', 'POST') },
    fc.constantFrom('HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'get', 'X'),
  ),
  path,
  query: fc.oneof(
    fc.constant(''),
    json.map((given) => `?input=${encodeURIComponent(given.toWellFormed())}`),
    json.map((given) => `?batch=1&input=${encodeURIComponent(`{"0":${given.toWellFormed()}}`)}`),
    fc.webQueryParameters().map((given) => `?${given}`),
    fc
      .array(fc.tuple(fc.constantFrom(...fields, ...moreFields), text), { maxLength: 4 })
      .map((given) => `?${new URLSearchParams(given.map(([name, content]): [string, string] => [name, content]))}`),
  ),
  token,
  type: fc.oneof(
    { weight: 6, arbitrary: fc.constant('application/json') },
    fc.constantFrom('text/plain', '', 'application/json; charset=utf-16'),
  ),
  headers: fc.array(header, { maxLength: 3 }),
  body: fc.oneof(
    { weight: 5, arbitrary: json.map((given) => Buffer.from(given)) },
    fc.uint8Array({ maxLength: 2_000 }).map((bytes) => Buffer.from(bytes)),
  ),
  framing: fc.oneof(
    { weight: 6, arbitrary: fc.constant('length') },
    fc.constantFrom('chunked', 'both', 'short', 'none'),
  ),
});
const garbage = fc.uint8Array({ minLength: 1, maxLength: 500 }).map((bytes) => Buffer.from(bytes));
const sent = fc.oneof({ weight: 12, arbitrary: request.map(written) }, garbage);

function written({
  method,
  path: at,
  query,
  token: key,
  type,
  headers,
  body,
  framing,
}: {
  method: string;
  path: string;
  query: string;
  token: string;
  type: string;
  headers: readonly (readonly [string, string])[];
  body: Buffer;
  framing: string;
}): Buffer {
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const lines = [
    `${method} ${at}${query} HTTP/1.1`,
    'host: gateway',
    'connection: close',
    ...(key === '' ? [] : [`authorization: ${key === 'admin' ? `Bearer ${gateway.adminKey}` : key}`]),
    ...(type === '' ? [] : [`content-type: ${type}`]),
    ...headers.map(([name, content]) => `${name}: ${content}`),
    ...(hasBody && ['length', 'both'].includes(framing) ? [`content-length: ${body.length}`] : []),
    ...(hasBody && framing === 'short' ? [`content-length: ${body.length + 5}`] : []),
    ...(hasBody && ['chunked', 'both'].includes(framing) ? ['transfer-encoding: chunked'] : []),
  ];
  const chunk = Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')]);
  const content = framing === 'chunked' || framing === 'both' ? chunk : body;
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), ...(hasBody ? [content] : [])]);
}

/** Everything that comes back until the connection closes. A stream is left once it has begun. */
async function answerTo(bytes: Buffer): Promise<string> {
  const { hostname, port } = new URL(fuzzed.url);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    chunks.push(chunk);
    if (chunk.includes('text/event-stream')) socket.destroy();
  });
  socket.setTimeout(10_000, () => socket.destroy(new Error('nobody answers')));
  socket.write(bytes);
  await once(socket, 'close').catch(() => {});
  return Buffer.concat(chunks).toString();
}

/** By tRPC in its envelope, by REST without. */
const Refusal = z.object({ error: z.object({ data: ErrorShape }).or(ErrorShape) });

function expectSound(answer: string): void {
  const [head = '', body = ''] = answer.split(/\r\n\r\n(.*)/s);
  // What is no request is answered, too, or hung up on.
  if (answer === '') return;
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]);
  expect(status, answer.slice(0, 1_000)).toBeLessThan(500);
  expect(status).toBeGreaterThanOrEqual(200);
  for (const betrayal of betrayals) expect(answer).not.toMatch(betrayal);
  if (status < 400 || body === '' || status === 417) return;
  const parsed: unknown = JSON.parse(/chunked/i.test(head) ? unchunked(body) : body);
  for (const one of [parsed].flat()) if (one !== null && typeof one === 'object' && 'error' in one) Refusal.parse(one);
}

function unchunked(body: string): string {
  const chunks: string[] = [];
  const bytes = Buffer.from(body);
  for (let at = 0; at < bytes.length; ) {
    const line = bytes.indexOf('\r\n', at);
    const length = Number.parseInt(bytes.subarray(at, line).toString(), 16);
    chunks.push(bytes.subarray(line + 2, line + 2 + length).toString());
    at = line + 4 + length;
  }
  return chunks.join('');
}

async function fuzz(ms: number, from: number): Promise<number> {
  let count = 0;
  const property = fc.asyncProperty(fc.array(sent, { minLength: 1, maxLength: 8 }), async (all) => {
    for (const answer of await Promise.all(all.map(answerTo))) expectSound(answer);
    count += all.length;
  });
  const options = { seed: from, numRuns: 10_000_000, interruptAfterTimeLimit: ms, markInterruptAsFailure: false };
  await fc.assert(property, options);
  return count;
}

async function heap(): Promise<number> {
  const told = once(fuzzed.child, 'message');
  fuzzed.child.send('heap');
  const [message] = await told;
  return z.object({ heap: z.number() }).parse(message).heap;
}

test(`requests of all sorts break nothing (FUZZ_SEED=${seed})`, { timeout: seconds * 2_000 + 60_000 }, async () => {
  // Code is compiled and caches are filled first.
  await fuzz((seconds * 1_000) / 3, seed + 1);
  const before = await heap();
  const count = await fuzz(seconds * 1_000, seed);
  const growth = (await heap()) - before;
  expect(count).toBeGreaterThan(50);
  expect(growth).toBeLessThan(heapGrowthMax);
  expect(fuzzed.child.exitCode).toBeNull();
  // Nothing was a fault of ours, and nobody's either.
  expect(fuzzed.output()).not.toMatch(/"level":[56]0/);
  if (process.env['FUZZ_SECONDS'] !== undefined) {
    console.log(`${count} requests, seed ${seed}; the heap grew by ${(growth / 1_048_576).toFixed(1)} MiB`);
  }
});
