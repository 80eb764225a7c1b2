import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { z } from 'zod';
import { startDatabase } from './database.ts';
import { fillWorld } from './findings-data.ts';
import { familyCpuSeconds, peakMb, residentMb } from './process-usage.ts';

/** All rules over so many resources: first when all that is wrong is found, and then when it is found again. */
export async function benchRules(resources: number): Promise<void> {
  await using open = new AsyncDisposableStack();
  const { owner, daemonUrl, dataDir, postmaster } = await startDatabase(open);
  await fillWorld(owner, resources);
  const { rows } = await owner.query(
    'select workspace_id as id, (select count(*)::int from rollcall.resource) as held from rollcall.workspace',
  );
  const [{ id, held }] = rows;
  const env = { ...process.env, ROLLCALL_DAEMON_DATABASE_URL: daemonUrl, ROLLCALL_DATA_DIR: dataDir };
  const daemon = fork(join(import.meta.dirname, 'findings-judge.ts'), { env, execArgv: ['--optimize-for-size'] });
  open.defer(() => void daemon.kill());
  await once(daemon, 'message');
  const before = residentMb(daemon.pid);
  console.log(`\nAll rules over ${held.toLocaleString('en')} resources`);
  const table = new Map<string, Record<string, number>>();
  for (const round of ['the first round, ms', 'the next round, ms']) {
    const cpuBefore = familyCpuSeconds(postmaster);
    const laps = await judged(daemon, id);
    for (const { set, ms } of laps) table.set(set, { ...table.get(set), [round]: ms });
    const all = laps.reduce((sum, { ms }) => sum + ms, 0);
    const cpuMs = Math.round((familyCpuSeconds(postmaster) - cpuBefore) * 1_000);
    table.set('all', { ...table.get('all'), [round]: all });
    table.set('processor time of PostgreSQL', { ...table.get('processor time of PostgreSQL'), [round]: cpuMs });
  }
  console.table(Object.fromEntries(table));
  const { rows: found } = await owner.query(
    `select rule, count(*)::int from rollcall.finding where state <> 'resolved' group by 1 order by 2 desc`,
  );
  console.table(Object.fromEntries(found.map(({ rule, count }) => [rule, { findings: count }])));
  console.log(`Memory of the daemon: ${before} MB before, ${peakMb(daemon.pid)} MB at its peak`);
}

const Laps = z.array(z.object({ set: z.string(), ms: z.number() }));

async function judged(daemon: ChildProcess, workspaceId: string): Promise<z.infer<typeof Laps>> {
  const answer = once(daemon, 'message');
  daemon.send(workspaceId);
  const [laps] = await answer;
  return Laps.parse(laps);
}
