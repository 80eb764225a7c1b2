import { setTimeout as sleep } from 'node:timers/promises';
import { nextDue } from '@rollcall/ledger';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type NewConnection, openQueue, type Queue, queueDueRun } from '../src/index.ts';
import { type GivenConnection, givenConnection, givenQueuedRun } from './support/given.ts';
import { givenOperation } from './support/operation.ts';
import { useStore } from './support/store.ts';

const store = useStore();
let queue: Queue;
beforeAll(async () => {
  queue = await openQueue(store.urls.gatewayUrl, { supervise: false, onError: () => {} });
});
afterAll(() => queue.stop(1_000));

const declared = { wallet: '*/15 * * * *', inbox: '0 * * * *', dns_record: '0 */6 * * *' };
const at = new Date('2026-03-01T06:02:00.000Z');
const past = '2026-03-01T06:01:00.000Z';
const ahead = '2026-03-01T07:00:00.000Z';

describe('of a connection that is due', () => {
  test.each<{ due: Record<string, string>; kinds: string[] | null; because: string }>([
    { due: { wallet: past, inbox: ahead, dns_record: ahead }, kinds: ['wallet'], because: 'it alone is due' },
    { due: { wallet: past, inbox: past, dns_record: ahead }, kinds: ['wallet', 'inbox'], because: 'they make one run' },
    { due: { wallet: past, inbox: past, dns_record: past }, kinds: null, because: 'that is all of them' },
    { due: {}, kinds: null, because: 'none was ever due' },
    { due: { wallet: ahead, dns_record: ahead }, kinds: ['inbox'], because: 'the provider has begun to list it' },
  ])('$kinds are listed, since $because', async ({ due, kinds }) => {
    const connection = await givenDue(due);
    await wake(connection);
    expect(await stateOf(connection)).toEqual({
      kinds: [kinds],
      jobs: 1,
      due: Object.fromEntries(
        Object.keys(declared).map((kind) => [kind, kinds?.includes(kind) === false ? ahead : next(connection, kind)]),
      ),
    });
  });

  test('the next due time is the first of those of its kinds, and a kind that is listed no more has none', async () => {
    const connection = await givenDue({ inbox: past, dns_record: ahead, dropped: past });
    await wake(connection, { inbox: '0 * * * *', dns_record: '0 */6 * * *' });
    const { due } = await stateOf(connection);
    expect(due).toEqual({ inbox: next(connection, 'inbox'), dns_record: ahead });
    const { rows } = await store.owner.query('select next_due_at from rollcall.connection where connection_id = $1', [
      connection.id,
    ]);
    expect(rows).toEqual([{ next_due_at: new Date(ahead) }]);
  });

  test('every kind is listed at the first due time, and by its own schedule from then on', async () => {
    const connection = await givenDue({});
    await wake(connection);
    await finishRuns(connection);
    await wake(connection, declared, new Date('2026-03-01T06:16:30.000Z'));
    await finishRuns(connection);
    await wake(connection, declared, new Date('2026-03-01T07:01:30.000Z'));
    expect((await stateOf(connection)).kinds).toEqual([null, ['wallet'], ['wallet', 'inbox']]);
  });

  test.each<{ given: Partial<NewConnection>; want: Record<string, string> }>([
    { given: { schedule: '5 4 * * *' }, want: { wallet: '5 4 * * *', inbox: '5 4 * * *', dns_record: '5 4 * * *' } },
    { given: { schedules: { inbox: '5 4 * * *' } }, want: { ...declared, inbox: '5 4 * * *' } },
    {
      given: { schedule: '0 * * * *', schedules: { inbox: '5 4 * * *', dropped: '5 5 * * *' } },
      want: { wallet: '0 * * * *', inbox: '5 4 * * *', dns_record: '0 * * * *' },
    },
  ])('the kinds follow what it says, $given, before what the provider declares', async ({ given, want }) => {
    const connection = await givenDue({}, given);
    await wake(connection);
    expect((await stateOf(connection)).due).toEqual(
      Object.fromEntries(Object.keys(declared).map((kind) => [kind, next(connection, kind, want)])),
    );
  });

  test('what is due is skipped while a run goes, and what was never due comes along with the next', async () => {
    const connection = await givenDue({ wallet: past, inbox: ahead });
    await givenQueuedRun(store, connection);
    await wake(connection);
    expect(await stateOf(connection)).toEqual({
      kinds: [null],
      jobs: 0,
      due: { wallet: next(connection, 'wallet'), inbox: ahead },
    });
    await finishRuns(connection);
    await wake(connection, declared, new Date('2026-03-01T06:16:30.000Z'));
    expect((await stateOf(connection)).kinds).toEqual([null, ['wallet', 'dns_record']]);
  });

  test.each<{ going: string[] | null; plan?: boolean; want: string[]; because: string }>([
    { going: null, want: ['wallet'], because: 'the run that was going listed them all' },
    { going: ['wallet', 'inbox'], want: ['wallet'], because: 'the run that was going listed it' },
    { going: ['wallet'], want: ['wallet', 'inbox'], because: 'the run that was going did not list inboxes' },
    { going: null, plan: true, want: ['wallet', 'inbox'], because: 'a plan lists nothing' },
  ])('after one that was skipped, $want are listed, since $because', async ({ going, plan, want }) => {
    const connection = await givenDue({ wallet: past, inbox: past, dns_record: ahead });
    const runId = await givenQueuedRun(store, connection, { plan: plan === true });
    await store.owner.query('update rollcall.run set kinds = $2 where run_id = $1', [runId, going]);
    await wake(connection);
    await finishRuns(connection);
    await wake(connection, declared, new Date('2026-03-01T06:16:30.000Z'));
    expect((await stateOf(connection)).kinds).toEqual([going, want]);
  });

  test('is woken while a bulk change of its resources goes on', async () => {
    const connection = await givenDue({ wallet: past, inbox: ahead, dns_record: ahead });
    await store.asDaemon(async (tx) => {
      await tx
        .selectFrom('connection')
        .select('name')
        .where('connection_id', '=', connection.id)
        .forKeyShare()
        .execute();
      await wake(connection);
    });
    expect((await stateOf(connection)).kinds).toEqual([['wallet']]);
  });

  test('what an operation of unknown outcome waits for is listed with it, until that is known', async () => {
    const connection = await givenDue({ wallet: past, inbox: ahead, dns_record: ahead });
    const error = { kind: 'unavailable', message: 'lost', providerCode: null, details: {} } as const;
    const outcome = { state: 'unknown', error } as const;
    const waitsFor = (kind: string) => [{ becomes: 'present', kind, name: 'a.example' }] as const;
    const { id } = await givenOperation(store, connection, { expectations: waitsFor('inbox'), outcome });
    await givenOperation(store, await givenDue({}), { expectations: waitsFor('dns_record'), outcome });
    await wake(connection);
    await finishRuns(connection);
    await store.owner.query(`update rollcall.operation set state = 'confirmed' where operation_id = $1`, [id]);
    await wake(connection, declared, new Date('2026-03-01T06:16:30.000Z'));
    expect((await stateOf(connection)).kinds).toEqual([['wallet', 'inbox'], ['wallet']]);
  });

  test('one run is queued, with exactly what is due, when two daemons see it at once', async () => {
    const connection = await givenDue({ wallet: past, inbox: ahead, dns_record: past });
    const seen = { connectionId: connection.id, at, declared };
    let second: Promise<void> | undefined;
    await store.asDaemon(async (tx) => {
      await queueDueRun(tx, queue, seen);
      second = wake(connection);
      await untilOneWaits();
    });
    await second;
    expect(await stateOf(connection)).toEqual({
      kinds: [['wallet', 'dns_record']],
      jobs: 1,
      due: { wallet: next(connection, 'wallet'), inbox: ahead, dns_record: next(connection, 'dns_record') },
    });
  });
});

