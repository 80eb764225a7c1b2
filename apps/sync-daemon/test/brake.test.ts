import { decideHold, inWorkspace, listHolds, setBrake } from '@rollcall/db';
import type { Hold, Run } from '@rollcall/schema';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Connected, keyActor, useInstallation } from './support/installation.ts';
import { type TestSandbox, useSandboxes } from './support/sandboxes.ts';

const installation = useInstallation();
const startSandbox = useSandboxes();

/** 12 of 40 are 30 %: more than the fifth that is believed, and no fall below half. */
const sizes = { host: 2, domain: 4, inbox: 40 };
const lost = 12;

let sandbox: TestSandbox;
let connection: Connected;
beforeEach(async () => {
  sandbox = await startSandbox({ seed: 11, sizes });
  connection = await installation.connect(sandbox);
  await installation.run(connection);
});

const sync = (options = {}): Promise<Run> => installation.run(connection, options);
const asGateway = <T>(work: Parameters<typeof inWorkspace<T>>[2]) =>
  inWorkspace(installation.gateway, installation.workspaceId, work);

async function lose(count: number): Promise<void> {
  for (const { id } of (await sandbox.things('inbox')).slice(0, count)) {
    await sandbox.change({ do: 'delete', kind: 'inbox', id });
  }
}

const holds = async (): Promise<readonly Hold[]> => {
  const all = await asGateway((tx) => listHolds(tx, { all: true, limit: 100 }));
  return all.filter((hold) => hold.connection === connection.name);
};

async function pending(): Promise<Hold> {
  const [hold] = (await holds()).filter(({ state }) => state === 'pending');
  if (hold === undefined) throw new Error('no hold is pending');
  return hold;
}

const decide = (decision: 'approved' | 'rejected', { checksum }: Hold) =>
  asGateway((tx) => decideHold(tx, { checksum, decision, note: null, actor: keyActor }));

/** Everything of the ledger that belongs to the connection, as text. */
async function ledger(): Promise<unknown> {
  const { rows } = await installation.owner.query(
    `select (select jsonb_agg(r order by r.kind, r.external_id) from rollcall.resource r where r.connection_id = $1) as resources,
      (select jsonb_agg(v order by v.kind, v.external_id, v.version) from rollcall.resource_version v
        where v.connection_id = $1) as versions,
      (select jsonb_agg(e order by e.event_id) from rollcall.audit_event e
        where e.connection_id = $1 and e.type like 'resource.%') as events`,
    [connection.id],
  );
  return rows[0];
}

const vanished = async (): Promise<number> => {
  const { rows } = await installation.owner.query(
    `select count(*)::int as count from rollcall.audit_event where connection_id = $1 and type = 'resource.vanished'`,
    [connection.id],
  );
  return rows[0].count;
};

