import type { Operation, Resource } from '@rollcall/schema';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { connect, connectionTo } from './support/connect.ts';
import { type Answer, useGateway } from './support/gateway.ts';
import { fillLedger, listed } from './support/ledger.ts';
import { type TestSandbox, useSandboxes } from './support/sandboxes.ts';

const gateway = useGateway();
const startSandbox = useSandboxes();
const connection = 'adbtd';

let sandbox: TestSandbox;
let inboxes: readonly { readonly externalId: string; readonly name: string }[];
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 3, sizes: { host: 1, domain: 2, inbox: 20 } });
  await connect(gateway, connection, sandbox);
  await fillLedger(gateway, connection, sandbox);
  inboxes = (await listed(sandbox)).filter(({ kind }) => kind === 'inbox');
});

let used = 0;
const next = () => {
  used += 1;
  const inbox = inboxes[used];
  if (inbox === undefined) throw new Error('more inboxes are needed');
  return inbox;
};

type Json = Readonly<Record<string, unknown>>;

const remove = (name: string, options: Json = {}): Promise<Answer> =>
  gateway.mutate('inboxes.delete', { connection, input: { inbox: name, confirm: name }, ...options });
const removeById = (id: string, options: Json = {}): Promise<Answer> =>
  gateway.mutate('providers.adbtd.deleteMailbox', { connection, input: { id, confirm: id }, ...options });
const versionOf = async (externalId: string): Promise<number> => {
  const { data } = await gateway.query('resources.get', { connection, kind: 'inbox', externalId });
  return (data as { data: Resource }).data.version; // The answer's envelope.
};
const requests = async () => (await sandbox.log()).length;
const recorded = async (): Promise<number> => {
  const { rows } = await gateway.owner.query('select count(*)::int as count from rollcall.operation');
  return rows[0].count;
};

/** Another version of an inbox, as a run would record what somebody changed by hand. */
async function moveOn(externalId: string): Promise<void> {
  await gateway.owner.query(
    `with event as (
      insert into rollcall.audit_event (workspace_id, event_id, type, connection_id, actor, subject_kind, subject_id,
        subject_name, cause)
      select r.workspace_id, gen_random_uuid(), 'resource.changed', r.connection_id, '{"type":"daemon","id":"h","name":"d"}',
        r.kind, r.external_id, r.name, '{"kind":"out_of_band","evidence":"nobody asked for it here"}'
      from rollcall.resource r where r.external_id = $1 returning *),
    version as (
      insert into rollcall.resource_version (workspace_id, connection_id, kind, external_id, version, name, presence,
        attributes, recorded_at, run_id, event_id)
      select r.workspace_id, r.connection_id, r.kind, r.external_id, r.version + 1, r.name, r.presence, r.attributes, now(),
        gen_random_uuid(), e.event_id
      from rollcall.resource r, event e where r.external_id = $1 returning *)
    update rollcall.resource r set version = v.version from version v where r.external_id = v.external_id`,
    [externalId],
  );
}

