import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect as connectTo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Db, openDatabase } from '@rollcall/db';
import { AuditEvent, WorkspaceId } from '@rollcall/schema';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { httpLimits } from '../src/http/limits.ts';
import { createServer } from '../src/http/server.ts';
import { connect, small } from './support/connect.ts';
import { refusalOf, subscribe } from './support/events.ts';
import { sequenceOf, sequencesThrough, span, useWriting } from './support/feed.ts';
import { useGateway } from './support/gateway.ts';
import { useSandboxes } from './support/sandboxes.ts';

const gateway = useGateway();
const startSandbox = useSandboxes();
const writing = useWriting(gateway);
const procedure = 'events.watch';

const connectionIds: Record<string, string> = {};
let other: { readonly token: string; readonly workspaceId: WorkspaceId };
beforeAll(async () => {
  for (const name of ['acme', 'zeta']) await connect(gateway, name, await startSandbox(small));
  const { rows } = await gateway.owner.query('select name, connection_id from rollcall.connection');
  for (const row of rows) connectionIds[row.name] = row.connection_id;
  // Nothing here is about the rate of a key.
  await gateway.owner.query('update rollcall.api_key set units_per_minute = 6000000');
  const { data } = await gateway.mutate('workspaces.create', { name: 'another' });
  const made = z.object({ data: z.object({ id: WorkspaceId }), token: z.string() }).parse(data);
  gateway.secrets.add(made.token);
  other = { token: made.token, workspaceId: made.data.id };
  await writing.seal();
});

const watch = (input: object = {}, given: Omit<Parameters<typeof subscribe>[2], 'input'> = {}) =>
  subscribe(gateway, procedure, { input, ...given });
/** Once it is told from where it goes on, it hears whatever comes. */
const watching = async (input: object = {}, given: Parameters<typeof watch>[1] = {}) => {
  const stream = await watch(input, given);
  await stream.nextOf('ping');
  return stream;
};
const resuming = (id: string) => ({ headers: { 'last-event-id': id } });
const positionOf = (sequence: number, workspaceId = writing.workspaceId) => `${workspaceId}:${sequence}`;

const Page = z.strictObject({
  ...{ data: z.array(AuditEvent), nextCursor: z.null(), position: z.int(), tail: z.int() },
  ...{ asOf: z.unknown(), fullAsOf: z.unknown().optional(), coverage: z.unknown() },
});
const list = async (input: object, key?: string) => Page.parse((await gateway.query('events.list', input, key)).data);

/** A server of the same gateway beside the first, as another process would be. */
async function serve({
  port = 0,
  ...more
}: {
  port?: number;
  db?: Db;
  stopping?: AbortSignal;
  stallMsMax?: number;
} = {}): Promise<{ server: Server; url: string; adminKey: string }> {
  const { stallMsMax = httpLimits.stallMsMax, ...own } = more;
  const server = createServer({ ...gateway.gateway, ...own }, { limits: { ...httpLimits, stallMsMax } });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const taken = typeof address === 'object' && address !== null ? address.port : 0;
  return { server, url: `http://127.0.0.1:${taken}`, adminKey: gateway.adminKey };
}

describe('a list from a sequence on', () => {
  test('has the events that follow it, the oldest first, and from where to go on', async () => {
    const start = await writing.tail();
    const tail = await writing.write(5);
    const first = await list({ after: start, limit: 2 });
    expect(first.data.map(({ sequence }) => sequence)).toEqual([start + 1, start + 2]);
    expect(first).toMatchObject({ position: start + 2, tail });
    const rest = await list({ after: first.position });
    expect(rest.data.map(({ sequence }) => sequence)).toEqual(span(start + 3, tail));
    expect(await list({ after: tail })).toMatchObject({ data: [], position: tail, tail });
    const { data } = await gateway.query('events.list', { limit: 1 });
    expect(data, 'the newest say from where to read on').toMatchObject({ data: [{}], position: null, tail });
  });

  test('goes on past what nobody chose', async () => {
    const start = await writing.tail();
    const tail = await writing.write(3);
    expect(await list({ after: start, type: 'resource.gone' })).toMatchObject({ data: [], position: tail });
    expect(await list({ after: start, type: ['resource.gone', 'connection.updated'] })).toMatchObject({
      data: [{}, {}, {}],
    });
  });

  test.each([
    { input: { after: 0, cursor: 'x' }, code: 'invalid_cursor', says: /./ },
    { input: { after: 10_000_000 }, code: 'position_ahead', says: /the newest is \d+/ },
    { input: { subject: 'one' }, code: 'invalid_input', says: /subject: is looked for from a sequence on/ },
    { input: { after: -1 }, code: 'invalid_input', says: /after: / },
    { input: { after: 1.5 }, code: 'invalid_input', says: /after: / },
  ])('refuses $input with $code', async ({ input, code, says }) => {
    const { error } = await gateway.query('events.list', input);
    expect(error?.message).toMatch(says);
    if (code !== 'invalid_cursor') expect(error?.code).toBe(code);
  });
});

