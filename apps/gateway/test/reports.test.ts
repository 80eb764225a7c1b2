import { MadeReport, Report, ReportFormat, ReportKind } from '@rollcall/schema';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { connect, small } from './support/connect.ts';
import { useGateway } from './support/gateway.ts';
import { fillLedger, keepVersions } from './support/ledger.ts';
import { useSandboxes } from './support/sandboxes.ts';

const gateway = useGateway();
const startSandbox = useSandboxes();
const Made = z.object({
  data: z.object({
    report: MadeReport,
    made: z.enum(['issued', 'again', 'reproduced']),
    asIssued: z.boolean().nullable(),
  }),
});
const Part = z.object({ data: z.object({ base64: z.base64(), isLast: z.boolean() }) });
const List = z.object({ data: z.array(MadeReport), nextCursor: z.string().nullable() });

beforeAll(async () => {
  const sandbox = await startSandbox(small);
  await connect(gateway, 'acme', sandbox);
  await fillLedger(gateway, 'acme', sandbox);
  await believeAll();
});

/** Everything was listed once, and proven. */
async function believeAll(): Promise<void> {
  await gateway.owner.query(
    `with r as (
      insert into rollcall.run (workspace_id, run_id, connection_id, trigger, plan, state, outcome)
      select workspace_id, gen_random_uuid(), connection_id, 'schedule', false, 'finished', 'complete' from rollcall.connection
      returning *
    )
    insert into rollcall.listing (workspace_id, run_id, connection_id, kind, parent, grade, reason, certificate, seen, appeared,
      changed, vanished, reappeared, unchanged, started_at, finished_at)
    select workspace_id, run_id, connection_id, k.kind, k.parent, 'proven', 'its total is right', '{}', 0, 0, 0, 0, 0, 0, now(), now()
    from r, (select distinct kind, parent from rollcall.resource) k`,
  );
}

const make = async (ask: object = {}, key?: string) => {
  const answer = await gateway.mutate('reports.make', { kind: 'inventory', ...ask }, key);
  expect(answer.error).toBeUndefined();
  const { report, ...others } = Made.parse(answer.data).data;
  return { report, ...others, bytes: await bytesOf(report, key) };
};

async function bytesOf({ id, documents }: MadeReport, key?: string, as?: ReportFormat): Promise<string> {
  const document = documents.find(({ format }) => as === undefined || format === as);
  const { data } = Part.parse(
    (await gateway.query('reports.read', { id, format: document?.format, part: 0 }, key)).data,
  );
  expect(data.isLast).toBe(true);
  return Buffer.from(data.base64, 'base64').toString();
}

test('what says nothing new is the report that was issued before, byte for byte', async () => {
  const [first, again] = [await make(), await make()];
  expect(first.made).toBe('issued');
  expect(again).toEqual({ ...first, made: 'again' });
  expect(Report.parse(JSON.parse(first.bytes)).digest).toBe(first.report.digest);
});

test('what has changed is issued anew, and says what; and the one before is made again of its moment', async () => {
  const before = await make();
  await gateway.owner.query(
    `update rollcall.resource set presence = 'gone', version = version + 1, last_changed_at = clock_timestamp()
      where kind = 'inbox' and external_id in (select min(external_id) from rollcall.resource where kind = 'inbox')`,
  );
  await keepVersions(gateway);
  const now = await make();
  expect(now.made).toBe('issued');
  const { since } = Report.parse(JSON.parse(now.bytes));
  expect(since).toMatchObject({ knownAt: before.report.knownAt, digest: before.report.digest });
  expect(since?.changes.length).toBeGreaterThan(0);
  const then = await make({ knownAt: before.report.knownAt });
  expect(then).toMatchObject({ made: 'reproduced', asIssued: true, bytes: before.bytes });
  // What was asked of the past is nothing that later ones speak of.
  expect((await make()).bytes).toBe(now.bytes);
});

test('reports are listed, and each is shown with what is kept of it', async () => {
  await make();
  const first = List.parse((await gateway.query('reports.list', { kind: 'inventory', issued: true, limit: 1 })).data);
  expect(first.data).toHaveLength(1);
  const next = await gateway.query('reports.list', {
    kind: 'inventory',
    issued: true,
    limit: 1,
    cursor: first.nextCursor,
  });
  expect(List.parse(next.data).data).toHaveLength(1);
  const [shown] = first.data;
  expect((await gateway.query('reports.get', { id: shown?.id })).data).toEqual({ data: shown });
});

test('that one was issued is on record, with its digest', async () => {
  const { report } = await make();
  const { data } = await gateway.query('events.list', { type: 'report.issued', limit: 1 });
  expect(data).toMatchObject({
    data: [{ subject: { kind: 'report', externalId: report.id }, after: { digest: report.digest, kind: 'inventory' } }],
  });
});

test('another key may read what was made, and nothing without the scope', async () => {
  const { report } = await make();
  const reader = await gateway.key(['reports:read']);
  expect(await bytesOf(report, reader.token)).not.toBe('');
  const other = await gateway.key(['inventory:read']);
  const refused = await gateway.mutate('reports.make', { kind: 'inventory' }, other.token);
  expect(refused.error).toMatchObject({ code: 'scope_missing' });
});