describe('a change that names the version that its caller saw', () => {
  test('is made while the ledger holds that one', async () => {
    const { externalId, name } = next();
    expect(await remove(name, { expectedVersion: await versionOf(externalId) })).toMatchObject({ status: 200 });
  });

  test('is refused before anything is recorded or sent when it has moved, with what moved it', async () => {
    const { externalId, name } = next();
    const seen = await versionOf(externalId);
    await moveOn(externalId);
    const before = [await requests(), await recorded()];
    for (const refused of [
      await remove(name, { expectedVersion: seen, idempotencyKey: 'moved' }),
      await removeById(externalId, { expectedVersion: seen }),
    ]) {
      expect(refused).toMatchObject({
        status: 409,
        error: {
          code: 'version_moved',
          message: expect.stringContaining(`${name} is at version 2, not 1 (resource.changed, cause: out_of_band)`),
          details: {
            ...{ kind: 'inbox', name, expectedVersion: 1, version: 2 },
            change: { type: 'resource.changed', cause: { kind: 'out_of_band' } },
          },
        },
      });
    }
    expect([await requests(), await recorded()]).toEqual(before);
    // The key is not used up.
    const options = { expectedVersion: await versionOf(externalId), idempotencyKey: 'moved' };
    expect(await remove(name, options)).toMatchObject({ status: 200, data: { replayed: false } });
    // And once it is, it answers, although what it names has moved by what it did itself.
    expect(await remove(name, options)).toMatchObject({ status: 200, data: { replayed: true } });
  });

  test('is refused after a change of ours that no listing has shown yet', async () => {
    const { externalId, name } = next();
    const first = await remove(name);
    const { id } = (first.data as { operation: { id: string } }).operation; // What every write answers.
    const before = [await requests(), await recorded()];
    expect((await removeById(externalId, { expectedVersion: 1 })).error).toMatchObject({
      code: 'version_moved',
      operationId: id,
      details: { version: 1, by: { procedure: 'adbtd.deleteMailbox', state: 'succeeded' } },
    });
    expect([await requests(), await recorded()]).toEqual(before);
    await gateway.owner.query(`update rollcall.operation set state = 'confirmed' where operation_id = $1`, [id]);
    expect((await removeById(externalId, { expectedVersion: 1 })).error?.code).toBe('provider_refused');
  });

  test.each([
    { options: {}, others: 'version_moved' },
    { options: { idempotencyKey: 'one of five' }, others: 'idempotency_in_flight' },
  ])('is made by one of five who saw the same, $options: the others are told $others', async ({ options, others }) => {
    const { name } = next();
    // All of them have looked before the first is on record.
    await gateway.owner.query(`create function rollcall.take_time() returns trigger language plpgsql as
      'begin perform pg_sleep(0.2); return new; end';
      create trigger planted before insert on rollcall.operation for each row execute function rollcall.take_time()`);
    onTestFinished(async () => void (await gateway.owner.query('drop function rollcall.take_time cascade')));
    await sandbox.fault({ operation: 'deleteMailbox', fault: 'delay', ms: 300 });
    const calls = Array.from({ length: 5 }, () => remove(name, { expectedVersion: 1, ...options }));
    const answers = await Promise.all(calls);
    expect(answers.map(({ status, error }) => error?.code ?? status).sort()).toEqual([200, ...Array(4).fill(others)]);
  });

  test('is refused of what the ledger does not hold', async () => {
    expect((await removeById('mb_unheard', { expectedVersion: 1 })).error).toMatchObject({
      code: 'version_moved',
      details: { version: null },
    });
  });

  test.each([
    { procedure: 'providers.adbtd.listDomains', input: {}, because: 'it changes nothing' },
    { procedure: 'providers.adbtd.addDomain', input: { name: 'new.example' }, because: 'cannot be told' },
    { procedure: 'domains.add', input: { domain: 'new.example' }, because: 'cannot be told' },
  ])(
    'is refused where there is no such resource: $procedure, since $because',
    async ({ procedure, input, because }) => {
      const refused = await gateway.mutate(procedure, { connection, input, expectedVersion: 1 });
      expect(refused.error).toMatchObject({ code: 'invalid_input', message: expect.stringContaining(because) });
    },
  );

  test.each([0, -1, 1.5, 2 ** 31, '1', null])('%j is no version', async (expectedVersion) => {
    expect((await remove('a', { expectedVersion })).error?.code).toBe('invalid_input');
  });
});