describe('a subscription to events', () => {
  test('begins with what comes, after a sequence, or where its client was', async () => {
    const start = await writing.write(3);
    const fromNow = await watching();
    const fromThere = await watch({ after: start - 2 });
    const resumed = await watch({ after: 0 }, resuming(positionOf(start - 1)));
    expect(await sequencesThrough(fromThere, start)).toEqual([start - 1, start]);
    const tail = await writing.write(2);
    expect(await sequencesThrough(fromNow, tail)).toEqual(span(start + 1, tail));
    expect(await sequencesThrough(fromThere, tail)).toEqual(span(start + 1, tail));
    expect(await sequencesThrough(resumed, tail), 'its id goes before "after"').toEqual(span(start, tail));
    for (const stream of [fromNow, fromThere, resumed]) stream.close();
  });

  test('tells what is chosen, whether it was at hand or had to be read', async () => {
    const start = await writing.tail();
    const choices = [
      { choice: { type: 'key.changed' }, want: ['type'] },
      { choice: { type: ['key.changed', 'run.finished'] }, want: ['type', 'kind'] },
      { choice: { kind: 'run' }, want: ['kind'] },
      { choice: { kind: ['run', 'host'] }, want: ['kind', 'subject'] },
      { choice: { subject: 'subject' }, want: ['subject'] },
      { choice: { severity: 'notice' }, want: ['severity', 'alarm'] },
      { choice: { severity: 'alarm' }, want: ['alarm'] },
      { choice: { connection: 'acme' }, want: ['connection'] },
      { choice: { standing: 'open' }, want: [] },
      { choice: {}, want: ['type', 'kind', 'subject', 'severity', 'connection', 'alarm'] },
    ];
    const live = await Promise.all(choices.map(({ choice }) => watching(choice)));
    await writing.write(1, { type: 'key.changed', externalId: 'type', kind: 'key' });
    await writing.write(1, { type: 'run.finished', externalId: 'kind', kind: 'run' });
    await writing.write(1, { type: 'resource.changed', externalId: 'subject', kind: 'host' });
    await writing.write(1, { severity: 'notice', externalId: 'severity' });
    await writing.write(1, { connectionId: connectionIds['acme'] ?? null, externalId: 'connection' });
    await writing.write(1, { severity: 'alarm', externalId: 'alarm' });
    const read = await Promise.all(choices.map(({ choice }) => watch({ ...choice, after: start })));
    for (const [nth, { want }] of choices.entries()) {
      for (const stream of [live[nth], read[nth]]) {
        for (const what of want) {
          const event = await stream?.nextOf('message');
          expect(AuditEvent.parse(event?.data).subject.externalId).toBe(what);
        }
        stream?.close();
      }
    }
  });

  test.each([
    { what: 'a sequence that no event has', input: { after: 9_000_000 }, status: 409, code: 'position_ahead' },
    { what: 'an id beyond the end', id: () => positionOf(9_000_000), status: 409, code: 'position_ahead' },
    {
      what: 'an id of another workspace',
      id: () => positionOf(1, other.workspaceId),
      status: 409,
      code: 'position_elsewhere',
    },
    { what: 'no id', id: () => 'yesterday', status: 400, code: 'invalid_position' },
    { what: 'an id without a sequence', id: () => `${writing.workspaceId}:`, status: 400, code: 'invalid_position' },
    { what: 'a negative id', id: () => positionOf(-1), status: 400, code: 'invalid_position' },
    {
      what: 'an id too great for a number',
      id: () => positionOf(0) + '9'.repeat(16),
      status: 400,
      code: 'invalid_position',
    },
    { what: 'no sequence', input: { after: '1' }, status: 400, code: 'invalid_input' },
    { what: 'no connection of ours', input: { connection: 'nobody' }, status: 404, code: 'connection_not_found' },
    { what: 'no kind', input: { kind: 'No Kind' }, status: 400, code: 'invalid_input' },
    { what: 'a field that there is not', input: { since: 1 }, status: 400, code: 'invalid_input' },
  ])('is refused for $what, told apart', async ({ input = {}, id, status, code }) => {
    const stream = await watch(input, id === undefined ? {} : resuming(id()));
    const refusal = await refusalOf(stream);
    expect(refusal).toMatchObject({ status, error: { code } });
    if (code === 'position_ahead') expect(refusal?.error.details).toEqual({ tail: await writing.tail() });
  });

  test('of one workspace tells nothing of another, also to a position that is the same', async () => {
    const [mine, theirs] = [await watching(), await watching({}, { key: other.token })];
    const tail = await writing.write(2);
    const theirTail = await writing.write(3, { workspaceId: other.workspaceId });
    expect(await sequencesThrough(mine, tail)).toEqual([tail - 1, tail]);
    expect(await sequencesThrough(theirs, theirTail)).toEqual(span(theirTail - 2, theirTail));
    const all = await watch({ after: 0 }, { key: other.token });
    expect(await sequencesThrough(all, theirTail)).toEqual(span(1, theirTail));
    for (const stream of [mine, theirs, all]) stream.close();
  });

  test('of a key that is limited to a connection tells of nothing else, and ends with the key', async () => {
    const start = await writing.tail();
    const scopes = ['audit:read'];
    const made = await gateway.mutate('keys.create', { name: 'limited', scopes, connections: ['acme'] });
    const { token, key } = z.object({ token: z.string(), key: z.object({ id: z.string() }) }).parse(made.data);
    gateway.secrets.add(token);
    const live = await watching({}, { key: token });
    await writing.write(1, { connectionId: connectionIds['zeta'] ?? null });
    await writing.write(1);
    const tail = await writing.write(1, { connectionId: connectionIds['acme'] ?? null });
    const read = await watch({ after: start }, { key: token });
    for (const stream of [live, read]) expect(await sequencesThrough(stream, tail)).toEqual([tail]);
    await gateway.mutate('keys.revoke', { id: key.id });
    for (const stream of [live, read]) {
      expect(await stream.nextOf('serialized-error')).toMatchObject({
        data: { data: { code: 'unauthenticated', details: { reason: 'revoked' } } },
      });
      expect(await stream.next()).toBeUndefined();
    }
  });

  test('needs audit:read', async () => {
    const { token } = await gateway.key(['inventory:read']);
    expect(await refusalOf(await watch({}, { key: token }))).toMatchObject({
      status: 403,
      error: { code: 'scope_missing' },
    });
  });
});

