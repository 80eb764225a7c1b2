import type { Resource } from '@rollcall/schema';
import { describe, expect, test } from 'vitest';
import { answers } from './support/answers.ts';
import { ErrorDocument } from './support/cli.ts';
import { useStack } from './support/stack.ts';
import { providerName } from './support/test-sandbox.ts';

const stack = useStack();

const sync = async (name: string, code = 0) => {
  const { data } = await stack.ask(['sync', name], answers.sync, { code });
  const [run] = data;
  if (run === undefined || data.length !== 1) throw new Error(`one run was expected, not ${data.length}`);
  return { ...run, kind: (kind: string) => run.kinds.find((result) => result.kind === kind) };
};

const call = (name: string, operation: string, input: unknown, ...more: string[]) => {
  const args = ['call', `${providerName}.${operation}`, '--connection', name, '--input', JSON.stringify(input)];
  return stack.cli([...args, ...more, '--json']);
};

const inventory = async (name: string, ...filters: string[]): Promise<readonly Resource[]> =>
  (await stack.ask(['resources', '--connection', name, '--all', ...filters], answers.resources)).data;

const eventsOf = async (name: string, ...filters: string[]) =>
  (await stack.ask(['events', '--connection', name, '--all', ...filters], answers.events)).data;

const operationsOf = async (name: string) =>
  (await stack.ask(['operations', '--connection', name, '--all'], answers.operations)).data;

const first = <Item>(items: readonly Item[]): Item => {
  const [item] = items;
  if (item === undefined) throw new Error('nothing there');
  return item;
};

describe('a listing that can be believed', () => {
  test('the first shows everything there is, each thing at first sight; the second changes nothing', async () => {
    const sandbox = await stack.connect('first', { seed: 101 });
    const run = await sync('first');
    expect(run).toMatchObject({ connection: 'first', outcome: 'complete', reason: null });
    expect(run.kinds).toMatchObject([
      { kind: 'host', seen: 2, appeared: 2, grade: 'proven' },
      { kind: 'domain', seen: 10, appeared: 10, grade: 'proven' },
      { kind: 'inbox', seen: 30, appeared: 30, grade: 'proven' },
    ]);
    const held = await inventory('first', '--kind', 'inbox');
    const there = await sandbox.items('inbox');
    expect(held.map(({ externalId }) => externalId).toSorted()).toEqual(there.map(({ id }) => id).toSorted());

    const again = await sync('first');
    expect(again.kinds).toMatchObject([
      { appeared: 0, changed: 0, vanished: 0, unchanged: 2 },
      { appeared: 0, changed: 0, vanished: 0, unchanged: 10 },
      { appeared: 0, changed: 0, vanished: 0, unchanged: 30 },
    ]);
    expect(await inventory('first', '--kind', 'inbox')).toEqual(held);
  });

  test('a mailbox deleted behind its back has vanished, with evidence, out of band', async () => {
    const sandbox = await stack.connect('behind', { seed: 102 });
    await sync('behind');
    const gone = first(await sandbox.items('inbox'));
    await sandbox.change({ do: 'delete', kind: 'inbox', id: gone.id });

    const run = await sync('behind');
    expect(run.kind('inbox')).toMatchObject({ seen: 29, vanished: 1, appeared: 0, grade: 'proven' });
    expect(run.outcome).toBe('complete');
    const event = first(await eventsOf('behind', '--type', 'resource.vanished'));
    expect(event).toMatchObject({
      connection: 'behind',
      subject: { kind: 'inbox', externalId: gone.id, name: gone.name },
      cause: { kind: 'out_of_band', evidence: expect.stringMatching(/does not show it.*proven/) },
      runId: run.runId,
      actor: { type: 'daemon' },
    });
    expect(event.cause).not.toHaveProperty('operationId');
    expect(first(await inventory('behind', '--name', gone.name))).toMatchObject({ presence: 'missing' });
  });

  test('an edit behind its back has changed, field by field, and what comes back has reappeared', async () => {
    const sandbox = await stack.connect('edited', { seed: 103 });
    await sync('edited');
    const domain = first(await sandbox.items('domain'));
    await sandbox.change({ do: 'edit', kind: 'domain', id: domain.id, set: { dkimSelector: 'other-2027' } });
    expect((await sync('edited')).kind('domain')).toMatchObject({ changed: 1, unchanged: 9 });
    expect(first(await eventsOf('edited', '--type', 'resource.changed'))).toMatchObject({
      subject: { externalId: domain.id },
      cause: { kind: 'out_of_band' },
      before: { dkimSelector: 'adbtd-2026' },
      after: { dkimSelector: 'other-2027' },
    });

    await sandbox.fault({ operation: 'listDomains', fault: 'missing_item', index: 0, times: 1 });
    expect((await sync('edited')).kind('domain')).toMatchObject({ vanished: 1 });
    expect((await sync('edited')).kind('domain')).toMatchObject({ reappeared: 1 });
    expect(await inventory('edited', '--kind', 'domain', '--presence', 'live')).toHaveLength(10);
  });

  test('another new thing behind its back has appeared, out of band', async () => {
    const sandbox = await stack.connect('created', { seed: 104 });
    await sync('created');
    const domain = first(await sandbox.items('domain'));
    await sandbox.change({ do: 'create', kind: 'inbox', name: `new.person@${domain.name}` });
    expect((await sync('created')).kind('inbox')).toMatchObject({ appeared: 1, unchanged: 30 });
    expect(first(await eventsOf('created', '--type', 'resource.appeared'))).toMatchObject({
      subject: { name: `new.person@${domain.name}` },
      cause: { kind: 'out_of_band' },
    });
  });
});

