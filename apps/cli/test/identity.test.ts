import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { answers } from './support/answers.ts';
import { first, scenarioOn } from './support/scenario.ts';
import { useStack } from './support/stack.ts';

const stack = useStack();
const scenario = scenarioOn(stack);

const call = async (connection: string, operation: string, input: object) =>
  stack.ask(['call', operation, '--connection', connection, '--input', JSON.stringify(input)], answers.call);

const Synced = z.object({ data: answers.sync.shape.data });

/** Syncs a connection: these kinds of it, all unless some are named. */
async function sync(connection: string, ...kinds: readonly string[]) {
  const run = first((await stack.ask(['sync', connection, ...kinds.flatMap((kind) => ['--kind', kind])], Synced)).data);
  return { ...run, kind: (kind: string) => run.kinds.find((result) => result.kind === kind) };
}

/** The newest event of a type, and what caused it. */
const newest = async (connection: string, type: string) => first(await scenario.events(connection, '--type', type));

describe('a key that is known by its name', () => {
  const connection = 'keys';
  const history = async (name: string) =>
    (await stack.ask(['history', connection, 'api_key', name], answers.history)).data.map(
      ({ version, externalId, eventType }) => `${version} ${externalId} ${eventType}`,
    );
  const keyNamed = async (name: string) =>
    first((await scenario.inventory(connection, '--kind', 'api_key')).filter(({ externalId }) => externalId === name));

  test('keeps how it ends, which only its creation tells, through renames of ours and of others', async () => {
    const sandbox = await stack.connect(connection, { provider: 'elastic-email', seed: 401 });
    await sync(connection);
    const created = await call(connection, 'elastic-email.createApiKey', {
      Name: 'shop',
      AccessLevel: ['ViewReports'],
    });
    const keyEnding = z.object({ Token: z.string() }).parse(created.result).Token.slice(-5);
    expect((await sync(connection)).kind('api_key')).toMatchObject({ appeared: 1, changed: 0 });
    expect((await keyNamed('shop')).attributes).toMatchObject({ keyEnding });

    const { operation } = await call(connection, 'elastic-email.updateApiKey', {
      ...{ name: 'shop', Name: 'store', AccessLevel: ['ViewReports'] },
    });
    expect((await sync(connection)).kind('api_key')).toMatchObject({ appeared: 0, changed: 1, vanished: 0 });
    expect(await newest(connection, 'resource.renamed')).toMatchObject({
      subject: { kind: 'api_key', externalId: 'store' },
      before: { externalId: 'shop', name: 'shop' },
      after: { externalId: 'store', name: 'store' },
      cause: { kind: 'operation', operationId: operation?.id },
    });
    expect(first(await scenario.operations(connection))).toMatchObject({ id: operation?.id, state: 'confirmed' });

    await sandbox.change({ do: 'edit', kind: 'api_key', id: 'store', set: { Name: 'till' } });
    expect((await sync(connection)).kind('api_key')).toMatchObject({ appeared: 0, changed: 1, vanished: 0 });
    expect((await newest(connection, 'resource.renamed')).cause).toMatchObject({
      kind: 'out_of_band',
      evidence: expect.stringMatching(/^it has the same createdAt as store, which .*a rename keeps its creation/),
    });
    expect((await keyNamed('till')).attributes).toMatchObject({ keyEnding });
    expect(await history('till')).toEqual([
      '1 shop resource.appeared',
      '2 store resource.renamed',
      '3 till resource.renamed',
    ]);
    expect((await sync(connection)).kind('api_key')).toMatchObject({ appeared: 0, changed: 0, vanished: 0 });
  });

  test('stands under the name that it had then, once, in every answer about the past', async () => {
    const { data: versions } = await stack.ask(['history', connection, 'api_key', 'till'], answers.history);
    const as = (version: number) => {
      const { recordedAt = '' } = versions.find((one) => one.version === version) ?? {};
      return ['--as-of', recordedAt, '--known-at', recordedAt];
    };
    const list = ['resources', '--connection', connection, '--kind', 'api_key'];
    const named = async (version: number) =>
      (await stack.ask([...list, ...as(version)], answers.resources)).data
        .map(({ externalId }) => externalId)
        .filter((id) => ['shop', 'store', 'till'].includes(id));
    expect([await named(1), await named(2), await named(3)]).toEqual([['shop'], ['store'], ['till']]);
    const before = await stack.ask(['history', connection, 'api_key', 'till', ...as(2)], answers.history);
    expect(before.data.map(({ externalId }) => externalId)).toEqual(['shop', 'store']);

    const counts = ['counts', '--connection', connection, '--kind', 'api_key'];
    const { data: now } = await stack.ask(counts, answers.counts);
    const then = await stack.ask([...counts, ...as(2)], answers.counts);
    expect(then.data).toEqual(now);
    expect(then.past).toMatchObject({ coverageKept: true });
    expect((await stack.cli([...list, ...as(2)])).stdout).toMatch(/ · true at .* by what was known at /);
    expect((await stack.cli(counts)).stdout).toMatch(/^connection +kind +presence +count\n/);
  });
});

