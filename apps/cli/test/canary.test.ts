import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startCollector } from '@rollcall/telemetry/testing';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answers } from './support/answers.ts';
import { ErrorDocument } from './support/cli.ts';
import { first, scenarioOn } from './support/scenario.ts';
import { useStack } from './support/stack.ts';
import { formsOf, storedText } from './support/stored-text.ts';
import { providerName, type TestSandbox } from './support/test-sandbox.ts';

/** What must be found nowhere: it stands for a password wherever a provider or a caller may put one. */
const canary = 'canary-7c1f8e2b9a';

/** Fields that no document of a provider names, in every object of every answer. */
const planted = {
  password: `${canary}-password`,
  smtpPassword: `${canary}-smtp`,
  token: `${canary}-token`,
  undocumented: { deep: [{ secret: `${canary}-deep` }] },
};

const collecting = startCollector();
let collector: Awaited<typeof collecting>;
beforeAll(async () => {
  collector = await collecting;
});
afterAll(() => collector.stop());
const stack = useStack(undefined, () => collector.variables);
const scenario = scenarioOn(stack);
let sandbox: TestSandbox;
let credential: string;
/** Answers that pass on to the caller what the provider answered to that very call, as documented. */
const passedOn = new Set<string>();

const passOn = async (operation: string, input: unknown, ...more: readonly string[]) => {
  const result = await scenario.call('canary', operation, input, ...more);
  passedOn.add(result.stdout);
  return answers.call.parse(result.json);
};

beforeAll(async () => {
  sandbox = await stack.sandbox({ seed: 201 });
  credential = String(sandbox.credential['apiKey']);
  await plantFields();
  // As many requests a minute as all this takes: what is tried here is not the waiting for a rate.
  const settings = [
    '--provider',
    providerName,
    '--base-url',
    sandbox.baseUrl,
    '--schedule',
    '0 0 1 1 *',
    '--rate',
    'default=6000',
  ];
  await stack.ask(['connections', 'add', 'canary', ...settings], answers.connection, { stdin: sandbox.credentialJson });
  await listEverything();
  await callEverything();
  await failInEveryWay();
  await stack.ask(['connections', 'update', 'canary'], answers.connection, { stdin: sandbox.credentialJson });
  await stack.cli(['credentials', 'rotate-master']);
  await readEverything();
  // A hundred commands, one after the other.
}, 180_000);

/** Only one fault spoils an answer, the oldest first: this one gives way to others by being planted anew. */
async function plantFields(): Promise<void> {
  await sandbox.clearFaults();
  await sandbox.fault({ operation: '*', fault: 'extra_fields', fields: planted, times: 0 });
}

async function listEverything(): Promise<void> {
  expect((await scenario.sync('canary')).kind('inbox')).toMatchObject({ appeared: 30, grade: 'proven' });
  await sandbox.change({ do: 'delete', kind: 'inbox', first: 2 });
  await sandbox.change({ do: 'edit', kind: 'domain', first: 1, set: { dkimSelector: 'changed' } });
  expect((await scenario.sync('canary')).kind('inbox')).toMatchObject({ vanished: 2 });
}

/** Reads and writes, each with what the provider plants in its answer; one of them twice by its key. */
async function callEverything(): Promise<void> {
  const { name } = first(await sandbox.items('domain'));
  const inbox = first(await sandbox.items('inbox'));
  const host = first(await sandbox.items('host'));
  const { result } = await passOn('getMailbox', { id: inbox.id });
  expect(JSON.stringify(result)).toContain(canary);
  for (const operation of ['getWorkspace', 'listDomains', 'listIps', 'listMailboxes']) await passOn(operation, {});
  const secret = `${canary} in the text of a message`;
  const message = { id: inbox.id, to: inbox.name, subject: 'hello', text: secret, html: `<p>${secret}</p>` };
  const key = ['--idempotency-key', 'send-once'];
  await passOn('sendMessage', message, ...key);
  // What is said again comes from what was stored.
  const again = await scenario.call('canary', 'sendMessage', message, ...key);
  expect(answers.call.parse(again.json)).toMatchObject({ replayed: true });
  await passOn('listMessages', { id: inbox.id });
  await passOn('getMessage', { id: inbox.id, uid: 1, markSeen: '1' });
  await keepSealed(inbox.id);
  await passOn('addDomain', { name: 'new-canary-free.example' });
  await passOn('createMailboxes', { emails: [`new.person@${name}`] });
  await passOn('orderIps', { count: 1 });
  await passOn('deleteMailbox', { id: inbox.id, confirm: inbox.id });
  expect((await scenario.call('canary', 'releaseIp', { id: host.id, confirm: host.id })).code).toBe(1);
  expect((await scenario.sync('canary')).outcome).toBe('complete');
}