describe('an operation of ours', () => {
  test('explains what it deleted, and is confirmed by the next listing', async () => {
    const sandbox = await stack.connect('deleting', { seed: 111 });
    await sync('deleting');
    const mailbox = first(await sandbox.items('inbox'));
    const { operation, result, replayed } = answers.call.parse(
      (await call('deleting', 'deleteMailbox', { id: mailbox.id })).json,
    );
    expect({ result, replayed, state: operation?.state }).toEqual({
      result: { deleted: mailbox.name },
      replayed: false,
      state: 'succeeded',
    });

    expect((await sync('deleting')).kind('inbox')).toMatchObject({ vanished: 1 });
    expect(first(await eventsOf('deleting', '--type', 'resource.vanished'))).toMatchObject({
      subject: { externalId: mailbox.id },
      cause: { kind: 'operation', operationId: operation?.id },
    });
    expect(first(await operationsOf('deleting'))).toMatchObject({
      id: operation?.id,
      state: 'confirmed',
      operation: `${providerName}.deleteMailbox`,
      input: { id: mailbox.id },
    });
  });

  test('explains what went with it: the mailboxes of a deleted domain', async () => {
    const sandbox = await stack.connect('cascade', { seed: 112 });
    await sync('cascade');
    const domain = first(await sandbox.items('domain'));
    await call('cascade', 'deleteDomain', { id: domain.id });
    const run = await sync('cascade');
    expect(run.kind('domain')).toMatchObject({ vanished: 1 });
    expect(run.kind('inbox')).toMatchObject({ vanished: 3 });
    const vanished = await eventsOf('cascade', '--type', 'resource.vanished');
    expect(vanished.map(({ cause }) => cause?.kind)).toEqual(['operation', 'operation', 'operation', 'operation']);
  });

  test('whose answer was lost is unknown, and settled by what the next listing shows', async () => {
    const sandbox = await stack.connect('lost', { seed: 113 });
    await sync('lost');
    await sandbox.fault({ operation: 'addDomain', fault: 'apply_then_drop' });
    const lost = await call('lost', 'addDomain', { name: 'lost-and-found.example' });
    expect(lost.code).toBe(1);
    const { error } = ErrorDocument.parse(lost.json);
    expect(error).toMatchObject({ code: 'operation_unknown', details: { operationId: expect.any(String) } });
    expect(first(await operationsOf('lost'))).toMatchObject({ id: error.details['operationId'], state: 'unknown' });
    expect(await sandbox.received('addDomain')).toBe(1);

    expect((await sync('lost')).kind('domain')).toMatchObject({ appeared: 1 });
    expect(first(await operationsOf('lost'))).toMatchObject({ state: 'confirmed' });
    expect(first(await eventsOf('lost', '--type', 'resource.appeared'))).toMatchObject({
      subject: { name: 'lost-and-found.example' },
      cause: { kind: 'operation', operationId: error.details['operationId'] },
    });
    expect(await sandbox.received('addDomain')).toBe(1);
  });

  test('that never arrived is unknown, and the next listing does not confirm it', async () => {
    const sandbox = await stack.connect('dropped', { seed: 114 });
    await sync('dropped');
    await sandbox.fault({ operation: 'addDomain', fault: 'drop' });
    expect(ErrorDocument.parse((await call('dropped', 'addDomain', { name: 'never.example' })).json).error.code).toBe(
      'operation_unknown',
    );
    expect((await sync('dropped')).kind('domain')).toMatchObject({ appeared: 0 });
    expect(first(await operationsOf('dropped'))).toMatchObject({ state: 'unknown' });
  });

  test('with the same key and input is done once, with the same answer; another input is an error', async () => {
    const sandbox = await stack.connect('idempotent', { seed: 115 });
    const key = ['--idempotency-key', 'order-66'];
    const one = answers.call.parse((await call('idempotent', 'addDomain', { name: 'once.example' }, ...key)).json);
    const two = answers.call.parse((await call('idempotent', 'addDomain', { name: 'once.example' }, ...key)).json);
    expect(two).toEqual({ ...one, replayed: true });
    expect(await sandbox.received('addDomain')).toBe(1);

    const other = await call('idempotent', 'addDomain', { name: 'twice.example' }, ...key);
    expect(ErrorDocument.parse(other.json).error).toMatchObject({
      code: 'idempotency_mismatch',
      details: { operationId: one.operation?.id },
    });
    expect(other.code).toBe(1);
    expect(await sandbox.received('addDomain')).toBe(1);
    expect(await operationsOf('idempotent')).toHaveLength(1);
  });

  test('that was refused before it was sent does not burn its key', async () => {
    const sandbox = await stack.connect('refused', { seed: 116 });
    const key = ['--idempotency-key', 'order-67'];
    const refused = await call('refused', 'addDomain', { nam: 'typo.example' }, ...key);
    expect(ErrorDocument.parse(refused.json).error.code).toBe('invalid_input');
    await stack.cli(['connections', 'pause', 'refused']);
    const paused = await call('refused', 'addDomain', { name: 'right.example' }, ...key);
    expect(ErrorDocument.parse(paused.json).error.code).toBe('connection_not_active');
    await stack.cli(['connections', 'resume', 'refused']);
    expect(await sandbox.received('addDomain')).toBe(0);

    const done = answers.call.parse((await call('refused', 'addDomain', { name: 'right.example' }, ...key)).json);
    expect(done).toMatchObject({ replayed: false, operation: { state: 'succeeded' } });
    expect(await sandbox.received('addDomain')).toBe(1);
  });

  test('that the provider refused has failed, with the provider’s own code beside ours, again on replay', async () => {
    await stack.connect('conflict', { seed: 117 });
    const key = ['--idempotency-key', 'order-68'];
    const input = { emails: ['somebody@elsewhere.example'] };
    for (const details of [
      { kind: 'conflict', providerCode: 'conflict' },
      { kind: 'conflict', replayed: true },
    ]) {
      const { json, code } = await call('conflict', 'createMailboxes', input, ...key);
      expect(ErrorDocument.parse(json).error).toMatchObject({ code: 'provider_error', details });
      expect(code).toBe(1);
    }
    expect(await operationsOf('conflict')).toMatchObject([{ state: 'failed', error: { kind: 'conflict' } }]);
  });

  test('by a key that may only read is refused', async () => {
    const sandbox = await stack.connect('reading', { seed: 118 });
    const { data } = await stack.ask(['keys', 'create', '--scopes', 'inventory:read'], answers.newKey);
    const args = ['--connection', 'reading', '--input', '{"name":"mine.example"}', '--json'];
    const refused = await stack.cli(['call', `${providerName}.addDomain`, ...args], {
      env: { ROLLCALL_API_KEY: data.token },
    });
    expect(ErrorDocument.parse(refused.json).error.code).toBe('scope_missing');
    expect(await sandbox.received('addDomain')).toBe(0);
  });
});

