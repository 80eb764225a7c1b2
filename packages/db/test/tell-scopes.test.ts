import { Certificate, Doubt, KindResult, RunId } from '@rollcall/schema';
import { beforeEach, describe, expect, test } from 'vitest';
import { type RunLease, recordListing, recordUnlisted, recordUnreachable, scopeState } from '../src/index.ts';
import { daemonActor, type GivenConnection, givenConnection, givenRun } from './support/given.ts';
import { finish, roll } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();

let connection: GivenConnection;
let lease: RunLease;
beforeEach(async () => {
  connection = await givenConnection(store);
  lease = await givenRun(store, connection);
});

type Grade = 'proven' | 'refused' | null;

async function record(grade: Grade, given: { parent?: string; doubt?: Doubt | null; counts?: readonly number[] } = {}) {
  const { parent = '', doubt = null, counts = [] } = given;
  const scope = { connectionId: connection.id, kind: 'inbox', parent };
  const numbers = { seen: 3, appeared: 0, changed: 0, vanished: 0, reappeared: 0, unchanged: 3 };
  const reason = `it is ${grade ?? 'unavailable'}`;
  const result = KindResult.parse({ kind: 'inbox', ...numbers, grade, reason });
  const counted = { seen: 3, duplicates: 0, knownLive: 3, vanishing: 0, explainedAbsent: 0, pages: [] };
  const certificate =
    grade === null
      ? null
      : Certificate.parse({ ...counted, grade, reason, doubt, documentVersion: '1', mappingVersion: 1 });
  const end = {
    scope,
    startedAt: new Date(),
    result,
    certificate,
    settings: {},
    deferred: 0,
    counts,
    actor: daemonActor,
  };
  await store.asDaemon((tx) => recordListing(tx, lease, end));
  return store.asDaemon((tx) => scopeState(tx, scope));
}

async function told(): Promise<unknown[]> {
  const { rows } = await store.owner.query(
    `select type, subject_kind || ' ' || subject_id as subject, before ->> 'trouble' as before, after ->> 'trouble' as after
      from rollcall.audit_event where connection_id = $1 and type like 'scope.%' order by event_id`,
    [connection.id],
  );
  return rows;
}

describe('an event tells', () => {
  test('once of a scope that is doubted, and once when it is believed again', async () => {
    for (const grade of ['proven', 'proven', 'refused', null, 'refused', 'proven', 'proven', null] as const) {
      await record(grade);
    }
    const subject = 'scope inbox';
    expect(await told()).toEqual([
      { type: 'scope.doubted', subject, before: null, after: 'it is refused' },
      // What troubled it meanwhile stands in the listings; the event of its end names the last of it.
      { type: 'scope.believed', subject, before: 'it is refused', after: null },
      { type: 'scope.doubted', subject, before: null, after: 'it is unavailable' },
    ]);
  });

  test('of nothing that was never believed, nor of first sight, nor of a plan', async () => {
    await record(null);
    await record('refused');
    await record('proven');
    await record('proven', { parent: 'd1' });
    await finish(store, lease);
    lease = await givenRun(store, connection, { plan: true });
    await record('refused');
    expect(await told()).toEqual([]);
  });

  test('of every scope when the account does not open, and of none twice', async () => {
    await record('proven');
    await record('proven', { parent: 'd1' });
    await record('refused', { parent: 'd2' });
    for (const _twice of [1, 2]) {
      await store.asDaemon((tx) => recordUnreachable(tx, { lease, actor: daemonActor }, 'unavailable: it is away'));
    }
    const after = 'unavailable: it is away';
    expect(await told()).toEqual([
      { type: 'scope.doubted', subject: 'scope inbox', before: null, after },
      { type: 'scope.doubted', subject: 'scope inbox/d1', before: null, after },
    ]);
    const { rows } = await store.owner.query('select distinct trouble from rollcall.scope where connection_id = $1', [
      connection.id,
    ]);
    expect(rows).toEqual([{ trouble: after }]);
  });

  test('of a scope that is not listed any more because the settings do not name its parent', async () => {
    await finish(store, lease);
    const host = (id: string) => ({ externalId: id, name: `${id}.example`, attributes: {} });
    await roll(store, connection, { kind: 'host', items: [host('h1'), host('h2')] });
    for (const parent of ['h1', 'h2'])
      await roll(store, connection, { kind: 'domain', parent, items: [host(`d-${parent}`)] });
    await roll(store, connection, { kind: 'host', items: [host('h1')] });
    lease = await givenRun(store, connection);
    const child = { connectionId: connection.id, kind: 'domain', parentKind: 'host' };
    for (const _twice of [1, 2]) {
      await store.asDaemon((tx) => recordUnlisted(tx, child, { lease, actor: daemonActor }));
    }
    const after = "the connection's settings do not name the host h2.example any more: it is not listed";
    expect(await told()).toEqual([{ type: 'scope.doubted', subject: 'scope domain/h2', before: null, after }]);
  });
});

describe('what later listings are held against', () => {
  const evidence = 'the listing is empty, where the ledger holds 40 live';
  const doubt = Doubt.parse({
    ...{ suspicions: ['emptied'], evidence, seen: 0, survivors: 0, lost: [], times: 1, confirmed: false },
    ...{ since: '2026-03-01T10:00:00.000Z', countedAt: '2026-03-01T10:00:00.000Z' },
    runId: RunId.parse('01900000-0000-7000-8000-000000000001'),
  });

  test('is kept with the scope: counts of what is believed, and the doubt of whatever was graded', async () => {
    expect(await record('proven', { counts: [3] })).toMatchObject({ counts: [3], doubt: null });
    expect(await record('refused', { counts: [3, 0], doubt })).toMatchObject({ counts: [3], doubt });
    expect(await record(null), 'a failure says nothing of it').toMatchObject({ counts: [3], doubt });
    expect(await record('proven', { counts: [3, 3] })).toMatchObject({ counts: [3, 3], doubt: null });
  });

  test('is nothing for a scope that was never listed', async () => {
    const scope = { connectionId: connection.id, kind: 'alias', parent: '' };
    expect(await store.asDaemon((tx) => scopeState(tx, scope))).toMatchObject({ counts: [], doubt: null });
  });

  test('includes the run whose certificate says why it is believed', async () => {
    await record('proven');
    const believing = lease.runId;
    await finish(store, lease);
    lease = await givenRun(store, connection);
    await record('refused');
    const { rows } = await store.owner.query('select believed_run_id from rollcall.scope where connection_id = $1', [
      connection.id,
    ]);
    expect(rows).toEqual([{ believed_run_id: believing }]);
  });
});