/** Reads some events from where it was, and is cut off, until it has seen the last; what it saw in all. */
async function cutOffAgainAndAgain(
  at: { url: string; adminKey: string },
  { from, end }: { from: number; end: number },
): Promise<number[]> {
  const told: number[] = [];
  let id = positionOf(from);
  while ((told.at(-1) ?? from) < end) {
    const stream = await subscribe(at, procedure, { input: {}, ...resuming(id) });
    for (let left = 1 + Math.floor(Math.random() * 20); left > 0 && (told.at(-1) ?? from) < end; left -= 1) {
      const event = await stream.nextOf('message');
      if (event === undefined) break;
      told.push(sequenceOf(event));
      id = event.id ?? id;
    }
    stream.close();
  }
  return told;
}

test('whoever is cut off again and again while many write, and commit late, sees every event once, as do all others', async () => {
  const events = 200;
  const { token: key } = await gateway.key(['audit:read']);
  await gateway.owner.query('update rollcall.api_key set units_per_minute = 6000000');
  await writing.seal();
  const start = await writing.tail();
  const end = start + events;
  const { server, ...at } = await serve();
  const others = await Promise.all(
    Array.from({ length: 190 }, async () => {
      const stream = await subscribe(at, procedure, { input: {}, key });
      await stream.nextOf('ping');
      return stream;
    }),
  );
  const heard = others.map((stream) => sequencesThrough(stream, end));
  const cut = Array.from({ length: 10 }, () => cutOffAgainAndAgain(at, { from: start, end }));
  await writing.writeLate(events);
  expect(await writing.tail()).toBeGreaterThanOrEqual(end);
  for (const told of await Promise.all([...heard, ...cut])) expect(told).toEqual(span(start + 1, end));
  for (const stream of others) stream.close();
  server.closeAllConnections();
});

