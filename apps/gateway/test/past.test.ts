import { Freshness, Resource, ResourceCount, ResourceVersion, UsedResource } from '@rollcall/schema';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { connect, small } from './support/connect.ts';
import { useGateway } from './support/gateway.ts';
import { useSandboxes } from './support/sandboxes.ts';

const gateway = useGateway();
const startSandbox = useSandboxes();

/** Times of these tests: an hour of one day, long past. */
const at = (hour: number): string => `2026-03-01T${String(hour).padStart(2, '0')}:00:00.000Z`;

/** Versions as [external id, version, name, presence, true from, recorded at], by hours. */
const versions = [
  ['a', 1, 'ada', 'live', 1, 1],
  ['a', 2, 'ada', 'missing', 5, 5],
  // Learned at 9 of something that had been so since 3: a correction.
  ['b', 1, 'bob', 'live', 2, 2],
  ['b', 2, 'bea', 'live', 3, 9],
  ['c', 1, 'cy', 'live', 4, 4],
  // Renamed from `c` at 6.
  ['d', 2, 'di', 'live', 6, 6],
  ['e', 1, 'eve', 'gone', 1, 1],
] as const;

beforeAll(async () => {
  await connect(gateway, 'acme', await startSandbox(small));
  const { rows } = await gateway.owner.query(
    `select connection_id as id, workspace_id as workspace from rollcall.connection`,
  );
  const [{ id, workspace }] = rows;
  for (const [externalId, version, name, presence, trueFrom, recordedAt] of versions) {
    const row = [workspace, id, externalId, version, name, presence, at(trueFrom), at(recordedAt)];
    await gateway.owner.query(
      `with said as (
        insert into rollcall.audit_event (workspace_id, event_id, type, connection_id, actor, subject_kind, subject_id,
          subject_name) values ($1, gen_random_uuid(), 'resource.changed', $2, '{"type":"daemon","id":"d","name":"d"}',
          'inbox', $3, $5) returning event_id
      )
      insert into rollcall.resource_version (workspace_id, connection_id, kind, external_id, version, name, presence,
        attributes, true_from, recorded_at, run_id, event_id)
      select $1, $2, 'inbox', $3, $4, $5, $6, '{}', $7, $8, gen_random_uuid(), event_id from said`,
      row,
    );
    await gateway.owner.query(
      `insert into rollcall.resource (workspace_id, connection_id, kind, external_id, version, name, presence, attributes,
        digest, true_from, first_seen_at, last_changed_at)
      values ($1, $2, 'inbox', $3, $4, $5, $6, '{}', sha256('a'), $7, $8, $8)
      on conflict (workspace_id, connection_id, kind, external_id) do update set version = excluded.version,
        name = excluded.name, presence = excluded.presence, true_from = excluded.true_from,
        last_changed_at = excluded.last_changed_at`,
      row,
    );
  }
  await gateway.owner.query(
    `update rollcall.resource d set first_seen_at = c.first_seen_at from rollcall.resource c
      where c.external_id = 'c' and d.external_id = 'd'`,
  );
  await gateway.owner.query(`delete from rollcall.resource where external_id = 'c'`);
  await gateway.owner.query(
    `insert into rollcall.resource_rename (workspace_id, connection_id, kind, external_id, version, from_external_id,
      from_version, event_id, true_from, recorded_at)
    values ($1, $2, 'inbox', 'd', 2, 'c', 1, gen_random_uuid(), $3, $3)`,
    [workspace, id, at(6)],
  );
  const listings = [
    { hour: 1, grade: 'proven', plan: false, outcome: 'complete' },
    { hour: 2, grade: 'plausible', plan: true, outcome: 'complete' },
    { hour: 7, grade: null, plan: false, outcome: 'partial' },
    { hour: 9, grade: 'corroborated', plan: false, outcome: 'held' },
    { hour: 11, grade: 'refused', plan: false, outcome: 'partial' },
    { hour: 12, grade: 'corroborated', plan: false, outcome: 'complete' },
  ];
  for (const { hour, grade, plan, outcome } of listings) {
    await gateway.owner.query(
      `with r as (
        insert into rollcall.run (workspace_id, run_id, connection_id, trigger, plan, state, outcome, finished_at)
        values ($1, gen_random_uuid(), $2, 'schedule', $3, 'finished', $6, $5) returning run_id
      )
      insert into rollcall.listing (workspace_id, run_id, kind, connection_id, grade, reason, certificate, seen, appeared,
        changed, vanished, reappeared, unchanged, started_at, finished_at)
      select $1, run_id, 'inbox', $2, $4, 'because', case when $4::text is not null then '{}'::jsonb end, 0, 0, 0, 0, 0, 0,
        $5, $5 from r`,
      [workspace, id, plan, grade, at(hour), outcome],
    );
  }
});

