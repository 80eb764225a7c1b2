import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { concealed, memoryBudget, stringsIn, unlimitedBudget } from '../src/index.ts';
import { createSealer } from '../src/sealing.ts';

describe('a concealed credential', () => {
  const credential = concealed({ apiKey: 'live_8JeTvR2xN', deep: { password: 'hunter2' } });

  test('is read field by field', () => {
    expect(credential.apiKey).toBe('live_8JeTvR2xN');
    expect(stringsIn(credential)).toEqual(['live_8JeTvR2xN', 'hunter2']);
  });

  test('prints as [sealed], whatever formats it', () => {
    const printed = [
      inspect(credential),
      inspect({ a: [credential] }, { depth: 9 }),
      JSON.stringify(credential),
      `${credential}`,
    ];
    expect(printed).toEqual(['[sealed]', '{ a: [ [sealed] ] }', '"[sealed]"', '[sealed]']);
  });
});

describe('a sealer', () => {
  test.each([
    {
      secrets: ['abcdef', 'abcdefgh'],
      given: 'x abcdefgh y',
      want: 'x [sealed] y',
      because: 'the longest is taken first',
    },
    { secrets: ['a"b\\cd'], given: '{"k":"a\\"b\\\\cd"}', want: '{"k":"[sealed]"}', because: 'JSON escapes quotes' },
    { secrets: ['key'], given: 'the key', want: 'the key', because: 'so short a secret would tear holes into words' },
    { secrets: [], given: 'nothing', want: 'nothing', because: 'there is nothing to seal' },
  ])('$given becomes $want, since $because', ({ secrets, given, want }) => {
    const sealer = createSealer(secrets);
    expect(sealer.text(given)).toBe(want);
    expect(sealer.bytes(Buffer.from(given)).toString()).toBe(want);
  });
});

describe('a budget in memory', () => {
  /** A clock that moves only when somebody sleeps. */
  function stoppedClock() {
    const clock = {
      now: 0,
      nowMs: () => clock.now,
      sleep: async (ms: number) => {
        clock.now += ms;
      },
    };
    return clock;
  }
  const { signal } = new AbortController();

  test('lets a burst through at once and then keeps to its rate', async () => {
    const clock = stoppedClock();
    const budget = memoryBudget({ default: { perMinute: 60, burst: 3 } }, clock);
    const times: number[] = [];
    for (let taken = 0; taken < 6; taken += 1) {
      await budget.take('default', signal);
      times.push(clock.now);
    }
    expect(times).toEqual([0, 0, 0, 1000, 2000, 3000]);
  });

  test('waits out a pause, and the longer of two', async () => {
    const clock = stoppedClock();
    const budget = memoryBudget({ default: { perMinute: 60, burst: 3 } }, clock);
    await budget.pause('default', 5000);
    await budget.pause('default', 2000);
    await budget.take('default', signal);
    expect(clock.now).toBe(5000);
  });

  test.each([
    { budget: unlimitedBudget(), name: 'an unlimited one' },
    { budget: memoryBudget({ default: { perMinute: 1, burst: 0 } }), name: 'an exhausted one' },
  ])('$name rejects with the reason of an aborted signal', async ({ budget }) => {
    await expect(budget.take('default', AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop');
  });
});