describe('what a call was answered stands', () => {
  const replays = async (ask: () => Promise<Answer>) => {
    const before = await requests();
    expect(await ask()).toMatchObject({ status: 200, data: { replayed: true } });
    expect(await requests()).toBe(before);
  };

  /** Each under its key: of the provider's own operation, and of one that all providers share. */
  const asked = () => {
    const [one, other] = [next(), next()];
    return [
      (key = `own ${one.name}`) => removeById(one.externalId, { idempotencyKey: key }),
      (key = `shared ${other.name}`) => remove(other.name, { idempotencyKey: key }),
    ];
  };

  test('though its connection is paused, or its circuit open', async () => {
    const calls = asked();
    for (const ask of calls) expect((await ask()).status).toBe(200);
    await gateway.mutate('connections.pause', { name: connection });
    for (const ask of calls) {
      await replays(() => ask());
      expect((await ask('new key')).error?.code).toBe('connection_not_active');
    }
    await gateway.mutate('connections.resume', { name: connection });
    await gateway.owner.query(
      `update rollcall.connection set circuit_opened_at = now(), circuit_reason = 'x' where name = $1`,
      [connection],
    );
    for (const ask of calls) {
      await replays(() => ask());
      expect((await ask('new key')).error?.code).toBe('circuit_open');
    }
    await gateway.owner.query('update rollcall.connection set circuit_opened_at = null, circuit_reason = null');
  });

  test('though its connection is removed, and another has its name', async () => {
    const calls = asked();
    for (const ask of calls) expect((await ask()).status).toBe(200);
    await gateway.mutate('connections.remove', { name: connection });
    for (const ask of calls) {
      await replays(() => ask());
      expect((await ask('new key')).error?.code).toBe('connection_not_found');
    }
    const again = connectionTo(sandbox, { name: connection, provider: sandbox.provider });
    expect((await gateway.mutate('connections.add', again)).status).toBe(200);
    for (const ask of calls) await replays(() => ask());
  });

  test('for its key and its input alone, in its own workspace, to whoever may ask for it', async () => {
    const { externalId: id } = inboxes[0] ?? next();
    const call = { connection, input: { id, confirm: id }, idempotencyKey: 'mine' };
    const path = 'providers.adbtd.deleteMailbox';
    expect((await gateway.mutate(path, call)).status).toBe(200);
    const otherwise = [
      { ...call, input: { id: 'mb_2', confirm: 'mb_2' } },
      { ...call, connection: 'nobody' },
    ];
    for (const mutated of otherwise)
      expect((await gateway.mutate(path, mutated)).error?.code).toBe('idempotency_mismatch');
    const { token: reader } = await gateway.key(['inventory:read', 'secrets:read']);
    expect((await gateway.mutate(path, call, reader)).error?.code).toBe('scope_missing');
    await connect(gateway, 'second', sandbox);
    const { data: limited } = await gateway.mutate('keys.create', {
      ...{ name: 'limited', scopes: ['operations:write'], connections: ['second'] },
    });
    const { token: elsewhere } = limited as { token: string }; // As `keys.create` answers.
    for (const name of [connection, 'second']) {
      const answer = await gateway.mutate(path, { ...call, connection: name }, elsewhere);
      expect(answer.error?.code).toBe(name === 'second' ? 'idempotency_mismatch' : 'connection_not_found');
      expect(answer.text).not.toContain(id);
    }
    const { data } = await gateway.mutate('workspaces.create', { name: 'foreign' });
    const { token: foreign } = data as { token: string }; // The first key of the other workspace.
    expect((await gateway.mutate(path, call, foreign)).error?.code).toBe('connection_not_found');
  });
});

test('a write whose caller hangs up is carried to its end, and on record', async () => {
  const { externalId: id } = next();
  await sandbox.fault({ operation: 'deleteMailbox', fault: 'delay', ms: 300 });
  const gone = fetch(`${gateway.url}/trpc/providers.adbtd.deleteMailbox`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${gateway.adminKey}` },
    body: JSON.stringify({ connection, input: { id, confirm: id } }),
    signal: AbortSignal.timeout(100),
  });
  await expect(gone).rejects.toThrow();
  const newest = async (): Promise<Pick<Operation, 'state' | 'input'> | undefined> => {
    const { rows } = await gateway.owner.query(
      'select state, input from rollcall.operation order by operation_id desc limit 1',
    );
    return rows[0];
  };
  await expect.poll(newest, { timeout: 5_000 }).toMatchObject({ state: 'succeeded', input: { id } });
  expect((await sandbox.things('inbox')).map((inbox) => inbox.id)).not.toContain(id);
});
