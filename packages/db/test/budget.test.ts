import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Db, openBudget, openDatabase, type SharedBudget } from '../src/index.ts';
import { type GivenConnection, givenConnection } from './support/given.ts';
import { useStore } from './support/store.ts';

const store = useStore();

/** Five requests a second, three of them at once: slow enough to be told from a busy machine. */
const stepMs = 200;
const burst = 3;
const buckets = { default: { perMinute: 60_000 / stepMs, burst }, send: { perMinute: 60_000 / stepMs, burst } };

let connection: GivenConnection;
beforeEach(async () => {
  connection = await givenConnection(store);
});

const terms = { buckets, address: 'api.acme.example', requestMsMax: 30_000, priority: 'background' } as const;
const budgetOn = (db: Db): SharedBudget =>
  openBudget(db, { workspaceId: store.mine, connectionId: connection.id }, terms);
const patience = () => AbortSignal.timeout(10_000);

describe('a budget', () => {
  test('lets a burst through at once, and then keeps to its rate', async () => {
    const budget = budgetOn(store.daemon);
    const takenMs = await takenBy([budget], 6);
    expect(takenMs.slice(0, burst).every((ms) => ms < stepMs)).toBe(true);
    for (const [n, ms] of takenMs.slice(burst).entries()) expect(ms).toBeGreaterThan((n + 1) * stepMs - 20);
    expect(takenMs.at(-1)).toBeLessThan(15 * stepMs);
  });

  test('is one for all: ten takers in three processes never have more than burst and rate allow', async () => {
    const pools = [1, 2, 3].map((n) => openDatabase(store.urls.daemonUrl, { max: 1, name: `process ${n}` }));
    try {
      const takenMs = await takenBy(pools.map(budgetOn), 14);
      for (const [first, from] of takenMs.entries()) {
        for (const [last, to] of takenMs.entries()) {
          const allowed = burst + (to - from) / stepMs;
          // A request that was granted late is measured early by as much as the answer took.
          if (last > first) expect(last - first + 1).toBeLessThanOrEqual(allowed + 1);
        }
      }
    } finally {
      await Promise.all(pools.map((pool) => pool.destroy()));
    }
  });

  test('is of one bucket and one connection', async () => {
    const mine = budgetOn(store.daemon);
    await takenBy([mine], burst);
    const other = await givenConnection(store);
    const others = openBudget(store.daemon, { workspaceId: store.mine, connectionId: other.id }, terms);
    const startedAt = performance.now();
    await mine.take('send', patience());
    await others.take('default', patience());
    expect(performance.now() - startedAt).toBeLessThan(stepMs);
  });

  test('refills while nobody asks, and to no more than a burst', async () => {
    const budget = budgetOn(store.daemon);
    await takenBy([budget], burst);
    await sleep((burst + 2) * stepMs);
    const takenMs = await takenBy([budget], burst + 1);
    expect(takenMs[burst - 1]).toBeLessThan(stepMs);
    expect(takenMs[burst]).toBeGreaterThan(stepMs / 2);
  });

  test('that the provider asked to pause lets nobody through until then', async () => {
    const [gateway, daemon] = [budgetOn(store.gateway), budgetOn(store.daemon)];
    await gateway.pause('default', 500);
    const startedAt = performance.now();
    await daemon.take('default', patience());
    expect(performance.now() - startedAt).toBeGreaterThan(480);
    await gateway.take('send', patience());
    expect(performance.now() - startedAt).toBeLessThan(500 + 4 * stepMs);
  });

  test('is not paused for less by a second pause', async () => {
    const budget = budgetOn(store.daemon);
    await budget.pause('default', 600);
    await budget.pause('default', 10);
    const startedAt = performance.now();
    await budget.take('default', patience());
    expect(performance.now() - startedAt).toBeGreaterThan(500);
  });

  test('stops waiting at once when nobody wants the request any more, and spends nothing', async () => {
    const budget = budgetOn(store.daemon);
    await budget.pause('default', 60_000);
    const startedAt = performance.now();
    await expect(budget.take('default', AbortSignal.timeout(100))).rejects.toThrow();
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    await expect(budget.take('send', AbortSignal.abort(new Error('no more')))).rejects.toThrow('no more');
    const { rows } = await store.owner.query(
      `select bucket from rollcall.rate_budget where connection_id = $1 and bucket = 'send'`,
      [connection.id],
    );
    expect(rows).toEqual([]);
  });

  test('that was slowed keeps to half of its rate without a burst, and recovers by itself in five minutes', async () => {
    const budget = budgetOn(store.daemon);
    await Promise.all([budget.slow('default'), budget.slow('default')]);
    for (const [n, ms] of (await takenBy([budget], 3)).entries()) {
      expect(ms).toBeGreaterThan(2 * (n + 1) * stepMs - 50);
      expect(ms).toBeLessThan(2 * (n + 2) * stepMs);
    }
    expect(await shareOf(connection)).toBeCloseTo(0.5, 1);
    await age(connection, 150);
    expect(await shareOf(connection)).toBeCloseTo(0.75, 1);
    await budget.slow('default');
    expect(await shareOf(connection)).toBeCloseTo(0.375, 1);
    for (let refused = 0; refused < 4; refused += 1) {
      await age(connection, 6);
      await budget.slow('default');
    }
    expect(await shareOf(connection)).toBeCloseTo(0.1, 2);
    await age(connection, 301);
    expect(await shareOf(connection)).toBe(1);
  });

  test('that nobody declared cannot be spent from', async () => {
    await expect(budgetOn(store.daemon).take('fetch', patience())).rejects.toThrow('no rate bucket is named fetch');
  });
});

/** Lets time pass since the provider last refused a request as one too many. */
async function age({ id }: GivenConnection, seconds: number): Promise<void> {
  const text = `update rollcall.rate_budget set slowed_at = slowed_at - $2 * interval '1 s' where connection_id = $1`;
  await store.owner.query(text, [id, seconds]);
}

async function shareOf({ id }: GivenConnection): Promise<number> {
  const text = `select rollcall.rate_share(slowed_to, slowed_at, clock_timestamp()) as share
    from rollcall.rate_budget where connection_id = $1`;
  const { rows } = await store.owner.query<{ share: number }>(text, [id]);
  return rows[0]?.share ?? Number.NaN;
}

/** When each of `count` requests, asked for at once by ten takers, was granted; in ms from now. */
async function takenBy(budgets: readonly SharedBudget[], count: number): Promise<number[]> {
  const startedAt = performance.now();
  const takenMs: number[] = [];
  let left = count;
  const taker = async (budget: SharedBudget): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await budget.take('default', patience());
      takenMs.push(performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: 10 }, (_, n) => taker(budgets[n % budgets.length] ?? budgetOn(store.daemon))));
  return takenMs.sort((one, other) => one - other);
}
