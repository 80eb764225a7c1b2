import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answers } from './support/answers.ts';
import { ErrorDocument } from './support/cli.ts';
import { useStack } from './support/stack.ts';

const stack = useStack();
const terms = ['--kind', 'inventory', '--cron', '0 6 1 * *', '--period', 'now', '--format', 'json', '--format', 'csv'];

test('a report is put on a schedule, made by a daemon into its folder, steered and removed', async () => {
  const add = ['reports', 'schedules', 'add', 'stock', ...terms, '--folder', 'stock'];
  const added = await stack.ask(add, answers.reportSchedule);
  expect(added.data).toMatchObject({
    ...{
      name: 'stock',
      state: 'active',
      kind: 'inventory',
      cron: '0 6 1 * *',
      period: 'now',
      formats: ['json', 'csv'],
    },
    ...{
      folder: 'stock',
      webhook: null,
      made: null,
      failing: null,
      nextDueAt: expect.stringMatching(/-01T06:00:00.000Z$/),
    },
  });
  expect((await stack.ask(add, ErrorDocument, { code: 1 })).error.code).toBe('report_schedule_exists');
  await stack.cli(['reports', 'schedules', 'run', 'stock']);
  const seen = async () => (await stack.ask(['reports', 'schedules'], answers.reportSchedules)).data[0];
  await expect.poll(seen, { timeout: 40_000, interval: 500 }).toMatchObject({ askedAt: null, made: {}, failing: null });
  const [workspace = ''] = readdirSync(join(stack.dataDir, 'reports'));
  const folder = join(stack.dataDir, 'reports', workspace, 'stock');
  const files = readdirSync(folder).toSorted();
  expect(files).toEqual([expect.stringMatching(/\.csv$/), expect.stringMatching(/\.json$/)]);
  const { stdout } = await stack.cli(['events', '--type', 'report.delivered', '--json']);
  const [event] = JSON.parse(stdout).data;
  const digests = files.map((name) =>
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex'),
  );
  expect(event.after.documents.map(({ sha256 }: { sha256: string }) => sha256).toSorted()).toEqual(digests.toSorted());
  expect(event.actor).toMatchObject({ type: 'daemon', name: 'schedule stock' });

  const changed = ['reports', 'schedules', 'update', 'stock', '--webhook', '--no-folder', '--cron', '0 7 * * *'];
  expect((await stack.ask(changed, answers.reportSchedule)).data).toMatchObject({ folder: null, webhook: '*' });
  const paused = await stack.cli(['reports', 'schedules', 'pause', 'stock']);
  expect(paused.stdout).toMatch(/^stock is paused: /);
  expect((await stack.cli(['reports', 'schedules'])).stdout).toMatch(
    /stock +paused +inventory +now .*all webhooks that take/,
  );
  expect((await stack.cli(['reports', 'schedules', 'resume', 'stock'])).stdout).toMatch(/^stock is active, and due /);
  const removed = await stack.ask(['reports', 'schedules', 'remove', 'stock'], answers.reportScheduleRemoved);
  expect(removed.data).toEqual({ id: added.data.id, name: 'stock' });
}, 90_000);

test.each([
  [['add', 'x', '--kind', 'wallet'], 'wrong_usage'],
  [['add', 'x', ...terms], 'invalid_input'],
  [['add', 'x', ...terms, '--folder', '../up'], 'invalid_input'],
  [['add', 'x', ...terms.with(3, '* * * * *'), '--folder', 'x'], 'invalid_schedule'],
  [['run', 'nobody'], 'not_found'],
])('%j is refused: %s', async (args, code) => {
  const { json } = await stack.cli(['reports', 'schedules', ...args, '--json']);
  expect(ErrorDocument.parse(json).error.code).toBe(code);
});

test('only a key that may set webhooks and read reports sets one, and any that reads reports sees them', async () => {
  const keyOf = async (...scopes: readonly string[]) =>
    (
      await stack.cli(['keys', 'create', scopes.join(), ...scopes.flatMap((scope) => ['--scope', scope])])
    ).stdout.trim();
  const add = ['reports', 'schedules', 'add', 'x', ...terms, '--folder', 'x', '--json'];
  const as = async (key: string, args: readonly string[]) => {
    const { json } = await stack.cli(args, { env: { ROLLCALL_API_KEY: key, ROLLCALL_URL: stack.gatewayUrl } });
    return ErrorDocument.safeParse(json).data?.error.code;
  };
  expect(await as(await keyOf('webhooks:admin'), add)).toBe('scope_missing');
  const reader = await keyOf('reports:read');
  expect(await as(reader, add)).toBe('scope_missing');
  expect(await as(reader, ['reports', 'schedules', '--json'])).toBeUndefined();
});
