import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { RollcallError } from '@rollcall/schema';
import { tracked } from '@trpc/server';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { httpLimits } from '../src/http/limits.ts';
import { createServer } from '../src/http/server.ts';
import { procedureFor, router } from '../src/trpc.ts';
import { listen, type Stream, subscribe } from './support/events.ts';
import { useGateway } from './support/gateway.ts';

const gateway = useGateway();
const stopping = new AbortController();
const [pingMs, stallMsMax] = [200, 600];

/** How many values were asked for of `flood`, and whether it is still asked. */
const flood = { told: 0, isOn: false };
/** Large, so that what a kernel keeps for a connection is soon full. */
const padding = 'x'.repeat(100_000);

const subscription = (name: string) =>
  procedureFor({ scope: 'inventory:read', cost: 'page', audit: 'none', rest: `GET /${name}`, summary: 'Tells.' });
const streamed = router({
  count: subscription('count')
    .input(z.object({ lastEventId: z.string().optional() }))
    .subscription(async function* ({ ctx, input, signal }) {
      const from = Number(input.lastEventId ?? 0);
      ctx.pass(`${from}`, 'now');
      for (let n = from + 1; n <= from + 3; n += 1) yield tracked(`${n}`, { n });
      ctx.pass('1000', 'later');
      await once(signal ?? stopping.signal, 'abort');
      throw new DOMException('', 'AbortError');
    }),
  flood: subscription('flood').subscription(async function* () {
    try {
      for (flood.isOn = true; ; flood.told += 1) yield padding;
    } finally {
      flood.isOn = false;
    }
  }),
  closed: subscription('closed')
    .input(z.object({ how: z.enum(['fault', 'refusal']) }))
    // biome-ignore lint/correctness/useYield: It is refused before it tells anything.
    .subscription(async function* ({ input }) {
      if (input.how === 'fault') throw new Error('nobody is told this');
      throw new RollcallError('invalid_cursor', 'In words of ours.');
    }),
  breaks: subscription('breaks')
    .input(z.object({ how: z.enum(['fault', 'refusal']) }))
    .subscription(async function* ({ input }) {
      yield 1;
      if (input.how === 'fault') throw new Error('nobody is told this');
      throw new RollcallError('invalid_cursor', 'In words of ours.');
    }),
  ends: subscription('ends').subscription(async function* () {
    yield 1;
  }),
});

let server: Server;
let url: string;
beforeAll(async () => {
  const limits = { ...httpLimits, pingMs, stallMsMax, streamMsMax: 1_500 };
  server = createServer({ ...gateway.gateway, stopping: stopping.signal }, { router: streamed, limits });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
});
afterAll(() => server.closeAllConnections());
beforeEach(() => {
  flood.told = 0;
});

const open = (procedure: string, given: Parameters<typeof subscribe>[2] = {}) =>
  subscribe({ ...gateway, url }, procedure, { key: gateway.adminKey, ...given });

/** Asks as a client does, and never reads what comes. */
async function neverReading(procedure: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).pause();
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(`GET /trpc/${procedure} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${gateway.adminKey}\r\n\r\n`);
  return socket;
}

const patient = { timeout: 5_000, interval: 20 };

/** What comes next, without the time that passes. */
async function several(stream: Stream, many: number): Promise<unknown[]> {
  const heard: unknown[] = [];
  while (heard.length < many) heard.push(await stream.next());
  return heard;
}

test('a stream says that it is heard, tells each value with its id, and lives on by pings that say how far it has come', async () => {
  const stream = await open('count', { input: {} });
  expect(stream).toMatchObject({ status: 200, contentType: 'text/event-stream' });
  expect(await several(stream, 6)).toEqual([
    { event: 'connected', data: { reconnectAfterInactivityMs: 3 * pingMs } },
    { event: 'ping', data: null, id: '0' },
    ...[1, 2, 3].map((n) => ({ event: 'message', data: { n }, id: `${n}` })),
    { event: 'ping', data: null, id: '1000' },
  ]);
  expect(await stream.next(), 'nothing new is said of it').toEqual({ event: 'ping', data: null });
  stream.close();
});

test.each([
  { where: 'a header, as an EventSource sends it', headers: { 'last-event-id': '7' }, query: '' },
  { where: 'its address', headers: {}, query: '&lastEventId=7' },
  { where: 'its input', headers: {}, input: { lastEventId: '7' }, query: '' },
  { where: 'a header before its input', headers: { 'last-event-id': '7' }, input: { lastEventId: '2' }, query: '' },
])('where to go on is taken from $where', async ({ headers, query, input = {} }) => {
  const stream = await open('count', { input, headers, query });
  expect(await stream.nextOf('message')).toEqual({ event: 'message', data: { n: 8 }, id: '8' });
  stream.close();
});

