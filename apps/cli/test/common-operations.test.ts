import { beforeAll, describe, expect, test } from 'vitest';
import { answers } from './support/answers.ts';
import { ErrorDocument } from './support/cli.ts';
import { useStack } from './support/stack.ts';
import { providerName, type TestSandbox } from './support/test-sandbox.ts';

const stack = useStack();
let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await stack.connect('demo', { seed: 1, sizes: { host: 1, domain: 2, inbox: 3 } });
  expect(await stack.cli(['sync', 'demo'])).toMatchObject({ code: 0 });
});

describe('a common operation', () => {
  const args = (operation: string, input: object) => [
    ...['call', operation, '--connection', 'demo', '--input', JSON.stringify(input)],
  ];

  test('is found by its name alone, about a resource of the ledger', async () => {
    const [inbox] = await sandbox.items('inbox');
    const answer = await stack.ask(
      args('inboxes.delete', { inbox: inbox?.name, confirm: inbox?.name }),
      answers.commonCall,
    );
    expect(answer).toMatchObject({
      procedure: `${providerName}.deleteMailbox`,
      operation: { state: 'succeeded' },
      next: null,
    });
    const shown = await stack.cli(args('domains.add', { domain: 'shared.example' }));
    expect(shown.stderr).toMatch(new RegExp(`^Operation \\S+ \\(${providerName}\\.addDomain\\): succeeded\\.$`, 'm'));
  });

  test('says when what it changes has moved since it was looked at', async () => {
    const [inbox] = await sandbox.items('inbox');
    const { data } = await stack.ask(['resources', '--connection', 'demo', '--kind', 'inbox'], answers.resources);
    const seen = data.find(({ name }) => name === inbox?.name)?.version ?? 0;
    const deletion = args('inboxes.delete', { inbox: inbox?.name, confirm: inbox?.name });
    const moved = await stack.cli([...deletion, '--expected-version', String(seen + 1), '--json']);
    expect(ErrorDocument.parse(moved.json).error).toMatchObject({ code: 'version_moved', details: { version: seen } });
    expect(await stack.cli([...deletion, '--expected-version', String(seen)])).toMatchObject({ code: 0 });
  });

  test('says why it is not possible, and what is missing', async () => {
    const refused = await stack.cli([...args('dns.remove', { record: 'a', confirm: 'a' }), '--json']);
    expect(ErrorDocument.parse(refused.json).error).toMatchObject({
      code: 'not_supported',
      message: expect.stringMatching(/DNS records/),
    });
    const missing = await stack.cli([...args('inboxes.delete', { inbox: 'a' }), '--json']);
    expect(ErrorDocument.parse(missing.json).error).toMatchObject({
      code: 'invalid_input',
      message: expect.stringMatching(/confirm/),
    });
  });
});

describe('a plan', () => {
  const lines = (addresses: readonly string[]) =>
    addresses
      .map((address) => JSON.stringify({ connection: 'demo', procedure: 'inboxes.create', input: { address } }))
      .join('\n');

  test('is shown with what it does and a hash, applied by that, and followed to its end', async () => {
    const domain = (await sandbox.items('domain'))[0]?.name ?? '';
    const stdin = lines([`one@${domain}`, `two@${domain}`]);
    const { data: plan } = await stack.ask(['plan', '-'], answers.plan, { stdin });
    expect(plan).toMatchObject({ state: 'planned', counts: { planned: 2 }, totals: { creates: { inbox: 2 } } });
    const { data } = await stack.ask(['apply', plan.id, '--hash', plan.hash.slice(0, 12), '--wait'], answers.bulk);
    expect(data.counts).toEqual({ succeeded: 2 });
    const { data: items } = await stack.ask(['bulk', 'items', plan.id, '--all', '--limit', '1'], answers.bulkItems);
    expect(items.map(({ ordinal, state }) => [ordinal, state])).toEqual([
      [0, 'succeeded'],
      [1, 'succeeded'],
    ]);
    const followed = await stack.cli(['bulk', 'watch', plan.id, '--until-sent']);
    expect(followed.stdout).toBe('2 succeeded\n');
    const { data: all } = await stack.ask(['bulk', 'list', '--state', 'finished'], answers.bulks);
    expect(all.map(({ id }) => id)).toEqual([plan.id]);
  });

  test('says in words what is destroyed and what it stands on, and can be cancelled', async () => {
    const domain = (await sandbox.items('domain'))[0]?.name ?? '';
    const given = ['--connection', 'demo', '--procedure', 'domains.remove'];
    const stdin = JSON.stringify({ domain, cascade: true });
    const { stdout } = await stack.cli(['plan', '-', ...given], { stdin });
    expect(stdout).toMatch(new RegExp(`^0 planned: demo ${providerName}\\.deleteDomain domain ${domain}$`, 'm'));
    expect(stdout).toMatch(new RegExp(`^ {2}destroys domain ${domain}, inbox \\S+@${domain}`, 'm'));
    expect(stdout).toMatch(/^cost: 1 unknown\. Can be taken back: 1 no\.$/m);
    const [, id = ''] = /"apply (\S+) --hash/.exec(stdout) ?? [];
    const { data } = await stack.ask(['bulk', 'cancel', id], answers.bulk);
    expect(data.state).toBe('cancelled');
    const late = await stack.cli(['apply', id, '--hash', data.hash, '--json']);
    expect(ErrorDocument.parse(late.json).error.code).toBe('plan_expired');
    expect((await stack.cli(['bulk', 'show', id])).stdout).toMatch(/^1 cancelled$/m);
  });

  test.each([
    { args: ['plan', '-'], stdin: 'nonsense', says: 'Line 1 is no JSON object' },
    { args: ['plan', '-'], stdin: '{"address":"a"}', says: 'Line 1 must be' },
    { args: ['plan', '/nowhere/at/all'], stdin: '', says: 'cannot be read' },
    { args: ['apply', 'x', '--hash', 'f'.repeat(64)], stdin: '', says: 'must be the id of a plan' },
  ])('is not made of $stdin', async ({ args, stdin, says }) => {
    const { code, stderr } = await stack.cli(args, { stdin });
    expect(stderr).toContain(says);
    expect(code).toBe(2);
  });
});

describe('capabilities', () => {
  test('are a matrix of kinds, then what each common operation is, or why not', async () => {
    const { stdout } = await stack.cli(['capabilities', '--provider', providerName]);
    expect(stdout).toMatch(/^kind +list +create +update +delete +rotate$/m);
    expect(stdout).toMatch(/^domain +proven +yes +- +yes +-$/m);
    expect(stdout).toMatch(new RegExp(`^domains\\.add +yes +${providerName}\\.addDomain$`, 'm'));
    expect(stdout).toMatch(/^aliases\.add +no +\S.+\.$/m);
    expect(stdout).toMatch(/^\? unconfirmed/m);
  });

  test('mark what is unconfirmed, and come as one document', async () => {
    const { stdout } = await stack.cli(['capabilities']);
    expect(stdout).toMatch(/^inbox +\w+ +yes +- +yes\? +yes$/m);
    const { data } = await stack.ask(['capabilities'], answers.capabilities);
    expect(data.length).toBeGreaterThan(1);
  });
});
