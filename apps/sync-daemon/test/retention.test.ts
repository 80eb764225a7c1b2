import { inWorkspace, listEvents, takePruningTurn } from '@rollcall/db';
import { beforeEach, expect, test } from 'vitest';
import { readEnvironment, retentionOf } from '../src/environment.ts';
import { enforceRetention } from '../src/retention.ts';
import { useInstallation } from './support/installation.ts';

const installation = useInstallation();
const never = new AbortController().signal;

/** One resource with a version each 10, 20, 30 and 40 days ago, of a workspace. */
async function givenVersions(workspaceId: string): Promise<void> {
  await installation.owner.query(
    `insert into rollcall.resource_version (workspace_id, connection_id, kind, external_id, version, name, presence,
      attributes, recorded_at, true_from, run_id, event_id)
    select $1, $1, 'inbox', 'a', 5 - n, 'a', 'live', '{}', now() - n * interval '10 days',
      now() - n * interval '10 days', gen_random_uuid(), gen_random_uuid() from generate_series(1, 4) n`,
    [workspaceId],
  );
}

async function versions(workspaceId: string): Promise<readonly number[]> {
  const { rows } = await installation.owner.query(
    'select version from rollcall.resource_version where workspace_id = $1 order by 1',
    [workspaceId],
  );
  return rows.map(({ version }) => version);
}

let other: string;
beforeEach(async () => {
  await installation.owner.query(`begin; set local session_replication_role = replica;
    delete from rollcall.resource_version; commit`);
  const { rows } = await installation.owner.query(
    `insert into rollcall.workspace (workspace_id, name) values (gen_random_uuid(), gen_random_uuid()::text) returning workspace_id as id`,
  );
  other = rows[0].id;
  for (const workspaceId of [installation.workspaceId, other]) await givenVersions(workspaceId);
});

test('what was superseded before the days that are kept goes, in every workspace, and an event says so', async () => {
  const { daemon, workspaceId } = installation;
  await enforceRetention(daemon, { versions: 25 }, never);
  expect([await versions(workspaceId), await versions(other)]).toEqual([
    [2, 3, 4],
    [2, 3, 4],
  ]);
  const [event] = await inWorkspace(installation.gateway, workspaceId, (tx) =>
    listEvents(tx, { types: ['history.pruned'], limit: 5 }),
  );
  expect(event).toMatchObject({
    actor: daemon.actor,
    subject: { kind: 'history', externalId: 'versions' },
    after: { deleted: 1, keptFrom: expect.stringMatching(/Z$/) },
  });
});

test('of deliveries, what ended before the days that are kept goes, and what has not arrived stays, however old', async () => {
  const { daemon, owner, workspaceId } = installation;
  await owner.query(
    `with hook as (
      insert into rollcall.webhook (workspace_id, webhook_id, name, url, filter, filter_applied, ordering, expanded_to)
      values ($1, gen_random_uuid(), 'kept', 'x', '{}', '{}', 'none', 0) returning webhook_id as id),
    logged as (
      insert into rollcall.webhook_attempt (workspace_id, webhook_id, attempt_id, seq, replay, nth, at, outcome, ms)
      select $1, id, gen_random_uuid(), n, 0, 1, now() - n * interval '10 days', 'delivered', 1 from hook, generate_series(1, 4) n)
    insert into rollcall.webhook_delivery (workspace_id, webhook_id, seq, replay, event_id, lane, state, queued_at, ended_at)
      select $1, id, n, r, gen_random_uuid(), gen_random_uuid(), s, now() - n * interval '10 days',
        case when s = 'dead' then null else now() - n * interval '10 days' end
      from hook, generate_series(1, 4) n, unnest(array['delivered', 'dead']) with ordinality t(s, r)`,
    [workspaceId],
  );
  await enforceRetention(daemon, { deliveries: 25 }, never);
  const left = async (question: string) => (await owner.query(question)).rows.map(({ found }) => found);
  expect(await left(`select seq || state as found from rollcall.webhook_delivery order by state desc, seq`)).toEqual([
    ...['1delivered', '2delivered'],
    ...['1dead', '2dead', '3dead', '4dead'],
  ]);
  expect(await left('select seq::int as found from rollcall.webhook_attempt order by seq')).toEqual([1, 2]);
});