test('what changes with a setting of ours is our doing, and what somebody else changes afterwards is not', async () => {
  const connection = 'money';
  const kinds = ['wallet', 'wallet_transaction', 'invoice', 'order', 'provider_client'];
  const sandbox = await stack.connect(connection, { provider: 'simple-inboxes', seed: 402 });
  await sync(connection, ...kinds);
  const update = ['connections', 'update', connection, '--config', JSON.stringify({ moneyUnit: 'minor' })];
  expect(await stack.cli(update)).toMatchObject({ code: 0 });
  const run = await sync(connection, ...kinds);
  const changed = run.kinds.filter((kind) => kind.changed > 0).map(({ kind }) => kind);
  expect(changed).toEqual(['wallet', 'wallet_transaction', 'invoice', 'order']);
  const causes = async (runId: string) =>
    (await scenario.events(connection, '--type', 'resource.changed'))
      .filter((event) => event.runId === runId)
      .map(({ cause }) => `${cause?.kind}: ${cause?.evidence}`);
  expect(new Set(await causes(run.runId))).toEqual(
    new Set(["rollcall: the connection's setting moneyUnit changed; the provider says the same, byte for byte"]),
  );

  await sandbox.change({ do: 'edit', kind: 'order', first: 1, set: { status: 'paused' } });
  expect(await causes((await sync(connection, ...kinds)).runId)).toEqual([expect.stringMatching(/^out_of_band: /)]);
});

test('a host that is taken out of the settings is not gone: what is known of its inboxes grows old', async () => {
  const connection = 'hosts';
  const sandbox = await stack.connect(connection, { provider: 'inframail', seed: 403, sizes: { host: 2, inbox: 8 } });
  const hosts = z.object({ hostOrderIds: z.tuple([z.string(), z.string()]) }).parse(sandbox.settings).hostOrderIds;
  const configure = (hostOrderIds: readonly string[]) =>
    stack.cli(['connections', 'update', connection, '--config', JSON.stringify({ hostOrderIds })]);
  const inboxes = async () => (await scenario.inventory(connection, '--kind', 'inbox')).map(({ presence }) => presence);
  await sync(connection);
  const [kept, left] = hosts;

  await configure([kept]);
  for (const host of [{ vanished: 1 }, { vanished: 0 }]) {
    const run = await sync(connection);
    expect(run).toMatchObject({ outcome: 'complete' });
    expect(run.kind('host')).toMatchObject(host);
    expect(run.kind('inbox')).toMatchObject({ vanished: 0 });
  }
  expect(await newest(connection, 'resource.vanished')).toMatchObject({
    subject: { kind: 'host', externalId: left },
    cause: {
      kind: 'rollcall',
      evidence: "it is listed from the connection's settings: the connection's setting hostOrderIds changed",
    },
  });
  const missing = await scenario.inventory(connection, '--kind', 'host', '--presence', 'missing');
  expect(missing.map(({ externalId }) => externalId)).toEqual([left]);
  expect(new Set(await inboxes())).toEqual(new Set(['live']));
  const scopes = await stack.ask(['scopes', '--connection', connection, '--kind', 'inbox', '--all'], answers.scopes);
  expect(scopes.coverage).toMatchObject({ proven: 1, stale: 1 });
  expect(scopes.data.find(({ trouble }) => trouble !== null)).toMatchObject({
    parent: { externalId: left },
    trouble: `the connection's settings do not name the host ${left} any more: it is not listed`,
  });

  await configure(hosts);
  const back = await sync(connection);
  expect(back.kind('host')).toMatchObject({ reappeared: 1 });
  expect(back.kind('inbox')).toMatchObject({ appeared: 0, vanished: 0, reappeared: 0 });
  expect((await newest(connection, 'resource.reappeared')).cause).toMatchObject({ kind: 'rollcall' });
  const again = await stack.ask(['scopes', '--connection', connection, '--kind', 'inbox', '--all'], answers.scopes);
  expect(again.coverage).toMatchObject({ proven: 2, stale: 0 });
});

test('what a lost domain held goes with it, and counts in no coverage any more', async () => {
  const connection = 'records';
  const sandbox = await stack.connect(connection, { provider: 'simple-inboxes', seed: 404, sizes: { domain: 2 } });
  await sync(connection, 'domain', 'dns_record');
  const records = await scenario.inventory(connection, '--kind', 'dns_record');
  const domain = first(records).attributes['domain'];
  const held = records.filter(({ attributes }) => attributes['domain'] === domain).length;
  const coverage = async () =>
    (await stack.ask(['scopes', '--connection', connection, '--kind', 'dns_record'], answers.scopes)).coverage;
  const before = await coverage();

  await sandbox.change({ do: 'delete', kind: 'domain', name: domain });
  const run = await sync(connection, 'domain');
  expect(run.kind('domain')).toMatchObject({ vanished: 1 });
  expect(run.kind('dns_record')).toMatchObject({ vanished: held });
  const vanished = await scenario.events(connection, '--type', 'resource.vanished');
  for (const { cause } of vanished.filter(({ subject }) => subject?.kind === 'dns_record')) {
    expect(cause).toMatchObject({
      kind: 'out_of_band',
      evidence: expect.stringContaining(`its domain ${domain} is gone: the listing of `),
    });
  }
  expect(await coverage()).toEqual({ ...before, proven: before.proven - 1 });
  await sync(connection, 'domain');
  const suspected = await scenario.events(connection, '--type', 'resource.suspected');
  expect(suspected.filter(({ subject }) => subject?.kind === 'dns_record')).toHaveLength(held);
});

test('a list without a total is read twice, and believed when both passes agree', async () => {
  const connection = 'silent';
  const sandbox = await stack.connect(connection, { provider: 'simple-inboxes', seed: 405 });
  await sandbox.change({ do: 'dialect', paging: 'silent' });
  const inbox = first(await sandbox.items('inbox'));
  expect((await sync(connection, 'inbox')).kind('inbox')).toMatchObject({
    grade: 'corroborated',
    reason: expect.stringMatching(/^two passes showed the same \d+ items$/),
  });
  await sandbox.change({ do: 'delete', kind: 'inbox', id: inbox.id });
  expect((await sync(connection, 'inbox')).kind('inbox')).toMatchObject({ grade: 'corroborated', vanished: 1 });
});
