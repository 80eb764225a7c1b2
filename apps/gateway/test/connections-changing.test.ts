import { dataFolderAt, readSecrets } from '@rollcall/data-folder';
import type { ScheduledConnection } from '@rollcall/schema';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { connectionIn, connectionTo, small } from './support/connect.ts';
import { useGateway } from './support/gateway.ts';
import { type TestSandbox, useSandboxes } from './support/sandboxes.ts';

const gateway = useGateway();
const startSandbox = useSandboxes();

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startSandbox(small);
  for (const secret of Object.values(sandbox.credential)) gateway.secrets.add(secret);
});
beforeEach(() => sandbox.clearFaults());

let count = 0;
const newName = (): string => {
  count += 1;
  return `connection-${count}`;
};
const add = (given: Readonly<Record<string, unknown>> = {}) =>
  gateway.mutate('connections.add', connectionTo(sandbox, { name: newName(), ...given }));

describe('changing a connection', () => {
  const update = (name: string, change: Readonly<Record<string, unknown>>) =>
    gateway.mutate('connections.update', { name, ...change });
  const given = async (): Promise<ScheduledConnection> => connectionIn(await add());
  const sealedOf = async ({ id }: ScheduledConnection) =>
    (await gateway.owner.query('select sealed from rollcall.credential where connection_id = $1', [id])).rows[0]
      ?.sealed;

  test('keeps what is not named', async () => {
    const before = await given();
    const after = connectionIn(await update(before.name, { schedule: '5 4 * * *' }));
    expect(after).toEqual({ ...before, schedule: '5 4 * * *', nextDueAt: after.nextDueAt, kinds: after.kinds });
    expect(new Date(after.nextDueAt ?? '').getUTCHours()).toBe(4);
  });

  test.each([true, false])('sends a stored credential to no other host, verified %s', async (verify) => {
    const before = await given();
    const elsewhere = sandbox.baseUrl.replace('127.0.0.1', 'localhost');
    const refused = await update(before.name, { baseUrl: elsewhere, verify });
    expect(refused).toMatchObject({
      ...{ status: 400, error: { code: 'invalid_input', issues: [{ path: 'credential' }] } },
    });
    const { credential } = sandbox;
    const moved = await update(before.name, { baseUrl: elsewhere, verify, credential });
    expect(connectionIn(moved).baseUrl).toBe(elsewhere);
  });

  /** When each kind is due, as a daemon leaves it. */
  const listed = ({ id }: ScheduledConnection, due: Readonly<Record<string, string>>) =>
    gateway.owner.query('update rollcall.connection set due_at = $2 where connection_id = $1', [id, due]);
  const dueOf = ({ kinds }: ScheduledConnection) =>
    Object.fromEntries(kinds.map(({ kind, nextDueAt }) => [kind, nextDueAt?.slice(11, 15)]));
  const ahead = '2099-01-01T00:00:00.000Z';

  test('gives single kinds a schedule of their own, takes it out again, and says both', async () => {
    const connection = await given();
    await listed(connection, { host: ahead, domain: ahead });
    const changed = connectionIn(
      await update(connection.name, { schedules: { host: '7 4 * * *', domain: '7 5 * * *' } }),
    );
    expect(changed).toMatchObject({ schedule: '0 0 1 1 *', schedules: { host: '7 4 * * *', domain: '7 5 * * *' } });
    // The inboxes were never listed, and do not wait for the first of January.
    const { host, domain } = { host: '04:0', domain: '05:0' };
    const soonest = changed.nextDueAt?.slice(11, 15);
    expect([host, domain]).toContain(soonest);
    expect(dueOf(changed)).toEqual({ host, domain, inbox: soonest });
    const back = connectionIn(await update(connection.name, { schedule: null, schedules: { host: null } }));
    expect(back).toMatchObject({ schedule: null, schedules: { domain: '7 5 * * *' } });
    expect(back.kinds.map(({ setBy }) => setBy)).toEqual(['provider', 'kind', 'provider']);
    const { rows } = await gateway.owner.query(
      `select before -> 'schedules' as before, after -> 'schedules' as after from rollcall.audit_event
        where connection_id = $1 and type = 'connection.updated' order by event_id`,
      [connection.id],
    );
    expect(rows).toEqual([
      { before: {}, after: { host: '7 4 * * *', domain: '7 5 * * *' } },
      { before: { host: '7 4 * * *', domain: '7 5 * * *' }, after: { domain: '7 5 * * *' } },
    ]);
  });

  test('gives single rate buckets a rate of their own, which the budget goes by, and takes it out again', async () => {
    const connection = await given();
    const allowed = async () => {
      const { data } = await gateway.query('budgets.list', { connection: connection.name });
      const buckets = z.object({ data: z.array(z.object({ bucket: z.string(), perMinute: z.number() })) }).parse(data);
      return Object.fromEntries(buckets.data.map(({ bucket, perMinute }) => [bucket, perMinute]));
    };
    const declared = await allowed();
    const changed = connectionIn(await update(connection.name, { rates: { default: 120, send: 7 } }));
    expect(changed.rates).toEqual({ default: 120, send: 7 });
    expect(await allowed()).toEqual({ ...declared, default: 120, send: 7 });
    expect(connectionIn(await update(connection.name, { rates: { send: null } })).rates).toEqual({ default: 120 });
    expect(await allowed()).toEqual({ ...declared, default: 120 });
  });

  test.each([
    { change: { schedule: '61 * * * *' }, code: 'invalid_schedule' },
    { change: { rates: { default: 0 } }, code: 'invalid_input' },
    { change: { rates: { default: 120, bulk: 5 } }, code: 'invalid_input' },
    { change: { schedules: { inbox: 'hourly' } }, code: 'invalid_schedule' },
    { change: { schedules: { inbox: '0 * * * *', alias: '0 * * * *' } }, code: 'unknown_kind' },
  ])('refuses $change with $code, and changes nothing', async ({ change, code }) => {
    const connection = await given();
    expect((await update(connection.name, change)).error?.code).toBe(code);
    const { data } = await gateway.query('connections.list');
    expect(data).toMatchObject({ data: expect.arrayContaining([connection]) });
  });

  test.each([
    { what: 'the credential', change: () => ({ credential: sandbox.credential }), anew: true },
    { what: 'the base URL', change: () => ({ baseUrl: sandbox.baseUrl }), anew: true },
    { what: 'the configuration', change: () => ({ config: {} }), anew: true },
    { what: 'a schedule', change: () => ({ schedules: { inbox: '7 4 * * *' } }), anew: false },
  ])('of $what has everything listed with what is due next: $anew', async ({ change, anew }) => {
    const connection = await given();
    await listed(connection, { host: ahead, domain: ahead, inbox: ahead });
    await update(connection.name, change());
    const { rows } = await gateway.owner.query('select due_at from rollcall.connection where connection_id = $1', [
      connection.id,
    ]);
    expect(Object.keys(rows[0].due_at).sort()).toEqual(anew ? [] : ['domain', 'host', 'inbox']);
  });

  test('replaces the credential by one that opens the same account', async () => {
    const connection = await given();
    const sealed = await sealedOf(connection);
    await update(connection.name, { credential: sandbox.credential });
    expect(await sealedOf(connection)).not.toBe(sealed);
    expect((await gateway.mutate('connections.test', { name: connection.name })).status).toBe(200);
    const { rows } = await gateway.owner.query(
      `select type, subject_kind from rollcall.audit_event
      where connection_id = $1 and type like 'credential.%'`,
      [connection.id],
    );
    expect(rows).toEqual([{ type: 'credential.replaced', subject_kind: 'credential' }]);
  });

  test("refuses another account's credential, and a wrong one, and changes nothing", async () => {
    const connection = await given();
    const sealed = await sealedOf(connection);
    const stranger = await startSandbox({ ...small, seed: 4 });
    for (const secret of Object.values(stranger.credential)) gateway.secrets.add(secret);
    const changes = [
      { change: { credential: stranger.credential, baseUrl: stranger.baseUrl }, kind: 'account_changed' },
      { change: { credential: stranger.credential }, kind: 'unauthorized' },
      { change: { baseUrl: stranger.baseUrl }, kind: 'unauthorized' },
    ];
    for (const { change, kind } of changes) {
      const { status, error } = await update(connection.name, change);
      expect({ status, code: error?.code, kind: error?.provider?.kind }).toEqual({
        ...(kind === 'unauthorized'
          ? { status: 502, code: 'provider_error' }
          : { status: 422, code: 'provider_refused' }),
        kind,
      });
    }
    const { data } = await gateway.query('connections.list');
    expect(data).toMatchObject({ data: expect.arrayContaining([connection]) });
    expect(await sealedOf(connection)).toBe(sealed);
  });

  test('gives a credential again where the stored one cannot be opened, as the error advises', async () => {
    const connection = await given();
    await gateway.owner.query(`update rollcall.credential set sealed = 'lost' where connection_id = $1`, [
      connection.id,
    ]);
    const lost = await gateway.mutate('connections.test', { name: connection.name });
    expect(lost).toMatchObject({
      status: 500,
      error: {
        code: 'credential_unreadable',
        message: expect.stringMatching(/give the credential again with "connections update"/),
      },
    });
    expect(await update(connection.name, { schedule: '5 4 * * *' })).toMatchObject({
      error: { code: 'credential_unreadable' },
    });
    expect((await update(connection.name, { credential: sandbox.credential })).status).toBe(200);
    expect((await gateway.mutate('connections.test', { name: connection.name })).status).toBe(200);
  });

  test('of one that is paused leaves it paused, and not due', async () => {
    const { name } = await given();
    await gateway.mutate('connections.pause', { name });
    expect(connectionIn(await update(name, { schedule: '5 4 * * *' }))).toMatchObject({
      state: 'paused',
      nextDueAt: null,
    });
  });
});

