import { MadeReport, ReportId, type ReportSchedule, ReportScheduleId, type Webhook } from '@rollcall/schema';
import { v7 as uuidv7 } from 'uuid';
import { beforeEach, describe, expect, test } from 'vitest';
import { confinedTo, inWorkspace, sealEvents } from '../src/index.ts';
import {
  addReportSchedule,
  askReportSchedule,
  claimReportSchedule,
  dueReportSchedules,
  failReportSchedule,
  finishReportSchedule,
  listReportSchedules,
  pauseReportSchedule,
  releaseReportSchedule,
  removeReportSchedule,
  renewReportSchedule,
  reportScheduleNamed,
  reportSchedulesMax,
  resumeReportSchedule,
  type ScheduledJob,
  type ScheduleTerms,
  updateReportSchedule,
} from '../src/reports/index.ts';
import { daemonActor, givenConnection, keyActor } from './support/given.ts';
import { useStore } from './support/store.ts';
import { expand, givenWebhook } from './support/webhook.ts';

const store = useStore();
const added = new Date('2026-03-09T00:00:00Z');
const terms: ScheduleTerms = {
  ...{ name: 'monthly', kind: 'wallet', filters: {}, cron: '0 6 * * *', period: 'last_day' },
  ...{ formats: ['json', 'markdown'], folder: 'monthly', webhook: null },
};

beforeEach(async () => {
  await store.owner.query('delete from rollcall.report_schedule');
});

function add(change: Partial<ScheduleTerms> = {}): Promise<ReportSchedule> {
  return store.asGateway((tx) => addReportSchedule(tx, { ...terms, ...change }, { actor: keyActor, at: added }));
}

function claim({ id }: Pick<ReportSchedule, 'id'>, at: string): Promise<ScheduledJob | undefined> {
  return store.asDaemon((tx) => claimReportSchedule(tx, { id, at: new Date(at) }));
}

async function claimed(schedule: ReportSchedule, at: string): Promise<ScheduledJob> {
  const job = await claim(schedule, at);
  if (job === undefined) throw new Error(`${schedule.name} is not due at ${at}`);
  return job;
}

const newReportId = () => ReportId.parse(uuidv7());

function finish(job: ScheduledJob, made: 'issued' | 'again' = 'issued', id = newReportId()): Promise<boolean> {
  const documents = [
    { format: 'json', mediaType: 'application/json', fileName: 'r.json', size: 2, sha256: '00' },
  ] as const;
  const report = MadeReport.parse({
    ...{ id, kind: 'wallet', title: 'Wallets', period: null, asOf: '2026-03-10T06:00:00.000Z', filters: {} },
    ...{ knownAt: '2026-03-10T06:00:00.000Z', state: 'complete', headline: [], digest: 'd', issuedAt: null },
    ...{ by: daemonActor, documents: [...documents] },
  });
  const delivered = { report, made, files: ['/reports/r.json'], actor: daemonActor };
  return store.asDaemon((tx) => finishReportSchedule(tx, job, delivered));
}

function fail(job: ScheduledJob, at: string, isFinal = false): Promise<Date | undefined> {
  const failed = { fault: 'The disk is full.', isFinal, at: new Date(at), actor: daemonActor };
  return store.asDaemon((tx) => failReportSchedule(tx, job, failed));
}

function seen(name = 'monthly'): Promise<ReportSchedule> {
  return store.asGateway((tx) => reportScheduleNamed(tx, name));
}

async function told(type: string): Promise<readonly Record<string, unknown>[]> {
  const { rows } = await store.owner.query<{ after: Record<string, unknown> }>(
    'select after from rollcall.audit_event where type = $1 and workspace_id = $2 order by recorded_at',
    [type, store.mine],
  );
  return rows.map(({ after }) => after);
}

async function typesSent(webhook: Webhook): Promise<readonly string[]> {
  await expand(store, webhook);
  const { rows } = await store.owner.query<{ type: string }>(
    'select e.type from rollcall.webhook_delivery d join rollcall.audit_event e using (workspace_id, event_id) where d.webhook_id = $1 order by d.seq',
    [webhook.id],
  );
  return rows.map(({ type }) => type);
}

async function dueAt(at: string): Promise<number> {
  return (await dueReportSchedules(store.daemon, { at: new Date(at), most: 10 })).length;
}

