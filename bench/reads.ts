import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import autocannon from 'autocannon';
import pg from 'pg';
import type { Stack } from './stack.ts';

const connections = 32;
const seconds = 5;
/** Slices of the two servers in turn: the machine's drift then touches both. */
const rounds = 3;

interface Target {
  readonly what: 'one resource' | 'page of 50';
  readonly bare: string;
  readonly gateway: string;
}

/** Reads through the gateway against a bare handler over the same rows, in the same run. */
export async function benchReads(stack: Stack): Promise<void> {
  const bare = fork(join(import.meta.dirname, 'bare.ts'), {
    env: { ...process.env, BENCH_DATABASE_URL: stack.ownerUrl },
  });
  const [{ port }] = await once(bare, 'message');
  try {
    const rows = [];
    for (const target of await targets(stack, `http://127.0.0.1:${port}`)) rows.push(...(await compare(stack, target)));
    console.log(`\nReads at ${connections} connections (${rounds} rounds of ${seconds} s each, medians)`);
    console.table(rows);
  } finally {
    bare.kill();
  }
}

async function targets(stack: Stack, bareUrl: string): Promise<readonly Target[]> {
  const database = new pg.Client(stack.ownerUrl);
  await database.connect();
  const { rows } = await database.query(`
    select r.workspace_id, r.connection_id, c.name as connection, r.external_id, r.name
    from rollcall.resource r join rollcall.connection c using (workspace_id, connection_id)
    where r.kind = 'inbox' order by r.external_id offset 50000 limit 1`);
  await database.end();
  const one = rows[0];
  const get = { connection: one.connection, kind: 'inbox', externalId: one.external_id };
  const list = { kind: 'inbox', limit: 50 };
  const query = (input: unknown) => `?input=${encodeURIComponent(JSON.stringify(input))}`;
  const bareGet = new URLSearchParams({
    workspace: one.workspace_id,
    connection: one.connection_id,
    kind: 'inbox',
    id: one.external_id,
  });
  const barePage = new URLSearchParams({ workspace: one.workspace_id, kind: 'inbox', after: '' });
  return [
    {
      what: 'one resource',
      bare: `${bareUrl}/get?${bareGet}`,
      gateway: `${stack.url}/trpc/resources.get${query(get)}`,
    },
    {
      what: 'page of 50',
      bare: `${bareUrl}/page?${barePage}`,
      gateway: `${stack.url}/trpc/resources.list${query(list)}`,
    },
  ];
}

async function compare(stack: Stack, target: Target) {
  const headers = { authorization: `Bearer ${stack.apiKey}` };
  const bare = [];
  const gateway = [];
  await fire({ url: target.bare, duration: 1 });
  await fire({ url: target.gateway, headers, duration: 1 });
  for (let round = 0; round < rounds; round += 1) {
    bare.push(await fire({ url: target.bare, duration: seconds }));
    gateway.push(await fire({ url: target.gateway, headers, duration: seconds }));
  }
  const base = median(bare.map(({ perSecond }) => perSecond));
  return [
    row(target.what, 'bare node:http + pg', { fired: bare, base }),
    row(target.what, 'gateway', { fired: gateway, base }),
  ];
}

interface Fired {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

async function fire(options: { url: string; headers?: Record<string, string>; duration: number }): Promise<Fired> {
  const result = await autocannon({ ...options, connections });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${result.non2xx + result.errors} requests failed at ${options.url}`);
  return { perSecond: result.requests.average, p50: result.latency.p50, p99: result.latency.p99 };
}

function row(what: string, server: string, { fired, base }: { fired: readonly Fired[]; base: number }) {
  const perSecond = median(fired.map((one) => one.perSecond));
  return {
    what,
    server,
    'requests/s': Math.round(perSecond),
    'p50 ms': median(fired.map((one) => one.p50)),
    'p99 ms': median(fired.map((one) => one.p99)),
    ratio: Number((perSecond / base).toFixed(2)),
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