describe('pausing, resuming and removing', () => {
  test('are said back, are done once, and are kept on record', async () => {
    const connection = connectionIn(await add());
    const { name } = connection;
    for (const verb of ['pause', 'pause', 'resume', 'resume', 'remove']) {
      const state = { pause: 'paused', resume: 'active', remove: 'removed' }[verb];
      expect(await gateway.mutate(`connections.${verb}`, { name })).toMatchObject({
        status: 200,
        data: { data: { name, state } },
      });
    }
    expect(await gateway.mutate('connections.remove', { name })).toMatchObject({ status: 404 });
    const { rows } = await gateway.owner.query(
      `select type from rollcall.audit_event where connection_id = $1 order by event_id`,
      [connection.id],
    );
    expect(rows.map(({ type }) => type)).toEqual([
      'connection.added',
      'connection.paused',
      'connection.resumed',
      'connection.removed',
    ]);
  });

  test('a paused connection can be neither synced nor called, and one that is asked for with others stops them all', async () => {
    const paused = connectionIn(await add());
    const active = connectionIn(await add());
    await gateway.mutate('connections.pause', { name: paused.name });
    const says = {
      status: 409,
      error: { code: 'connection_not_active', message: expect.stringContaining(`connections resume ${paused.name}`) },
    };
    expect(await gateway.mutate('sync.request', { connections: [active.name, paused.name] })).toMatchObject(says);
    const { rows } = await gateway.owner.query('select count(*)::int as count from rollcall.run');
    expect(rows).toEqual([{ count: 0 }]);
    const before = (await sandbox.log()).length;
    for (const [operation, input] of [
      ['listDomains', {}],
      ['deleteMailbox', { id: 'mb_1', confirm: 'mb_1' }],
    ]) {
      expect(await gateway.mutate(`providers.adbtd.${operation}`, { connection: paused.name, input })).toMatchObject(
        says,
      );
    }
    expect(await sandbox.log()).toHaveLength(before);
  });
});

