import type pg from 'pg';

/** Which of the changes are told of, by their days since the first. */
export const toldDays = { from: 150, to: 160 } as const;

/** One change in so many was asked for by nobody. */
const unexplainedEvery = 100;

/** An event of each version that came about in those days, as a daemon tells of it; and each connection listed on each of them. As the owner. */
export async function fillChanges(database: pg.Client, began: Date): Promise<void> {
  const { from, to } = toldDays;
  await database.query(
    `insert into rollcall.audit_event (workspace_id, event_id, recorded_at, type, connection_id, actor, subject_kind, subject_id, subject_name,
      severity, cause, before, after, true_from)
    select v.workspace_id, rollcall.uuid_v7(), v.recorded_at, 'resource.changed', v.connection_id,
      '{"type": "daemon", "id": "host:1", "name": "sync-daemon"}', v.kind, v.external_id, v.name, 'notice',
      jsonb_build_object('kind', case abs(hashtext(v.external_id)) % $4::int when 0 then 'out_of_band' else 'provider' end,
        'evidence', 'a listing shows it so'),
      jsonb_build_object('plan', 'p' || v.version - 1), jsonb_build_object('plan', 'p' || v.version), v.true_from
    from rollcall.resource_version v
    where v.recorded_at >= $1::timestamptz + $2::int * interval '1 day' and v.recorded_at < $1::timestamptz + $3::int * interval '1 day'`,
    [began, from, to, unexplainedEvery],
  );
  await database.query(
    `with r as (
      insert into rollcall.run (workspace_id, run_id, connection_id, trigger, plan, state, outcome, requested_at, started_at, finished_at)
      select workspace_id, gen_random_uuid(), connection_id, 'schedule', false, 'finished', 'complete', t.at, t.at, t.at
      from rollcall.connection, lateral (select $1::timestamptz + day * interval '1 day' as at from generate_series($2::int, $3::int - 1) day) t
      returning *
    )
    insert into rollcall.listing (workspace_id, run_id, connection_id, kind, parent, grade, reason, certificate, seen, appeared, changed,
      vanished, reappeared, unchanged, started_at, finished_at)
    select workspace_id, run_id, connection_id, 'inbox', '', 'proven', 'its total is right', '{}', 10000, 0, 400, 0, 0, 9600, started_at,
      started_at from r`,
    [began, from, to],
  );
  await database.query('vacuum analyze rollcall.audit_event, rollcall.run, rollcall.listing');
}