test('what was issued before a connection was removed is made again as it was, and says so, whatever is called so since', async () => {
  await connect(gateway, 'depot', await startSandbox(small));
  await believeAll();
  const asks = [{ kind: 'audit' }, { kind: 'dns' }, { kind: 'inventory', connection: 'depot' }];
  const before = [];
  for (const ask of asks) before.push(await make(ask));
  expect((await gateway.mutate('connections.remove', { name: 'depot' })).error).toBeUndefined();
  await connect(gateway, 'depot', await startSandbox(small));
  for (const [nth, ask] of asks.entries()) {
    const was = before[nth];
    const then = await make({ ...ask, knownAt: was?.report.knownAt });
    expect(then, ask.kind).toMatchObject({ made: 'reproduced', asIssued: true, bytes: was?.bytes });
  }
});

/** What retention says meanwhile of what is kept: all from now on. */
async function keepingFromNow(kept: 'versions_from' | 'runs_from' | 'cuts_from', work: () => Promise<void>) {
  await gateway.owner.query(
    `insert into rollcall.retention (workspace_id, ${kept}) select workspace_id, clock_timestamp() from rollcall.workspace`,
  );
  await work().finally(() => gateway.owner.query('delete from rollcall.retention'));
}

test.each(['versions_from', 'runs_from', 'cuts_from'] as const)(
  'a wallet report of before %s is refused',
  async (kept) => {
    const { report } = await make({ kind: 'wallet', from: '2026-01', to: '2026-02' });
    await keepingFromNow(kept, async () => {
      const ask = { kind: 'wallet', from: '2026-01', to: '2026-02', knownAt: report.knownAt };
      expect((await gateway.mutate('reports.make', ask)).error?.code).toBe('history_not_kept');
    });
  },
);

test.each([
  { kept: 'runs_from', says: /^Listings of then are not kept any more/ },
  { kept: 'cuts_from', says: /^Balances that were read then are not kept any more/ },
] as const)('a wallet report of a period before $kept says what it is told by, once', async ({ kept, says }) => {
  await connect(gateway, kept, await startSandbox({ seed: 3, sizes: { domain: 1, inbox: 1 } }, 'simple-inboxes'));
  const ask = { kind: 'wallet', from: '2026-01', to: '2026-02', connection: kept };
  const reasonsOf = ({ bytes }: { bytes: string }) =>
    Report.parse(JSON.parse(bytes)).reasons.filter(({ sentence }) => says.test(sentence));
  expect(reasonsOf(await make(ask))).toEqual([]);
  await keepingFromNow(kept, async () => {
    const first = await make(ask);
    expect(reasonsOf(first)).toHaveLength(1);
    await gateway.owner.query(`update rollcall.retention set ${kept} = clock_timestamp()`);
    expect(await make(ask), 'the same, though retention went on').toEqual({ ...first, made: 'again' });
  });
});

test('a reconciliation of which listings are not kept says so, and the same however far retention went on', async () => {
  const [from, to] = [-86_400_000, 86_400_000].map((ms) => new Date(Date.now() + ms).toISOString());
  const ask = { kind: 'reconciliation', from, to, connection: 'acme' };
  await keepingFromNow('runs_from', async () => {
    const first = await make(ask);
    const { reasons } = Report.parse(JSON.parse(first.bytes));
    expect(reasons).toContainEqual({ sentence: expect.stringMatching(/^Listings .+ are not kept/), remedy: null });
    await gateway.owner.query('update rollcall.retention set runs_from = clock_timestamp()');
    expect(await make(ask)).toEqual({ ...first, made: 'again' });
  });
});

test('what cannot be made anew of its moment is issued of now, where another format is asked', async () => {
  const ask = { kind: 'inventory', resourceKind: 'host' };
  const { report } = await make(ask);
  await keepingFromNow('versions_from', async () => {
    expect(await make({ ...ask, format: 'json' })).toMatchObject({ made: 'again', report: { id: report.id } });
    const anew = await make({ ...ask, format: 'markdown' });
    expect(anew).toMatchObject({ made: 'issued', report: { digest: report.digest } });
    expect(anew.report.knownAt > report.knownAt).toBe(true);
  });
});

test.each([
  { ask: { from: '2026-02-01', to: '2026-01-01' }, code: 'invalid_period' },
  { ask: { from: '2026-01-01', to: '2026-01-01' }, code: 'invalid_period' },
  { ask: { from: '2999-01-01', to: '2999-02-01' }, code: 'invalid_period' },
  { ask: { knownAt: '2999-01-01' }, code: 'invalid_time' },
  { ask: { asOf: 'yesterday' }, code: 'invalid_time' },
  { ask: { from: '2026-02', to: '2026-03', asOf: '2026-01-31' }, code: 'invalid_time' },
  { ask: { connection: 'nobody' }, code: 'connection_not_found' },
  { ask: { client: 'Acme' }, code: 'invalid_input' },
])('$ask is refused as $code, and nothing is kept', async ({ ask, code }) => {
  const count = async () => (await gateway.owner.query('select count(*) from rollcall.report')).rows;
  const before = await count();
  const answer = await gateway.mutate('reports.make', { kind: 'inventory', ...ask });
  expect(answer.error?.code).toBe(code);
  expect(await count()).toEqual(before);
});

