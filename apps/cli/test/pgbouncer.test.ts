import { createRollcall, type Rollcall } from '@rollcall/client';
import { testLogins } from '@rollcall/db/testing';
import type { Run, RunId } from '@rollcall/schema';
import pg from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { pgbouncerPath, usePgbouncer } from './support/pgbouncer.ts';
import { useStack } from './support/stack.ts';
import { providerName, type TestSandbox } from './support/test-sandbox.ts';

const program = pgbouncerPath();
const where = program === undefined ? ': skipped, since it is not installed ("apt-get install pgbouncer")' : '';

describe.skipIf(program === undefined)(`two gateways and three daemons behind PgBouncer${where}`, () => {
  const { through } = usePgbouncer(program ?? '', Object.values(testLogins));
  const stack = useStack({ pooler: 'transaction', through });
  /** Of each connection: its sandbox, and a client of its workspace at each gateway. */
  const names = ['north', 'south', 'east', 'west'] as const;
  type Name = (typeof names)[number];
  const sandboxes = new Map<Name, TestSandbox>();
  const gateways: string[] = [];
  const keys: { ours: string; theirs: string } = { ours: '', theirs: '' };

  /** "west" is in another workspace. */
  const clientsOf = (name: Name): readonly Rollcall[] =>
    gateways.map((url) => createRollcall({ url, apiKey: name === 'west' ? keys.theirs : keys.ours }));
  const clientOf = (name: Name, gateway = 0): Rollcall => clientsOf(name)[gateway] ?? expect.fail('no such gateway');
  const sandboxOf = (name: Name): TestSandbox => sandboxes.get(name) ?? expect.fail('no such sandbox');

  beforeAll(async () => {
    gateways.push(stack.gatewayUrl);
    await stack.startGateway();
    gateways.push(stack.gatewayUrl);
    keys.ours = stack.adminKey;
    keys.theirs = (await clientOf('north', 1).workspaces.create.mutate({ name: 'theirs' })).token;
    await Promise.all(
      names.map(async (name, nth) => {
        const sandbox = await stack.sandbox({ seed: 300 + nth });
        sandboxes.set(name, sandbox);
        const credential = { apiKey: sandbox.credential['apiKey'] ?? '' };
        await clientOf(name, nth % 2).connections.add.mutate({
          ...{ name, baseUrl: sandbox.baseUrl, credential, schedule: '0 0 1 1 *' },
          provider: providerName,
        });
      }),
    );
  }, 30_000);

  test('every run ends complete, also one whose daemon is killed, and nothing is recorded twice', {
    timeout: 60_000,
  }, async () => {
    await stack.stopDaemons();
    const doomed = await stack.startDaemon();
    await sandboxOf('north').fault({ operation: 'listMailboxes', fault: 'hang' });
    const slow = await request('north');
    await expect.poll(() => sandboxOf('north').received('listMailboxes'), { timeout: 10_000 }).toBe(1);
    await Promise.all([stack.startDaemon(), stack.startDaemon()]);
    const planned = await request('south', { plan: true });
    const others = await Promise.all([request('south'), request('east'), request('west')]);
    await doomed.kill();
    const ended = [
      await finished('south', [planned, others[0]]),
      await finished('east', [others[1]]),
      await finished('west', [others[2]]),
      await finished('north', [slow]),
    ];
    expect(ended.flat().map(({ connection, outcome }) => ({ connection, outcome }))).toEqual(
      ['south', 'south', 'east', 'west', 'north'].map((connection) => ({ connection, outcome: 'complete' })),
    );
    for (const name of names) expect(await recorded(name)).toEqual({ resources: 42, appeared: 42 });
  });

  test('calls through both at once take effect once, and their runs explain them', async () => {
    const domain = (await sandboxOf('north').items('domain'))[0]?.name ?? '';
    const addresses = Array.from({ length: 8 }, (_, n) => `pooled-${n}@${domain}`);
    const calls = addresses.flatMap((address) =>
      // Both gateways are asked for the same, under one key: one of them does it, the other one answers what it did.
      [0, 1].map((gateway) =>
        clientOf('north', gateway)
          .inboxes.create.mutate({ connection: 'north', input: { address }, idempotencyKey: address })
          .catch((error: Error) => error.message),
      ),
    );
    const answered = await Promise.all(calls);
    expect(answered.filter((answer) => typeof answer === 'string' && !/under way|in flight/.test(answer))).toEqual([]);
    const made = (await sandboxOf('north').items('inbox')).filter(({ name }) => name.startsWith('pooled-'));
    expect(made.map(({ name }) => name).toSorted()).toEqual(addresses);
    const again = await finished('north', [await request('north')]);
    expect(again).toMatchObject([{ outcome: 'complete' }]);
    const { data: events } = await clientOf('north').events.list.query({
      connection: 'north',
      type: 'resource.appeared',
      limit: 8,
    });
    expect(events.map(({ cause }) => cause?.kind)).toEqual(addresses.map(() => 'operation'));
  });

  test('reads of two workspaces at once, on sessions that both use, show each its own', async () => {
    const asked = Array.from({ length: 80 }, async (_, n) => {
      const name: Name = n % 2 === 0 ? 'south' : 'west';
      const client = clientOf(name, n % 4 < 2 ? 0 : 1);
      const [resources, connections, events] = await Promise.all([
        client.resources.list.query({ limit: 5 }),
        client.connections.list.query(),
        client.events.list.query({ limit: 5 }),
      ]);
      return [
        ...resources.data.map((one) => one.connection),
        ...connections.data.map((one) => one.name),
        ...events.data.map((one) => one.connection),
      ].every((found) => found === null || (found === 'west') === (name === 'west'));
    });
    expect(await Promise.all(asked)).not.toContain(false);
  });

  test('whatever was told has a number, in each workspace each once and from 1', async () => {
    for (const name of ['north', 'west'] as const) {
      const numbers = async () => {
        const { data } = await clientOf(name).events.list.query({ limit: 500 });
        return data.map(({ sequence }) => sequence).reverse();
      };
      await expect.poll(numbers, { timeout: 5_000 }).not.toContain(null);
      const found = (await numbers()).toSorted((one, other) => (one ?? 0) - (other ?? 0));
      expect(found).toEqual(found.map((_, nth) => nth + 1));
    }
  });

  test('nothing that was said is a fault, and fewer sessions served them than they hold connections', async () => {
    const lines = stack
      .logs()
      .split('\n')
      .filter((line) => line.startsWith('{'));
    const faults = lines.filter(
      (line) => Number(JSON.parse(line).level) >= 50 || /prepared statement|startup parameter/.test(line),
    );
    expect(lines.length).toBeGreaterThan(10);
    expect(faults).toEqual([]);
    const client = new pg.Client(stack.database.ownerUrl);
    await client.connect();
    const { rows } = await client.query(
      `select count(*)::int as count from pg_stat_activity where usename in ('rollcall_gateway_test', 'rollcall_daemon_test') and datname = current_database()`,
    );
    await client.end();
    expect(rows[0].count).toBeLessThanOrEqual(10);
  });

  async function request(name: Name, { plan = false } = {}): Promise<RunId> {
    const { data } = await clientOf(name, plan ? 0 : 1).sync.request.mutate({ connections: [name], plan });
    return data[0]?.runId ?? expect.fail('no run was asked for');
  }

  async function finished(name: Name, runIds: readonly RunId[]): Promise<readonly Run[]> {
    let runs: readonly Run[] = [];
    const open = async () => {
      runs = (await clientOf(name).sync.get.query({ runIds: [...runIds] })).data;
      return runs.filter(({ state }) => state !== 'finished').length;
    };
    await expect.poll(open, { timeout: 50_000, interval: 200 }).toBe(0);
    return runIds.flatMap((id) => runs.find(({ runId }) => runId === id) ?? []);
  }

  async function recorded(name: Name): Promise<{ resources: number; appeared: number }> {
    const list = { connection: name, limit: 500 };
    const [resources, events] = await Promise.all([
      clientOf(name).resources.list.query(list),
      clientOf(name).events.list.query({ ...list, type: 'resource.appeared' }),
    ]);
    return { resources: resources.data.length, appeared: events.data.length };
  }
});
