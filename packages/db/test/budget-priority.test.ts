import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { openBudget, type SharedBudget } from '../src/index.ts';
import { type GivenConnection, givenConnection } from './support/given.ts';
import { useStore } from './support/store.ts';

const store = useStore();
const stepMs = 60;
const patience = () => AbortSignal.timeout(10_000);

let connection: GivenConnection;
beforeEach(async () => {
  connection = await givenConnection(store);
});

function open(priority: 'caller' | 'background', bucket = { perMinute: 60_000 / stepMs, burst: 1 }): SharedBudget {
  const owner = { workspaceId: store.mine, connectionId: connection.id };
  const terms = { buckets: { default: bucket }, address: 'api.acme.example', requestMsMax: 30_000, priority };
  return openBudget(priority === 'caller' ? store.gateway : store.daemon, owner, terms);
}

describe('a caller that has to wait', () => {
  test('goes before background that has waited for longer, in the order of asking', async () => {
    const served: string[] = [];
    const ask = (who: string, budget: SharedBudget) =>
      budget.take('default', patience()).then(() => void served.push(who));
    // Long enough for all to be waiting before it ends, on a busy machine, too.
    await open('background').pause('default', 1_000);
    const asked = [ask('page 1', open('background')), ask('page 2', open('background'))];
    for (const who of ['caller 1', 'caller 2', 'caller 3']) {
      asked.push(ask(who, open('caller')));
      await waitingIs(asked.length - 2);
    }
    await Promise.all(asked);
    expect(served.slice(0, 3)).toEqual(['caller 1', 'caller 2', 'caller 3']);
  });

  test('lets background through at once when it gives up', async () => {
    await open('background').pause('default', 60_000);
    const inVain = open('caller').take('default', AbortSignal.timeout(100));
    await expect(inVain).rejects.toThrow();
    await waitingIs(0);
  });

  test('keeps nobody waiting for long when it crashed', async () => {
    await open('background').take('default', patience());
    await store.asGateway((tx) =>
      tx
        .insertInto('rate_waiter')
        .values({
          ...{ workspace_id: store.mine, connection_id: connection.id, bucket: 'default' },
          waiter_id: '018f0000-0000-7000-8000-00000000000c',
          ...{ since: new Date(), until: new Date(Date.now() + 400) },
        })
        .execute(),
    );
    const startedAt = performance.now();
    await open('background').take('default', patience());
    expect(performance.now() - startedAt).toBeLessThan(400 + 5 * stepMs);
  });
});

test('background that has waited for ten seconds stands in line like a caller', async () => {
  const stopping = new AbortController();
  const callers = Array.from({ length: 3 }, async () => {
    while (!stopping.signal.aborted)
      await open('caller')
        .take('default', stopping.signal)
        .catch(() => {});
  });
  const clock = vi.spyOn(performance, 'now');
  onTestFinished(() => clock.mockRestore());
  try {
    await waitingIs(2);
    await expect(open('background').take('default', AbortSignal.timeout(20 * stepMs))).rejects.toThrow();
    const waiting = open('background').take('default', patience());
    clock.mockReturnValue(performance.now() + 11_000);
    await waiting;
  } finally {
    stopping.abort();
    await Promise.all(callers);
  }
});

test('callers and background together use 95 % of the rate that is allowed, and no more than all of it', async () => {
  const bucket = { perMinute: 3_000, burst: 10 };
  for (let taken = 0; taken < bucket.burst; taken += 1) await open('caller', bucket).take('default', patience());
  const forMs = 3_000;
  const ending = AbortSignal.timeout(forMs);
  let taken = 0;
  const asker = async (budget: SharedBudget): Promise<void> => {
    while (!ending.aborted) {
      await budget.take('default', ending).then(
        () => {
          taken += 1;
        },
        () => {},
      );
    }
  };
  await Promise.all([open('background', bucket), ...[1, 2, 3].map(() => open('caller', bucket))].map(asker));
  const allowed = (bucket.perMinute / 60_000) * forMs;
  expect(taken).toBeGreaterThanOrEqual(0.95 * allowed);
  expect(taken).toBeLessThanOrEqual(allowed + 1);
});

/** Waits until this many stand in line. */
async function waitingIs(count: number): Promise<void> {
  await expect.poll(inLine, { interval: 5 }).toBe(count);
}

async function inLine(): Promise<number | undefined> {
  const text = 'select count(*)::int as count from rollcall.rate_waiter where connection_id = $1';
  return (await store.owner.query<{ count: number }>(text, [connection.id])).rows[0]?.count;
}