const Page = z.strictObject({
  data: z.array(Resource.strict()),
  nextCursor: z.string().nullable(),
  ...Freshness.shape,
});

async function listed(input: object): Promise<readonly string[]> {
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const { data } = await gateway.query('resources.list', { connection: 'acme', limit: 1, cursor, ...input });
    const page = Page.parse(data);
    names.push(...page.data.map(({ externalId, name, presence }) => `${externalId} ${name} ${presence}`));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return names;
}

test.each([
  { when: 'before anything', input: { asOf: at(0) }, want: [] },
  { when: 'at the time of the first listing', input: { asOf: at(1) }, want: ['a ada live'] },
  {
    when: 'what is known now of then, a later correction included',
    input: { asOf: at(4) },
    want: ['a ada live', 'b bea live', 'c cy live'],
  },
  {
    when: 'what was known then, before the correction',
    input: { asOf: at(4), knownAt: at(8) },
    want: ['a ada live', 'b bob live', 'c cy live'],
  },
  {
    when: 'what stood in the ledger then',
    input: { knownAt: at(8) },
    want: ['a ada missing', 'b bob live', 'd di live'],
  },
  {
    when: 'of a time before a rename by what is known after it: the former id, once',
    input: { asOf: at(5), knownAt: at(7) },
    want: ['a ada missing', 'b bob live', 'c cy live'],
  },
  { when: 'of one presence', input: { asOf: at(6), presence: 'missing' }, want: ['a ada missing'] },
  { when: 'of what was gone', input: { asOf: at(6), presence: 'gone' }, want: ['e eve gone'] },
  { when: 'names as they were then', input: { asOf: at(2), name: 'b' }, want: ['b bob live'] },
  {
    when: 'a day is its beginning in UTC',
    input: { asOf: '2026-03-02' },
    want: ['a ada missing', 'b bea live', 'd di live'],
  },
  { when: 'an offset is heeded', input: { asOf: '2026-03-01T03:00:00+02:00' }, want: ['a ada live'] },
])('$when', async ({ input, want }) => {
  expect(await listed({ ...input, kind: 'inbox' })).toEqual(want);
  expect(await listed({ ...input, connection: undefined })).toEqual(want);
});

test('a cursor goes on at the moment of its first page, and for no other filter', async () => {
  const first = Page.parse((await gateway.query('resources.list', { asOf: at(6), limit: 2 })).data);
  const rest = Page.parse(
    (await gateway.query('resources.list', { asOf: at(6), limit: 9, cursor: first.nextCursor })).data,
  );
  expect(rest.past).toEqual(first.past);
  expect([...first.data, ...rest.data].map(({ externalId }) => externalId)).toEqual(['a', 'b', 'd']);
  for (const other of [{ asOf: at(7) }, { asOf: at(6), knownAt: at(9) }, {}]) {
    const refused = await gateway.query('resources.list', { ...other, limit: 2, cursor: first.nextCursor });
    expect(refused.error?.code).toBe('invalid_cursor');
  }
  const present = Page.parse((await gateway.query('resources.list', { limit: 1 })).data);
  const refused = await gateway.query('resources.list', { asOf: at(6), limit: 1, cursor: present.nextCursor });
  expect(refused.error?.code).toBe('invalid_cursor');
});