/** Three answers that wait sealed: one is taken, one left where it is, and one expires. */
async function keepSealed(id: string): Promise<void> {
  const waiting: string[] = [];
  for (const seal of [['--seal-secrets'], ['--seal-secrets', '3600'], ['--seal-secrets', '60']]) {
    const kept = await scenario.call('canary', 'getMessage', { id, uid: 1, markSeen: '1' }, ...seal);
    const { secrets } = answers.call.parse(kept.json);
    if (secrets === null) throw new Error('nothing waits');
    waiting.push(secrets.id);
  }
  const [taken = '', , expired] = waiting;
  const answer = await stack.cli(['operations', 'secrets', taken, '--json']);
  passedOn.add(answer.stdout);
  expect(JSON.stringify(answers.taken.parse(answer.json).data.result)).toContain(canary);
  const owner = new pg.Client(stack.database.ownerUrl);
  await owner.connect();
  await owner.query('update rollcall.sealed_secret set expires_at = clock_timestamp() where owner_id = $1', [expired]);
  await owner.end();
}

/** Errors that carry the credential or a secret: the provider's, and those of a caller's mistakes. */
async function failInEveryWay(): Promise<void> {
  const refusals = [400, 401, 402, 403, 404, 409, 500];
  for (const status of refusals) {
    await sandbox.fault({ operation: 'addDomain', fault: 'status', status, code: `leak ${credential}` });
    const result = await scenario.call('canary', 'addDomain', { name: `refused-${status}.example` });
    expect(ErrorDocument.parse(result.json).error.code).toMatch(
      /^(provider_error|provider_refused|operation_unknown)$/,
    );
  }
  await sandbox.clearFaults();
  for (const value of [`${canary}-mistyped`, credential, { nested: `${canary}-nested` }]) {
    await sandbox.fault({ operation: 'listMailboxes', fault: 'malformed', field: 'imapPort', value });
    expect((await scenario.sync('canary', 3)).kind('inbox')?.reason).toMatch(/imapPort/);
    await sandbox.fault({ operation: 'addDomain', fault: 'malformed', field: 'orderId', value: [value] });
    await scenario.call('canary', 'addDomain', { name: `mistyped-${JSON.stringify(value).length}.example` });
  }
  for (const fault of ['not_json', 'truncate']) {
    await sandbox.fault({ operation: 'listMailboxes', fault, ...(fault === 'truncate' ? { quietly: true } : {}) });
    await scenario.sync('canary', 3);
  }
  await sandbox.fault({ operation: 'getWorkspace', fault: 'status', status: 401, code: credential });
  await scenario.sync('canary', 3);
  await sandbox.fault({ operation: 'getWorkspace', fault: 'status', status: 400, code: credential });
  await stack.cli(['connections', 'test', 'canary', '--json']);
  await plantFields();

  const add = ['connections', 'add', 'other', '--provider', providerName, '--base-url', sandbox.baseUrl, '--json'];
  const mistakes = [
    await scenario.call('canary', 'addDomain', { name: 'x.example', password: `${canary}-input` }),
    await scenario.call('canary', 'sendMessage', { id: 'mb_none', to: 3, subject: 's', text: `${canary}-body` }),
    await stack.cli(add, { stdin: JSON.stringify({ apiKey: `${canary} with spaces` }) }),
    await stack.cli(add, { stdin: JSON.stringify({ apiKey: `${canary}-refused` }) }),
    await stack.cli(add, { stdin: JSON.stringify({ apiKey: { nested: `${canary}-object` } }) }),
    await stack.cli(add, { stdin: `{"apiKey":"${canary}-cut` }),
    await stack.cli([...add, '--config', JSON.stringify({ token: `${canary}-config` })], {
      stdin: sandbox.credentialJson,
    }),
    await stack.cli([...add, '--config', `{"token":"${canary}-cut`], { stdin: sandbox.credentialJson }),
    await stack.cli([...add, '--base-url', `http://me:${canary}-url@127.0.0.1`], { stdin: sandbox.credentialJson }),
    await stack.cli(['resources', '--json'], { env: { ROLLCALL_API_KEY: `${canary} key` } }),
    await stack.cli(['resources', '--json'], { env: { ROLLCALL_API_KEY: `${canary}-key` } }),
  ];
  for (const { code } of mistakes) expect(code).not.toBe(0);
}

