import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { documentsOf } from '@rollcall/client';
import { inWorkspace, sealEvents } from '@rollcall/db';
import { addReportSchedule, askReportSchedule, reportScheduleNamed, type ScheduleTerms } from '@rollcall/db/reports';
import { providers } from '@rollcall/provider-registry';
import type { ReportDocument, ReportSchedule } from '@rollcall/schema';
import { afterAll, afterEach, expect, test } from 'vitest';
import type { Reporter } from '../src/reports/make-scheduled.ts';
import { type ReportFolder, reportFolderAt } from '../src/reports/report-folder.ts';
import { makeDue } from '../src/reports/start-reports.ts';
import { useHooks } from './support/hooks.ts';
import { keyActor, useInstallation } from './support/installation.ts';

const installation = useInstallation();
const { hook, deliver } = useHooks(installation);
const root = mkdtempSync(join(tmpdir(), 'rollcall-reports-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
afterEach(() => installation.owner.query('delete from rollcall.report_schedule'));

const asGateway = <T>(work: Parameters<typeof inWorkspace<T>>[2]) =>
  inWorkspace(installation.gateway, installation.workspaceId, work);

/** Due at six, as of a day that is over: who makes it does so by its own clock. */
const turn = new Date('2026-03-10T06:00:00Z');

function add(change: Partial<ScheduleTerms>): Promise<ReportSchedule> {
  const terms: ScheduleTerms = {
    ...{ name: 'stock', kind: 'inventory', filters: {}, cron: '0 6 * * *', period: 'now', formats: ['json'] },
    ...{ folder: 'stock', webhook: null, ...change },
  };
  const changing = { actor: keyActor, at: new Date('2026-03-10T00:00:00Z') };
  return asGateway((tx) => addReportSchedule(tx, terms, changing));
}

function make({ folder = reportFolderAt(root), at = turn }: { folder?: ReportFolder; at?: Date } = {}): Promise<void> {
  const { daemon } = installation;
  const reporter: Reporter = { ...daemon, folder, providers: Object.values(providers), now: () => at };
  return makeDue(reporter, new AbortController().signal);
}

/** As when its connection was removed since. */
const ofNoConnection = (name: string) =>
  installation.owner.query(`update rollcall.report_schedule set filters = '{"connection":"removed"}' where name = $1`, [
    name,
  ]);

const scheduled = () => asGateway((tx) => reportScheduleNamed(tx, 'stock'));
const into = (folder: string) => join(root, installation.workspaceId, folder);
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function told(type: string): Promise<readonly Record<string, unknown>[]> {
  const { rows } = await installation.owner.query<{ after: Record<string, unknown> }>(
    'select after from rollcall.audit_event where type = $1 order by recorded_at',
    [type],
  );
  return rows.map(({ after }) => after);
}

test('a report whose turn it is lies in its folder and is sent to its webhook, once, whoever looks', async () => {
  const hooked = await hook();
  await add({ webhook: hooked.webhook.name });
  await Promise.all([make(), make(), make()]);
  expect(await told('report.issued')).toMatchObject([{ kind: 'inventory', documents: [{ format: 'json' }] }]);
  const [{ files, documents, ...rest } = {}] = await told('report.delivered');
  expect(rest).toMatchObject({ schedule: 'stock', made: 'issued', missed: 0, trigger: 'due' });
  const [name = ''] = readdirSync(into('stock'));
  expect(name).toMatch(/^rollcall-inventory-.*\.json$/);
  expect(readdirSync(into('stock'))).toHaveLength(1);
  expect(files).toEqual([join(into('stock'), name)]);
  const bytes = readFileSync(join(into('stock'), name));
  expect(documents).toMatchObject([{ fileName: name, size: bytes.length, sha256: sha256(bytes) }]);
  const { actor } = (
    await installation.owner.query(`select actor from rollcall.audit_event where type = 'report.issued'`)
  ).rows[0];
  expect(actor).toMatchObject({ type: 'daemon', name: 'schedule stock' });
  await sealEvents(installation.daemon.db);
  deliver();
  await expect.poll(() => hooked.taken.map(({ type }) => type), { timeout: 20_000 }).toContain('report.delivered');
  const event = hooked.taken.find(({ type }) => type === 'report.delivered') ?? expect.fail('it is not sent');
  expect(documentsOf(event)).toMatchObject([{ fileName: name, mediaType: 'application/json', bytes }]);
  const forged = structuredClone(event);
  for (const document of forged.data.documents ?? []) document.base64 = Buffer.from('{}').toString('base64');
  expect(() => documentsOf(forged)).toThrow(/SHA-256/);

  // The next turn has nothing new to say: no other report is issued, and no other file is written.
  const { mtimeMs } = statSync(join(into('stock'), name));
  await make({ at: new Date('2026-03-13T07:00:00Z') });
  expect(await told('report.issued')).toHaveLength(1);
  expect((await told('report.delivered')).at(-1)).toMatchObject({ made: 'again', missed: 2, files });
  expect(readdirSync(into('stock'))).toEqual([name]);
  expect(statSync(join(into('stock'), name)).mtimeMs).toBe(mtimeMs);
}, 60_000);

test('a report that cannot be written is tried again, and told of, and nothing of it is there', async () => {
  await add({ folder: 'full' });
  writeFileSync(join(root, 'a-file'), '');
  await make({ folder: reportFolderAt(join(root, 'a-file')) });
  const { failing } = await scheduled();
  expect(failing).toMatchObject({
    since: turn.toISOString(),
    reason: expect.stringMatching(/cannot be written to \(ENOTDIR\).*daemon may write there/),
    nextTryAt: new Date(turn.getTime() + 30_000).toISOString(),
  });
  expect(await told('report.failed')).toEqual([]);
  await make({ at: new Date(turn.getTime() + 29_000) });
  expect((await scheduled()).failing).not.toBeNull();
  await make({ at: new Date(turn.getTime() + 31_000) });
  expect(await scheduled()).toMatchObject({ failing: null, made: { dueAt: turn.toISOString() } });
  expect(readdirSync(into('full'))).toHaveLength(1);
}, 60_000);

test('what no other try would mend is given up at once, until its next turn, or until somebody asks', async () => {
  await add({ folder: 'never' });
  await ofNoConnection('stock');
  await make();
  expect(await told('report.failed')).toMatchObject([{ tries: 1, trigger: 'due', dueAt: turn.toISOString() }]);
  expect(await scheduled()).toMatchObject({ nextDueAt: '2026-03-11T06:00:00.000Z', failing: { nextTryAt: null } });
  await asGateway((tx) => askReportSchedule(tx, 'stock', keyActor));
  await make();
  expect(await told('report.failed')).toMatchObject([{}, { tries: 1, trigger: 'asked' }]);
  expect(await scheduled()).toMatchObject({ askedAt: null, nextDueAt: '2026-03-11T06:00:00.000Z' });
}, 60_000);

test('a webhook that was removed is told of, and its schedule is given up until somebody names another', async () => {
  const { webhook } = await hook();
  await add({ webhook: webhook.name, folder: null });
  const { owner } = installation;
  await owner.query(`update rollcall.webhook set state = 'removed' where webhook_id = $1`, [webhook.id]);
  await make();
  expect((await scheduled()).failing).toMatchObject({ reason: expect.stringMatching(/was removed/), nextTryAt: null });
  await owner.query(`update rollcall.webhook set state = 'active' where webhook_id = $1`, [webhook.id]);
}, 60_000);

test('one that breaks holds up no other', async () => {
  await add({ name: 'a' });
  await ofNoConnection('a');
  await add({ name: 'stock', folder: 'after' });
  await make();
  expect((await scheduled()).made).not.toBeNull();
  expect(readdirSync(into('after'))).toHaveLength(1);
}, 60_000);

const text = Buffer.from('{"of":"march"}');
const document: ReportDocument = {
  ...{ format: 'json', mediaType: 'application/json', fileName: 'r.json', size: text.length, sha256: sha256(text) },
};
const other: ReportDocument = { ...document, sha256: sha256(Buffer.from('{"of":"may"}')) };
const place = () => ({ workspaceId: installation.workspaceId, folder: 'placed', knownAt: '2026-04-01T06:00:00.123Z' });

async function* parts(...given: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const part of given) yield Buffer.from(part);
}

test('a file that is there with other content stays, and the other says when it was known', async () => {
  const folder = reportFolderAt(root);
  expect(await folder.put(place(), document, parts('{"of":', '"march"}'))).toBe(join(into('placed'), 'r.json'));
  const named = join(into('placed'), 'r--known-2026-04-01T060000.123Z.json');
  for (const _ of [1, 2]) expect(await folder.put(place(), other, parts('{"of":"may"}'))).toBe(named);
  expect(readFileSync(join(into('placed'), 'r.json'), 'utf8')).toBe('{"of":"march"}');
  expect(readFileSync(named, 'utf8')).toBe('{"of":"may"}');
  const third = { ...document, sha256: sha256(Buffer.from('x')) };
  await expect(folder.put(place(), third, parts('x'))).rejects.toMatchObject({ code: 'data_folder_unusable' });
  expect(readdirSync(into('placed')).toSorted()).toEqual(['r--known-2026-04-01T060000.123Z.json', 'r.json']);
  expect(statSync(named).mode & 0o777).toBe(0o600);
});

test('of what breaks off, or is not what was made, nothing is there', async () => {
  const folder = reportFolderAt(root);
  async function* breaking(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('{"of":');
    throw new Error('the database is gone');
  }
  const elsewhere = { ...place(), folder: 'broken' };
  await expect(folder.put(elsewhere, document, breaking())).rejects.toThrow('the database is gone');
  await expect(folder.put(elsewhere, document, parts('{"of":"april"}'))).rejects.toMatchObject({ code: 'internal' });
  expect(readdirSync(into('broken'))).toEqual([]);
});

test('a daemon that is killed leaves no half of a file, and what it began is removed later', async () => {
  const module = new URL('../src/reports/report-folder.ts', import.meta.url).href;
  const given = JSON.stringify([{ ...place(), folder: 'killed' }, document]);
  const code = `import { reportFolderAt } from '${module}';
    const [place, document] = ${given};
    async function* parts() { yield Buffer.from('{"of":'); process.stdout.write('half'); await new Promise((r) => setTimeout(r, 60_000)); }
    await reportFolderAt(${JSON.stringify(root)}).put(place, document, parts());`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
  const [draft = ''] = readdirSync(into('killed'));
  expect(readdirSync(into('killed'))).toHaveLength(1);
  expect(draft).toMatch(/^\.r\.json\..*\.draft$/);
  const long = new Date(Date.now() - 7_200_000);
  utimesSync(join(into('killed'), draft), long, long);
  await reportFolderAt(root).put({ ...place(), folder: 'killed' }, document, parts('{"of":"march"}'));
  expect(readdirSync(into('killed'))).toEqual(['r.json']);
}, 30_000);
