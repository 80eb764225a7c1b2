import pg from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { growLogs, makeCheckpoint, sealEvents } from '../src/index.ts';
import { givenCut } from './support/cut.ts';
import { find, verdictOf } from './support/finding.ts';
import { givenConnection, givenRun } from './support/given.ts';
import { testRing } from './support/ring.ts';
import { roll } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();

beforeAll(async () => {
  const connection = await givenConnection(store);
  const renamedBy = { attribute: 'born', reason: 'it stays' };
  for (const id of ['mb_1', 'mb_2']) {
    const items = [{ externalId: id, name: 'ada@one.example', attributes: { born: 1 } }];
    await roll(store, connection, { items, renamedBy });
  }
  await givenCut(store, { lease: await givenRun(store, connection) });
  await find(store, [verdictOf()]);
  await sealEvents(store.daemon);
  await growLogs(store.daemon);
  await makeCheckpoint(store.daemon, store.mine, { ring: testRing, known: [] });
  await store.owner.query(`insert into rollcall.audit_node values ($1, 8, 0, $2)`, [store.mine, Buffer.alloc(32)]);
});

const tables = [
  { table: 'audit_event', key: 'workspace_id, event_id' },
  { table: 'sealed_event', key: 'workspace_id, seq' },
  { table: 'audit_leaf', key: 'workspace_id, seq' },
  { table: 'audit_node', key: 'workspace_id, level, index' },
  { table: 'audit_checkpoint', key: 'workspace_id, number' },
  { table: 'resource_version', key: 'workspace_id, connection_id, kind, external_id, version' },
  { table: 'wallet_cut', key: 'workspace_id, connection_id, kind, wallet, taken_at' },
  { table: 'finding_version', key: 'workspace_id, finding_id, version' },
  { table: 'resource_rename', key: 'workspace_id, connection_id, kind, external_id, version' },
];

describe.each(['owner', 'gateway', 'daemon'] as const)('as the %s', (who) => {
  describe.each(tables)('$table', ({ table, key }) => {
    test.each([
      { verb: 'update', statement: `update rollcall.${table} set workspace_id = workspace_id` },
      { verb: 'delete', statement: `delete from rollcall.${table}` },
      { verb: 'truncate', statement: `truncate rollcall.${table} cascade` },
      {
        verb: 'update by way of an insert',
        statement: `insert into rollcall.${table} select * from rollcall.${table}
          on conflict (${key}) do update set workspace_id = excluded.workspace_id`,
      },
    ])('refuses to $verb', async ({ statement }) => {
      const before = await everything(table);
      expect(before.length).toBeGreaterThan(0);
      await expect(run(who, statement)).rejects.toMatchObject({ code: '42501' });
      expect(await everything(table)).toEqual(before);
    });
  });
});

test('the owner is told why', async () => {
  await expect(run('owner', 'delete from rollcall.audit_event')).rejects.toThrow(
    'audit_event is append-only: delete is refused',
  );
  await expect(run('owner', 'truncate rollcall.audit_event cascade')).rejects.toThrow(
    /is append-only: truncate is refused/,
  );
});

async function everything(table: string): Promise<unknown[]> {
  const { rows } = await store.owner.query(`select t, xmin, ctid from rollcall.${table} t order by ctid`);
  return rows;
}

async function run(who: 'owner' | 'gateway' | 'daemon', statement: string): Promise<void> {
  const { ownerUrl, gatewayUrl, daemonUrl } = store.urls;
  const client = new pg.Client({ owner: ownerUrl, gateway: gatewayUrl, daemon: daemonUrl }[who]);
  await client.connect();
  try {
    await client.query(`select set_config('rollcall.workspace_id', $1, false)`, [store.mine]);
    await client.query(statement);
  } finally {
    await client.end();
  }
}
