import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { z } from 'zod';
import { batches, fillLedger, type Ledger, oneResource, pageInput, pages } from './gateway-data.ts';
import { benchMemory } from './gateway-memory.ts';
import { benchWrites } from './gateway-writes.ts';
import { type Fired, fire } from './load.ts';
import { cpuSeconds, familyCpuSeconds, parentOf } from './process-usage.ts';
import type { Stack } from './stack.ts';
import { told } from './sync-lap.ts';

const connectionCounts = [1, 32, 128];
/** Short and many: the machine is shared, and what else runs on it comes and goes within seconds. */
const rounds = 15;
const seconds = 0.5;
const batchSize = 10;
/** Different questions of each sort. */
const questions = 5_000;

/** A server, and what is asked of it. `reads` is how many resources or pages one request asks for. */
interface Contender {
  readonly server: string;
  readonly pid: number;
  readonly url: string;
  readonly paths: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly reads: number;
}

/** Reads through the gateway against two plain servers on the same rows, in turns; then memory and writes. */
export async function benchGateway(stack: Stack, resources: number): Promise<void> {
  await using open = new AsyncDisposableStack();
  const database = new pg.Client(stack.ownerUrl);
  await database.connect();
  open.defer(() => database.end());
  const began = performance.now();
  const ledger = await fillLedger(database, resources);
  console.log(`\n${resources} resources made in ${((performance.now() - began) / 1_000).toFixed(0)} s`);
  const { rows } = await database.query('select pg_backend_pid() as pid');
  const postmaster = parentOf(rows[0].pid) ?? 0;
  const plain = await Promise.all(['bare', 'express'].map((server) => startPlain(stack, server)));
  open.defer(() => plain.forEach(({ process }) => void process.kill()));
  const read = await readsOf(stack, ledger, plain);
  const table: object[] = [];
  for (const [what, contenders] of Object.entries(read)) {
    await assertSameAnswers(contenders);
    for (const connections of connectionCounts) {
      const measured = await inTurns(contenders, { connections, postmaster });
      table.push(...measured.map((row) => ({ what, c: connections, ...row })));
    }
  }
  console.log(`\nReads, ${rounds} rounds of ${seconds} s each, medians; load ${loadavg().map(Math.round).join(', ')}`);
  console.table(table);
  const [gateway] = read['page of 50'].filter(({ pid }) => pid === stack.gatewayPid);
  if (gateway !== undefined) await benchMemory(stack, gateway);
  await benchWrites(stack, { database, postmaster });
}

interface Plain {
  readonly server: string;
  readonly process: ChildProcess;
  readonly url: string;
}

async function startPlain(stack: Stack, server: string): Promise<Plain> {
  const env = { ...process.env, BENCH_DATABASE_URL: stack.ownerUrl };
  const child = fork(join(import.meta.dirname, 'bare.ts'), [server], { env });
  const { port } = z.object({ port: z.int() }).parse(await told(child));
  return { server, process: child, url: `http://127.0.0.1:${port}` };
}

type Reads = Readonly<Record<'one resource' | 'page of 50' | 'batch of 10', readonly Contender[]>>;

async function readsOf(stack: Stack, ledger: Ledger, plain: readonly Plain[]): Promise<Reads> {
  const headers = { authorization: `Bearer ${stack.apiKey}` };
  const gateway = { server: 'gateway', pid: stack.gatewayPid, url: stack.url, headers };
  const ones = oneResource(ledger, questions);
  const lists = pages(ledger, questions, await cursors(stack));
  const plainly = (asked: readonly { readonly bare: string }[]) =>
    plain.map(({ server, process, url }) => ({
      ...{ server, pid: process.pid ?? 0, url, reads: 1 },
      paths: asked.map(({ bare }) => bare),
    }));
  return {
    'one resource': [...plainly(ones), { ...gateway, paths: ones.map((one) => one.gateway), reads: 1 }],
    'page of 50': [...plainly(lists), { ...gateway, paths: lists.map((one) => one.gateway), reads: 1 }],
    'batch of 10': [
      ...plainly(ones),
      { ...gateway, paths: batches(ledger, { count: questions / batchSize, size: batchSize }), reads: batchSize },
    ],
  };
}