test('an answer of the past says how complete it was then, by the listings of runs that were neither plans nor held', async () => {
  const freshness = async (input: object) => {
    const { data: _data, nextCursor: _next, ...rest } = Page.parse((await gateway.query('resources.list', input)).data);
    return rest;
  };
  const none = { proven: 0, corroborated: 0, plausible: 0, stale: 0, failed: 0 };
  const past = (hour: number) => ({ asOf: at(hour), knownAt: at(hour), coverageKept: true });
  expect(await freshness({ knownAt: at(0) })).toEqual({ asOf: null, coverage: none, past: past(0) });
  expect(await freshness({ knownAt: at(3) })).toEqual({ asOf: at(1), coverage: { ...none, proven: 1 }, past: past(3) });
  expect(await freshness({ knownAt: at(8) })).toEqual({ asOf: at(1), coverage: { ...none, stale: 1 }, past: past(8) });
  expect(await freshness({ knownAt: at(10) })).toEqual({
    asOf: at(1),
    coverage: { ...none, stale: 1 },
    past: past(10),
  });
  expect(await freshness({ knownAt: at(11) })).toMatchObject({ asOf: at(1), coverage: { ...none, stale: 1 } });
  expect(await freshness({ knownAt: at(12) })).toMatchObject({ asOf: at(12), coverage: { ...none, corroborated: 1 } });
});

const one = { connection: 'acme', kind: 'inbox' };
const One = z.strictObject({ data: UsedResource.strict(), ...Freshness.shape });

describe('one resource', () => {
  test.each([
    { externalId: 'd', input: { asOf: at(5) }, want: { externalId: 'c', name: 'cy', firstSeenAt: at(4) } },
    { externalId: 'c', input: { asOf: at(5) }, want: { externalId: 'c', name: 'cy', firstSeenAt: at(4) } },
    { externalId: 'd', input: { asOf: at(6) }, want: { externalId: 'd', name: 'di', firstSeenAt: at(4) } },
    { externalId: 'b', input: { asOf: at(4), knownAt: at(8) }, want: { name: 'bob', lastChangedAt: at(2) } },
  ])('$externalId at $input', async ({ externalId, input, want }) => {
    const { data } = await gateway.query('resources.get', { ...one, externalId, ...input });
    expect(One.parse(data).data).toMatchObject({ ...want, use: 'unknown' });
  });

  test.each([
    { externalId: 'a', input: { asOf: at(0) } },
    { externalId: 'c', input: { asOf: at(6) } },
    { externalId: 'b', input: { asOf: at(1), knownAt: at(1) } },
  ])('there was no $externalId at $input', async ({ externalId, input }) => {
    const { error } = await gateway.query('resources.get', { ...one, externalId, ...input });
    expect(error?.code).toBe('not_found');
    expect(error?.message).toContain(`--as-of ${input.asOf}`);
  });

  test('its history ends at the moment that was asked for, and leads through its renames', async () => {
    const History = z.object({ data: z.array(ResourceVersion.strict()), ...Freshness.shape });
    const history = async (externalId: string, input: object) =>
      History.parse((await gateway.query('resources.history', { ...one, externalId, ...input })).data).data.map(
        (version) => `${version.externalId} ${version.name}`,
      );
    expect(await history('d', { asOf: at(6) })).toEqual(['c cy', 'd di']);
    expect(await history('d', { asOf: at(5) })).toEqual(['c cy']);
    expect(await history('b', { asOf: at(4) })).toEqual(['b bob', 'b bea']);
    expect(await history('b', { asOf: at(4), knownAt: at(8) })).toEqual(['b bob']);
  });
});

