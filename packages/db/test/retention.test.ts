import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  assertKept,
  countPastResources,
  type Moment,
  pastFreshness,
  pastResources,
  projectionMismatches,
  pruneHistory,
  resourceHistory,
  takePruningTurn,
  workspaceIds,
} from '../src/index.ts';
import { daemonActor, type GivenConnection, givenConnection } from './support/given.ts';
import { meaning, shown } from './support/lives.ts';
import { roll, type Showing } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();
const kind = 'api_key';
const renamedBy = { attribute: 'made', reason: 'a rename keeps it' };
const never = new AbortController().signal;

/** Hours of a day that is long past. */
const at = (hour: number): Date => new Date(Date.UTC(2026, 0, 1, hour));
/** What a listing of these tests shows is recorded so much later: neither axis decides alone. */
const delayHours = 5;

async function list(connection: GivenConnection, hour: number, showing: Partial<Showing> & Pick<Showing, 'items'>) {
  const { runId } = await roll(store, connection, { kind, renamedBy, startedAt: at(hour), ...showing });
  // As if it had been recorded then. No process could do that: it takes a superuser who switches the triggers off.
  await store.owner.query(`begin; set local session_replication_role = replica;
    update rollcall.resource_version set recorded_at = '${at(hour + delayHours).toISOString()}' where run_id = '${runId}';
    update rollcall.resource_rename e set recorded_at = '${at(hour + delayHours).toISOString()}'
      from rollcall.resource_version v where v.event_id = e.event_id and v.run_id = '${runId}';
    update rollcall.resource r set last_changed_at = v.recorded_at from rollcall.resource_version v
      where v.run_id = '${runId}' and (r.connection_id, r.kind, r.external_id, r.version)
        = (v.connection_id, v.kind, v.external_id, v.version);
    update rollcall.run set finished_at = '${at(hour + delayHours).toISOString()}' where run_id = '${runId}';
    update rollcall.listing set finished_at = '${at(hour + delayHours).toISOString()}' where run_id = '${runId}';
    commit`);
}

const prune = (what: 'versions' | 'runs', keptFrom: Date, signal = never) =>
  pruneHistory(store.daemon, store.mine, { what, keptFrom, actor: daemonActor, signal });

/** All that can be asked of a connection at a moment. */
async function everything({ id }: GivenConnection, moment: Moment): Promise<unknown> {
  return store.asGateway(async (tx) => {
    const filter = { connectionId: id, kind };
    const { data } = await pastResources(tx, { ...filter, presence: 'any', limit: 100 }, moment);
    const { past: _past, ...freshness } = await pastFreshness(tx, filter, moment);
    return { data, counts: await countPastResources(tx, filter, moment), freshness };
  });
}

const listing = fc.record({
  items: fc.uniqueArray(shown, { maxLength: 4, selector: ({ id }) => id }),
  believed: fc.constantFrom(true, true, true, false),
  hours: fc.integer({ min: 1, max: 3 }),
});

test(
  'as of the horizon and later, nothing that can be asked changes when the past before it goes',
  { timeout: 60_000 },
  () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(listing, { minLength: 2, maxLength: 7 }),
        fc.nat(25),
        fc.array(fc.tuple(fc.nat(12), fc.nat(12)), { minLength: 3, maxLength: 5 }),
        async (listings, horizon, later) => {
          const connection = await givenConnection(store);
          let hour = 0;
          for (const { items, believed, hours } of listings) {
            hour += hours;
            await list(connection, hour, { items: items.map(meaning), believed });
          }
          const moments = later.map(([one, more]) => ({ asOf: at(horizon + one), knownAt: at(horizon + one + more) }));
          const before = await Promise.all(moments.map((moment) => everything(connection, moment)));
          const events = await countOf('audit_event', connection, `type <> 'history.pruned'`);
          await prune('versions', at(horizon));
          await prune('runs', at(horizon));
          expect(await Promise.all(moments.map((moment) => everything(connection, moment)))).toEqual(before);
          expect(await countOf('audit_event', connection, `type <> 'history.pruned'`), 'no event goes').toBe(events);
          const wrong = await store.asDaemon((tx) =>
            projectionMismatches(tx, { connectionId: connection.id, most: 10 }),
          );
          expect(wrong).toEqual([]);
          // The horizon of a workspace never moves back; the next example has its own.
          await store.owner.query('delete from rollcall.retention');
        },
      ),
      { numRuns: 15 },
    ),
);

