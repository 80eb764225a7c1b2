import type { Finding } from '@rollcall/schema';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answers } from './support/answers.ts';
import { ErrorDocument } from './support/cli.ts';
import { first, scenarioOn } from './support/scenario.ts';
import { useStack } from './support/stack.ts';
import { providerName } from './support/test-sandbox.ts';

const stack = useStack();
const scenario = scenarioOn(stack);

let owner: pg.Client;
beforeAll(async () => {
  owner = new pg.Client(stack.database.ownerUrl);
  await owner.connect();
});
afterAll(() => owner.end());

/** Those about operations: other things are wrong in a sandbox as well. */
async function findings(connection: string): Promise<readonly Finding[]> {
  const { data } = await stack.ask(['findings', 'list', '--connection', connection], answers.findings);
  return data.filter(({ operationId }) => operationId !== null);
}

describe('an operation of ours', () => {
  test('explains what it deleted, and is confirmed by the next listing', async () => {
    const sandbox = await stack.connect('deleting', { seed: 111 });
    await scenario.sync('deleting');
    const mailbox = first(await sandbox.items('inbox'));
    const { operation, result, replayed } = answers.call.parse(
      (await scenario.call('deleting', 'deleteMailbox', { id: mailbox.id, confirm: mailbox.id })).json,
    );
    expect({ result, replayed, state: operation?.state }).toEqual({
      result: { deleted: mailbox.name },
      replayed: false,
      state: 'succeeded',
    });

    expect((await scenario.sync('deleting')).kind('inbox')).toMatchObject({ vanished: 1 });
    expect(first(await scenario.events('deleting', '--type', 'resource.vanished'))).toMatchObject({
      subject: { externalId: mailbox.id },
      cause: { kind: 'operation', operationId: operation?.id },
    });
    expect(first(await scenario.operations('deleting'))).toMatchObject({
      id: operation?.id,
      state: 'confirmed',
      operation: `${providerName}.deleteMailbox`,
      input: { id: mailbox.id, confirm: mailbox.id },
    });
  });

  test('explains what went with it: the mailboxes of a deleted domain', async () => {
    const sandbox = await stack.connect('cascade', { seed: 112 });
    await scenario.sync('cascade');
    const domain = first(await sandbox.items('domain'));
    await scenario.call('cascade', 'deleteDomain', { id: domain.id, confirm: domain.id });
    const run = await scenario.sync('cascade');
    expect(run.kind('domain')).toMatchObject({ vanished: 1 });
    expect(run.kind('inbox')).toMatchObject({ vanished: 3 });
    const vanished = await scenario.events('cascade', '--type', 'resource.vanished');
    expect(vanished.map(({ cause }) => cause?.kind)).toEqual(['operation', 'operation', 'operation', 'operation']);
  });

  test('whose answer was lost is unknown, and settled by what the next listing shows', async () => {
    const sandbox = await stack.connect('lost', { seed: 113 });
    await scenario.sync('lost');
    await sandbox.fault({ operation: 'addDomain', fault: 'apply_then_drop' });
    const lost = await scenario.call('lost', 'addDomain', { name: 'lost-and-found.example' });
    expect(lost.code).toBe(1);
    const { error } = ErrorDocument.parse(lost.json);
    expect(error).toMatchObject({ code: 'operation_unknown', operationId: expect.any(String) });
    expect(first(await scenario.operations('lost'))).toMatchObject({
      id: error.operationId,
      state: 'unknown',
    });
    expect(await sandbox.received('addDomain')).toBe(1);

    expect((await scenario.sync('lost')).kind('domain')).toMatchObject({ appeared: 1 });
    expect(first(await scenario.operations('lost'))).toMatchObject({ state: 'confirmed' });
    expect(first(await scenario.events('lost', '--type', 'resource.appeared'))).toMatchObject({
      subject: { name: 'lost-and-found.example' },
      cause: { kind: 'operation', operationId: error.operationId },
    });
    expect(await sandbox.received('addDomain')).toBe(1);
  });

  test('that never arrived is unknown, and the next listing does not confirm it', async () => {
    const sandbox = await stack.connect('dropped', { seed: 114 });
    await scenario.sync('dropped');
    await sandbox.fault({ operation: 'addDomain', fault: 'drop' });
    expect(
      ErrorDocument.parse((await scenario.call('dropped', 'addDomain', { name: 'never.example' })).json).error.code,
    ).toBe('operation_unknown');
    expect((await scenario.sync('dropped')).kind('domain')).toMatchObject({ appeared: 0 });
    expect(first(await scenario.operations('dropped'))).toMatchObject({
      ...{ state: 'unknown', nextLookAt: expect.any(String), settleBy: expect.any(String) },
    });
    expect(await sandbox.received('addDomain')).toBe(1);
  });

  test('that was paid for and whose answer was lost is a finding, with the sum, once its time is over', async () => {
    const sizes = { domain: 2, inbox: 4, wallet_transaction: 5, provider_workspace: 1 };
    const sandbox = await stack.sandbox({ provider: 'simple-inboxes', seed: 122, sizes });
    const config = JSON.stringify(sandbox.settings);
    const account = ['--provider', 'simple-inboxes', '--base-url', sandbox.baseUrl, '--schedule', '0 0 1 1 *'];
    const quick = ['--rate', 'default=6000'];
    await stack.cli(['connections', 'add', 'paid', ...account, ...quick, '--config', config], {
      stdin: sandbox.credentialJson,
    });
    await scenario.sync('paid');
    // The order is charged at once, and what it is for never comes.
    await sandbox.change({ do: 'provisioning', delayMs: 3_600_000 });
    await sandbox.fault({ operation: 'placeOrder', fault: 'apply_then_drop' });
    const input = JSON.stringify({ domains: [{ domain: 'paid.example' }], inboxesPerDomain: 2 });
    const lost = await stack.cli([
      'call',
      'simple-inboxes.placeOrder',
      '--connection',
      'paid',
      '--input',
      input,
      '--json',
    ]);
    expect(ErrorDocument.parse(lost.json).error.code).toBe('operation_unknown');
    await scenario.sync('paid');
    const { id, state } = first(await scenario.operations('paid'));
    expect({ state, findings: await findings('paid') }).toEqual({ state: 'unknown', findings: [] });

    await owner.query(`update rollcall.operation set settle_by = now() - interval '1 s' where operation_id = $1`, [id]);
    await expect.poll(async () => (await findings('paid')).length, { timeout: 10_000 }).toBe(2);
    const leaked = first((await findings('paid')).filter(({ rule }) => rule === 'operation_leaked'));
    expect(leaked).toMatchObject({ severity: 'alarm', operationId: id, money: { currency: 'USD' } });
    const charges = await scenario.inventory('paid', '--kind', 'wallet_transaction');
    const charge = charges.find(({ name }) => name === 'order for paid.example');
    expect(leaked.money?.minor).toBe(String(charge?.attributes['amountMinor']).replace('-', ''));
    const shown = await stack.cli(['findings', 'show', leaked.id]);
    expect(shown.stdout).toMatch(/It comes to \d+\.\d\d USD\./);
    const opened = (await scenario.events('paid', '--type', 'finding.opened')).map(({ subject }) => subject.name);
    expect(opened.filter((rule) => rule.startsWith('operation_')).toSorted()).toEqual([
      ...['operation_leaked', 'operation_unsettled'],
    ]);
  });

  test('with the same key and input is done once, with the same answer; another input is an error', async () => {
    const sandbox = await stack.connect('idempotent', { seed: 115 });
    const key = ['--idempotency-key', 'order-66'];
    const one = answers.call.parse(
      (await scenario.call('idempotent', 'addDomain', { name: 'once.example' }, ...key)).json,
    );
    const two = answers.call.parse(
      (await scenario.call('idempotent', 'addDomain', { name: 'once.example' }, ...key)).json,
    );
    expect(two).toEqual({ ...one, replayed: true });
    expect(await sandbox.received('addDomain')).toBe(1);

    const other = await scenario.call('idempotent', 'addDomain', { name: 'twice.example' }, ...key);
    expect(ErrorDocument.parse(other.json).error).toMatchObject({
      code: 'idempotency_mismatch',
      operationId: one.operation?.id,
    });
    expect(other.code).toBe(1);
    expect(await sandbox.received('addDomain')).toBe(1);
    expect(await scenario.operations('idempotent')).toHaveLength(1);
  });

  test('asked for three times at once with one key is done once', async () => {
    const sandbox = await stack.connect('at-once', { seed: 119 });
    const ask = () => scenario.call('at-once', 'addDomain', { name: 'once.example' }, '--idempotency-key', 'order-69');
    for (const { code, json } of await Promise.all([ask(), ask(), ask()])) {
      if (code === 0) expect(answers.call.parse(json).operation?.state).toBe('succeeded');
      else expect(ErrorDocument.parse(json).error.code).toBe('idempotency_in_flight');
    }
    expect(await sandbox.received('addDomain')).toBe(1);
    expect(await scenario.operations('at-once')).toHaveLength(1);
  });

  test('that takes its time is confirmed once a listing shows all of it', async () => {
    const sandbox = await stack.connect('slow', { seed: 120 });
    await scenario.sync('slow');
    await sandbox.change({ do: 'provisioning', delayMs: 3_000 });
    const { operation } = answers.call.parse((await scenario.call('slow', 'orderIps', { count: 2 })).json);
    expect((await scenario.sync('slow')).kind('host')).toMatchObject({ appeared: 0 });
    expect(first(await scenario.operations('slow'))).toMatchObject({ state: 'succeeded' });
    await expect.poll(async () => (await sandbox.items('host')).length, { timeout: 10_000 }).toBe(4);
    expect((await scenario.sync('slow')).kind('host')).toMatchObject({ appeared: 2 });
    expect(first(await scenario.operations('slow'))).toMatchObject({ state: 'confirmed' });
    const [one, other] = await scenario.events('slow', '--type', 'resource.appeared');
    const cause = { kind: 'operation', operationId: operation?.id };
    expect([one, other]).toMatchObject([{ cause }, { cause }]);
  });

  test('made while a listing was read is left to the next run', async () => {
    const sandbox = await stack.connect('meanwhile', { seed: 121 });
    await scenario.sync('meanwhile');
    const mailbox = first(await sandbox.items('inbox'));
    await sandbox.fault({ operation: 'listMailboxes', fault: 'delay', ms: 3_000 });
    const running = scenario.sync('meanwhile');
    await expect.poll(() => sandbox.received('listMailboxes'), { timeout: 10_000 }).toBe(2);
    await scenario.call('meanwhile', 'deleteMailbox', { id: mailbox.id, confirm: mailbox.id });
    expect((await running).kind('inbox')).toMatchObject({
      seen: 29,
      vanished: 0,
      reason: expect.stringContaining('1 left to the next run'),
    });
    expect((await scenario.sync('meanwhile')).kind('inbox')).toMatchObject({ vanished: 1 });
    expect(first(await scenario.events('meanwhile', '--type', 'resource.vanished'))).toMatchObject({
      subject: { externalId: mailbox.id },
      cause: { kind: 'operation' },
    });
  });

  test('that was refused before it was sent does not burn its key', async () => {
    const sandbox = await stack.connect('refused', { seed: 116 });
    const key = ['--idempotency-key', 'order-67'];
    const refused = await scenario.call('refused', 'addDomain', { nam: 'typo.example' }, ...key);
    expect(ErrorDocument.parse(refused.json).error.code).toBe('invalid_input');
    await stack.cli(['connections', 'pause', 'refused']);
    const paused = await scenario.call('refused', 'addDomain', { name: 'right.example' }, ...key);
    expect(ErrorDocument.parse(paused.json).error.code).toBe('connection_not_active');
    await stack.cli(['connections', 'resume', 'refused']);
    expect(await sandbox.received('addDomain')).toBe(0);

    const done = answers.call.parse(
      (await scenario.call('refused', 'addDomain', { name: 'right.example' }, ...key)).json,
    );
    expect(done).toMatchObject({ replayed: false, operation: { state: 'succeeded' } });
    expect(await sandbox.received('addDomain')).toBe(1);
  });

  test('that the provider refused has failed, with the provider’s own code beside ours, again on replay', async () => {
    await stack.connect('conflict', { seed: 117 });
    const key = ['--idempotency-key', 'order-68'];
    const input = { emails: ['somebody@elsewhere.example'] };
    const errors = [];
    for (let time = 1; time <= 2; time += 1) {
      const { json, code } = await scenario.call('conflict', 'createMailboxes', input, ...key);
      expect(code).toBe(1);
      errors.push(ErrorDocument.parse(json).error);
    }
    const [one, again] = errors;
    expect(one).toMatchObject({ code: 'provider_refused', provider: { kind: 'conflict', code: 'conflict' } });
    expect(again).toEqual({ ...one, requestId: expect.any(String) });
    expect(await scenario.operations('conflict')).toMatchObject([{ state: 'failed', error: { kind: 'conflict' } }]);
  });

  test('by a key that may only read is refused', async () => {
    const sandbox = await stack.connect('reading', { seed: 118 });
    const { data } = await stack.ask(['keys', 'create', 'reader', '--scope', 'inventory:read'], answers.newKey);
    const args = ['--connection', 'reading', '--input', '{"name":"mine.example"}', '--json'];
    const refused = await stack.cli(['call', `${providerName}.addDomain`, ...args], {
      env: { ROLLCALL_API_KEY: data.token },
    });
    expect(ErrorDocument.parse(refused.json).error.code).toBe('scope_missing');
    expect(await sandbox.received('addDomain')).toBe(0);
  });
});
