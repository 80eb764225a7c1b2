import { setTimeout as sleep } from 'node:timers/promises';
import { claimRun, inWorkspace, type RunLease } from '@rollcall/db';
import { beforeEach, expect, test } from 'vitest';
import { type Connected, useInstallation } from './support/installation.ts';
import { type TestSandbox, useSandboxes } from './support/sandboxes.ts';

const installation = useInstallation();
const startSandbox = useSandboxes();

let sandbox: TestSandbox;
let connection: Connected;
beforeEach(async () => {
  sandbox = await startSandbox({ seed: 7, sizes: { host: 1, domain: 1, inbox: 5 } });
  connection = await installation.connect(sandbox);
});

/** Takes the run from whoever holds it, as a worker does when the job was given to it. */
async function takeOver({ runId }: RunLease): Promise<RunLease> {
  const taken = await inWorkspace(installation.daemon.db, installation.workspaceId, (tx) => claimRun(tx, runId));
  if (taken === undefined || taken === 'busy') throw new Error('the run is there to be taken');
  return taken;
}

async function untilAsked(operation: string): Promise<void> {
  for (let n = 0; n < 200; n += 1) {
    if ((await sandbox.log()).some(({ operationId }) => operationId === operation)) return;
    await sleep(20);
  }
  throw new Error(`nobody asked for ${operation}`);
}

const rows = async (text: string) => (await installation.owner.query(text, [connection.id])).rows;

test('a worker that lost its run while it listed writes nothing any more, and disturbs nobody who took it', async () => {
  const lost = await installation.lease(connection);
  // The first reading of the inboxes is slow; the second worker's is not.
  await sandbox.fault({ operation: 'listMailboxes', fault: 'delay', ms: 1_500 });
  const first = installation.execute(lost);
  await untilAsked('listMailboxes');
  const held = await takeOver(lost);
  await sandbox.change({ do: 'delete', kind: 'inbox', first: 1 });
  // The second worker is stopped before it records anything of the inboxes.
  await sandbox.fault({ operation: 'listMailboxes', fault: 'delay', ms: 3_000 });
  const second = installation.execute(held);
  await first;
  await second;

  expect(await installation.runOf(lost.runId)).toMatchObject({ state: 'finished', outcome: 'complete' });
  const appeared = await rows(
    `select subject_kind as kind, count(*)::int as count, count(distinct subject_id)::int as things from rollcall.audit_event
      where connection_id = $1 and type = 'resource.appeared' group by 1 order by 1`,
  );
  expect(appeared).toEqual([
    { kind: 'domain', count: 1, things: 1 },
    { kind: 'host', count: 1, things: 1 },
    { kind: 'inbox', count: 4, things: 4 },
  ]);
  expect(
    await rows(
      `select count(*)::int as count from rollcall.audit_event where connection_id = $1 and type = 'run.finished'`,
    ),
  ).toEqual([{ count: 1 }]);
  const { rows: staged } = await installation.owner.query('select * from rollcall.stage_item');
  expect(staged).toEqual([]);
});

test('what a worker stages that lost its run is no part of what the one who took it records', async () => {
  const lost = await installation.lease(connection);
  await sandbox.fault({ operation: 'listIps', fault: 'delay', ms: 700 });
  const first = installation.execute(lost);
  await untilAsked('listIps');
  const held = await takeOver(lost);
  await first;
  expect(await rows('select 1 from rollcall.resource where connection_id = $1')).toEqual([]);
  // What the first one has read late is not there any more when the second one lists.
  await sandbox.change({ do: 'delete', kind: 'host', first: 1 });
  await installation.execute(held);
  expect(await installation.runOf(held.runId)).toMatchObject({ outcome: 'complete' });
  expect(await rows(`select 1 from rollcall.resource where connection_id = $1 and kind = 'host'`)).toEqual([]);
  const { rows: staged } = await installation.owner.query('select 1 from rollcall.stage_item');
  expect(staged).toEqual([]);
});

test('a worker that is told to stop gives up at once, writes nothing more and leaves the run to be taken', async () => {
  const lease = await installation.lease(connection);
  await sandbox.fault({ operation: 'listDomains', fault: 'hang', times: 0 });
  const stopping = new AbortController();
  const running = installation.execute(lease, stopping.signal);
  await untilAsked('listDomains');
  const startedAt = performance.now();
  stopping.abort(new Error('the daemon is stopping'));
  await expect(running).rejects.toThrow();
  expect(performance.now() - startedAt).toBeLessThan(1_000);
  expect(await installation.runOf(lease.runId)).toMatchObject({ state: 'running', outcome: null });
  await sandbox.clearFaults();
  await installation.execute(await takeOver(lease));
  expect(await installation.runOf(lease.runId)).toMatchObject({ outcome: 'complete' });
});
