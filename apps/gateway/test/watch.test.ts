import { beatRun, claimRun, type Db, finishRun, inWorkspace, openDatabase, type RunLease } from '@rollcall/db';
import { type Actor, type RunDoing, RunId, WorkspaceId } from '@rollcall/schema';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect, small } from './support/connect.ts';
import { refusalOf, type Stream, subscribe } from './support/events.ts';
import { useGateway } from './support/gateway.ts';
import { useSandboxes } from './support/sandboxes.ts';

const gateway = useGateway();
const startSandbox = useSandboxes();
const actor: Actor = { type: 'daemon', id: 'host:1', name: 'sync-daemon' };

// What the daemon does of a run is done here by its own functions, so that each step can be looked at.
let daemon: Db;
let workspaceId: WorkspaceId;
beforeAll(async () => {
  daemon = openDatabase(gateway.urls.daemonUrl, { max: 2, name: 'test daemon' });
  const { rows } = await gateway.owner.query(
    `select workspace_id as id from rollcall.workspace where name = 'default'`,
  );
  workspaceId = WorkspaceId.parse(rows[0].id);
  for (const name of ['acme', 'zeta']) await connect(gateway, name, await startSandbox(small));
});
afterAll(() => daemon.destroy());

async function ask(connection: string): Promise<RunId> {
  const { data } = await gateway.mutate('sync.request', { connections: [connection] });
  const { data: runs } = data as { data: { runId: string }[] }; // `sync.request` answers so; its own test says so.
  return RunId.parse(runs[0]?.runId);
}

async function claim(runId: RunId): Promise<RunLease> {
  const lease = await inWorkspace(daemon, workspaceId, (tx) => claimRun(tx, runId));
  if (lease === undefined || lease === 'busy') throw new Error(`the run is ${lease}`);
  return lease;
}

const doing: RunDoing = {
  ...{ phase: 'listing', kind: 'inbox', parent: null, bucket: 'default' },
  ...{ pages: 3, items: 120, requests: 5, scopesDone: 2, scopesKnown: 3 },
};
const beat = (lease: RunLease) => inWorkspace(daemon, workspaceId, (tx) => beatRun(tx, lease, doing));
const finish = (lease: RunLease) =>
  inWorkspace(daemon, workspaceId, (tx) => finishRun(tx, lease, { outcome: 'complete', reason: null, doing, actor }));

/** What the next snapshot says of each run. */
async function seen(stream: Stream): Promise<Record<string, unknown>[] | undefined> {
  const event = await stream.nextOf('message');
  return (event?.data as { runs: Record<string, unknown>[] } | undefined)?.runs; // Held to its type by the client's test.
}

/** The runs as `connection state` lines, once they are these; the snapshots before are passed over. */
async function seenOnce(stream: Stream, wanted: readonly string[]): Promise<void> {
  for (;;) {
    const runs = await seen(stream);
    if (runs === undefined) throw new Error(`the stream ended before it said ${wanted}`);
    const lines = runs.map(({ connection, state }) => `${connection} ${state}`);
    if (lines.join() === wanted.join()) return;
  }
}

describe('a subscription to runs', () => {
  test('tells each step of a run once, and ends with it when it was asked for by its id', async () => {
    const runId = await ask('acme');
    const other = await ask('zeta');
    const stream = await subscribe(gateway, 'runs.watch', { input: { runIds: [runId] } });
    expect(stream).toMatchObject({ status: 200, contentType: 'text/event-stream' });
    expect(await seen(stream)).toMatchObject([{ runId, connection: 'acme', state: 'queued', doing: null, rate: null }]);
    const lease = await claim(runId);
    expect(await seen(stream)).toMatchObject([{ state: 'running', doing: null, rate: null }]);
    await beat(lease);
    const rate = { bucket: 'default', perMinute: expect.any(Number), burst: expect.any(Number), nextAt: null };
    expect(await seen(stream)).toMatchObject([{ state: 'running', doing, rate }]);
    await finish(lease);
    expect(await seen(stream)).toMatchObject([{ state: 'finished', outcome: 'complete', doing, rate: null }]);
    expect(await stream.next()).toMatchObject({ event: 'return' });
    expect(await stream.next()).toBeUndefined();
    await finish(await claim(other));
  });

  test('of everything shows what is open, each end once, and goes on until nothing is when it is told so', async () => {
    const stream = await subscribe(gateway, 'runs.watch', { input: {} });
    expect(await seen(stream)).toEqual([]);
    const [acme, zeta] = [await ask('acme'), await ask('zeta')];
    const idle = await subscribe(gateway, 'runs.watch', { input: { untilIdle: true, connection: 'zeta' } });
    expect(await seen(idle)).toMatchObject([{ runId: zeta, connection: 'zeta' }]);
    await seenOnce(stream, ['acme queued', 'zeta queued']);
    await finish(await claim(acme));
    await seenOnce(stream, ['acme finished', 'zeta queued']);
    await seenOnce(stream, ['zeta queued']);
    await finish(await claim(zeta));
    await seenOnce(idle, ['zeta finished']);
    expect(await idle.next()).toMatchObject({ event: 'return' });
    stream.close();
  });

  test.each([
    {
      what: 'a connection that is not there',
      input: { connection: 'nobody' },
      want: 404,
      code: 'connection_not_found',
    },
    { what: 'no id of a run', input: { runIds: ['x'] }, want: 400, code: 'invalid_input' },
    {
      what: 'too many runs',
      input: { runIds: Array(101).fill(RunId.parse('018f0000-0000-7000-8000-000000000001')) },
      want: 400,
      code: 'invalid_input',
    },
  ])('is refused for $what', async ({ input, want, code }) => {
    expect(await refusalOf(await subscribe(gateway, 'runs.watch', { input }))).toMatchObject({
      status: want,
      error: { code },
    });
  });

  test('ends when its key is revoked meanwhile', async () => {
    const { token, id } = await gateway.key(['inventory:read']);
    const stream = await subscribe(gateway, 'runs.watch', { input: {}, key: token });
    expect(await seen(stream)).toEqual([]);
    await gateway.mutate('keys.revoke', { id });
    expect(await stream.nextOf('serialized-error')).toMatchObject({ data: { data: { code: 'unauthenticated' } } });
    expect(await stream.next()).toBeUndefined();
  });

  test('is one of ten a key may have, and makes room when its client goes away', async () => {
    const { token: key } = await gateway.key(['inventory:read']);
    const streams: Stream[] = [];
    for (let n = 0; n < 10; n += 1) {
      const stream = await subscribe(gateway, 'runs.watch', { input: {}, key });
      expect(await seen(stream)).toEqual([]);
      streams.push(stream);
    }
    const refused = async () => refusalOf(await subscribe(gateway, 'runs.watch', { input: {}, key }));
    expect(await refused()).toMatchObject({ status: 429, error: { code: 'too_many_subscriptions' } });
    expect(
      await refusalOf(await subscribe(gateway, 'runs.watch', { input: {} })),
      'another key has its own',
    ).toBeUndefined();
    streams.pop()?.close();
    await expect.poll(refused, { timeout: 5_000 }).toBeUndefined();
    for (const stream of streams) stream.close();
  });
});