describe('a schedule that is set', () => {
  test('is due at its next time, and says all that was set', async () => {
    const { id: _, createdAt: __, ...rest } = await add({ filters: { client: 'Rhea' } });
    expect(rest).toEqual({
      ...{ ...terms, filters: { client: 'Rhea' }, state: 'active', nextDueAt: '2026-03-09T06:00:00.000Z' },
      ...{ askedAt: null, made: null, failing: null },
    });
    expect(await told('report_schedule.added')).toEqual([{ ...terms, filters: { client: 'Rhea' } }]);
  });

  test.each([
    ['twice in five minutes', { cron: '*/4 * * * *' }, 'invalid_schedule'],
    ['never, by a line that is none', { cron: 'now and then' }, 'invalid_schedule'],
    ['of a moment that a wallet has not', { period: 'now' }, 'invalid_input'],
    ['to nobody', { folder: null }, 'invalid_input'],
    ['to a webhook that is not there', { webhook: 'nobody' }, 'not_found'],
    ['of a connection that is not there', { filters: { connection: 'nobody' } }, 'connection_not_found'],
  ] as const)('is refused: %s', async (_, change, code) => {
    await expect(add(change)).rejects.toMatchObject({ code });
    expect(await store.asGateway(listReportSchedules)).toEqual([]);
  });

  test('has a name of its own, and one of a hundred at the most', async () => {
    await add();
    await expect(add()).rejects.toMatchObject({ code: 'report_schedule_exists' });
    await store.owner.query(
      `insert into rollcall.report_schedule (workspace_id, schedule_id, name, kind, filters, cron, period, formats)
        select workspace_id, gen_random_uuid(), 'n' || n, kind, filters, cron, period, formats
        from rollcall.report_schedule, generate_series(2, ${reportSchedulesMax}) n`,
    );
    await expect(add({ name: 'more' })).rejects.toMatchObject({ code: 'too_many_report_schedules' });
  });

  test('is changed, paused, resumed and removed, each once, and told', async () => {
    const schedule = await add();
    const changing = { actor: keyActor, at: added };
    const change = { name: 'weekly', cron: '0 7 * * 1', period: 'last_week' } as const;
    const changed = await store.asGateway((tx) => updateReportSchedule(tx, { name: 'monthly', change }, changing));
    expect(changed).toMatchObject({ ...change, id: schedule.id, nextDueAt: '2026-03-09T07:00:00.000Z' });
    await store.asGateway((tx) => updateReportSchedule(tx, { name: 'weekly', change }, changing));
    expect((await told('report_schedule.updated')).at(-1)).toEqual(change);
    for (const _ of [1, 2]) await store.asGateway((tx) => pauseReportSchedule(tx, 'weekly', keyActor));
    expect(await seen('weekly')).toMatchObject({ state: 'paused', nextDueAt: null });
    expect(await dueAt('2027-01-01T00:00:00Z')).toBe(0);
    for (const _ of [1, 2]) await store.asGateway((tx) => resumeReportSchedule(tx, 'weekly', changing));
    expect(await seen('weekly')).toMatchObject({ state: 'active', nextDueAt: '2026-03-09T07:00:00.000Z' });
    await store.asGateway((tx) => removeReportSchedule(tx, 'weekly', keyActor));
    await expect(seen('weekly')).rejects.toMatchObject({ code: 'not_found' });
    for (const verb of ['updated', 'paused', 'resumed', 'removed']) {
      expect(await told(`report_schedule.${verb}`), verb).toHaveLength(1);
    }
  });
});

