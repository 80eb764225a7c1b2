import { describe, expect, test } from 'vitest';
import { answers } from './support/answers.ts';
import { scenarioOn } from './support/scenario.ts';
import { useStack } from './support/stack.ts';

const stack = useStack();
const scenario = scenarioOn(stack);

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
    await scenario.sync(name);
    const before = await scenario.inventory(name);
    await sandbox.fault({ operation: 'listMailboxes', times: 0, ...fault });
    const run = await scenario.sync(name, 3);
    expect(run.outcome).toBe('partial');
    expect(run.kind('inbox')).toMatchObject({
      appeared: 0,
      changed: 0,
      vanished: 0,
      grade: want.grade,
      reason: expect.stringMatching(want.reason),
    });
    expect(run.kind('domain')).toMatchObject({ grade: 'proven', unchanged: 10 });
    expect(await scenario.inventory(name)).toEqual(before);
    expect(await scenario.events(name, '--type', 'resource.vanished')).toEqual([]);
    const { coverage } = await stack.ask(['resources', '--connection', name], answers.resources);
    expect(coverage).toMatchObject({ proven: 2, stale: 1 });

    await sandbox.clearFaults();
    expect((await scenario.sync(name)).kind('inbox')).toMatchObject({ grade: 'proven', unchanged: 30 });
  });

  test('half the inventory is believed to be lost, and held for a person all the same', async () => {
    const sandbox = await stack.connect('half', { seed: 122 });
    await scenario.sync('half');
    await sandbox.change({ do: 'delete', kind: 'inbox', first: 15 });
    const run = await scenario.sync('half', 3);
    expect(run.outcome).toBe('held');
    expect(run.kind('inbox')).toMatchObject({ seen: 15, vanished: 15, grade: 'proven' });
    expect(await scenario.inventory('half', '--kind', 'inbox', '--presence', 'live')).toHaveLength(30);
  });

  test('another account’s credential applies nothing', async () => {
    const sandbox = await stack.connect('switched', { seed: 123 });
    await scenario.sync('switched');
    const before = await scenario.inventory('switched');
    await sandbox.change({ do: 'account', id: 'ws_of_somebody_else' });
    await sandbox.change({ do: 'delete', kind: 'inbox', first: 1 });
    const run = await scenario.sync('switched', 3);
    expect(run).toMatchObject({ outcome: 'failed', reason: expect.stringMatching(/^account_changed: /), kinds: [] });
    expect(await scenario.inventory('switched')).toEqual(before);
    const { code, stderr } = await stack.cli(['sync', 'switched']);
    expect(stderr).toMatch(/switched: failed/);
    expect(code).toBe(3);
  });

  test('a credential that was revoked applies nothing', async () => {
    const sandbox = await stack.connect('revoked', { seed: 124 });
    await scenario.sync('revoked');
    await sandbox.fault({ operation: '*', fault: 'status', status: 401, times: 0 });
    const run = await scenario.sync('revoked', 3);
    expect(run).toMatchObject({ outcome: 'failed', reason: expect.stringMatching(/^unauthorized: /) });
    expect(await scenario.inventory('revoked', '--presence', 'live')).toHaveLength(42);
  });
});
