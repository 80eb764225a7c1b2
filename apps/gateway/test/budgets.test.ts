import { callMsOf, type Provider } from '@rollcall/provider-kit';
import { providers } from '@rollcall/provider-registry';
import { RateBudget } from '@rollcall/schema';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { connect, small } from './support/connect.ts';
import { type Answer, useGateway } from './support/gateway.ts';
import { providerName, useSandboxes } from './support/sandboxes.ts';

const gateway = useGateway();
const startSandbox = useSandboxes();

async function budgets(input: Readonly<Record<string, unknown>> = {}): Promise<readonly RateBudget[]> {
  const { data, error } = await gateway.query('budgets.list', input);
  expect(error).toBeUndefined();
  // The list's envelope; what is in it is parsed.
  const { data: listed } = data as { data: unknown[] };
  return listed.map((budget) => RateBudget.strict().parse(budget));
}

describe('budgets.list', () => {
  test('shows every bucket of every connection, and what a refusal has done to it', async () => {
    const sandbox = await startSandbox(small);
    await connect(gateway, 'acme', sandbox);
    await connect(gateway, 'other', await startSandbox(small));
    const declared = Object.entries(providers[providerName]?.buckets ?? {});
    const before = await budgets();
    expect(before.map(({ connection, bucket }) => `${connection} ${bucket}`)).toEqual(
      ['acme', 'other'].flatMap((name) => declared.map(([bucket]) => `${name} ${bucket}`)),
    );
    for (const { bucket, perMinute, burst, available } of before) {
      expect(declared).toContainEqual([bucket, { perMinute, burst }]);
      // Trying the credential took one, which may have been made up for by now.
      expect([burst - 1, burst]).toContain(available);
    }
    await sandbox.fault({ operation: 'listDomains', fault: 'status', status: 429, retryAfter: 50 });
    const call = { connection: 'acme', input: {} };
    expect((await gateway.mutate(`providers.${providerName}.listDomains`, call)).status).toBe(502);
    const [acme, ...others] = (await budgets({ connection: 'acme' })).toSorted((a, b) => a.available - b.available);
    expect(acme).toMatchObject({ available: 0, slowed: { share: expect.closeTo(0.5, 1) }, slots: null, waiting: 0 });
    expect(Date.parse(acme?.pausedUntil ?? '') - Date.now()).toBeGreaterThan(40_000);
    for (const { slowed, pausedUntil } of others) expect([slowed, pausedUntil]).toEqual([null, null]);
    expect(others).toHaveLength(declared.length - 1);
  });

  test('counts the request that tried the credential before there was a connection', async () => {
    await connect(gateway, 'tried', await startSandbox(small));
    const { rows } = await gateway.owner.query(
      `select b.bucket, extract(epoch from b.spent_until - c.created_at)::float8 * 1000 as ms
        from rollcall.rate_budget b join rollcall.connection c using (connection_id) where c.name = 'tried'`,
    );
    // Sixty a minute, of which Rollcall uses 97 %.
    expect(rows).toEqual([{ bucket: 'default', ms: expect.closeTo(60_000 / 60 / 0.97, -2) }]);
  });

  test('needs a key that may read the inventory', async () => {
    const { token } = await gateway.key(['reports:read']);
    expect((await gateway.query('budgets.list', {}, token)).error).toMatchObject({ code: 'scope_missing' });
    expect((await gateway.query('budgets.list', { connection: 'nobody' })).error).toMatchObject({
      code: 'connection_not_found',
    });
  });
});

test('a call may take as long as its provider does, and its record holds the deadline', async () => {
  await connect(gateway, 'timed', await startSandbox(small));
  await gateway.mutate(`providers.${providerName}.deleteMailbox`, {
    connection: 'timed',
    input: { id: 'mb_1', confirm: 'mb_1' },
  });
  const { rows } = await gateway.owner.query(
    `select extract(epoch from deadline_at - accepted_at)::float8 * 1000 as ms from rollcall.operation
      where procedure like '%.deleteMailbox'`,
  );
  expect(rows).toEqual([{ ms: expect.closeTo(150_000, -3) }]);

  const slowest = mostOf(callMsOf);
  await connect(gateway, 'slow', await startSandbox({ seed: 1 }, slowest.name));
  const deadlines = vi.spyOn(AbortSignal, 'timeout');
  onTestFinished(() => deadlines.mockRestore());
  expect((await readOf(slowest, 'slow')).status).toBe(200);
  expect(callMsOf(slowest)).toBeGreaterThan(600_000);
  expect(deadlines.mock.calls).toContainEqual([callMsOf(slowest)]);
});

test('what the provider caps for our address is kept by sixty calls at once for two connections', async () => {
  const capped = mostOf(({ buckets }) => buckets['default']?.concurrent?.max ?? 0);
  const sandbox = await startSandbox({ seed: 1, limits: true }, capped.name);
  for (const name of ['one', 'two']) await connect(gateway, name, sandbox);
  await sandbox.fault({ operation: '*', fault: 'delay', ms: 50, times: 0 });
  const calls = Array.from({ length: 60 }, (_, n) => readOf(capped, n % 2 === 0 ? 'one' : 'two'));
  expect(new Set((await Promise.all(calls)).map(({ status }) => status))).toEqual(new Set([200]));
  // What was under way for our address has ended.
  for (const connection of ['one', 'two']) {
    expect((await budgets({ connection }))[0]?.slots).toEqual({ inUse: 0, max: 20, per: 'address' });
  }
});

test('a write that cannot be recorded is not sent, and leaves nothing under way', async () => {
  const capped = mostOf(({ buckets }) => buckets['default']?.concurrent?.max ?? 0);
  const sandbox = await startSandbox({ seed: 1 }, capped.name);
  await connect(gateway, 'unrecorded', sandbox);
  await gateway.owner.query(`create function rollcall.refuse_dispatch() returns trigger language plpgsql as
    'begin raise exception ''the disk is full'' using errcode = ''53100''; end';
    create trigger planted before update on rollcall.operation for each row when (new.state = 'dispatched')
      execute function rollcall.refuse_dispatch()`);
  onTestFinished(async () => void (await gateway.owner.query('drop function rollcall.refuse_dispatch cascade')));
  const asked = (await sandbox.log()).length;
  const write = { connection: 'unrecorded', input: { email: 'ada@one.example', confirm: 'ada@one.example' } };
  const { error } = await gateway.mutate(`providers.${capped.name}.deleteSuppression`, write);
  expect(error?.provider).toMatchObject({ kind: 'unavailable' });
  expect(await sandbox.log()).toHaveLength(asked);
  expect((await budgets({ connection: 'unrecorded' }))[0]?.slots).toMatchObject({ inUse: 0 });
});

function mostOf(measure: (provider: Provider) => number): Provider {
  const [most] = Object.values(providers).toSorted((one, other) => measure(other) - measure(one));
  if (most === undefined) throw new Error('there is no provider');
  return most;
}

/** Calls the provider's first read that needs no input. */
function readOf({ name, operations }: Provider, connection: string): Promise<Answer> {
  const read = Object.values(operations).find(({ effect, parse }) => {
    try {
      return effect(parse({})) === 'read';
    } catch {
      return false;
    }
  });
  return gateway.mutate(`providers.${name}.${read?.operationId}`, { connection });
}
