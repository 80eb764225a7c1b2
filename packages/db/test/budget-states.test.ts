import { beforeEach, expect, test } from 'vitest';
import { type AskedBucket, budgetStates, openBudget } from '../src/index.ts';
import { type GivenConnection, givenConnection } from './support/given.ts';
import { useStore } from './support/store.ts';

const store = useStore();
const patience = () => AbortSignal.timeout(10_000);
const rates = {
  default: { perMinute: 60, burst: 10 },
  send: { perMinute: 60, burst: 10, concurrent: { max: 4, per: 'credential' } },
  fetch: { perMinute: 60, burst: 10, concurrent: { max: 20, per: 'address' } },
} as const;

let connection: GivenConnection;
let address = '';
beforeEach(async () => {
  connection = await givenConnection(store);
  address = `${connection.name}.example`;
});

const open = (priority: 'caller' | 'background' = 'background') =>
  openBudget(
    store.daemon,
    { workspaceId: store.mine, connectionId: connection.id },
    { buckets: rates, address, requestMsMax: 30_000, priority },
  );

async function states() {
  const asked = Object.entries(rates).map(
    ([name, rate]): AskedBucket => ({
      ...rate,
      ...{ connectionId: connection.id, connection: connection.name, provider: 'acme', name, address },
    }),
  );
  const [first, send, fetch] = await store.asGateway((tx) => budgetStates(tx, asked));
  return { first, send, fetch };
}

test('a bucket that was never spent from is full', async () => {
  const { first, send, fetch } = await states();
  expect(first).toEqual({
    ...{ connection: connection.name, provider: 'acme', bucket: 'default', perMinute: 60, burst: 10, available: 10 },
    ...{ nextAt: null, pausedUntil: null, slowed: null, slots: null, waiting: 0 },
  });
  expect(send).toMatchObject({ available: 4, slots: { inUse: 0, max: 4, per: 'credential' } });
  expect(fetch).toMatchObject({ available: 10, slots: { inUse: 0, max: 20, per: 'address' } });
});

test('what was spent is not there, and comes back; what is under way is counted', async () => {
  for (let taken = 0; taken < 3; taken += 1) {
    for (const name of Object.keys(rates)) await open().take(name, patience());
  }
  const { first, send, fetch } = await states();
  expect(first).toMatchObject({ available: 7, nextAt: null });
  expect(send).toMatchObject({ available: 1, slots: { inUse: 3 } });
  expect(fetch).toMatchObject({ available: 7, slots: { inUse: 3 } });
  for (let taken = 3; taken < 10; taken += 1) await open().take('default', patience());
  const { first: empty } = await states();
  expect(empty?.available).toBe(0);
  expect(Date.parse(empty?.nextAt ?? '') - Date.now()).toBeLessThan(1_100);
});

test('a pause, a slower rate and those in line are said, each with its time', async () => {
  await open().pause('default', 60_000);
  await open().slow('send');
  const inVain = open('caller').take('default', AbortSignal.timeout(1_000));
  await expect.poll(async () => (await states()).first?.waiting, { interval: 20 }).toBe(1);
  await expect(inVain).rejects.toThrow();
  const { first, send } = await states();
  expect(first).toMatchObject({ available: 0, waiting: 0, slowed: null });
  expect(Date.parse(first?.pausedUntil ?? '') - Date.now()).toBeGreaterThan(50_000);
  expect(first?.nextAt).not.toBeNull();
  expect(send).toMatchObject({ available: 0, pausedUntil: null, slowed: { share: expect.closeTo(0.5, 1) } });
  expect(Date.parse(send?.slowed?.since ?? '')).toBeGreaterThan(Date.now() - 10_000);
});
