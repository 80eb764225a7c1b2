import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ReportSchedule } from '@rollcall/schema';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { answers } from './support/answers.ts';
import { useStack } from './support/stack.ts';

const stack = useStack();
const schedules = ['reports', 'schedules'];
const terms = ['--kind', 'inventory', '--cron', '0 6 1 * *', '--period', 'now', '--format', 'json', '--format', 'csv'];

async function get(path: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${stack.adminKey}` };
  return (await fetch(`${stack.gatewayUrl}/v1/${path}`, { headers })).json();
}

const Delivered = z.object({
  after: z.object({ documents: z.array(z.object({ fileName: z.string(), sha256: z.string() })) }),
});

// What is refused, to whom, and how it is delivered is tried where no process has to be started for it.
test('a report is put on a schedule, made by the daemon into its folder, changed and removed', async () => {
  const added = await stack.ask([...schedules, 'add', 'stock', ...terms, '--folder', 'stock'], answers.reportSchedule);
  expect(added.data).toMatchObject({
    ...{ name: 'stock', state: 'active', kind: 'inventory', cron: '0 6 1 * *', period: 'now' },
    ...{ formats: ['json', 'csv'], folder: 'stock', webhook: null, made: null, failing: null },
    nextDueAt: expect.stringMatching(/-01T06:00:00.000Z$/),
  });

  await stack.cli([...schedules, 'run', 'stock']);
  const seen = async () => z.object({ data: ReportSchedule }).parse(await get('report-schedules/stock')).data;
  await expect.poll(seen, { timeout: 60_000, interval: 200 }).toMatchObject({ askedAt: null, made: {}, failing: null });
  const [workspace = ''] = readdirSync(join(stack.dataDir, 'reports'));
  const folder = join(stack.dataDir, 'reports', workspace, 'stock');
  const files = readdirSync(folder).toSorted();
  expect(files).toEqual([expect.stringMatching(/\.csv$/), expect.stringMatching(/\.json$/)]);
  const events = z.object({ data: z.array(Delivered) }).parse(await get('events?type=report.delivered'));
  const told = events.data.flatMap(({ after }) => after.documents.map(({ fileName, sha256 }) => [fileName, sha256]));
  const digest = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex');
  expect(told.toSorted()).toEqual(files.map((name) => [name, digest(name)]));

  const change = ['--webhook', '--no-folder', '--cron', '0 7 * * *'];
  const changed = await stack.ask([...schedules, 'update', 'stock', ...change], answers.reportSchedule);
  expect(changed.data).toMatchObject({ folder: null, webhook: '*', cron: '0 7 * * *', kind: 'inventory' });
  const listed = await stack.cli(schedules);
  expect(listed.stdout).toMatch(/stock +active +inventory +now .*all webhooks that take/);
  const removed = await stack.ask([...schedules, 'remove', 'stock'], answers.reportScheduleRemoved);
  expect(removed.data).toEqual({ id: added.data.id, name: 'stock' });
}, 120_000);
