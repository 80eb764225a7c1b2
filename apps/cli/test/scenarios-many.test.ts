import { describe, expect, test } from 'vitest';
import { answers } from './support/answers.ts';
import { ErrorDocument } from './support/cli.ts';
import { first, only, scenarioOn } from './support/scenario.ts';
import { useStack } from './support/stack.ts';
import { providerName } from './support/test-sandbox.ts';

const stack = useStack();
const scenario = scenarioOn(stack);

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
    await scenario.sync('queued');
    await sandbox.fault({ operation: 'listIps', fault: 'delay', ms: 1_500 });
    const slow = stack.cli(['sync', 'queued', '--json']);
    await expect.poll(() => sandbox.received('listIps'), { timeout: 10_000 }).toBe(2);
    await sandbox.change({ do: 'delete', kind: 'host', first: 1 });
    const second = await scenario.sync('queued');
    const one = answers.sync.parse((await slow).json).data[0];
    expect(second.runId).not.toBe(one?.runId);
    expect(await scenario.inventory('queued', '--kind', 'host', '--presence', 'live')).toHaveLength(1);
  });
});
