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