async function countOf(table: string, { id }: GivenConnection, condition = 'true'): Promise<number> {
  const { rows } = await store.owner.query(
    `select count(*)::int as count from rollcall.${table} where connection_id = $1 and ${condition}`,
    [id],
  );
  return rows[0].count;
}

async function versionsOf({ id }: GivenConnection, externalId: string): Promise<readonly number[]> {
  const history = await store.asGateway((tx) => resourceHistory(tx, { connectionId: id, kind, externalId }));
  return history.map(({ version }) => version);
}

const item = (externalId: string, on: boolean) => ({ externalId, name: externalId, attributes: { on } });

test('what was superseded goes, what was in force stays, and each batch says what it deleted', async () => {
  const connection = await givenConnection(store);
  for (const hour of [1, 2, 3, 10])
    await list(connection, hour, { items: [item('a', hour % 2 === 0), item('b', true)] });
  const before = await storedEvents();
  expect(await prune('versions', at(8))).toBeGreaterThanOrEqual(2);
  expect(await versionsOf(connection, 'a')).toEqual([3, 4]);
  expect(await versionsOf(connection, 'b')).toEqual([1]);
  const after = (await storedEvents()).slice(before.length);
  expect(after).toEqual([
    {
      actor: daemonActor,
      subject: 'history versions',
      after: { keptFrom: at(8).toISOString(), deleted: expect.any(Number) },
    },
  ]);
  expect(await prune('versions', at(8)), 'a second time there is nothing').toBe(0);
  expect(await storedEvents()).toHaveLength(before.length + 1);
});

async function storedEvents(): Promise<unknown[]> {
  const { rows } = await store.owner.query(
    `select actor, subject_kind || ' ' || subject_id as subject, after from rollcall.audit_event
      where type = 'history.pruned' and workspace_id = $1 order by event_id`,
    [store.mine],
  );
  return rows;
}

test('what something vanished by stays while it is absent: it is the cause of every further step', async () => {
  const connection = await givenConnection(store);
  await list(connection, 1, { items: [item('a', true), item('b', true)] });
  await list(connection, 2, { items: [] });
  await list(connection, 3, { items: [item('b', true)] });
  await store.owner.query(`begin; set local session_replication_role = replica;
    insert into rollcall.resource_version select workspace_id, connection_id, kind, external_id, 3, name, 'suspect', attributes,
      '${at(10).toISOString()}', run_id, event_id, true_after, '${at(9).toISOString()}' from rollcall.resource_version
      where connection_id = '${connection.id}' and external_id = 'a' and version = 2;
    update rollcall.resource set presence = 'suspect', version = 3 where connection_id = '${connection.id}' and external_id = 'a';
    commit`);
  await prune('versions', at(20));
  expect(await versionsOf(connection, 'a')).toEqual([2, 3]);
  expect(await versionsOf(connection, 'b'), 'what is back needs it no more').toEqual([3]);
});