test('whoever never reads is asked for no more than its connection takes, and is ended', async () => {
  const socket = await neverReading('flood');
  await expect.poll(() => flood.told, patient).toBeGreaterThan(0);
  // What the kernels of both sides keep is taken at once.
  let before = -1;
  while (before !== flood.told) {
    before = flood.told;
    await sleep(100);
  }
  expect(flood.isOn).toBe(true);
  const closed = once(socket, 'close');
  await expect.poll(() => flood.isOn, patient).toBe(false);
  expect(flood.told, 'nothing was put aside for it').toBeLessThanOrEqual(before + 1);
  socket.resume();
  await closed;
});

test('whoever reads slowly is waited for, and loses nothing', async () => {
  const response = await fetch(`${url}/trpc/flood`, { headers: { authorization: `Bearer ${gateway.adminKey}` } });
  const reader = response.body?.getReader();
  let read = 0;
  const stopAt = performance.now() + 2 * stallMsMax;
  while (performance.now() < stopAt) {
    const { value, done } = (await reader?.read()) ?? {};
    expect(done).toBe(false);
    read += value?.length ?? 0;
    await sleep(5);
  }
  expect(flood.isOn).toBe(true);
  expect(read).toBeGreaterThan(padding.length);
  await reader?.cancel();
  await expect.poll(() => flood.isOn, patient).toBe(false);
});

test('what ends by itself says so; what breaks says why, and of a fault of ours only that it happened', async () => {
  const ended = await open('ends');
  expect((await several(ended, 4)).slice(1)).toEqual([
    { event: 'message', data: 1 },
    { event: 'return', data: null },
    undefined,
  ]);
  const refused = await open('breaks', { input: { how: 'refusal' } });
  expect(await refused.nextOf('serialized-error')).toMatchObject({ data: { message: 'In words of ours.' } });
  const broken = await open('breaks', { input: { how: 'fault' } });
  const told = await broken.nextOf('serialized-error');
  expect(told).toMatchObject({ data: { data: { code: 'internal' } } });
  expect(JSON.stringify(told)).not.toContain('nobody is told this');
  expect(gateway.logged.filter((line) => line.includes('subscription failed'))).toEqual([
    expect.stringContaining('nobody is told this'),
  ]);
});

test('a stream by REST is the same, goes on from where its id says, and is refused by its status where it can be', async () => {
  const at = (path: string, headers = {}) => listen({ ...gateway, url }, `/v1/${path}`, { headers });
  const stream = await at('count', { 'last-event-id': '7' });
  expect(stream).toMatchObject({ status: 200, contentType: 'text/event-stream' });
  expect((await several(stream, 4)).slice(1)).toEqual([
    { event: 'ping', data: null, id: '7' },
    ...[8, 9].map((n) => ({ event: 'message', data: { n }, id: `${n}` })),
  ]);
  stream.close();
  const again = await at('count?lastEventId=2');
  expect(await again.nextOf('message')).toMatchObject({ id: '3' });
  again.close();
  expect((await several(await at('ends'), 4)).slice(1)).toEqual([
    { event: 'message', data: 1 },
    { event: 'return', data: null },
    undefined,
  ]);
  const refused = await at('breaks?how=refusal');
  expect(await refused.nextOf('refused')).toMatchObject({ data: { error: { code: 'invalid_cursor' } } });
  expect(await refused.next()).toBeUndefined();
  const described = await (await fetch(`${gateway.url}/v1/openapi.json`)).text();
  expect([...described.matchAll(/`event: (\w+)`/g)].map(([, event]) => event)).toEqual(['return', 'refused']);
  const broken = await (await at('breaks?how=fault')).nextOf('refused');
  expect(broken).toMatchObject({ data: { error: { code: 'internal' } } });
  expect(JSON.stringify(broken)).not.toContain('nobody is told this');
  for (const how of ['refusal', 'fault']) {
    const answer = await fetch(`${url}/v1/closed?how=${how}`, {
      headers: { authorization: `Bearer ${gateway.adminKey}` },
    });
    expect(await answer.json()).toMatchObject({ error: { code: how === 'fault' ? 'internal' : 'invalid_cursor' } });
    expect({ status: answer.status, type: answer.headers.get('content-type') }).toEqual({
      status: how === 'fault' ? 500 : 400,
      type: 'application/json',
    });
  }
});

test('a stream is ended after its time, and when the gateway stops, without the word that it is over', async () => {
  const stream = await open('count', { input: {} });
  expect(await stream.nextOf('return')).toBeUndefined();
  const [other, stuck] = [await open('count', { input: {} }), await neverReading('flood')];
  await expect.poll(() => flood.told, patient).toBeGreaterThan(10);
  stopping.abort();
  expect(await other.nextOf('return')).toBeUndefined();
  await expect.poll(() => flood.isOn, patient).toBe(false);
  stuck.destroy();
});