test('a reconciliation as of a moment within its period, or of one that goes on, is open', async () => {
  const headOf = async (ask: object) => {
    const { bytes } = await make({ kind: 'reconciliation', ...ask, format: 'json' });
    return Report.parse(JSON.parse(bytes));
  };
  const [day, to] = [86_400_000, new Date()];
  const from = new Date(to.getTime() - day).toISOString();
  expect(await headOf({ from, to: new Date(to.getTime() + day).toISOString() })).toMatchObject({
    ...{ state: 'open', reasons: [{ sentence: expect.stringContaining('all figures are those so far') }] },
  });
  const asOf = new Date(to.getTime() - 1).toISOString();
  expect(await headOf({ from, to: to.toISOString(), asOf })).toMatchObject({
    ...{ state: 'open', reasons: [{ sentence: expect.stringContaining('before the period ends') }] },
  });
  expect(await headOf({ from, to: to.toISOString() })).toMatchObject({ state: 'complete', reasons: [] });
});

/** What each begins with. */
const begins: Readonly<Record<ReportFormat, RegExp>> = {
  html: /^<!doctype html>/i,
  pdf: /^%PDF-1\.\d/,
  csv: /^section,/,
  json: /^\{/,
  markdown: /^# /,
};

test.each(ReportKind.options)('%s is there in every format, and twice the same', { timeout: 120_000 }, async (kind) => {
  for (const format of ReportFormat.options) {
    const read = async () => {
      const answer = await gateway.mutate('reports.make', { kind, from: '2026-01', to: '2026-02', format });
      expect(answer.error).toBeUndefined();
      return bytesOf(Made.parse(answer.data).data.report, undefined, format);
    };
    const bytes = await read();
    expect(bytes).toMatch(begins[format]);
    expect(await read()).toBe(bytes);
    if (format === 'json') expect(Report.parse(JSON.parse(bytes))).toMatchObject({ kind });
  }
});

test.each(['audit', 'inventory'])(
  'a report of kind %s as of a moment within its period says that it is not of all of it',
  async (kind) => {
    const now = new Date();
    const [from, to] = [new Date(now.getTime() - 7_200_000), new Date(now.getTime() - 60_000)].map((at) =>
      at.toISOString(),
    );
    const asOf = new Date(now.getTime() - 120_000).toISOString();
    const answer = await gateway.mutate('reports.make', { kind, from, to, asOf, format: 'json' });
    const { report } = Made.parse(answer.data).data;
    expect(JSON.parse(await bytesOf(report))).toMatchObject({
      reasons: expect.arrayContaining([
        expect.objectContaining({ sentence: expect.stringContaining('before the period ends') }),
      ]),
    });
  },
);

const stock = {
  name: 'stock',
  kind: 'inventory',
  cron: '0 6 1 * *',
  period: 'now',
  formats: ['json'],
  folder: 'stock',
};

test.each([
  { change: { folder: undefined }, code: 'invalid_input' },
  { change: { folder: '../up' }, code: 'invalid_input' },
  { change: { folder: 'up.' }, code: 'invalid_input' },
  { change: { formats: ['json', 'json'] }, code: 'invalid_input' },
  { change: { cron: '* * * * *' }, code: 'invalid_schedule' },
  { change: { webhook: 'nobody' }, code: 'not_found' },
])('a schedule with $change is refused as $code', async ({ change, code }) => {
  const answer = await gateway.mutate('reports.schedules.add', { ...stock, ...change });
  expect(answer.error?.code).toBe(code);
});

test('a name is given to one schedule, and what does not exist is not run', async () => {
  expect((await gateway.mutate('reports.schedules.add', stock)).error).toBeUndefined();
  const again = await gateway.mutate('reports.schedules.add', stock);
  expect(again.error?.code).toBe('report_schedule_exists');
  const run = await gateway.mutate('reports.schedules.run', { name: 'nobody' });
  expect(run.error?.code).toBe('not_found');
});

test('only a key that may set webhooks and read reports sets a schedule; whoever reads reports sees them', async () => {
  const [admin, reader] = [await gateway.key(['webhooks:admin']), await gateway.key(['reports:read'])];
  for (const { token } of [admin, reader]) {
    const { error } = await gateway.mutate('reports.schedules.add', { ...stock, name: 'own' }, token);
    expect(error?.code).toBe('scope_missing');
  }
  const update = await gateway.mutate('reports.schedules.update', { name: 'stock', period: 'last_day' }, admin.token);
  expect(update.error?.code).toBe('scope_missing');
  expect((await gateway.query('reports.schedules.list', undefined, reader.token)).error).toBeUndefined();
});
