import { describe, expect, test } from 'vitest';
import { answers } from './support/answers.ts';
import { ErrorDocument } from './support/cli.ts';
import { useStack } from './support/stack.ts';
import { providerName } from './support/test-sandbox.ts';

const stack = useStack();

describe('pnpm --silent rollcall … --json', () => {
  const command: [string, ...string[]] = ['pnpm', '--silent', 'rollcall'];
  const scripted = async (args: readonly string[], stdin = '') => stack.cli([...args, '--json'], { command, stdin });

  test('passes stdin, stdout and exit codes through unchanged', async () => {
    const sandbox = await stack.sandbox({ seed: 11 });
    const settings = ['--provider', providerName, '--base-url', sandbox.baseUrl, '--schedule', '0 0 1 1 *'];
    const added = await scripted(['connections', 'add', 'demo', ...settings], sandbox.credentialJson);
    expect(answers.connection.parse(added.json).data.name).toBe('demo');
    expect(added.code).toBe(0);

    const synced = await scripted(['sync', 'demo']);
    expect(answers.sync.parse(synced.json).data[0]?.outcome).toBe('complete');
    expect(synced.code).toBe(0);

    const unknown = await scripted(['history', 'demo', 'inbox', 'mb_none']);
    expect(ErrorDocument.parse(unknown.json).error.code).toBe('not_found');
    expect(unknown.code).toBe(1);

    const wrong = await scripted(['history', 'demo']);
    expect(ErrorDocument.parse(wrong.json).error.code).toBe('wrong_usage');
    expect(wrong.code).toBe(2);

    await sandbox.fault({ operation: 'listMailboxes', fault: 'empty_list', times: 0 });
    const refused = await scripted(['sync', 'demo']);
    expect(answers.sync.parse(refused.json).data[0]?.outcome).toBe('partial');
    expect(refused.code).toBe(3);

    const input = '{"name":"two words & a $HOME.example"}';
    const quoted = await scripted(['call', `${providerName}.addDomain`, '--connection', 'demo', '--input', input]);
    expect(ErrorDocument.parse(quoted.json).error.code).toBe('invalid_input');
  });
});

test('a reader that stops reading ends it quietly', async () => {
  const sandbox = await stack.connect('wide', { seed: 12, sizes: { host: 2, domain: 20, inbox: 3_000 } });
  expect(sandbox.sizes['inbox']).toBe(3_000);
  await stack.ask(['sync', 'wide'], answers.sync);
  const main = 'node apps/cli/src/main.ts resources --all --json';
  const command: [string, ...string[]] = ['bash', '-c', `${main} | head -c 100; echo " \${PIPESTATUS[0]}"`];
  const { stdout, stderr } = await stack.cli([], { command });
  expect(stdout).toMatch(/^\{"data":\[.* 0\n$/s);
  expect(stderr).toBe('');
});