describe('a turn', () => {
  test('is one daemon’s of several, and is the newest of those that were missed', async () => {
    const schedule = await add();
    expect(await dueAt('2026-03-09T05:59:59Z')).toBe(0);
    expect(await claim(schedule, '2026-03-09T05:59:59Z')).toBeUndefined();
    const jobs = await Promise.all([1, 2, 3].map(() => claim(schedule, '2026-03-12T09:00:00Z')));
    const [job, ...others] = jobs.filter((one) => one !== undefined);
    if (job === undefined) throw new Error('nobody has it');
    expect(others).toEqual([]);
    expect(job).toMatchObject({ trigger: 'due', dueAt: new Date('2026-03-12T06:00:00Z'), missed: 3, isCovered: false });
    expect(job.period).toEqual({ from: new Date('2026-03-11'), to: new Date('2026-03-12') });
    expect(await finish(job)).toBe(true);
    expect(await seen()).toMatchObject({
      nextDueAt: '2026-03-13T06:00:00.000Z',
      made: { dueAt: '2026-03-12T06:00:00.000Z' },
    });
    expect((await told('report.delivered')).at(-1)).toMatchObject({
      ...{ schedule: 'monthly', trigger: 'due', missed: 3, made: 'issued', files: ['/reports/r.json'] },
      documents: [{ format: 'json', sha256: '00' }],
    });
    expect(await dueAt('2026-03-12T09:00:00Z')).toBe(0);
  });

  test('of a daemon that was lost is another’s once its lease is over, and what the first makes of it counts no more', async () => {
    const schedule = await add();
    const lost = await claimed(schedule, '2026-03-10T06:00:00Z');
    expect(await claim(schedule, '2026-03-10T06:00:00Z')).toBeUndefined();
    expect(await store.asDaemon((tx) => renewReportSchedule(tx, lost))).toBe(true);
    await store.owner.query(`update rollcall.report_schedule set claimed_until = now() - interval '1 ms'`);
    expect(await dueAt('2026-03-10T06:00:00Z')).toBe(1);
    const taken = await claimed(schedule, '2026-03-10T06:00:00Z');
    expect(taken.dueAt).toEqual(lost.dueAt);
    expect(await store.asDaemon((tx) => renewReportSchedule(tx, lost))).toBe(false);
    expect(await finish(lost)).toBe(false);
    expect(await fail(lost, '2026-03-10T06:01:00Z')).toBeUndefined();
    expect((await seen()).made).toBeNull();
    await store.asDaemon((tx) => releaseReportSchedule(tx, taken));
    expect(await finish(await claimed(schedule, '2026-03-10T06:00:00Z'))).toBe(true);
  });

  test('whose schedule was changed meanwhile counts no more', async () => {
    const schedule = await add();
    const job = await claimed(schedule, '2026-03-10T06:00:00Z');
    const changing = { actor: keyActor, at: new Date('2026-03-10T06:00:30Z') };
    await store.asGateway((tx) => updateReportSchedule(tx, { name: 'monthly', change: { kind: 'dns' } }, changing));
    expect(await finish(job)).toBe(false);
    expect(await seen()).toMatchObject({ kind: 'dns', nextDueAt: '2026-03-11T06:00:00.000Z', made: null });
  });

  test('of a period that was made is told again only where it says something new, or somebody asked', async () => {
    const schedule = await add({ cron: '0 */6 * * *' });
    const before = (await told('report.delivered')).length;
    const made = newReportId();
    await finish(await claimed(schedule, '2026-03-09T06:00:00Z'), 'again', made);
    expect(await told('report.delivered')).toHaveLength(before + 1);
    const second = await claimed(schedule, '2026-03-09T12:00:00Z');
    expect(second.isCovered).toBe(true);
    await finish(second, 'again', made);
    expect(await told('report.delivered')).toHaveLength(before + 1);
    const superseding = newReportId();
    await finish(await claimed(schedule, '2026-03-09T18:00:00Z'), 'issued', superseding);
    expect(await told('report.delivered')).toHaveLength(before + 2);
    await store.asGateway((tx) => askReportSchedule(tx, 'monthly', keyActor));
    await store.asGateway((tx) => askReportSchedule(tx, 'monthly', keyActor));
    expect(await told('report_schedule.run_requested')).toHaveLength(1);
    const asked = await claimed(schedule, '2026-03-09T18:30:00Z');
    expect(asked.trigger).toBe('asked');
    await finish(asked, 'again', superseding);
    expect(await told('report.delivered')).toHaveLength(before + 3);
    expect(await seen()).toMatchObject({ askedAt: null, nextDueAt: '2026-03-10T00:00:00.000Z' });
  });

  test('brings what superseded the one it brought, also where somebody had that made by hand before', async () => {
    const named = await givenWebhook(store, { name: 'ledger', filter: { types: ['key.created'] } });
    const schedule = await add({ cron: '0 */6 * * *', webhook: 'ledger' });
    await finish(await claimed(schedule, '2026-03-09T06:00:00Z'));
    const byHand = newReportId();
    const next = await claimed(schedule, '2026-03-09T12:00:00Z');
    expect(next.isCovered).toBe(true);
    await finish(next, 'again', byHand);
    expect((await told('report.delivered')).at(-1)).toMatchObject({ made: 'again', dueAt: '2026-03-09T12:00:00.000Z' });
    await finish(await claimed(schedule, '2026-03-09T18:00:00Z'), 'again', byHand);
    await sealEvents(store.daemon);
    expect(await typesSent(named)).toEqual(['webhook.added', 'report.delivered', 'report.delivered']);
  });

  test('brings at another try what it had issued before it failed or its daemon was lost', async () => {
    const schedule = await add({ cron: '0 */6 * * *' });
    await finish(await claimed(schedule, '2026-03-09T06:00:00Z'));
    const before = (await told('report.delivered')).length;
    const retryAt = await fail(await claimed(schedule, '2026-03-09T12:00:00Z'), '2026-03-09T12:00:00Z');
    const lost = await claimed(schedule, retryAt?.toISOString() ?? '');
    await store.owner.query(`update rollcall.report_schedule set claimed_until = now() - interval '1 ms'`);
    const taken = await claimed(schedule, '2026-03-09T12:01:00Z');
    expect(taken).toMatchObject({ dueAt: lost.dueAt, isCovered: true });
    const issued = newReportId();
    expect(await finish(taken, 'again', issued)).toBe(true);
    expect(await told('report.delivered')).toHaveLength(before + 1);
    expect((await seen()).made?.reportId).toBe(issued);
  });

  test('that fails is tried again with growing waits, then given up until the next, and told', async () => {
    const schedule = await add();
    let at = '2026-03-10T06:00:00.000Z';
    const waits: number[] = [];
    for (;;) {
      const retryAt = await fail(await claimed(schedule, at), at);
      if (retryAt === undefined) break;
      expect(await claim(schedule, new Date(retryAt.getTime() - 1).toISOString())).toBeUndefined();
      waits.push((retryAt.getTime() - Date.parse(at)) / 1_000);
      at = retryAt.toISOString();
    }
    expect(waits).toEqual([30, 120, 600, 1_800, 7_200]);
    expect(await told('report.failed')).toMatchObject([{ tries: 6, reason: 'The disk is full.', trigger: 'due' }]);
    expect(await seen()).toMatchObject({
      nextDueAt: '2026-03-11T06:00:00.000Z',
      failing: { since: '2026-03-10T06:00:00.000Z', reason: 'The disk is full.', nextTryAt: null },
    });
    const next = await claimed(schedule, '2026-03-11T06:00:00Z');
    expect(await fail(next, '2026-03-11T06:00:00Z', true)).toBeUndefined();
    expect(await told('report.failed')).toHaveLength(2);
    await finish(await claimed(schedule, '2026-03-12T06:00:00Z'));
    expect((await seen()).failing).toBeNull();
  });
});

