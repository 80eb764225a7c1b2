import { beforeAll, describe, expect, test } from 'vitest';
import { answers } from './support/answers.ts';
import { ErrorDocument } from './support/cli.ts';
import { useStack } from './support/stack.ts';
import { providerName, type TestSandbox } from './support/test-sandbox.ts';

const stack = useStack();
const sizes = { host: 1, domain: 1, inbox: 2 };
let sandbox: TestSandbox;
beforeAll(async () => {
  await stack.connect('other', { seed: 1, sizes });
  sandbox = await stack.connect('refused', { seed: 2, sizes });
});

test('budgets show what each connection may send, in full and as a table', async () => {
  const paused = await stack.connect('paused', { seed: 3, sizes });
  const { data } = await stack.ask(['budgets'], answers.budgets);
  expect(data.filter(({ bucket }) => bucket === 'default')).toMatchObject([
    { connection: 'other', provider: providerName, perMinute: 60, burst: 60, slowed: null, pausedUntil: null },
    { connection: 'paused', provider: providerName, perMinute: 60, burst: 60, slowed: null, pausedUntil: null },
    // Trying the credential took one.
    { connection: 'refused', available: expect.closeTo(59.5, -1) },
  ]);
  await paused.fault({ operation: 'listDomains', fault: 'status', status: 429, retryAfter: 50 });
  expect((await stack.cli(['call', `${providerName}.listDomains`, '--connection', 'paused'])).code).toBe(1);
  const { stdout } = await stack.cli(['budgets', '--connection', 'paused']);
  expect(stdout).toMatch(/^connection +bucket +a minute +burst +now +waits +slowed +under way +in line\n/);
  expect(stdout).toMatch(/^paused +default +60 +60 +0 +paused until \S+ +to 5\d % since \S+ +- +0$/m);
  expect(stdout).not.toContain('other');
  await stack.cli(['connections', 'remove', 'paused']);
});

describe('a connection whose credential is refused again and again', () => {
  test('is synced no more until a test of it succeeds', async () => {
    await sandbox.fault({ operation: '*', fault: 'status', status: 401, times: 0 });
    const test = () => stack.cli(['connections', 'test', 'refused', '--json']);
    for (let times = 0; times < 3; times += 1) await stack.ask(['sync', 'refused'], answers.sync, { code: 3 });
    const alone = await stack.cli(['sync', 'refused', '--json']);
    expect(alone.code).toBe(1);
    expect(ErrorDocument.parse(alone.json).error).toMatchObject({
      ...{ code: 'circuit_open', details: { connection: 'refused' } },
      message: expect.stringMatching(/401.*connections update refused.*connections test refused/),
    });
    const all = await stack.ask(['sync', '--kind', 'host'], answers.sync, { code: 3 });
    expect(all.data.map(({ connection }) => connection)).toEqual(['other']);
    expect(all.skipped).toMatchObject([{ connection: 'refused', reason: expect.stringContaining('401') }]);
    expect((await stack.cli(['sync', '--kind', 'host'])).stdout).toMatch(
      /\nrefused: circuit open since .*401.*connections update refused/,
    );
    expect((await stack.cli(['connections', 'list'])).stdout).toMatch(
      /^refused .* circuit open .*\n.*refused: circuit open since .*401/ms,
    );
    expect((await test()).code).toBe(1);
    await sandbox.clearFaults();
    expect((await test()).code).toBe(0);
    const { data } = await stack.ask(['connections', 'list'], answers.connections);
    expect(data.map(({ circuit }) => circuit)).toEqual([null, null]);
    const events = await stack.ask(['events', '--connection', 'refused', '--all'], answers.events);
    const types = events.data.map(({ type }) => type).filter((type) => type.startsWith('connection.circuit'));
    expect(types).toEqual(['connection.circuit_closed', 'connection.circuit_opened']);
  });
});