/** A connection that is due a minute before `at`, whose kinds are due at these times. */
async function givenDue(
  due: Readonly<Record<string, string>>,
  given: Partial<NewConnection> = {},
): Promise<GivenConnection> {
  const connection = await givenConnection(store, { schedule: null, nextDueAt: new Date(past), ...given });
  await store.owner.query('update rollcall.connection set due_at = $2 where connection_id = $1', [connection.id, due]);
  return connection;
}

function wake({ id }: GivenConnection, schedules: Readonly<Record<string, string>> = declared, now = at) {
  return store.asDaemon((tx) => queueDueRun(tx, queue, { connectionId: id, at: now, declared: schedules }));
}

function next({ id }: GivenConnection, kind: string, schedules: Readonly<Record<string, string>> = declared): string {
  return nextDue(schedules[kind] ?? '', { after: at, spreadKey: id }).toISOString();
}

async function stateOf({ id }: GivenConnection): Promise<{ kinds: (string[] | null)[]; jobs: number; due: object }> {
  const { rows } = await store.owner.query<{ kinds: (string[] | null)[]; jobs: number; due: object }>(
    `select c.due_at as due,
      (select coalesce(jsonb_agg(r.kinds order by r.run_id), '[]') from rollcall.run r where r.connection_id = $1) as kinds,
      (select count(*)::int from pgboss.job where group_id = $1::text) as jobs
    from rollcall.connection c where c.connection_id = $1`,
    [id],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('the connection is there');
  return row;
}

/** Until another transaction waits for a lock that this one holds. */
async function untilOneWaits(): Promise<void> {
  for (let n = 0; n < 500; n += 1) {
    const { rows } = await store.owner.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (rows.length > 0) return;
    await sleep(10);
  }
  throw new Error('nobody waits');
}

async function finishRuns({ id }: GivenConnection): Promise<void> {
  await store.owner.query(
    `update rollcall.run set state = 'finished', outcome = 'complete' where connection_id = $1 and state = 'queued'`,
    [id],
  );
}