test('runs go with their listings, but for those that an answer of the horizon stands on', async () => {
  const connection = await givenConnection(store);
  await list(connection, 1, { items: [item('a', true)] });
  await list(connection, 2, { items: [item('a', true)], plan: true });
  await list(connection, 3, { items: [item('a', true)] });
  await list(connection, 4, { items: [item('a', true)] });
  await store.owner.query(
    `update rollcall.listing set grade = 'refused' where connection_id = $1 and started_at = $2`,
    [connection.id, at(4)],
  );
  await list(connection, 20, { items: [item('a', true)] });
  await prune('runs', at(15));
  const { rows } = await store.owner.query(
    `select to_char(l.started_at at time zone 'UTC', 'FMHH24') as hour from rollcall.listing l
      join rollcall.run r using (workspace_id, run_id) where l.connection_id = $1 order by l.started_at`,
    [connection.id],
  );
  expect(rows.map(({ hour }) => hour)).toEqual(['3', '4', '20']);
  expect(await countOf('run', connection)).toBe(3);
});

test('a held run takes no believed one’s place, and what a hold or a scope still names stays', async () => {
  const connection = await givenConnection(store);
  const hours = async () => {
    const { rows } = await store.owner.query(
      `select to_char(l.started_at at time zone 'UTC', 'FMHH24') as hour from rollcall.listing l
        where l.connection_id = $1 order by l.started_at`,
      [connection.id],
    );
    return rows.map(({ hour }) => hour);
  };
  for (const hour of [1, 2, 3, 4]) await list(connection, hour, { items: [item('a', true)] });
  await store.owner.query(
    `update rollcall.run r set outcome = 'held' from rollcall.listing l
      where l.run_id = r.run_id and l.connection_id = $1 and l.started_at >= $2`,
    [connection.id, at(3)],
  );
  // What is believed of the scope is as old as that.
  await store.owner.query(
    `update rollcall.scope s set believed_run_id = l.run_id from rollcall.listing l
      where s.connection_id = $1 and l.connection_id = $1 and l.started_at = $2`,
    [connection.id, at(1)],
  );
  await prune('runs', at(15));
  expect(await hours()).toEqual(['1', '2', '4']);
});

test('moments before the horizon are refused, and the horizon never moves back', async () => {
  await store.owner.query('delete from rollcall.retention');
  await prune('versions', at(12));
  await prune('versions', at(8));
  const kept = (asOf: Date, knownAt: Date) => store.asGateway((tx) => assertKept(tx, { asOf, knownAt }));
  await expect(kept(at(11), at(30))).rejects.toMatchObject({
    code: 'history_not_kept',
    details: { keptFrom: at(12).toISOString() },
  });
  await expect(kept(at(11), at(11))).rejects.toMatchObject({ code: 'history_not_kept' });
  await expect(kept(at(12), at(12))).resolves.toBeUndefined();
});

test('the database keeps the last day, whoever asks', async () => {
  for (const what of ['versions', 'runs'] as const) {
    const attempt = prune(what, new Date(Date.now() - 3_600_000));
    await expect(attempt).rejects.toThrow(/the last day is kept/);
  }
});

test('another workspace keeps all of its past', async () => {
  const connection = await givenConnection(store);
  for (const hour of [1, 2]) await list(connection, hour, { items: [item('a', hour === 1)] });
  await pruneHistory(store.daemon, store.theirs, {
    ...{ what: 'versions', keptFrom: at(9), actor: daemonActor, signal: never },
  });
  expect(await versionsOf(connection, 'a')).toEqual([1, 2]);
});

test('a stop ends it between two batches', async () => {
  await expect(prune('versions', at(9), AbortSignal.abort(new Error('stopping')))).rejects.toThrow('stopping');
});

test('one at a time: while it is held, nobody else gets it, and afterwards somebody does', async () => {
  const inner = await store.asDaemon(async (tx) => {
    expect(await takePruningTurn(tx)).toBe(true);
    return prune('versions', at(9));
  });
  expect(inner).toBeUndefined();
  const broken = store.asDaemon(async (tx) => {
    await takePruningTurn(tx);
    throw new Error('broke');
  });
  await expect(broken).rejects.toThrow('broke');
  expect(await prune('versions', at(9))).toEqual(expect.any(Number));
});

test('the daemon knows every workspace', async () => {
  expect(await workspaceIds(store.daemon)).toEqual(expect.arrayContaining([store.mine, store.theirs]));
});
