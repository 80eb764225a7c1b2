import { TRPCClientError } from '@trpc/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { absenceMsMax, follow, type Hearing } from '../src/follow.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A subscription, and what has become of following it. */
function subscribe() {
  const subscribed = Promise.withResolvers<Hearing<number>>();
  const told: number[] = [];
  let end: unknown;
  const open = (hearing: Hearing<number>) => {
    subscribed.resolve(hearing);
    return { unsubscribe() {} };
  };
  const following = (async () => {
    for await (const one of follow<number>(open, new AbortController().signal, { wasThere: true })) told.push(one);
  })().catch((error: unknown) => (end = error));
  return { hearing: subscribed.promise, told, following, end: () => end };
}

const refused = { state: 'connecting', error: new TRPCClientError<never>('refused') } as const;
const connected = { state: 'pending', error: null } as const;

test.each([
  { meets: [refused], because: 'nobody takes a connection' },
  { meets: [connected, refused], because: 'each connection ends at once' },
])('one that is looked for every three seconds and does not come back is given up: $because', async ({ meets }) => {
  const { hearing, end, following } = subscribe();
  const { onConnectionStateChange } = await hearing;
  for (let passedMs = 0; passedMs < absenceMsMax; passedMs += 3_000) {
    expect(end()).toBeUndefined();
    for (const met of meets) onConnectionStateChange(met);
    await vi.advanceTimersByTimeAsync(3_000);
  }
  for (const met of meets) onConnectionStateChange(met);
  await following;
  expect(end()).toBe(refused.error);
});

test('one that comes back is followed, each time that it was away', async () => {
  const { hearing, told, end } = subscribe();
  const { onConnectionStateChange, onData } = await hearing;
  for (const nth of [1, 2, 3]) {
    onConnectionStateChange(refused);
    await vi.advanceTimersByTimeAsync(absenceMsMax - 1_000);
    onConnectionStateChange(connected);
    if (nth === 2) onData(nth);
    await vi.advanceTimersByTimeAsync(nth === 2 ? 0 : 6_000);
  }
  await vi.advanceTimersByTimeAsync(2 * absenceMsMax);
  expect([told, end()]).toEqual([[2], undefined]);
});
