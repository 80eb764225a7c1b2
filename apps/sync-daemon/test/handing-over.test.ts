import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type Connected, useInstallation } from './support/installation.ts';
import { useSandboxes } from './support/sandboxes.ts';

const installation = useInstallation();
const startSandbox = useSandboxes();
const sizes = { host: 2, domain: 3, inbox: 9 };

/** How many things appeared, how often that was said, and in how many runs. */
async function appeared({ id }: Connected): Promise<{ events: number; things: number; runs: number }> {
  const { rows } = await installation.owner.query(
    `select count(*)::int as events, count(distinct (subject_kind, subject_id))::int as things,
      count(distinct run_id)::int as runs
    from rollcall.audit_event where connection_id = $1 and type = 'resource.appeared'`,
    [id],
  );
  return rows[0];
}

test('a daemon that is asked to stop in the middle of a listing hands its run to another at once, and nothing is said twice', {
  timeout: 90_000,
}, async () => {
  const sandbox = await startSandbox({ seed: 16, sizes });
  const connection = await installation.connect(sandbox);
  await sandbox.fault({ operation: 'listMailboxes', fault: 'hang' });
  const first = await installation.startDaemon();
  const runId = await installation.ask(connection);
  const isAsked = async () => (await sandbox.log()).some(({ operationId }) => operationId === 'listMailboxes');
  await expect.poll(isAsked, { timeout: 30_000 }).toBe(true);
  const second = await installation.startDaemon();
  const stoppedAt = Date.now();
  first.kill('SIGTERM');
  expect((await once(first, 'exit'))[0]).toBe(0);
  const run = await installation.ended(runId);
  expect(run).toMatchObject({ outcome: 'complete' });
  // Not when its worker would have been missed, which takes ten seconds at least.
  expect(Date.parse(run.startedAt ?? '') - stoppedAt).toBeLessThan(9_000);
  expect(await appeared(connection)).toEqual({ events: 14, things: 14, runs: 1 });
  const { rows } = await installation.owner.query('select fence from rollcall.run where run_id = $1', [runId]);
  expect(rows).toEqual([{ fence: 2 }]);
  second.kill('SIGTERM');
  expect((await once(second, 'exit'))[0]).toBe(0);
});

test('what was due many times while no daemon ran is run once', { timeout: 90_000 }, async () => {
  const sandbox = await startSandbox({ seed: 17, sizes });
  // Twelve hours from its next time, and three days behind.
  const hour = (new Date().getUTCHours() + 12) % 24;
  const nextDueAt = new Date(Date.now() - 3 * 86_400_000);
  const connection = await installation.connect(sandbox, { schedule: `0 ${hour} * * *`, nextDueAt });
  await Promise.all([installation.startDaemon(), installation.startDaemon()]);
  await expect.poll(async () => (await appeared(connection)).things, { timeout: 40_000 }).toBe(14);
  // Another look of each daemon: whatever were left of the missed times would be due.
  await sleep(5_500);
  const { rows } = await installation.owner.query(
    `select count(*)::int as runs, bool_and(c.next_due_at > now()) as ahead from rollcall.run r
      join rollcall.connection c using (workspace_id, connection_id) where connection_id = $1`,
    [connection.id],
  );
  expect(rows).toEqual([{ runs: 1, ahead: true }]);
});

test('a run whose worker was lost is taken over by the next of its connection, which would wait for it', async () => {
  const connection = await installation.connect(await startSandbox({ seed: 18, sizes }));
  const lost = await installation.ask(connection);
  // Its job is not tried again while the other one has the connection's turn.
  await installation.owner.query(`delete from pgboss.job where data ->> 'runId' = $1`, [lost]);
  await installation.owner.query(
    `update rollcall.run set state = 'running', fence = 1, started_at = now(), heartbeat_at = now() - interval '26 seconds'
      where run_id = $1`,
    [lost],
  );
  const next = await installation.ask(connection);
  await installation.startDaemon();
  expect(await installation.ended(next)).toMatchObject({ outcome: 'complete' });
  expect(await installation.ended(lost)).toMatchObject({ outcome: 'complete' });
  expect(await appeared(connection)).toEqual({ events: 14, things: 14, runs: 1 });
});