async function readEverything(): Promise<void> {
  const inbox = first(await scenario.inventory('canary', '--kind', 'inbox'));
  for (const args of [
    ['connections', 'list'],
    ['resources', '--all', '--presence', 'any'],
    ['history', 'canary', 'inbox', inbox.externalId],
    ['events', '--all'],
    ['operations', '--all'],
    ['runs', '--all'],
    ['keys', 'list'],
    ['doctor'],
  ]) {
    await stack.cli(args);
    await stack.cli([...args, '--json']);
  }
}

describe('a secret that a provider or a caller puts where none belongs', () => {
  test('is in no table, in any form', async () => {
    const stored = await storedText(stack.database.ownerUrl);
    for (const secret of [canary, credential, stack.adminKey]) {
      for (const form of formsOf(secret)) {
        const holders = [...stored].filter(([, text]) => text.includes(form)).map(([table]) => table);
        expect(holders, form).toEqual([]);
      }
    }
  });

  test('is in no log', () => {
    for (const secret of [canary, credential, stack.adminKey]) {
      for (const form of formsOf(secret)) expect(linesWith(stack.logs(), form)).toEqual([]);
    }
  });

  test('is in no span, and neither is anybody’s address', async () => {
    await expect.poll(() => collector.spans.filter(({ name }) => name === 'run').length).toBeGreaterThan(5);
    const told = Buffer.concat(collector.bodies).toString();
    for (const secret of [canary, credential, stack.adminKey]) {
      for (const form of formsOf(secret)) expect(told.includes(form), form).toBe(false);
    }
    expect(told).toContain('rollcall.operation.id');
    expect(told).not.toMatch(/@|\.example/);
  });

  test('is in no file of the data folder, but for the key that is kept there', () => {
    const files = readdirSync(stack.dataDir, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
    for (const file of files.filter(({ name }) => name !== 'admin-api-key')) {
      const text = readFileSync(join(file.parentPath, file.name), 'utf8');
      for (const secret of [canary, credential, stack.adminKey]) expect(text, file.name).not.toContain(secret);
    }
  });

  test('is in no answer, but for what the provider answered to that very call', () => {
    const others = stack.said.filter(({ stdout }) => !passedOn.has(stdout));
    expect(others.length).toBeGreaterThan(50);
    for (const { stdout, stderr } of others) {
      for (const secret of [canary, credential, stack.adminKey]) {
        for (const form of formsOf(secret)) expect(linesWith(`${stdout}\n${stderr}`, form)).toEqual([]);
      }
    }
    // The credential is taken out of what is passed on, too.
    for (const answer of passedOn) expect(answer).not.toContain(credential);
  });

  test('waits sealed until it is taken, or nobody has taken it in time', async () => {
    const types = async () => (await scenario.events('canary', '--type', 'secret.expired')).length;
    await expect.poll(types, { timeout: 15_000 }).toBe(1);
    expect(await scenario.events('canary', '--type', 'secret.taken')).toHaveLength(1);
    const stored = await storedText(stack.database.ownerUrl);
    expect(stored.get('rollcall.sealed_secret')?.split('\n')).toEqual([expect.stringMatching(/result,.*eyJ/)]);
  });

  test('would be found: the search finds what is known to be there', async () => {
    const [{ name }] = [first(await sandbox.items('domain'))];
    const stored = await storedText(stack.database.ownerUrl);
    const holders = [...stored].filter(([, text]) => text.includes(name)).map(([table]) => table);
    expect(holders).toEqual(expect.arrayContaining(['rollcall.resource', 'rollcall.audit_event']));
    expect(stored.get('rollcall.credential')).toMatch(/canary|eyJ/);
    expect(stored.size).toBeGreaterThan(12);
    expect(linesWith(stack.logs(), 'run finished')).not.toEqual([]);
    expect([...passedOn].filter((answer) => answer.includes(canary)).length).toBeGreaterThan(5);
    const hidden = Buffer.from(JSON.stringify({ apiKey: credential })).toString('base64url');
    expect(formsOf(credential).some((form) => hidden.includes(form))).toBe(true);
  });
});

function linesWith(text: string, secret: string): readonly string[] {
  return text.split('\n').filter((line) => line.includes(secret));
}