describe('a listing that cannot be believed deletes nothing, says which kind and why, and ends with 3', () => {
  test.each([
    {
      because: 'an item lacks the field that is its name',
      fault: { fault: 'malformed', field: 'email' },
      want: { grade: null, reason: /unrecognised.*email/ },
    },
    {
      because: 'an item has a field of another type',
      fault: { fault: 'malformed', field: 'imapPort', value: 'many', index: 12 },
      want: { grade: null, reason: /unrecognised.*imapPort/ },
    },
    { because: 'it is empty', fault: { fault: 'empty_list' }, want: { grade: 'refused', reason: /empty/ } },
    {
      because: 'it fell below half',
      fault: { fault: 'missing_item', count: 16 },
      want: { grade: 'refused', reason: /below half/ },
    },
    {
      because: 'it lists one thing twice',
      fault: { fault: 'duplicate_item' },
      want: { grade: 'refused', reason: /more than once/ },
    },
    {
      because: 'it is no JSON',
      fault: { fault: 'not_json' },
      want: { grade: null, reason: /unrecognised.*not JSON/ },
    },
    {
      because: 'it was cut off in the middle',
      fault: { fault: 'truncate', quietly: true },
      want: { grade: null, reason: /unrecognised/ },
    },
    {
      because: 'it is forbidden all of a sudden',
      fault: { fault: 'status', status: 403 },
      want: { grade: null, reason: /forbidden/ },
    },
  ])('since $because', async ({ because, fault, want }) => {
    const name = `refused-${because.replaceAll(/\W+/g, '-').toLowerCase()}`;
    const sandbox = await stack.connect(name, { seed: 121 });
    await sync(name);
    const before = await inventory(name);
    await sandbox.fault({ operation: 'listMailboxes', times: 0, ...fault });
    const run = await sync(name, 3);
    expect(run.outcome).toBe('partial');
    expect(run.kind('inbox')).toMatchObject({
      appeared: 0,
      changed: 0,
      vanished: 0,
      grade: want.grade,
      reason: expect.stringMatching(want.reason),
    });
    expect(run.kind('domain')).toMatchObject({ grade: 'proven', unchanged: 10 });
    expect(await inventory(name)).toEqual(before);
    expect(await eventsOf(name, '--type', 'resource.vanished')).toEqual([]);
    const { coverage } = await stack.ask(['resources', '--connection', name], answers.resources);
    expect(coverage).toMatchObject({ proven: 2, stale: 1 });

    await sandbox.clearFaults();
    expect((await sync(name)).kind('inbox')).toMatchObject({ grade: 'proven', unchanged: 30 });
  });

  test('what half the inventory or less lost is still believed', async () => {
    const sandbox = await stack.connect('half', { seed: 122 });
    await sync('half');
    await sandbox.change({ do: 'delete', kind: 'inbox', first: 15 });
    expect((await sync('half')).kind('inbox')).toMatchObject({ seen: 15, vanished: 15, grade: 'proven' });
  });

  test('another account’s credential applies nothing', async () => {
    const sandbox = await stack.connect('switched', { seed: 123 });
    await sync('switched');
    const before = await inventory('switched');
    await sandbox.change({ do: 'account', id: 'ws_of_somebody_else' });
    await sandbox.change({ do: 'delete', kind: 'inbox', first: 1 });
    const run = await sync('switched', 3);
    expect(run).toMatchObject({ outcome: 'failed', reason: expect.stringMatching(/^account_changed: /), kinds: [] });
    expect(await inventory('switched')).toEqual(before);
    const { code, stderr } = await stack.cli(['sync', 'switched']);
    expect(stderr).toMatch(/switched: failed/);
    expect(code).toBe(3);
  });

  test('a credential that was revoked applies nothing', async () => {
    const sandbox = await stack.connect('revoked', { seed: 124 });
    await sync('revoked');
    await sandbox.fault({ operation: '*', fault: 'status', status: 401, times: 0 });
    const run = await sync('revoked', 3);
    expect(run).toMatchObject({ outcome: 'failed', reason: expect.stringMatching(/^unauthorized: /) });
    expect(await inventory('revoked', '--presence', 'live')).toHaveLength(42);
  });
});

