import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectionId, WorkspaceId } from '@rollcall/schema';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Db, openAddressBudget, openBudget, openDatabase, type SharedBudget } from '../src/index.ts';
import { givenConnection } from './support/given.ts';
import { useStore } from './support/store.ts';

const store = useStore();
const max = 5;
const requestMsMax = 600_000;
const patience = () => AbortSignal.timeout(10_000);

interface Owner {
  readonly workspaceId: WorkspaceId;
  readonly connectionId: ConnectionId;
}

let files = 0;
/** Another host for each test: what one leaves under way is no concern of the next. */
let address = '';
let mine: Owner;
let theirs: Owner;
beforeEach(async () => {
  files += 1;
  address = `api-${files}.acme.example`;
  mine = { workspaceId: store.mine, connectionId: (await givenConnection(store)).id };
  const other = await givenConnection(store, { workspaceId: store.theirs });
  theirs = { workspaceId: store.theirs, connectionId: other.id };
});

interface Opening {
  readonly owner?: Owner;
  readonly per?: 'address' | 'credential';
  readonly priority?: 'caller' | 'background';
  readonly host?: string;
}

function open(
  db: Db,
  { owner = mine, per = 'address', priority = 'caller', host = address }: Opening = {},
): SharedBudget {
  const buckets = { default: { perMinute: 60_000, burst: 1_000, concurrent: { max, per } } };
  return openBudget(db, owner, { buckets, address: host, requestMsMax, priority });
}

/** Has no more than this and a moment to be granted. */
async function inVain(budget: SharedBudget): Promise<void> {
  await expect(budget.take('default', AbortSignal.timeout(150))).rejects.toThrow();
}

describe('what the provider caps for our address', () => {
  test('is never exceeded by three processes for connections of two workspaces, and all of it is used', async () => {
    const pools = [1, 2, 3].map((n) => openDatabase(store.urls.daemonUrl, { max: 3, name: `process ${n}` }));
    try {
      const budgets = pools.flatMap((pool) => [open(pool), open(pool, { owner: theirs })]);
      expect(await mostUnderWay(budgets)).toBe(max);
    } finally {
      await Promise.all(pools.map((pool) => pool.destroy()));
    }
    const { rows } = await store.owner.query('select slots from rollcall.address_slots where address = $1', [address]);
    expect(rows).toEqual([{ slots: {} }]);
  });

  test('counts each host for itself', async () => {
    for (let taken = 0; taken < max; taken += 1) await open(store.daemon).take('default', patience());
    await inVain(open(store.gateway, { owner: theirs }));
    await open(store.gateway, { owner: theirs, host: 'api.other.example' }).take('default', patience());
  });

  test('counts what tries a credential of no connection, too', async () => {
    const buckets = { default: { perMinute: 60, burst: 1, concurrent: { max, per: 'address' } } } as const;
    const trying = openAddressBudget(store.gateway, { buckets, address, requestMsMax });
    const releases = [];
    for (let taken = 0; taken < max; taken += 1) releases.push(await trying.take('default', patience()));
    await inVain(trying);
    await inVain(open(store.daemon));
    await releases[0]?.();
    await open(store.daemon).take('default', patience());
  });

  test('is not left to background alone: the last slot is for callers, whosever they are', async () => {
    const background = open(store.daemon, { priority: 'background' });
    for (let taken = 0; taken < max - 1; taken += 1) await background.take('default', patience());
    await inVain(background);
    const release = await open(store.gateway, { owner: theirs }).take('default', patience());
    await inVain(open(store.gateway));
    await release();
    await open(store.gateway).take('default', patience());
  });

  test('is free again when its holder crashed, once the longest request must have ended', async () => {
    for (let taken = 0; taken < max; taken += 1) await open(store.daemon).take('default', patience());
    const { rows } = await store.owner.query<{ seconds: number }>(
      `select (value::text::float8 - extract(epoch from now()))::float8 as seconds
        from rollcall.address_slots, jsonb_each(slots) where address = $1`,
      [address],
    );
    expect(rows).toHaveLength(max);
    for (const { seconds } of rows) expect(seconds).toBeGreaterThan(requestMsMax / 1_000 + 10);
    await store.owner.query(
      `update rollcall.address_slots set slots = (select jsonb_object_agg(key, value::text::float8 - 640)
        from jsonb_each(slots)) where address = $1`,
      [address],
    );
    expect(await mostUnderWay([open(store.daemon), open(store.gateway, { owner: theirs })])).toBe(max);
  });
});

describe('what the provider caps for a credential', () => {
  const per = 'credential';

  test('is never exceeded by three processes, and all of it is used', async () => {
    const pools = [1, 2, 3].map((n) => openDatabase(store.urls.gatewayUrl, { max: 3, name: `process ${n}` }));
    try {
      expect(await mostUnderWay(pools.map((pool) => open(pool, { per })))).toBe(max);
    } finally {
      await Promise.all(pools.map((pool) => pool.destroy()));
    }
  });

  test('is that of one connection', async () => {
    for (let taken = 0; taken < max; taken += 1) await open(store.daemon, { per }).take('default', patience());
    await inVain(open(store.gateway, { per }));
    await open(store.gateway, { per, owner: theirs }).take('default', patience());
  });

  test('gives its place in the line back when nobody wants the request any more', async () => {
    const releases = [];
    for (let taken = 0; taken < max; taken += 1) {
      releases.push(await open(store.daemon, { per }).take('default', patience()));
    }
    await inVain(open(store.gateway, { per }));
    await releases[0]?.();
    // Whoever gave up would otherwise count as standing in front.
    await open(store.gateway, { per }).take('default', AbortSignal.timeout(1_000));
  });
});

test('an uncapped bucket holds nothing under way', async () => {
  const buckets = { default: { perMinute: 60, burst: 5 } };
  const budget = openBudget(store.daemon, mine, { buckets, address, requestMsMax, priority: 'background' });
  await (await budget.take('default', patience()))();
  const { rows } = await store.owner.query('select slots from rollcall.rate_budget where connection_id = $1', [
    mine.connectionId,
  ]);
  expect(rows).toEqual([{ slots: {} }]);
});

/** Sixty requests by twenty at a time, each under way for some milliseconds; the most that were so at once. */
async function mostUnderWay(budgets: readonly SharedBudget[]): Promise<number> {
  let left = 60;
  let underWay = 0;
  let most = 0;
  const asker = async (budget: SharedBudget): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const release = await budget.take('default', patience());
      underWay += 1;
      most = Math.max(most, underWay);
      await sleep(5 + (left % 7) * 5);
      underWay -= 1;
      await release();
    }
  };
  await Promise.all(Array.from({ length: 20 }, (_, n) => asker(budgets[n % budgets.length] ?? open(store.daemon))));
  return most;
}