describe('turning the master key', () => {
  const turn = async () => {
    const { data } = await gateway.mutate('credentials.rotateMaster');
    // Held to its shape by the expectations below.
    return (data as { data: { masterKeyId: string; resealed: number; unreadable: string[]; secrets: number } }).data;
  };
  const kept = () => Object.keys(readSecrets(dataFolderAt(gateway.dataDir)).masterKeys.keys);
  const sealedWith = async (): Promise<string[]> => {
    const { rows } = await gateway.owner.query(
      'select distinct master_key_id as id from rollcall.credential order by 1',
    );
    return rows.map(({ id }) => id);
  };

  test('seals every credential again, and drops a key once nobody can be sealing with it any more', async () => {
    const { name } = connectionIn(await add());
    const { ring } = gateway.gateway;
    const first = await ring.current();
    const turned = await turn();
    expect(turned).toEqual({
      masterKeyId: (await ring.current()).id,
      resealed: expect.any(Number),
      unreadable: [],
      secrets: 0,
      webhookSecrets: 0,
      logKeys: 0,
    });
    expect(turned.masterKeyId).not.toBe(first.id);
    expect(await sealedWith()).toEqual([turned.masterKeyId]);
    expect(kept(), 'a connection that is being added may have sealed with the one before').toContain(first.id);
    await turn();
    expect(kept()).not.toContain(first.id);
    expect((await gateway.mutate('connections.test', { name })).status).toBe(200);
    const { rows } = await gateway.owner.query(
      `select after from rollcall.audit_event where type = 'credential.master_rotated'`,
    );
    expect(rows).toHaveLength(2);
    expect(rows[0].after).toEqual(turned);
  });

  test('leaves a credential that cannot be opened as it is, and names it', async () => {
    const { id } = connectionIn(await add());
    const { name } = connectionIn(await add());
    await gateway.owner.query(`update rollcall.credential set sealed = 'lost' where connection_id = $1`, [id]);
    expect(await turn()).toMatchObject({ unreadable: [id] });
    const { rows } = await gateway.owner.query('select sealed from rollcall.credential where connection_id = $1', [id]);
    expect(rows).toEqual([{ sealed: 'lost' }]);
    expect((await gateway.mutate('connections.test', { name })).status).toBe(200);
  });
});

test('syncing is asked for once for each connection named, or for every active one', async () => {
  const { name } = connectionIn(await add());
  const once = await gateway.mutate('sync.request', { connections: [name, name], kinds: ['inbox'], plan: true });
  expect(once.data).toMatchObject({ data: [{ connection: name }] });
  // One entry, with the run's id.
  const { data: [run] = [] } = once.data as { data: { runId: string }[] };
  expect((await gateway.query('sync.get', { runIds: [run?.runId] })).data).toMatchObject({
    data: [{ runId: run?.runId, connection: name, state: 'queued', plan: true, outcome: null, kinds: [] }],
  });
  const all = await gateway.mutate('sync.request', { connections: null });
  const { rows } = await gateway.owner.query(
    `select name from rollcall.connection where state = 'active' order by name`,
  );
  expect(all.data).toMatchObject({ data: rows.map((row) => ({ connection: row.name })) });
});