describe('a plan', () => {
  test('shows what a sync would find, and changes nothing', async () => {
    const sandbox = await stack.connect('planned', { seed: 131 });
    await sync('planned');
    await sandbox.change({ do: 'delete', kind: 'inbox', first: 2 });
    const before = {
      inventory: await inventory('planned'),
      events: await eventsOf('planned', '--type', 'resource.vanished'),
    };
    const { data } = await stack.ask(['sync', 'planned', '--plan'], answers.sync);
    expect(first(data).kinds.find(({ kind }) => kind === 'inbox')).toMatchObject({ seen: 28, vanished: 2 });
    expect(await inventory('planned')).toEqual(before.inventory);
    expect(await eventsOf('planned', '--type', 'resource.vanished')).toEqual(before.events);
    expect((await sync('planned')).kind('inbox')).toMatchObject({ vanished: 2 });
  });
});

describe('pause, resume, remove', () => {
  test('a paused connection is not synced, also not with all others', async () => {
    await stack.connect('pausing', { seed: 141 });
    await stack.cli(['connections', 'pause', 'pausing']);
    const { data } = await stack.ask(['sync', '--plan', '--kind', 'host'], answers.sync, { code: 3 });
    expect(data.map(({ connection }) => connection)).not.toContain('pausing');
    expect(data.length).toBeGreaterThan(5);
    await stack.cli(['connections', 'resume', 'pausing']);
    expect((await sync('pausing')).outcome).toBe('complete');
  });

  test('a removed connection leaves its history, and its name can be had again', async () => {
    const sandbox = await stack.connect('passing', { seed: 142 });
    await sync('passing');
    const inbox = first(await sandbox.items('inbox'));
    await stack.cli(['connections', 'remove', 'passing']);
    expect(await stack.cli(['resources', '--connection', 'passing'])).toMatchObject({ code: 1 });
    const removed = await stack.ask(['events', '--type', 'connection.removed', '--all'], answers.events);
    expect(removed.data.map(({ subject }) => subject.name)).toContain('passing');

    await stack.connect('passing', { seed: 143 });
    expect(await stack.cli(['history', 'passing', 'inbox', inbox.id])).toMatchObject({ code: 1 });
    expect((await sync('passing')).kind('inbox')).toMatchObject({ appeared: 30 });
  });
});

describe('more than one process', () => {
  test('runs that were asked for without a daemon are done when one comes', async () => {
    await stack.connect('waiting', { seed: 151 });
    await stack.stopDaemons();
    const waiting = stack.cli(['sync', 'waiting', '--json']);
    await stack.startDaemon();
    await stack.startDaemon();
    expect(answers.sync.parse((await waiting).json).data[0]?.outcome).toBe('complete');
  });

  test('one connection is synced once at a time, and who asks waits for a run that began after', async () => {
    const sandbox = await stack.connect('queued', { seed: 152 });
    await sync('queued');
    await sandbox.fault({ operation: 'listIps', fault: 'delay', ms: 1_500 });
    const slow = stack.cli(['sync', 'queued', '--json']);
    await expect.poll(() => sandbox.received('listIps'), { timeout: 10_000 }).toBe(2);
    await sandbox.change({ do: 'delete', kind: 'host', first: 1 });
    const second = await sync('queued');
    const one = answers.sync.parse((await slow).json).data[0];
    expect(second.runId).not.toBe(one?.runId);
    expect(await inventory('queued', '--kind', 'host', '--presence', 'live')).toHaveLength(1);
  });
});