describe('a run that would lose more than is believed', () => {
  beforeEach(async () => {
    await lose(lost);
    await sandbox.change({ do: 'create', kind: 'domain', name: 'new.example' });
  });

  test('is held: it publishes nothing, of no kind, and stores its plan', async () => {
    const before = await ledger();
    const run = await sync();
    expect(run).toMatchObject({ outcome: 'held' });
    expect(run.reason).toMatch(/scope inbox: 12 of 40 would vanish that nobody asked for \(30 %\); the limit is 20 %/);
    expect(await ledger()).toEqual(before);
    const hold = await pending();
    expect(hold.counts).toEqual({ inbox: { vanished: lost }, domain: { appeared: 1 } });
    expect(hold.changes).toBe(lost + 1);
    expect(run.reason).toContain(hold.id);
  });

  test('leaves what it concerns as old as it was, and says so', async () => {
    const { runId } = await sync();
    const { rows } = await installation.owner.query(
      `select kind, trouble from rollcall.scope where connection_id = $1 and trouble is not null order by kind`,
      [connection.id],
    );
    expect(rows.map(({ kind }) => kind)).toEqual(['domain', 'inbox']);
    expect(rows[1].trouble).toMatch(/^held: its run awaits a decision/);
    expect((await pending()).runId).toBe(runId);
  });

  test('waits with one hold while later runs find the same', async () => {
    await sync();
    const first = await pending();
    const again = await sync();
    expect(again.outcome).toBe('held');
    expect(await holds()).toEqual([{ ...first, runId: again.runId, seenAt: expect.any(String) }]);
  });

  test('is applied once a person approves just this plan', async () => {
    await sync();
    const hold = await pending();
    await decide('approved', hold);
    expect(await sync()).toMatchObject({ outcome: 'complete' });
    expect(await vanished()).toBe(lost);
    expect((await holds()).map(({ state }) => state)).toEqual(['applied']);
    // What was approved counts against no limit: the next one that vanishes is on its own.
    await lose(1);
    expect(await sync()).toMatchObject({ outcome: 'complete' });
  });

  test('is held again when the world moved after the approval', async () => {
    await sync();
    await decide('approved', await pending());
    await lose(1);
    const before = await ledger();
    expect(await sync()).toMatchObject({ outcome: 'held' });
    expect(await ledger()).toEqual(before);
    expect((await holds()).map(({ state }) => state)).toEqual(['pending', 'superseded']);
  });

  test('is refused in what was rejected, and recorded in all else, for as long as it finds the same', async () => {
    await sync();
    await decide('rejected', await pending());
    const run = await sync();
    expect(run.outcome).toBe('partial');
    expect(run.kinds.find(({ kind }) => kind === 'inbox')).toMatchObject({
      grade: 'refused',
      reason: expect.stringMatching(/^a person rejected these changes/),
    });
    expect(await vanished()).toBe(0);
    const { rows } = await installation.owner.query(
      `select name from rollcall.resource where connection_id = $1 and name = 'new.example'`,
      [connection.id],
    );
    expect(rows).toHaveLength(1);
  });

  test('is superseded when what was lost is back', async () => {
    await sandbox.fault({ fault: 'missing_item', operation: 'listMailboxes', count: 3 });
    await sync();
    const gone = await pending();
    const kept = await sync({ kinds: ['host'] });
    expect(kept.outcome).toBe('complete');
    expect((await pending()).id).toBe(gone.id);
    await asGateway((tx) =>
      setBrake(tx, {
        connection,
        overrides: { lost: { scope: { percent: 50 }, connection: { percent: 50 } } },
        actor: keyActor,
      }),
    );
    expect(await sync()).toMatchObject({ outcome: 'complete' });
    expect((await holds()).map(({ state }) => state)).toEqual(['superseded']);
  });

  test('is decided once: a plan that is not pending any more is refused', async () => {
    await sync();
    const hold = await pending();
    await decide('approved', hold);
    await expect(decide('rejected', hold)).rejects.toMatchObject({ code: 'hold_moved' });
    await expect(decide('approved', { ...hold, checksum: 'f'.repeat(64) })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

test('a slow bleed counts together: what a day has lost bit by bit is held as well', async () => {
  const outcomes = [];
  for (const count of [5, 4, 4]) {
    await lose(count);
    outcomes.push((await sync()).outcome);
  }
  expect(outcomes).toEqual(['complete', 'complete', 'held']);
  expect((await pending()).reasons[0]).toMatch(/13 of 40 would vanish .* 9 of them in the last 24 hours/);
  expect(await vanished()).toBe(9);
});

test('what our own operations deleted is not counted, nor what a deleted domain took along', async () => {
  const { id, name } = await sandbox.thing('domain');
  const along = (await sandbox.things('inbox')).filter((inbox) => inbox.name.endsWith(`@${name}`));
  expect(along.length).toBeGreaterThanOrEqual(10);
  await sandbox.change({ do: 'delete', kind: 'domain', id });
  expect(await sync()).toMatchObject({ outcome: 'complete' });
  expect(await vanished()).toBe(along.length + 1);
});

test('a plan is told, and is never held', async () => {
  await lose(lost);
  const run = await sync({ plan: true });
  expect(run.outcome).toBe('complete');
  expect(await holds()).toEqual([]);
});