test('a webhook that a schedule names is sent what is delivered, whatever its filter, and another is not', async () => {
  const named = await givenWebhook(store, { name: 'named', filter: { types: ['key.created'] } });
  const other = await givenWebhook(store, { name: 'other', filter: { types: ['key.created'] } });
  const schedule = await add({ webhook: 'named', folder: null });
  expect(schedule.webhook).toBe('named');
  await finish(await claimed(schedule, '2026-03-10T06:00:00Z'));
  await sealEvents(store.daemon);
  expect(await typesSent(named)).toEqual(['webhook.added', 'report.delivered']);
  expect(await typesSent(other)).toEqual(['webhook.added']);
});

test('schedules are their workspace’s, and none of a key that is limited to some connections', async () => {
  await add();
  const connection = await givenConnection(store);
  const limited = confinedTo(store.gateway, [connection.id]);
  expect(await inWorkspace(limited, store.mine, listReportSchedules)).toEqual([]);
  expect(await inWorkspace(store.gateway, store.theirs, listReportSchedules)).toEqual([]);
  const theirs = inWorkspace(store.daemon, store.theirs, (tx) =>
    claimReportSchedule(tx, { id: ReportScheduleId.parse(uuidv7()), at: new Date() }),
  );
  expect(await theirs).toBeUndefined();
  await expect(
    inWorkspace(limited, store.mine, (tx) => addReportSchedule(tx, terms, { actor: keyActor, at: added })),
  ).rejects.toThrow();
});

test.each(['../up', 'a/b', '.hidden', 'a\\b'])('the database itself refuses the folder %s', async (folder) => {
  await expect(add({ folder })).rejects.toThrow(/check/);
});
