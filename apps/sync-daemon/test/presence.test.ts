import { goneGraceMs } from '@rollcall/ledger';
import { beforeEach, expect, test } from 'vitest';
import { type Connected, useInstallation } from './support/installation.ts';
import { type TestSandbox, useSandboxes } from './support/sandboxes.ts';

const installation = useInstallation();
const startSandbox = useSandboxes();

let sandbox: TestSandbox;
let connection: Connected;
beforeEach(async () => {
  sandbox = await startSandbox({ seed: 6, sizes: { host: 2, domain: 2, inbox: 6 } });
  connection = await installation.connect(sandbox);
  await installation.run(connection);
});

const presenceOf = async (externalId: string): Promise<string> => {
  const { rows } = await installation.owner.query(
    'select presence from rollcall.resource where external_id = $1 and connection_id = $2',
    [externalId, connection.id],
  );
  return rows[0].presence;
};

const said = async (externalId: string): Promise<{ type: string; evidence: string }[]> => {
  const { rows } = await installation.owner.query(
    `select type, cause ->> 'evidence' as evidence from rollcall.audit_event
      where subject_id = $1 and connection_id = $2 order by event_id`,
    [externalId, connection.id],
  );
  return rows;
};

/** Lets time pass for what is absent. */
const later = (ms: number) =>
  installation.owner.query(
    `update rollcall.resource set missing_since = missing_since - $2 * interval '1 ms' where connection_id = $1`,
    [connection.id, ms],
  );

const asked = async (): Promise<number> =>
  (await sandbox.log()).filter(({ operationId }) => operationId === 'getMailbox').length;

test('what vanished descends one step a run, and is gone after a day, once the provider denies it by name', async () => {
  const { id } = await sandbox.thing('inbox');
  await sandbox.change({ do: 'delete', kind: 'inbox', id });
  const steps = [];
  for (const _run of [1, 2, 3]) {
    await installation.run(connection);
    steps.push(await presenceOf(id));
  }
  expect(steps).toEqual(['missing', 'suspect', 'suspect']);
  expect(await asked()).toBe(0);

  await later(goneGraceMs);
  await installation.run(connection);
  expect(await presenceOf(id)).toBe('gone');
  expect(await asked()).toBe(1);
  await installation.run(connection);
  expect((await said(id)).map(({ type }) => type)).toEqual([
    'resource.appeared',
    'resource.vanished',
    'resource.suspected',
    'resource.gone',
  ]);
  const [, , suspected, gone] = await said(id);
  expect(suspected?.evidence).toMatch(/^a second believed listing; missing since /);
  expect(gone?.evidence).toMatch(
    /asked for by name, the provider says it does not exist, and the grace of 24 h has passed/,
  );
});

test('the first step asks nobody by name, however long ago it vanished', async () => {
  const { id } = await sandbox.thing('inbox');
  await sandbox.change({ do: 'delete', kind: 'inbox', id });
  await installation.run(connection);
  await later(5 * goneGraceMs);
  await installation.run(connection);
  expect(await presenceOf(id)).toBe('suspect');
  expect(await asked()).toBe(0);
});

test('what the provider still answers for by name stays suspect, however long it is missing from the list', async () => {
  const { id } = await sandbox.thing('inbox', 2);
  await sandbox.fault({ operation: 'listMailboxes', fault: 'missing_item', index: 2, times: 0 });
  await installation.run(connection);
  await installation.run(connection);
  await later(10 * goneGraceMs);
  await installation.run(connection);
  expect(await presenceOf(id)).toBe('suspect');
  expect(await asked()).toBe(1);

  await sandbox.clearFaults();
  await installation.run(connection);
  expect(await presenceOf(id)).toBe('live');
  expect((await said(id)).at(-1)?.type).toBe('resource.reappeared');
});

test('when the provider cannot be asked just now, nothing is concluded', async () => {
  const { id } = await sandbox.thing('inbox', 1);
  await sandbox.change({ do: 'delete', kind: 'inbox', id });
  await installation.run(connection);
  await installation.run(connection);
  await later(goneGraceMs);
  await sandbox.fault({ operation: 'getMailbox', fault: 'status', status: 500, times: 0 });
  expect(await installation.run(connection)).toMatchObject({ outcome: 'complete' });
  expect(await presenceOf(id)).toBe('suspect');
});

test('what nobody can be asked for by name is gone after a day in the same way', async () => {
  const { id } = await sandbox.thing('host', 1);
  await sandbox.change({ do: 'delete', kind: 'host', id });
  await installation.run(connection);
  await installation.run(connection);
  await later(goneGraceMs - 60_000);
  await installation.run(connection);
  expect(await presenceOf(id)).toBe('suspect');
  await later(60_000);
  await installation.run(connection);
  expect(await presenceOf(id)).toBe('gone');
  expect((await said(id)).at(-1)?.evidence).toMatch(/the provider cannot be asked for it by name/);
});

test('a listing that is not believed takes nothing a step further', async () => {
  const { id } = await sandbox.thing('inbox');
  await sandbox.change({ do: 'delete', kind: 'inbox', id });
  await installation.run(connection);
  await sandbox.fault({ operation: 'listMailboxes', fault: 'duplicate_item' });
  expect(await installation.run(connection)).toMatchObject({ outcome: 'partial' });
  expect(await presenceOf(id)).toBe('missing');
  await installation.run(connection, { plan: true });
  expect(await presenceOf(id)).toBe('missing');
});

test('what came back and went again begins at the first step', async () => {
  const { id, name } = await sandbox.thing('host');
  await sandbox.change({ do: 'delete', kind: 'host', id });
  await installation.run(connection);
  await installation.run(connection);
  expect(await presenceOf(id)).toBe('suspect');
  await sandbox.change({ do: 'create', kind: 'host', name, set: { id } });
  await installation.run(connection);
  expect(await presenceOf(id)).toBe('live');
  await sandbox.change({ do: 'delete', kind: 'host', id });
  await installation.run(connection);
  expect(await presenceOf(id)).toBe('missing');
});
