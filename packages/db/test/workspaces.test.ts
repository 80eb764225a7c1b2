import { KeyScope, type WorkspaceId } from '@rollcall/schema';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { expect, test } from 'vitest';
import { createApiKey, createWorkspace, inWorkspace, listWorkspaces, type Tx } from '../src/index.ts';
import { keyActor } from './support/given.ts';
import { useStore } from './support/store.ts';

const store = useStore();
const pepper = Buffer.alloc(32, 1);
const first = async (): Promise<WorkspaceId> => {
  const { rows } = await store.owner.query(`select workspace_id as id from rollcall.workspace where is_first`);
  return rows[0].id;
};
const create = (name: string) => (tx: Tx) => createWorkspace(tx, { name, actor: keyActor, pepper });
const counts = async () =>
  (
    await store.owner.query(`select (select count(*)::int from rollcall.workspace) as workspaces,
      (select count(*)::int from rollcall.api_key) as keys, (select count(*)::int from rollcall.audit_event) as events`)
  ).rows[0];

test('the first workspace makes others; what comes after in its transaction is its own again', async () => {
  const home = await first();
  const { workspace, key } = await inWorkspace(store.gateway, home, async (tx) => {
    const made = await create('tenant')(tx);
    await createApiKey(tx, { name: 'after', scopes: ['audit:read'], actor: keyActor, pepper });
    return made;
  });
  const { rows } = await store.owner.query('select workspace_id as id, name from rollcall.api_key order by created_at');
  expect(rows).toEqual([
    { id: workspace.id, name: 'admin' },
    { id: home, name: 'after' },
  ]);
  expect(key.scopes).not.toContain('workspaces:admin');
});

test.each(['another workspace', 'no workspace'])('with %s set, none is made, and none shows', async (which) => {
  const before = await counts();
  const asked = async (text: string) => {
    const setting = which === 'no workspace' ? '' : store.theirs;
    return store.gateway.transaction().execute(async (tx) => {
      await sql`select set_config('rollcall.workspace_id', ${setting}, true)`.execute(tx);
      return (await sql.raw(text).execute(tx)).rows;
    });
  };
  const found = asked(`select rollcall.found_workspace('${uuidv7()}', 'planted')`);
  await expect(found).rejects.toMatchObject({ code: '42501', message: 'only the first workspace makes others' });
  expect(await asked('select * from rollcall.workspaces_after(null, 10)')).toEqual([]);
  expect(await counts()).toEqual(before);
});

test('a workspace that is not the first cannot make one through our own code', async () => {
  const before = await counts();
  await expect(store.asGateway(create('planted'))).rejects.toMatchObject({ code: '42501' });
  expect(await store.asGateway((tx) => listWorkspaces(tx, { after: undefined, limit: 10 }))).toEqual([]);
  expect(await counts()).toEqual(before);
});

test('the database refuses workspaces:admin to a key of any but the first, to the owner as well', async () => {
  const key = { name: 'k', scopes: KeyScope.options, actor: keyActor, pepper };
  const refusal = 'workspaces:admin and metrics:read are for keys of the first workspace';
  await expect(store.asGateway((tx) => createApiKey(tx, key))).rejects.toThrow(refusal);
  const { key: made } = await store.asGateway((tx) => createApiKey(tx, { ...key, scopes: ['keys:admin'] }));
  const widened = store.owner.query(
    `update rollcall.api_key set scopes = scopes || 'workspaces:admin'::text where key_id = $1`,
    [made.id],
  );
  await expect(widened).rejects.toThrow(refusal);
  const home = await first();
  await inWorkspace(store.gateway, home, (tx) => createApiKey(tx, key));
  await expect(
    store.owner.query(`update rollcall.api_key set workspace_id = $1 where workspace_id = $2`, [store.theirs, home]),
  ).rejects.toThrow(refusal);
});

test('what fails half-way leaves nothing', async () => {
  const before = await counts();
  const home = await first();
  const half = inWorkspace(store.gateway, home, async (tx) => {
    await create('half')(tx);
    throw new Error('undone');
  });
  await expect(half).rejects.toThrow('undone');
  expect(await counts()).toEqual(before);
});

test.each(['', ' x', 'x ', 'a\nb', 'a\u0085b', 'n'.repeat(101)])(
  'the database refuses the name %j, to the owner as well',
  async (name) => {
    const insert = 'insert into rollcall.workspace (workspace_id, name) values (gen_random_uuid(), $1)';
    await expect(store.owner.query(insert, [name])).rejects.toThrow(/workspace_name_is_plain/);
  },
);