test('however many listen, the database is asked a few questions a second, and nothing when nobody does', async () => {
  let asked = 0;
  const counting = {
    transformQuery: <T extends { node: unknown }>({ node }: T): T['node'] => {
      asked += 1;
      return node;
    },
    transformResult: async <T extends { result: unknown }>({ result }: T): Promise<T['result']> => result,
  };
  const db = openDatabase(gateway.urls.gatewayUrl, { max: 5, name: 'counted' });
  const { server, ...counted } = await serve({
    db: Object.assign(db.withPlugin(counting as never), { pooler: 'none' as const }),
  });
  const many = 100;
  const streams = await Promise.all(
    Array.from({ length: many }, () => subscribe({ ...gateway, ...counted }, procedure, { input: {} })),
  );
  for (const stream of streams) await stream.nextOf('ping');
  const since = performance.now();
  const before = asked;
  const tail = await writing.write(10);
  await Promise.all(streams.map((stream) => sequencesThrough(stream, tail)));
  await sleep(500);
  // Five looks a second, a page of events with what its transaction sets, and the key each two seconds.
  expect(asked - before).toBeLessThan(10 + 8 * ((performance.now() - since) / 1_000));
  expect(asked - before).toBeGreaterThan(3);
  for (const stream of streams) stream.close();
  await sleep(100);
  const left = asked;
  await sleep(300);
  expect(asked).toBe(left);
  server.closeAllConnections();
  await db.destroy();
});

test('a burst that is longer than what is at hand is told in full, to who was there and to who comes from before', async () => {
  const start = await writing.tail();
  const live = await watching();
  const tail = await writing.write(2_500);
  const from = await watch({ after: start });
  for (const stream of [live, from]) {
    expect(await sequencesThrough(stream, tail)).toEqual(span(start + 1, tail));
    stream.close();
  }
});

test('whoever never reads is ended, and keeps nobody waiting', async () => {
  const start = await writing.tail();
  const { server, ...strict } = await serve({ stallMsMax: 400 });
  const { hostname, port } = new URL(strict.url);
  const socket = connectTo(Number(port), hostname).pause();
  socket.on('error', () => {});
  const ask = `GET /trpc/${procedure}?input={"after":${start}} HTTP/1.1`;
  socket.write(`${ask}\r\nhost: x\r\nauthorization: Bearer ${gateway.adminKey}\r\n\r\n`);
  const other = await subscribe(strict, procedure, { input: {} });
  await other.nextOf('ping');
  let tail = start;
  // More than the kernels of both sides keep.
  for (let written = 0; written < 4; written += 1) tail = await writing.write(10, { padding: 250_000 });
  expect(await sequencesThrough(other, tail)).toEqual(span(start + 1, tail));
  const connections = () => new Promise((resolve) => server.getConnections((_, count) => resolve(count)));
  await expect.poll(connections, { timeout: 5_000, interval: 20 }).toBe(1);
  other.close();
  socket.destroy();
  server.closeAllConnections();
});

test('a restart of the gateway loses nothing and tells nothing twice', async () => {
  const stopping = new AbortController();
  const before = await serve({ stopping: stopping.signal });
  const start = await writing.tail();
  const stream = await subscribe(before, procedure, { input: {} });
  await stream.nextOf('ping');
  await writing.write(2);
  const first = await stream.nextOf('message');
  stopping.abort();
  before.server.close();
  const told = [sequenceOf(first ?? { data: null })];
  let id = first?.id ?? '';
  for (let event = await stream.nextOf('message'); event !== undefined; event = await stream.nextOf('message')) {
    told.push(sequenceOf(event));
    id = event.id ?? id;
  }
  before.server.closeAllConnections();
  const later = await writing.write(3);
  const { server, ...after } = await serve({ port: Number(new URL(before.url).port) });
  const resumed = await subscribe(after, procedure, { input: {}, headers: { 'last-event-id': id } });
  expect([...told, ...(await sequencesThrough(resumed, later))]).toEqual(span(start + 1, later));
  resumed.close();
  server.closeAllConnections();
});

test('a database that is put back to an earlier state is noticed, and who had read on is told what to do', async () => {
  // Its feed has not read all that the other was told of.
  const early = await watching();
  const tail = await writing.write(5);
  const stream = await watching();
  const set = (size: number) =>
    gateway.owner.query('update rollcall.audit_tail set size = $2 where workspace_id = $1', [
      writing.workspaceId,
      size,
    ]);
  await set(tail - 3);
  try {
    expect(await stream.nextOf('serialized-error')).toMatchObject({
      data: { data: { code: 'position_ahead', details: { tail: tail - 3 } } },
    });
    expect(await stream.next()).toBeUndefined();
  } finally {
    early.close();
    await set(tail);
  }
});