/** How the gateway writes a cursor is its own business: one that it made is taken apart to make those of other places. */
async function cursors({ rollcall }: Stack): Promise<(position: readonly string[]) => string> {
  const { nextCursor } = await rollcall.resources.list.query(pageInput);
  const [fingerprint] = JSON.parse(Buffer.from(nextCursor ?? '', 'base64url').toString());
  return (position) => Buffer.from(JSON.stringify([fingerprint, position])).toString('base64url');
}

const Enveloped = z.object({ result: z.object({ data: z.object({ data: z.unknown() }) }) });

/** The first answers of each server hold the same resources, field for field. */
async function assertSameAnswers(contenders: readonly Contender[]): Promise<void> {
  for (let nth = 0; nth < 5; nth += 1) {
    const answers = [];
    for (const { url, paths, headers, reads } of contenders) {
      if (reads > 1) continue;
      const answer = await (await fetch(`${url}${paths[nth]}`, { ...(headers && { headers }) })).json();
      answers.push(Enveloped.safeParse(answer).data?.result.data.data ?? answer);
    }
    for (const answer of answers) assert.deepEqual(answer, answers[0]);
  }
}

interface Slice extends Fired {
  readonly reads: number;
  /** Seconds of the server's process, and of PostgreSQL's. */
  readonly cpu: number;
  readonly postgresCpu: number;
}

/** Slices of the servers in turn, so that the machine's moods touch all; ratios are of one round, against the first. */
async function inTurns(
  contenders: readonly Contender[],
  { connections, postmaster }: { connections: number; postmaster: number },
): Promise<readonly object[]> {
  const slices = contenders.map((): Slice[] => []);
  for (const contender of contenders) await fire({ ...contender, connections, seconds: 1 });
  for (let round = 0; round < rounds; round += 1) {
    for (const [nth, contender] of contenders.entries()) {
      slices[nth]?.push(await slice(contender, { connections, postmaster }));
    }
  }
  /** Over all rounds: the kernel counts in hundredths of a second. */
  const cpu = (nth: number) => {
    const of = slices[nth] ?? [];
    const reads = sum(of.map((one) => one.reads));
    return {
      own: (sum(of.map((one) => one.cpu)) * 1e6) / reads,
      postgres: (sum(of.map((one) => one.postgresCpu)) * 1e6) / reads,
    };
  };
  return contenders.map(({ server }, nth) => {
    const of = (get: (slice: Slice) => number) => median((slices[nth] ?? []).map(get));
    const ratio = median(
      (slices[nth] ?? []).map((one, round) => one.perSecond / (slices[0]?.[round] ?? one).perSecond),
    );
    return {
      server,
      'reads/s': Math.round(of(({ perSecond }) => perSecond)),
      ratio: round2(ratio),
      'p50 ms': round2(of(({ p50 }) => p50)),
      'p99 ms': round2(of(({ p99 }) => p99)),
      'cpu µs': Math.round(cpu(nth).own),
      'postgres µs': Math.round(cpu(nth).postgres),
      'cpu ratio': round2(cpu(0).own / cpu(nth).own),
      'both ratio': round2((cpu(0).own + cpu(0).postgres) / (cpu(nth).own + cpu(nth).postgres)),
    };
  });
}

async function slice(
  contender: Contender,
  { connections, postmaster }: { connections: number; postmaster: number },
): Promise<Slice> {
  const used = () => ({ own: cpuSeconds(contender.pid) ?? Number.NaN, postgres: familyCpuSeconds(postmaster) });
  const before = used();
  const fired = await fire({ ...contender, connections, seconds });
  const after = used();
  const reads = fired.requests * contender.reads;
  return {
    ...fired,
    perSecond: fired.perSecond * contender.reads,
    reads,
    cpu: after.own - before.own,
    postgresCpu: after.postgres - before.postgres,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function round2(value: number): number {
  return Number(value.toFixed(2));
}