test('of DNS, what sides said before goes, and what is left of domains that nobody asks about; what they say stays', async () => {
  const { daemon, owner, workspaceId } = installation;
  await owner.query(
    `with asked as (insert into rollcall.dns_domain (workspace_id, domain) values ($1, 'kept.example')),
    enrolled as (insert into rollcall.dns_enrolment (workspace_id, enrolled_at, tail) values ($1, now(), 0)
      on conflict (workspace_id) do update set kept_from = null),
    days as (insert into rollcall.dns_check_day (workspace_id, day, domain, checked)
      select $1, (now() at time zone 'UTC')::date - n, 'kept.example', array[n] from unnest(array[0, 25, 26, 90]) n),
    said as (
      insert into rollcall.dns_side (workspace_id, domain, side, said, digest, since, seen_at)
      select $1, d, s, '{}', '', now() - interval '1 year', now() - interval '40 days'
      from unnest(array['kept.example', 'left.example']) d, unnest(array['authority', 'resolver']) s)
    insert into rollcall.dns_side_past (workspace_id, domain, side, since, until, said)
      select $1, 'kept.example', 'authority', now() - (n + 10) * interval '1 day', now() - n * interval '1 day', jsonb_build_object('n', n)
      from unnest(array[10, 20, 30, 40]) n`,
    [workspaceId],
  );
  await enforceRetention(daemon, { dns: 25 }, never);
  const left = async (question: string) => (await owner.query(question)).rows.map(({ found }) => found);
  expect(await left(`select (said ->> 'n')::int as found from rollcall.dns_side_past order by 1`)).toEqual([10, 20]);
  expect(await left('select distinct domain as found from rollcall.dns_side')).toEqual(['kept.example']);
  expect(await left('select checked[1] as found from rollcall.dns_check_day order by 1')).toEqual([0, 25]);
  const keptDays = `round(extract(epoch from now() - kept_from) / 86400)::int`;
  expect(await left(`select ${keptDays} as found from rollcall.dns_enrolment`)).toEqual([25]);
  await enforceRetention(daemon, { dns: 30 }, never);
  expect(await left(`select ${keptDays} as found from rollcall.dns_enrolment`), 'it never moves back').toEqual([25]);
});

test('documents of reports go, and reports that were not issued; what was issued stays with its figures', async () => {
  const { daemon, owner, workspaceId } = installation;
  await owner.query(
    `with made as (
      insert into rollcall.report (workspace_id, report_id, kind, series, known_at, issued_at, made_at, made_by, ask, head, figures, digest)
      select $1, gen_random_uuid(), 'inventory', n::text, now(), case when n < 3 then now() end,
        now() - n * interval '10 days', '{}', '{}', '{}', '[]', n::text from generate_series(1, 4) n returning report_id, made_at),
    written as (
      insert into rollcall.report_document (workspace_id, report_id, format, media_type, file_name, size, sha256, written_at)
      select $1, report_id, 'json', 'application/json', 'r.json', 2, '', made_at from made)
    insert into rollcall.report_part select $1, report_id, 'json', 0, 'x' from made`,
    [workspaceId],
  );
  await enforceRetention(daemon, { reports: 15 }, never);
  const left = async (table: string) =>
    (await owner.query(`select digest from rollcall.report r join rollcall.${table} t using (report_id) order by 1`))
      .rows;
  expect((await owner.query('select digest from rollcall.report order by 1')).rows).toEqual([
    { digest: '1' },
    { digest: '2' },
  ]);
  expect(await left('report_document')).toEqual([{ digest: '1' }]);
  expect(await left('report_part')).toEqual([{ digest: '1' }]);
});

test('nothing goes while another daemon is at it, nor once this one stops', async () => {
  const { daemon, workspaceId } = installation;
  await inWorkspace(daemon.db, workspaceId, async (tx) => {
    expect(await takePruningTurn(tx)).toBe(true);
    await enforceRetention(daemon, { versions: 7 }, never);
  });
  await enforceRetention(daemon, { versions: 7 }, AbortSignal.abort());
  expect(await versions(workspaceId)).toEqual([1, 2, 3, 4]);
});

test('everything but a month of deliveries and of documents, and three of DNS, is kept unless the environment says otherwise, and a week at least', () => {
  const environment = (more: NodeJS.ProcessEnv) =>
    retentionOf(
      readEnvironment({ ROLLCALL_DAEMON_DATABASE_URL: 'postgres://localhost/x', ROLLCALL_DATA_DIR: '/tmp', ...more }),
    );
  expect(environment({})).toEqual({ deliveries: 30, dns: 90, reports: 30 });
  expect(environment({ ROLLCALL_VERSIONS_KEPT_DAYS: '400', ROLLCALL_RUNS_KEPT_DAYS: '90' })).toEqual({
    versions: 400,
    runs: 90,
    deliveries: 30,
    dns: 90,
    reports: 30,
  });
  for (const wrong of ['6', '1.5', 'soon', '']) {
    expect(() => environment({ ROLLCALL_RUNS_KEPT_DAYS: wrong })).toThrow(/ROLLCALL_RUNS_KEPT_DAYS/);
  }
});
