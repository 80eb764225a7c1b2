import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { inWorkspace, setConnectionState } from '@rollcall/db';
import { describe, expect, test } from 'vitest';
import { type Connected, type Installation, keyActor, useInstallation } from './support/installation.ts';
import { type TestSandbox, useSandboxes } from './support/sandboxes.ts';

const startSandbox = useSandboxes();
const sizes = { host: 2, domain: 3, inbox: 9 };

async function untilAsked(sandbox: TestSandbox, operation: string): Promise<void> {
  for (let n = 0; n < 500; n += 1) {
    if ((await sandbox.log()).some(({ operationId }) => operationId === operation)) return;
    await sleep(20);
  }
  throw new Error(`nobody asked for ${operation}`);
}

/** How many things appeared, and how often that was said. */
async function appeared(
  { owner }: Installation,
  { id }: Connected,
): Promise<{ events: number; things: number; live: number }> {
  const { rows } = await owner.query(
    `select count(*)::int as events, count(distinct (subject_kind, subject_id))::int as things,
      (select count(*)::int from rollcall.resource where connection_id = $1 and presence = 'live') as live
    from rollcall.audit_event where connection_id = $1 and type = 'resource.appeared'`,
    [id],
  );
  return rows[0];
}

// Each has a database of its own, so that they can wait beside each other.
describe.concurrent('a daemon', () => {
  const killed = useInstallation();
  test('that is killed in the middle of a run loses nothing: another one ends the run, and says nothing twice', async () => {
    const sandbox = await startSandbox({ seed: 11, sizes });
    const connection = await killed.connect(sandbox);
    await sandbox.fault({ operation: 'listMailboxes', fault: 'hang' });
    const first = await killed.startDaemon();
    const runId = await killed.ask(connection);
    await untilAsked(sandbox, 'listMailboxes');
    expect((await appeared(killed, connection)).live).toBe(5);
    await killed.startDaemon();
    first.kill('SIGKILL');
    const killedAt = performance.now();
    expect(await killed.ended(runId, 40_000)).toMatchObject({ outcome: 'complete' });
    expect(performance.now() - killedAt).toBeLessThan(38_000);
    expect(await appeared(killed, connection)).toEqual({ events: 14, things: 14, live: 14 });
    const { rows } = await killed.owner.query(`select fence from rollcall.run where run_id = $1`, [runId]);
    expect(rows[0].fence).toBeGreaterThan(1);
  }, 60_000);

  const stopped = useInstallation();
  test('that is asked to stop gives its run back, and ends well; the next one ends the run', async () => {
    const sandbox = await startSandbox({ seed: 12, sizes });
    const connection = await stopped.connect(sandbox);
    await sandbox.fault({ operation: 'listDomains', fault: 'hang' });
    const first = await stopped.startDaemon();
    const runId = await stopped.ask(connection);
    await untilAsked(sandbox, 'listDomains');
    const startedAt = performance.now();
    first.kill('SIGTERM');
    const [code] = await once(first, 'exit');
    expect(code).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(await stopped.runOf(runId)).toMatchObject({ state: 'queued', outcome: null });
    await stopped.startDaemon();
    expect(await stopped.ended(runId, 20_000)).toMatchObject({ outcome: 'complete' });
    expect(await appeared(stopped, connection)).toEqual({ events: 14, things: 14, live: 14 });
  }, 60_000);

  const shared = useInstallation();
  test('shares ten connections with another, and each run is executed once', async () => {
    const sandboxes = await Promise.all(Array.from({ length: 10 }, (_, n) => startSandbox({ seed: 20 + n, sizes })));
    const connections = await Promise.all(sandboxes.map((sandbox) => shared.connect(sandbox)));
    for (const sandbox of sandboxes) await sandbox.fault({ operation: 'listMailboxes', fault: 'delay', ms: 300 });
    const daemons = await Promise.all([shared.startDaemon(), shared.startDaemon()]);
    const runs = await Promise.all(connections.map((connection) => shared.ask(connection)));
    const again = await Promise.all(connections.map((connection) => shared.ask(connection)));
    for (const runId of [...runs, ...again])
      expect(await shared.ended(runId, 30_000)).toMatchObject({ outcome: 'complete' });
    for (const [n, connection] of connections.entries()) {
      expect(await appeared(shared, connection)).toEqual({ events: 14, things: 14, live: 14 });
      const asked = (await sandboxes[n]?.log())?.map(({ operationId }) => operationId);
      expect(asked?.filter((operation) => operation === 'listMailboxes')).toHaveLength(2);
    }
    const { rows } = await shared.owner.query(
      `select max(fence) as fence, count(distinct actor ->> 'id')::int as workers from rollcall.run
        join rollcall.audit_event e using (workspace_id, run_id) where e.type = 'run.finished'`,
    );
    expect(rows).toEqual([{ fence: 1, workers: daemons.length }]);
  }, 60_000);

  const interrupted = useInstallation();
  test.each(['paused', 'removed'] as const)(
    'ends a run whose connection is %s meanwhile',
    async (state) => {
      const sandbox = await startSandbox({ seed: 13, sizes });
      const connection = await interrupted.connect(sandbox);
      await sandbox.fault({ operation: 'listMailboxes', fault: 'hang', times: 0 });
      await interrupted.startDaemon();
      const runId = await interrupted.ask(connection);
      await untilAsked(sandbox, 'listMailboxes');
      await inWorkspace(interrupted.gateway, interrupted.workspaceId, (tx) =>
        setConnectionState(tx, connection, { state, nextDueAt: null, actor: keyActor }),
      );
      const run = await interrupted.ended(runId, 12_000);
      expect(run).toMatchObject({ outcome: 'cancelled', reason: expect.stringMatching(/paused or removed/) });
      expect((await appeared(interrupted, connection)).live).toBe(5);
    },
    30_000,
  );

  const scheduled = useInstallation();
  test('wakes what is due by itself, once, and moves it on', async () => {
    const sandbox = await startSandbox({ seed: 14, sizes });
    const connection = await scheduled.connect(sandbox, { nextDueAt: new Date(Date.now() - 60_000) });
    await Promise.all([scheduled.startDaemon(), scheduled.startDaemon()]);
    for (let n = 0; n < 300 && (await appeared(scheduled, connection)).live < 14; n += 1) await sleep(50);
    const { rows } = await scheduled.owner.query(
      `select trigger, (select next_due_at > now() + interval '1 day' from rollcall.connection where connection_id = $1) as moved
        from rollcall.run where connection_id = $1`,
      [connection.id],
    );
    expect(rows).toEqual([{ trigger: 'schedule', moved: true }]);
  }, 30_000);

  test('lists of a connection the kinds that are due, once, and leaves the others to their own time', async () => {
    const sandbox = await startSandbox({ seed: 15, sizes });
    const connection = await scheduled.connect(sandbox, { schedule: null, schedules: { inbox: '*/30 * * * *' } });
    await scheduled.run(connection);
    const before = (await sandbox.log()).length;
    const ahead = new Date(Date.now() + 3_600_000).toISOString();
    await scheduled.owner.query(
      `update rollcall.connection set next_due_at = now(), due_at = $2 where connection_id = $1`,
      [connection.id, { host: ahead, domain: ahead, inbox: new Date().toISOString() }],
    );
    await Promise.all([scheduled.startDaemon(), scheduled.startDaemon()]);
    const finished = async () => {
      const { rows } = await scheduled.owner.query(
        `select run_id, kinds, outcome from rollcall.run
          where connection_id = $1 and trigger = 'schedule' and state = 'finished'`,
        [connection.id],
      );
      return rows;
    };
    for (let n = 0; n < 300 && (await finished()).length === 0; n += 1) await sleep(50);
    const runs = await finished();
    expect(runs).toEqual([{ run_id: expect.any(String), kinds: ['inbox'], outcome: 'complete' }]);
    expect((await scheduled.runOf(runs[0].run_id)).kinds.map(({ kind }) => kind)).toEqual(['inbox']);
    const asked = (await sandbox.log()).slice(before).map(({ operationId }) => operationId);
    expect(new Set(asked)).toEqual(new Set(['getWorkspace', 'listMailboxes']));
    const { rows } = await scheduled.owner.query('select due_at from rollcall.connection where connection_id = $1', [
      connection.id,
    ]);
    expect(rows).toEqual([{ due_at: { host: ahead, domain: ahead, inbox: expect.any(String) } }]);
    expect(Date.parse(rows[0].due_at.inbox) - Date.now()).toBeGreaterThan(0);
  }, 30_000);
});
