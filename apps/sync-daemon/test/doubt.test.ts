import type { Certificate } from '@rollcall/schema';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { executeRun } from '../src/run/execute.ts';
import { type Connected, useInstallation } from './support/installation.ts';
import { type TestSandbox, useSandboxes } from './support/sandboxes.ts';

const installation = useInstallation();
const startSandbox = useSandboxes();

let sandbox: TestSandbox;
let connection: Connected;
beforeEach(async () => {
  sandbox = await startSandbox({ seed: 12, sizes: { host: 1, domain: 12, inbox: 6 } });
  connection = await installation.connect(sandbox);
  await syncAt(-100);
});
afterEach(() => sandbox.close());

/** Syncs by a clock that stands so many minutes before now: answers are as old as the clock or younger. Answers what became of the kind, and its certificate. */
async function syncAt(minutes: number, { kind = 'inbox', plan = false } = {}) {
  const lease = await installation.lease(connection, { plan });
  const ahead = minutes * 60_000;
  const daemon = { ...installation.daemon, now: () => new Date(Date.now() + ahead) };
  const { signal } = new AbortController();
  const asked = (await sandbox.log()).length;
  await executeRun(daemon, { workspaceId: installation.workspaceId, lease, stopping: signal });
  const { outcome, kinds } = await installation.runOf(lease.runId);
  const { rows } = await installation.owner.query(
    'select certificate from rollcall.listing where run_id = $1 and kind = $2',
    [lease.runId, kind],
  );
  const certificate: Certificate = rows[0].certificate;
  const requests = (await sandbox.log()).slice(asked);
  const byName = requests.filter(({ operationId }) => operationId === 'getMailbox').length;
  const found = kinds.find((each) => each.kind === kind);
  return { outcome, grade: found?.grade, vanished: found?.vanished, reason: found?.reason, certificate, byName };
}

async function told(): Promise<unknown[]> {
  const { rows } = await installation.owner.query(
    `select type || ' ' || subject_id as told from rollcall.audit_event
      where connection_id = $1 and type like 'scope.%' order by event_id`,
    [connection.id],
  );
  return rows.map((row) => row.told);
}

async function presences(kind: string): Promise<Record<string, number>> {
  const { rows } = await installation.owner.query(
    `select presence, count(*)::int as count from rollcall.resource where connection_id = $1 and kind = $2 group by 1`,
    [connection.id, kind],
  );
  return Object.fromEntries(rows.map(({ presence, count }) => [presence, count]));
}

test('what emptied in truth is believed the second time, once nobody knows any of it by name', async () => {
  await sandbox.change({ do: 'delete', kind: 'inbox', first: 6 });
  const first = await syncAt(-90);
  expect(first).toMatchObject({ outcome: 'partial', grade: 'refused', vanished: 0, byName: 0 });
  expect(first.reason).toMatch(/^the listing is empty, where the ledger holds 6 live; one that begins 5 min later/);
  expect(await syncAt(-89), 'at once is not later').toMatchObject({ grade: 'refused', byName: 0 });
  expect(await presences('inbox')).toEqual({ live: 6 });

  const plan = await syncAt(-80, { plan: true });
  expect(plan, 'a plan asks, too, and changes nothing').toMatchObject({ grade: 'proven', vanished: 6, byName: 5 });
  expect(await presences('inbox')).toEqual({ live: 6 });

  const second = await syncAt(-80);
  expect(second).toMatchObject({ outcome: 'complete', grade: 'proven', vanished: 6, byName: 5 });
  expect(second.certificate.sampled).toEqual({ asked: 5, absent: 5, present: 0, failed: 0 });
  expect(second.certificate.doubt).toMatchObject({ suspicions: ['emptied'], times: 2, confirmed: true });
  expect(await presences('inbox')).toEqual({ missing: 6 });
  expect(await told()).toEqual(['scope.doubted inbox', 'scope.believed inbox']);
  const { certificate, ...third } = await syncAt(-70);
  expect(third).toMatchObject({ grade: 'proven', vanished: 0 });
  expect(certificate.doubt).toBeNull();
});

test('what is only not listed is never believed, for the provider knows it by name', async () => {
  await sandbox.fault({ operation: 'listMailboxes', fault: 'empty_list', times: 0 });
  await syncAt(-90);
  for (const minutes of [-80, -70]) {
    const { grade, byName, reason } = await syncAt(minutes);
    expect({ grade, byName }).toEqual({ grade: 'refused', byName: 5 });
    expect(reason).toMatch(/asked by name, the provider still knows 5 of 5 that are not listed$/);
  }
  await sandbox.fault({ operation: 'getMailbox', fault: 'status', status: 500, times: 0 });
  expect(await syncAt(-60), 'no answer is no absence').toMatchObject({ grade: 'refused', byName: 5 });
  expect(await presences('inbox')).toEqual({ live: 6 });
  await sandbox.clearFaults();
  expect(await syncAt(-50)).toMatchObject({ outcome: 'complete', grade: 'proven', vanished: 0, byName: 0 });
  expect(await told()).toEqual(['scope.doubted inbox', 'scope.believed inbox']);
});

test('of a kind that cannot be asked for by name, the third listing is believed', async () => {
  await sandbox.change({ do: 'delete', kind: 'domain', first: 8 });
  const kind = 'domain';
  const first = await syncAt(-90, { kind });
  expect(first.reason).toMatch(/^the listing shows 4 of the 12 live in the ledger.*two that begin 5 min later/);
  expect(first).toMatchObject({ outcome: 'partial', grade: 'refused' });
  expect(await syncAt(-80, { kind })).toMatchObject({ grade: 'refused', vanished: 0 });
  expect(await syncAt(-70, { kind })).toMatchObject({ grade: 'proven', vanished: 8 });
  expect(await presences('domain')).toEqual({ live: 4, missing: 8 });
});

test('what is believed at last and is too much for a run is held', async () => {
  const { name } = await sandbox.thing('domain');
  for (let count = 0; count < 6; count += 1)
    await sandbox.change({ do: 'create', kind: 'inbox', name: `n${count}@${name}` });
  await syncAt(-95);
  await sandbox.change({ do: 'delete', kind: 'inbox', first: 12 });
  expect(await syncAt(-90)).toMatchObject({ outcome: 'partial', grade: 'refused' });
  expect(await syncAt(-80)).toMatchObject({ outcome: 'held', grade: 'proven', byName: 5 });
  const { outcome, certificate, byName } = await syncAt(-70);
  expect({ outcome, byName }, 'whoever approves it has it asked for again').toEqual({ outcome: 'held', byName: 5 });
  expect(certificate.doubt).toMatchObject({ times: 2, confirmed: true });
  expect(await presences('inbox')).toEqual({ live: 12 });
});
