import { AuditEvent, Freshness, Resource, ResourceVersion, Run, Scope, ScopeAge, UsedResource } from '@rollcall/schema';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { connect, small } from './support/connect.ts';
import { useGateway } from './support/gateway.ts';
import { useSandboxes } from './support/sandboxes.ts';

const gateway = useGateway();
const startSandbox = useSandboxes();

const inboxes = 23;
let connectionId: string;

beforeAll(async () => {
  await connect(gateway, 'acme', await startSandbox(small));
  const { rows } = await gateway.owner.query(
    `select connection_id as id, workspace_id as workspace from rollcall.connection`,
  );
  connectionId = rows[0].id;
  const of = [rows[0].workspace, connectionId];
  await gateway.owner.query(
    `insert into rollcall.scope (workspace_id, connection_id, kind, attempted_at, believed_at, grade, trouble) values
      ($1, $2, 'inbox', now(), '2026-03-01T10:00:00Z', 'proven', null),
      ($1, $2, 'domain', now(), '2026-03-01T11:00:00Z', 'proven', 'unavailable: it broke'),
      ($1, $2, 'host', now(), null, null, 'forbidden: no')`,
    of,
  );
  await gateway.owner.query(
    `with said as (
      insert into rollcall.audit_event (workspace_id, event_id, type, severity, connection_id, actor, subject_kind,
        subject_id, subject_name, cause, after)
      select $1, gen_random_uuid(), 'resource.appeared', case when n < 4 then 'alarm' when n = 4 then 'notice' else 'normal' end, $2, '{"type":"daemon","id":"d","name":"d"}', 'inbox', 'mb_' || n,
        'n' || n, '{"kind":"first_sight","evidence":"seen"}', '{}' from generate_series(1, ${inboxes}) n
      returning event_id, subject_id, subject_name
    ), versioned as (
      insert into rollcall.resource_version (workspace_id, connection_id, kind, external_id, version, name, presence,
        attributes, recorded_at, run_id, event_id)
      select $1, $2, 'inbox', subject_id, 1, subject_name, 'live', jsonb_build_object('status', 'active', 'ü', '"\u2028'),
        now(), gen_random_uuid(), event_id from said
    )
    insert into rollcall.resource (workspace_id, connection_id, kind, external_id, name, presence, attributes, digest,
      version, first_seen_at, last_changed_at)
    select $1, $2, 'inbox', subject_id, subject_name, 'live', jsonb_build_object('status', 'active', 'ü', '"\u2028'),
      sha256(subject_id::bytea), 1, now(), now() from said`,
    of,
  );
  for (let n = 0; n < 5; n += 1) await gateway.mutate('sync.request', { connections: ['acme'] });
});

/** Follows a list to its end. Every answer must have exactly the contract's fields. */
async function all<Row extends z.ZodType>(list: string, row: Row, input: object): Promise<z.output<Row>[]> {
  const order = list === 'events.list' ? { position: z.null(), tail: z.int() } : {};
  const Page = z.strictObject({ data: z.array(row), nextCursor: z.string().nullable(), ...Freshness.shape, ...order });
  const rows: z.output<Row>[] = [];
  let cursor: string | null = null;
  do {
    const { data, text } = await gateway.query(list, { ...input, ...(cursor === null ? {} : { cursor }) });
    const page = Page.safeParse(data);
    if (!page.success) throw new Error(`${list}: ${page.error.message} in ${text}`);
    expect(page.data.data.length > 0 || cursor === null, 'no page is empty but that of an empty list').toBe(true);
    rows.push(...page.data.data);
    cursor = page.data.nextCursor;
  } while (cursor !== null);
  return rows;
}

const lists: readonly { list: string; row: z.ZodType; id: string; count: number; input: object }[] = [
  { list: 'resources.list', row: Resource.strict(), id: 'externalId', count: inboxes, input: { kind: 'inbox' } },
  { list: 'events.list', row: AuditEvent.strict(), id: 'id', count: inboxes, input: { type: 'resource.appeared' } },
  { list: 'events.list', row: AuditEvent.strict(), id: 'id', count: 3, input: { severity: 'alarm' } },
  { list: 'events.list', row: AuditEvent.strict(), id: 'id', count: 4, input: { severity: 'notice' } },
  { list: 'runs.list', row: Run.strict(), id: 'runId', count: 5, input: {} },
  { list: 'resources.scopes', row: Scope.strict(), id: 'kind', count: 3, input: {} },
];

