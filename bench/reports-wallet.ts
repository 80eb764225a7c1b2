import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ReportFormat } from '@rollcall/schema';
import type pg from 'pg';
import { z } from 'zod';
import { startDatabase } from './database.ts';
import { cpuSeconds, familyCpuSeconds, forgetPeak, peakMb, residentMb } from './process-usage.ts';
import { fillWallet, walletPeriod } from './reports-data.ts';

const Made = z.object({ ms: z.number(), bytes: z.number(), state: z.string() });
const formats: readonly ReportFormat[] = ['html', 'pdf', 'json', 'csv'];

/** Wallet reports over a tenth of so many transactions and over all of them, against one plain sum of the same rows. */
export async function benchWallet(transactions: number): Promise<void> {
  for (const size of [Math.ceil(transactions / 10), transactions]) await overWallet(size);
}

async function overWallet(transactions: number): Promise<void> {
  await using open = new AsyncDisposableStack();
  const { owner, gatewayUrl, postmaster } = await startDatabase(open);
  await fillWallet(owner, transactions);
  const { rows } = await owner.query('select workspace_id as id from rollcall.workspace');
  const [{ id: workspaceId }] = rows;
  const env = { ...process.env, ROLLCALL_GATEWAY_DATABASE_URL: gatewayUrl };
  const maker = fork(join(import.meta.dirname, 'reports-make.ts'), { env, execArgv: ['--optimize-for-size'] });
  open.defer(() => void maker.kill());
  await once(maker, 'message');
  const plainMs = await plainSum(owner);
  console.log(
    `\nThe wallet report of a month of ${transactions.toLocaleString('en')} transactions, ${residentMb(maker.pid)} MB before`,
  );
  const table: Record<string, object> = { 'a plain sum in SQL': { ms: plainMs, ratio: 1 } };
  for (const format of formats) {
    forgetPeak(maker.pid);
    const [own, postgresCpu] = [cpuSeconds(maker.pid) ?? 0, familyCpuSeconds(postmaster)];
    const answer = once(maker, 'message');
    maker.send({ workspaceId, ask: { kind: 'wallet', ...walletPeriod }, format });
    const [said] = await answer;
    const { ms, bytes, state } = Made.parse(said);
    table[format] = {
      ...{
        ms,
        ratio: Number((ms / plainMs).toFixed(1)),
        state,
        kB: Math.round(bytes / 1_000),
        'peak MB': peakMb(maker.pid),
      },
      'its cpu ms': Math.round(((cpuSeconds(maker.pid) ?? 0) - own) * 1_000),
      'PostgreSQL cpu ms': Math.round((familyCpuSeconds(postmaster) - postgresCpu) * 1_000),
    };
  }
  console.table(table);
}

/** What any report has to do at least: to look at each transaction once. The second time, when it is in memory. */
async function plainSum(database: pg.Client): Promise<number> {
  let ms = 0;
  for (let lap = 0; lap < 2; lap += 1) {
    const from = performance.now();
    await database.query(
      `select count(*), sum((attributes ->> 'amountMinor')::numeric) from rollcall.resource where attributes ? 'amountMinor'`,
    );
    ms = performance.now() - from;
  }
  return Math.round(ms);
}
