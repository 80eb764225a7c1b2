import { v7 as uuidv7 } from 'uuid';
import { beforeAll, expect, test } from 'vitest';
import { sealEvents } from '../src/index.ts';
import { type GivenConnection, givenConnection } from './support/given.ts';
import { checkOf, type Fault, testPlanted } from './support/planted.ts';
import { useStore } from './support/store.ts';

const store = useStore();

const checks = {
  sealer: 'only the sealer orders events, and every event comes to it',
  order: 'the order of events has no gap, and ends where its tail says',
  waits: 'no event waits for its place in the order',
} as const;

let connections: readonly GivenConnection[];
beforeAll(async () => {
  connections = [await givenConnection(store), await givenConnection(store), await givenConnection(store)];
  await givenConnection(store, { workspaceId: store.theirs });
  await sealEvents(store.daemon);
});

const grants: readonly Fault[] = [
  { privilege: 'insert', table: 'audit_pending', to: 'rollcall_gateway' },
  { privilege: 'delete', table: 'audit_pending', to: 'rollcall_daemon' },
  { privilege: 'insert', table: 'sealed_event', to: 'rollcall_daemon' },
  { privilege: 'update', table: 'audit_tail', to: 'rollcall_planner' },
  { privilege: 'insert', table: 'audit_leaf', to: 'rollcall_daemon' },
  { privilege: 'update', table: 'audit_tree', to: 'rollcall_daemon' },
].map(({ privilege, table, to }) => ({
  what: `the right of ${to} to ${privilege} ${table}`,
  plant: `grant ${privilege} on rollcall.${table} to ${to}`,
  mend: `revoke ${privilege} on rollcall.${table} from ${to}`,
  ...{ check: checks.sealer, found: `rollcall.${table}: ${privilege.toUpperCase()}` },
}));

testPlanted(store, [
  ...grants,
  {
    what: 'a column that a process may update',
    plant: 'grant update (size) on rollcall.audit_tail to rollcall_gateway',
    mend: 'revoke update (size) on rollcall.audit_tail from rollcall_gateway',
    ...{ check: checks.sealer, found: 'rollcall.audit_tail: UPDATE' },
  },
  {
    what: 'a second function that runs as the sealer',
    plant: `create function rollcall.planted() returns int language sql security definer return 1;
      grant create on schema rollcall to rollcall_sealer; alter function rollcall.planted() owner to rollcall_sealer`,
    mend: 'drop function rollcall.planted(); revoke create on schema rollcall from rollcall_sealer',
    ...{ check: checks.sealer, found: 'rollcall.planted() runs as rollcall_sealer' },
  },
  {
    what: 'a sealer that may log in',
    plant: 'alter role rollcall_sealer login',
    mend: 'alter role rollcall_sealer nologin',
    ...{ check: checks.sealer, found: 'rollcall_sealer may log in' },
  },
  ...['disable trigger queued', 'enable replica trigger queued'].map(
    (what): Fault => ({
      what: `audit_event, altered to ${what},`,
      plant: `alter table rollcall.audit_event ${what}`,
      mend: 'alter table rollcall.audit_event enable trigger queued',
      ...{ check: checks.sealer, found: 'no trigger queues what is appended to audit_event' },
    }),
  ),
]);

/** What stands against the order. The owner alone can write it, and only around the triggers. */
const disorder = [
  {
    what: 'a tail that is behind',
    plant: 'update rollcall.audit_tail set size = size - 1 where true',
    found: 'the tail says 2, and the last event is number 3',
  },
  {
    what: 'no tail at all',
    plant: 'delete from rollcall.audit_tail where true',
    found: 'the tail says 0, and the last event is number 3',
  },
  {
    what: 'a number that is missing',
    plant: 'delete from rollcall.sealed_event where seq = 2',
    found: '1 of the numbers from 1 to 3 have no event',
  },
  {
    what: 'a beginning that is missing',
    plant: 'delete from rollcall.sealed_event where seq = 1',
    found: 'number 1 has no event',
  },
  {
    what: 'a number of an event that is not there',
    plant: `update rollcall.sealed_event set event_id = '${uuidv7()}' where seq = 3`,
    found: 'number 3 is of an event that does not exist',
  },
  {
    what: 'an event that nobody queued',
    plant: `insert into rollcall.audit_event (workspace_id, event_id, type, actor, subject_kind, subject_id, subject_name)
        select workspace_id, rollcall.uuid_v7(), 'key.created', actor, 'gateway_key', 'k', 'k' from rollcall.audit_event where true limit 1`,
    found: 'has no number and does not wait for one',
  },
] as const;

test.each(disorder)('$what is found', async ({ plant, found }) => {
  const copies = ['sealed_event', 'audit_tail', 'audit_event'];
  expect(await checkOf(store, checks.order)).toMatchObject({ ok: true });
  await store.owner.query(copies.map((table) => `create table public.${table} as table rollcall.${table}`).join(';'));
  await withoutTriggers(plant.replaceAll(' where ', ` where workspace_id = '${store.mine}' and `));
  try {
    const { ok, detail } = await checkOf(store, checks.order);
    expect(ok).toBe(false);
    expect(detail).toContain(found);
  } finally {
    for (const table of copies) {
      await withoutTriggers(`delete from rollcall.${table}; insert into rollcall.${table} select * from public.${table};
        drop table public.${table}`);
    }
  }
  expect(await checkOf(store, checks.order)).toMatchObject({ ok: true });
});

/** In one message, and so in one transaction on one connection. */
async function withoutTriggers(statements: string): Promise<void> {
  await store.owner.query(`set local session_replication_role = replica; ${statements}`);
}

test('an event that has waited for a minute is found, of its workspace only; one that was just told is not', async () => {
  const [connection] = connections;
  const tell = (ago: string) =>
    store.owner.query(
      `insert into rollcall.audit_event (workspace_id, event_id, recorded_at, type, actor, subject_kind, subject_id, subject_name)
      select workspace_id, rollcall.uuid_v7(), clock_timestamp() - $2::interval, type, actor, subject_kind, subject_id, subject_name
      from rollcall.audit_event where subject_id = $1 limit 1`,
      [connection?.id, ago],
    );
  await tell('1 second');
  expect(await checkOf(store, checks.waits)).toMatchObject({ ok: true });
  await sealEvents(store.daemon);
  await tell('61 seconds');
  const { ok, detail } = await checkOf(store, checks.waits);
  expect(ok).toBe(false);
  expect(detail).toMatch(/^1 wait, the first since 20.* — start a sync daemon/);
  expect(await checkOf(store, checks.waits, store.theirs)).toMatchObject({ ok: true });
  await sealEvents(store.daemon);
  expect(await checkOf(store, checks.waits)).toMatchObject({ ok: true });
});