test('counts are of a moment, or of now', async () => {
  const Counts = z.strictObject({ data: z.array(ResourceCount.strict()), nextCursor: z.null(), ...Freshness.shape });
  const counts = async (input: object) =>
    Counts.parse((await gateway.query('resources.counts', input)).data).data.map(
      ({ connection, provider, kind, presence, count }) => `${connection} ${provider} ${kind} ${presence} ${count}`,
    );
  expect(await counts({ asOf: at(4) })).toEqual(['acme adbtd inbox live 3', 'acme adbtd inbox gone 1']);
  expect(await counts({ asOf: at(6), kind: 'inbox', connection: 'acme' })).toEqual([
    'acme adbtd inbox live 2',
    'acme adbtd inbox missing 1',
    'acme adbtd inbox gone 1',
  ]);
  expect(await counts({})).toEqual(await counts({ asOf: at(9) }));
  expect(await counts({ asOf: at(6), kind: 'host' })).toEqual([]);
});

const inputs: Readonly<Record<string, object>> = {
  'resources.list': {},
  'resources.get': { ...one, externalId: 'a' },
  'resources.history': { ...one, externalId: 'a' },
  'resources.counts': {},
};

describe.each(Object.keys(inputs))('%s', (ask) => {
  test.each([
    { input: { asOf: '2999-01-01T00:00:00Z' }, says: /^asOf \(2999.*\) is in the future: leave it out/ },
    { input: { knownAt: '2999-01-01' }, says: /^knownAt \(2999-01-01\) is in the future/ },
    { input: { asOf: 'yesterday' }, says: /^asOf is no time: give ISO 8601 .* 2026-11-01T10:00:00Z/ },
    { input: { asOf: '2026-02-30' }, says: /^asOf is no time/ },
    { input: { asOf: '2026-03-01T10:00:00' }, says: /^asOf is no time: .* with an offset/ },
    { input: { knownAt: '' }, says: /^knownAt is no time/ },
    { input: { asOf: at(5), knownAt: at(4) }, says: /^asOf \(.*\) is after knownAt \(.*\): nothing was known of it/ },
  ])('refuses $input', async ({ input, says }) => {
    const { error } = await gateway.query(ask, { ...inputs[ask], ...input });
    expect(error?.code).toBe('invalid_time');
    expect(error?.message).toMatch(says);
  });

  test('takes a clock that is a little ahead for now', async () => {
    const soon = new Date(Date.now() + 20_000).toISOString();
    expect((await gateway.query(ask, { ...inputs[ask], asOf: soon })).error).toBeUndefined();
  });
});

test('the past knows no kind and no connection that is none', async () => {
  for (const ask of ['resources.list', 'resources.counts']) {
    expect((await gateway.query(ask, { asOf: at(5), kind: 'fax' })).error?.code).toBe('unknown_kind');
    const nobody = await gateway.query(ask, { asOf: at(5), connection: 'nobody' });
    expect(nobody.error?.code).toBe('connection_not_found');
  }
});

test('what retention has not kept is not answered wrongly', async () => {
  const set = (at: string | null) =>
    gateway.owner.query(
      `insert into rollcall.retention (workspace_id, versions_from, runs_from)
        select workspace_id, $1, $1 from rollcall.connection
        on conflict (workspace_id) do update set versions_from = excluded.versions_from, runs_from = excluded.runs_from`,
      [at],
    );
  await set(at(4));
  try {
    for (const [ask, input] of Object.entries(inputs)) {
      const { error } = await gateway.query(ask, { ...input, asOf: at(3) });
      expect(error?.code, ask).toBe('history_not_kept');
      expect(error?.message).toContain(at(4));
      expect((await gateway.query(ask, { ...input, asOf: at(4), knownAt: at(4) })).error).toBeUndefined();
    }
  } finally {
    await set(null);
  }
});
