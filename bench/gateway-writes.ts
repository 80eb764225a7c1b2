import { setTimeout as sleep } from 'node:timers/promises';
import { providerNamed } from '@rollcall/provider-registry';
import { ProviderName } from '@rollcall/schema';
import type pg from 'pg';
import accounts from './accounts.json' with { type: 'json' };
import { cpuSeconds, familyCpuSeconds } from './process-usage.ts';
import type { Stack } from './stack.ts';
import { syncAll } from './sync-all.ts';

const writes = 300;
/** Callers at a time. */
const concurrencies = [1, 8];
/** PostgreSQL's sessions keep what they have counted to themselves for ten seconds at most. */
const countedMs = 10_500;

/** Creates inboxes at a sandbox through the gateway: how long a caller waits, and what a write costs the database. */
export async function benchWrites(
  stack: Stack,
  { database, postmaster }: { database: pg.Client; postmaster: number },
): Promise<void> {
  const { provider, sizes } = accounts.written;
  await using open = new AsyncDisposableStack();
  const sandbox = await providerNamed(provider).sandbox({ seed: 1, sizes: { ...sizes }, limits: false });
  open.defer(() => sandbox.close());
  const { baseUrl, credential, settings: config } = sandbox;
  const rates = Object.fromEntries(Object.keys(providerNamed(provider).buckets).map((bucket) => [bucket, 1_000_000]));
  const connection = 'written';
  await stack.rollcall.connections.add.mutate({
    ...{ name: connection, provider: ProviderName.parse(provider), baseUrl, credential, config, rates },
    schedule: '0 0 1 1 *',
  });
  await syncAll(stack, [connection]);
  const [domain] = (await stack.rollcall.resources.list.query({ connection, kind: 'domain', limit: 1 })).data;
  const idle = await counted(database, () => sleep(5_000));
  const rows = [];
  for (const concurrency of concurrencies) {
    const took: number[] = [];
    const cpu = () => ({ own: cpuSeconds(stack.gatewayPid) ?? Number.NaN, postgres: familyCpuSeconds(postmaster) });
    const before = cpu();
    let after = before;
    const spent = await counted(database, async () => {
      let next = 0;
      const caller = async () => {
        while (next < writes) {
          next += 1;
          const input = { address: `w${concurrency}-${next}@${domain?.name}`, password: 'bench-Passw0rd-77' };
          const start = performance.now();
          const { operation } = await stack.rollcall.inboxes.create.mutate({ connection, input });
          if (operation?.state !== 'succeeded') throw new Error(`the write ended ${operation?.state}`);
          took.push(performance.now() - start);
        }
      };
      await Promise.all(Array.from({ length: concurrency }, caller));
      after = cpu();
    });
    took.sort((one, other) => one - other);
    const at = (share: number) => round1(took[Math.floor(took.length * share)] ?? Number.NaN);
    const perWrite = (of: 'commits' | 'wal') => (spent[of] - (idle[of] / idle.seconds) * spent.seconds) / took.length;
    rows.push({
      callers: concurrency,
      'p50 ms': at(0.5),
      'p99 ms': at(0.99),
      'commits a write': round1(perWrite('commits')),
      'WAL bytes a write': Math.round(perWrite('wal')),
      'cpu ms': round1(((after.own - before.own) * 1_000) / took.length),
      'postgres cpu ms': round1(((after.postgres - before.postgres) * 1_000) / took.length),
    });
  }
  console.log(`\n${writes} inboxes created through the gateway at a sandbox, one request to the provider each`);
  console.table(rows);
}

/** Commits and bytes of log while something goes on, and how long that was counted. */
async function counted(database: pg.Client, work: () => Promise<unknown>) {
  const before = await written(database);
  const start = performance.now();
  await work();
  await sleep(countedMs);
  const after = await written(database);
  const seconds = (performance.now() - start) / 1_000;
  return { seconds, commits: after.commits - before.commits, wal: after.wal - before.wal };
}

async function written(database: pg.Client): Promise<{ commits: number; wal: number }> {
  const { rows } = await database.query(`
    select pg_current_wal_lsn() - '0/0'::pg_lsn as wal, xact_commit as commits
    from pg_stat_database where datname = current_database()`);
  return { commits: Number(rows[0].commits), wal: Number(rows[0].wal) };
}

function round1(value: number): number {
  return Number(value.toFixed(1));
}
