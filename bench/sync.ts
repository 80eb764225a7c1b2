import { providers } from '@rollcall/provider-registry';
import { ProviderName } from '@rollcall/schema';
import pg from 'pg';
import { requestsTo } from './requests.ts';
import type { Stack } from './stack.ts';
import { syncAll } from './sync-all.ts';

const inboxes = 100_000;
const sizes = { host: 50, domain: 2_000, inbox: inboxes };

interface Lap {
  readonly what: string;
  readonly seconds: number;
  readonly peakMb: number | undefined;
  readonly resourceRows: number;
  readonly walMb: number;
  readonly requests: number;
}

/** Syncs 100,000 mailboxes: for the first time, and twice with nothing changed. */
export async function benchSync(stack: Stack): Promise<void> {
  // The first one lists all mailboxes in one answer: what is measured is ours.
  const [provider] = Object.values(providers);
  if (provider === undefined) throw new Error('no provider is registered');
  const sandbox = await provider.sandbox({ seed: 1, sizes, limits: false });
  const database = new pg.Client(stack.ownerUrl);
  await database.connect();
  try {
    const name = 'bench';
    const { baseUrl, credential } = sandbox;
    const schedule = '0 0 1 1 *';
    await stack.rollcall.connections.add.mutate({
      ...{ name, provider: ProviderName.parse(provider.name), baseUrl, credential, schedule },
    });
    const laps: Lap[] = [];
    for (const what of ['first sync', 'nothing changed', 'nothing changed, again']) {
      laps.push(await lap(stack, { what, name, database, controlUrl: sandbox.controlUrl }));
    }
    console.log(
      `\nSync of ${inboxes} inboxes, ${sizes.domain} domains, ${sizes.host} hosts (${provider.name} sandbox, no limits)`,
    );
    console.table(laps);
  } finally {
    await database.end();
    await sandbox.close();
  }
}

async function lap(
  stack: Stack,
  run: { what: string; name: string; database: pg.Client; controlUrl: string },
): Promise<Lap> {
  const before = await written(run.database);
  const requestsBefore = await requestsTo(run.controlUrl);
  const start = performance.now();
  await syncAll(stack, [run.name]);
  const seconds = (performance.now() - start) / 1_000;
  const after = await written(run.database);
  return {
    what: run.what,
    seconds: Number(seconds.toFixed(2)),
    peakMb: stack.daemonPeakMb(),
    resourceRows: after.rows - before.rows,
    walMb: Number(((after.wal - before.wal) / 1_048_576).toFixed(2)),
    requests: (await requestsTo(run.controlUrl)) - requestsBefore,
  };
}

/** Resource rows and WAL bytes written so far. Statistics reach the view when their session next reports them. */
async function written(database: pg.Client): Promise<{ rows: number; wal: number }> {
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const { rows } = await database.query(`
    select pg_current_wal_lsn() - '0/0'::pg_lsn as wal,
      (select sum(n_tup_ins + n_tup_upd + n_tup_del) from pg_stat_user_tables
        where relname in ('resource', 'resource_version')) as rows`);
  return { rows: Number(rows[0].rows), wal: Number(rows[0].wal) };
}