describe.each(lists)('$list', ({ list, row, id, count, input }) => {
  test.each([1, 4, 500])('holds each row once, in pages of %i', async (limit) => {
    const rows = await all(list, row, { ...input, connection: 'acme', limit });
    const ids = rows.map((one) => Reflect.get(Object(one), id));
    expect(ids).toHaveLength(count);
    expect(new Set(ids).size).toBe(count);
    expect(await all(list, row, { ...input, limit })).toEqual(rows);
  });

  test('says how old and how complete it is', async () => {
    const { data } = await gateway.query(list, { connection: 'acme' });
    expect(data).toMatchObject({
      asOf: '2026-03-01T10:00:00.000Z',
      coverage: { proven: 1, corroborated: 0, plausible: 0, stale: 1, failed: 1 },
    });
  });
});

test('resources of one kind stand on the scopes of that kind', async () => {
  const { data } = await gateway.query('resources.list', { kind: 'domain' });
  const coverage = { proven: 0, corroborated: 0, plausible: 0, stale: 1, failed: 0 };
  expect(data).toEqual({ data: [], asOf: '2026-03-01T11:00:00.000Z', coverage, nextCursor: null });
});

test('the ages of what resources stand on come oldest first, with how many were left out', async () => {
  const Ages = z.strictObject({ data: z.array(ScopeAge.strict()), more: z.int() });
  const ages = async (input: object) => Ages.parse((await gateway.query('resources.ages', input)).data);
  const all = await ages({ connection: 'acme' });
  expect(all.data.map(({ kind, believedAt }) => [kind, believedAt])).toEqual([
    ['host', null],
    ['inbox', '2026-03-01T10:00:00.000Z'],
    ['domain', '2026-03-01T11:00:00.000Z'],
  ]);
  expect(all.more).toBe(0);
  expect(await ages({ limit: 1 })).toEqual({ data: all.data.slice(0, 1), more: 2 });
  expect(await ages({ kind: 'inbox' })).toEqual({ data: all.data.slice(1, 2), more: 0 });
});

test.each(['resources.scopes', 'resources.ages'])('%s knows no kind and no connection that is none', async (list) => {
  expect((await gateway.query(list, { kind: 'fax' })).error?.code).toBe('unknown_kind');
  expect((await gateway.query(list, { connection: 'acme', kind: 'alias' })).error?.message).toMatch(/ at adbtd: /);
  expect((await gateway.query(list, { connection: 'nobody' })).error?.code).toBe('connection_not_found');
});

test('one resource, and its history, are shown whole', async () => {
  const { data } = await gateway.query('resources.get', { connection: 'acme', kind: 'inbox', externalId: 'mb_7' });
  const One = z.strictObject({ data: UsedResource.strict(), ...Freshness.shape });
  expect(One.parse(data).data).toMatchObject({
    ...{ name: 'n7', attributes: { status: 'active', ü: '"\u2028' }, use: 'unknown' },
  });
  const History = z.strictObject({
    ...{ data: z.array(ResourceVersion.strict()), keptFrom: z.null(), nextCursor: z.null(), ...Freshness.shape },
  });
  const { data: history } = await gateway.query('resources.history', {
    connection: 'acme',
    kind: 'inbox',
    externalId: 'mb_7',
  });
  expect(History.parse(history).data).toMatchObject([
    { version: 1, eventType: 'resource.appeared', cause: { kind: 'first_sight' } },
  ]);
});

test('what is asked in one request is answered in the order of asking, JSON of the database and ours beside each other', async () => {
  const input = encodeURIComponent(JSON.stringify({ 0: { limit: 1 }, 2: { limit: 1 } }));
  const { text } = await gateway.request(`/trpc/resources.list,connections.list,events.list?batch=1&input=${input}`, {
    headers: { authorization: `Bearer ${gateway.adminKey}` },
  });
  expect(JSON.parse(text)).toMatchObject([
    { result: { data: { data: [{ externalId: expect.any(String) }] } } },
    { result: { data: { data: [{ name: 'acme' }] } } },
    { result: { data: { data: [{ type: expect.any(String) }] } } },
  ]);
});

test('the doctor says what is well, and that no daemon is there', async () => {
  const { data } = await gateway.query('doctor.examine');
  const Answer = z.strictObject({
    healthy: z.boolean(),
    data: z.array(z.strictObject({ name: z.string(), ok: z.boolean(), detail: z.string() })),
  });
  const { data: checks, healthy } = Answer.parse(data);
  expect(healthy).toBe(false);
  expect(checks.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual([
    'a sync daemon is connected',
    'the newest listing of every scope was believed',
  ]);
});
