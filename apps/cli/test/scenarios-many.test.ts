import { describe, expect, test } from 'vitest';
import { answers } from './support/answers.ts';
import { scenarioOn } from './support/scenario.ts';
import { useStack } from './support/stack.ts';

const stack = useStack();
const scenario = scenarioOn(stack);

/** More than a daemon works on at a time. */
const manyNames = Array.from({ length: 10 }, (_, index) => `many-${index}`);

describe('all connections at once', () => {
  test('are synced one after the other without a pause, but for those that are paused', async () => {
    for (const [index, name] of manyNames.entries()) await stack.connect(name, { seed: 160 + index });
    await stack.cli(['connections', 'pause', 'many-3']);
    const startedAt = performance.now();
    const { data } = await stack.ask(['sync'], answers.sync);
    expect(performance.now() - startedAt).toBeLessThan(15_000);
    expect(data.map(({ connection }) => connection)).toEqual(manyNames.filter((name) => name !== 'many-3'));
    expect(data.every(({ outcome }) => outcome === 'complete')).toBe(true);
    expect(new Set(data.map(({ runId }) => runId)).size).toBe(data.length);
  });

  test('share an exit code: one that could not be believed makes it 3', async () => {
    const sandbox = await stack.connect('odd-one', { seed: 171 });
    await sandbox.fault({ operation: 'getWorkspace', fault: 'status', status: 401, times: 0 });
    const { data } = await stack.ask(['sync', 'many-1', 'odd-one'], answers.sync, { code: 3 });
    expect(data.map(({ outcome }) => outcome)).toEqual(['complete', 'failed']);
    await stack.cli(['connections', 'remove', 'odd-one']);
  });
});

describe('one connection', () => {
  test('is synced once at a time, and who asks waits for a run that began after', async () => {
    const sandbox = await stack.connect('queued', { seed: 172 });
    await scenario.sync('queued');
    await sandbox.fault({ operation: 'listIps', fault: 'delay', ms: 3_000 });
    const slow = stack.cli(['sync', 'queued', '--json']);
    await expect.poll(() => sandbox.received('listIps'), { timeout: 10_000 }).toBe(2);
    await sandbox.change({ do: 'delete', kind: 'host', first: 1 });
    const second = await scenario.sync('queued');
    const [one] = answers.sync.parse((await slow).json).data;
    expect(second.runId).not.toBe(one?.runId);
    const { data: runs } = await stack.ask(['runs', 'queued'], answers.runs);
    const [later, earlier] = [second.runId, one?.runId].map((id) => runs.find(({ runId }) => runId === id));
    expect(Date.parse(later?.startedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(earlier?.finishedAt ?? ''));
    expect(await scenario.inventory('queued', '--kind', 'host', '--presence', 'live')).toHaveLength(1);
  });
});

describe('processes that come and go', () => {
  test('runs that were asked for without a daemon are done when some come', async () => {
    await stack.connect('waiting', { seed: 181 });
    await stack.stopDaemons();
    const waiting = stack.cli(['sync', 'waiting', '--json']);
    await expect
      .poll(async () => (await stack.ask(['runs', 'waiting'], answers.runs)).data[0]?.state, { timeout: 10_000 })
      .toBe('queued');
    await Promise.all([stack.startDaemon(), stack.startDaemon()]);
    expect(answers.sync.parse((await waiting).json).data[0]?.outcome).toBe('complete');
  });

  test('a run whose daemon is killed is taken over by another', { timeout: 120_000 }, async () => {
    const sandbox = await stack.connect('killed', { seed: 182 });
    await stack.stopDaemons();
    const doomed = await stack.startDaemon();
    await sandbox.fault({ operation: 'listMailboxes', fault: 'hang' });
    const waiting = stack.cli(['sync', 'killed', '--json']);
    await expect.poll(() => sandbox.received('listMailboxes'), { timeout: 10_000 }).toBe(1);
    await doomed.kill();
    const killedAt = performance.now();
    await stack.startDaemon();
    const { data } = answers.sync.parse((await waiting).json);
    expect(performance.now() - killedAt).toBeLessThan(40_000);
    expect(data).toMatchObject([{ outcome: 'complete' }]);
    expect(await scenario.inventory('killed')).toHaveLength(42);
    expect(await scenario.events('killed', '--type', 'resource.appeared')).toHaveLength(42);
  });

  test('a sync outlasts a gateway that is started again', async () => {
    const sandbox = await stack.connect('restarted', { seed: 183 });
    await sandbox.fault({ operation: 'listMailboxes', fault: 'delay', ms: 4_000 });
    const port = Number(new URL(stack.gatewayUrl).port);
    const waiting = stack.cli(['sync', 'restarted', '--json']);
    await expect.poll(() => sandbox.received('listMailboxes'), { timeout: 10_000 }).toBe(1);
    await stack.stopGateways();
    await stack.startGateway(port);
    expect(answers.sync.parse((await waiting).json).data[0]?.outcome).toBe('complete');
  });
});
