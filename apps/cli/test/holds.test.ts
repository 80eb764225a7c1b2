import { describe, expect, test } from 'vitest';
import { answers } from './support/answers.ts';
import { first, scenarioOn } from './support/scenario.ts';
import { useStack } from './support/stack.ts';
import type { TestSandbox } from './support/test-sandbox.ts';

const stack = useStack();
const scenario = scenarioOn(stack);
const sizes = { host: 1, domain: 4, inbox: 40 };

async function lose(sandbox: TestSandbox, count: number): Promise<void> {
  for (const { id } of (await sandbox.items('inbox')).slice(0, count)) {
    await sandbox.change({ do: 'delete', kind: 'inbox', id });
  }
}

const holdOf = async (connection: string) =>
  first((await stack.ask(['holds', 'list'], answers.holds)).data.filter((hold) => hold.connection === connection));

const livesOf = async (connection: string): Promise<number> =>
  (await scenario.inventory(connection, '--kind', 'inbox', '--presence', 'live')).length;

describe('a run that would lose too much', () => {
  test('is held, shown with its plan, and applied once it is approved', async () => {
    const sandbox = await stack.connect('heavy', { seed: 21, sizes });
    await scenario.sync('heavy');
    await lose(sandbox, 12);
    const held = await scenario.sync('heavy', 3);
    expect(held).toMatchObject({ outcome: 'held' });
    expect(await livesOf('heavy')).toBe(40);

    const hold = await holdOf('heavy');
    const shown = await stack.cli(['holds', 'show', hold.id]);
    expect(shown.stdout).toContain('12 of 40 would vanish that nobody asked for');
    expect(shown.stdout).toContain(`holds approve ${hold.checksum.slice(0, 12)}`);
    const plan = await stack.ask(['holds', 'show', hold.id, '--all', '--limit', '5'], answers.hold);
    expect(plan.data.map(({ nth, type }) => `${nth} ${type}`)).toEqual(
      Array.from({ length: 12 }, (_, index) => `${index + 1} resource.vanished`),
    );

    const approve = ['holds', 'approve', hold.checksum.slice(0, 12), '--note', 'the client left'];
    const approved = await stack.ask(approve, answers.approved);
    expect(approved.runs).toMatchObject([{ outcome: 'complete', kinds: expect.arrayContaining([]) }]);
    expect(await livesOf('heavy')).toBe(28);
    const [said] = await scenario.events('heavy', '--type', 'hold.approved');
    expect(said).toMatchObject({ actor: { type: 'api_key' }, after: { note: 'the client left' } });
    expect(await scenario.events('heavy', '--type', 'hold.applied')).toHaveLength(1);
    const late = await stack.cli(['holds', 'approve', hold.checksum, '--json']);
    expect(late.json).toMatchObject({ error: { code: 'hold_moved', details: { state: 'applied' } } });
  });

  test('is not believed in what was rejected', async () => {
    const sandbox = await stack.connect('glitch', { seed: 22, sizes });
    await scenario.sync('glitch');
    await lose(sandbox, 12);
    await scenario.sync('glitch', 3);
    const hold = await holdOf('glitch');
    const rejected = await stack.ask(['holds', 'reject', hold.id], answers.rejected);
    expect(rejected.data).toMatchObject({ state: 'rejected', decidedBy: { type: 'api_key' } });
    expect((await scenario.sync('glitch', 3)).kind('inbox')).toMatchObject({ grade: 'refused' });
    expect(await livesOf('glitch')).toBe(40);
  });

  test('passes where a person set other limits', async () => {
    const sandbox = await stack.connect('loose', { seed: 23, sizes });
    await scenario.sync('loose');
    await lose(sandbox, 12);
    const limits = { lost: { scope: { percent: 50 }, connection: { percent: 50 } } };
    await stack.cli(['brake', 'set', JSON.stringify(limits), '--connection', 'loose']);
    const { data } = await stack.ask(['brake', 'show', '--connection', 'loose'], answers.brake);
    expect(data.connection).toEqual(limits);
    expect(data.limits.lost.scope).toEqual({ ...data.defaults.lost.scope, percent: 50 });
    expect((await scenario.sync('loose')).kind('inbox')).toMatchObject({ vanished: 12 });
  });
});

test.each([
  { args: ['holds', 'show', 'x'], code: 2, says: 'must be the id of a hold' },
  { args: ['holds', 'show', '018f0000-0000-7000-8000-00000000000b'], code: 1, says: 'There is no hold of this id' },
  { args: ['holds', 'approve', 'f'.repeat(64)], code: 1, says: 'No held plan has this checksum' },
  { args: ['holds', 'approve', 'beef'], code: 1, says: 'at least its first 12 digits' },
  { args: ['brake', 'set', '{"lost":{"scope":{"percent":300}}}'], code: 2, says: '<limits> must be JSON' },
  { args: ['brake', 'set', '{"lost":{"planet":{}}}'], code: 2, says: '<limits> must be JSON' },
  { args: ['brake', 'set', '{', '--connection', 'x'], code: 2, says: '<limits> must be JSON' },
  { args: ['brake', 'show', '--connection', 'nobody'], code: 1, says: 'There is no connection named "nobody"' },
])('$args is refused: $says', async ({ args, code, says }) => {
  const refused = await stack.cli(args);
  expect(refused.stderr).toContain(says);
  expect(refused.code).toBe(code);
});
