import type { Kysely } from 'kysely';
import { confine, ddl, isolate, runsAs } from './ddl.ts';

/**
 * What findings were before they became what they are (decision 0038): a version whenever what one means changes. Of findings that
 * there are already, what their events tell of earlier times.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(db, versions);
  await ddl(db, keeping);
  await ddl(db, seeding);
  await ddl(db, retention);
}

/** Evidence is told by events: whatever else a version holds, it would be most of it. */
const meaning = [
  ...['rule', 'severity', 'state', 'sentence', 'remedy', 'money', 'connection_id', 'operation_id', 'event_id'],
  ...['subject_kind', 'subject_id', 'subject_name', 'opened_at', 'resolved_at', 'assigned_to', 'accepted_reason'],
  'accepted_until',
];
const columnsOf = (row: string): string => meaning.map((column) => `${row}.${column}`).join(', ');

const versions = `
  create table rollcall.finding_version (
    workspace_id uuid not null,
    finding_id uuid not null,
    version integer not null,
    recorded_at timestamptz not null default clock_timestamp(),
    -- Made of events that were there before versions were: what they do not tell is not known.
    from_events boolean not null default false,
    rule text not null,
    severity text not null,
    state text not null,
    sentence text not null,
    remedy text not null,
    money jsonb,
    connection_id uuid,
    operation_id uuid,
    event_id uuid,
    subject_kind text,
    subject_id text,
    subject_name text,
    opened_at timestamptz not null,
    resolved_at timestamptz,
    assigned_to text,
    accepted_reason text,
    accepted_until timestamptz,
    primary key (workspace_id, finding_id, version) include (recorded_at)
  );
  ${isolate('finding_version')}
  ${confine('finding_version', { nullable: true })}
  grant select, insert on rollcall.finding_version to rollcall_gateway, rollcall_daemon;
  grant select on rollcall.finding_version to rollcall_planner;
  create trigger append_only before update or delete on rollcall.finding_version
    for each row execute function rollcall.refuse_change_but_retention();
  create trigger never_truncated before truncate on rollcall.finding_version
    for each statement execute function rollcall.refuse_change();
`;

/**
 * Once a statement, whoever writes. The newest version of a finding is always of the connection that it is of, so that a key that is
 * limited to some connections sees which one comes next.
 */
const keeping = `
  create function rollcall.keep_finding_version() returns trigger language plpgsql set search_path = '' as $$
    begin
      if tg_op = 'INSERT' then
        insert into rollcall.finding_version (workspace_id, finding_id, version, ${meaning.join(', ')})
          select n.workspace_id, n.finding_id, 1, ${columnsOf('n')} from after_it n;
      else
        insert into rollcall.finding_version (workspace_id, finding_id, version, ${meaning.join(', ')})
          select n.workspace_id, n.finding_id, 1 + coalesce((select v.version from rollcall.finding_version v
            where v.workspace_id = n.workspace_id and v.finding_id = n.finding_id order by v.version desc limit 1), 0),
            ${columnsOf('n')}
          from after_it n join before_it b using (workspace_id, finding_id)
          where (${columnsOf('n')}) is distinct from (${columnsOf('b')});
      end if;
      return null;
    end $$;
  create trigger opened_kept after insert on rollcall.finding referencing new table as after_it
    for each statement execute function rollcall.keep_finding_version();
  create trigger changed_kept after update on rollcall.finding referencing old table as before_it new table as after_it
    for each statement execute function rollcall.keep_finding_version();
`;

/**
 * Each event that opened, raised, resolved or decided a finding makes a version, of what the newest event said that said all of it;
 * and what the finding is now makes the last.
 */
const seeding = `
  alter table rollcall.finding no force row level security;
  alter table rollcall.audit_event no force row level security;
  alter table rollcall.finding_version no force row level security;
  with told as (
    select e.workspace_id, e.subject_id::uuid as finding_id, e.event_id, e.recorded_at, e.type, e.after,
      count(*) filter (where e.after ? 'severity') over whole as said,
      count(*) filter (where e.type = 'finding.opened' or e.type = 'finding.reopened' and e.after ? 'severity') over whole as times
    from rollcall.audit_event e
    where e.type in ('finding.opened', 'finding.raised', 'finding.reopened', 'finding.resolved', 'finding.acknowledged',
      'finding.accepted')
    window whole as (partition by e.workspace_id, e.subject_id order by e.recorded_at, e.event_id)
  ),
  step as (
    select t.*, first_value(t.after) over (partition by t.workspace_id, t.finding_id, t.said order by t.recorded_at, t.event_id) as saying,
      first_value(t.recorded_at) over (partition by t.workspace_id, t.finding_id, t.times order by t.recorded_at, t.event_id) as opened_at,
      case t.type when 'finding.resolved' then 'resolved' when 'finding.acknowledged' then 'acknowledged'
        when 'finding.accepted' then 'accepted' else coalesce(t.after ->> 'state', 'open') end as state
    from told t
  ),
  version as (
    select f.workspace_id, f.finding_id, s.recorded_at, true as from_events, f.rule, s.saying ->> 'severity' as severity, s.state,
      s.saying ->> 'sentence' as sentence, coalesce(s.saying ->> 'remedy', f.remedy) as remedy, s.saying -> 'money' as money,
      f.connection_id, f.operation_id, f.event_id, f.subject_kind, f.subject_id, f.subject_name, s.opened_at,
      case s.state when 'resolved' then s.recorded_at end as resolved_at, null::text as assigned_to,
      case s.type when 'finding.accepted' then s.after ->> 'reason' end as accepted_reason,
      case s.type when 'finding.accepted' then (s.after ->> 'until')::timestamptz end as accepted_until
    from step s join rollcall.finding f using (workspace_id, finding_id)
    where s.said > 0 and s.saying ->> 'sentence' is not null and s.recorded_at < f.updated_at
    union all
    select f.workspace_id, f.finding_id, f.updated_at, false, ${columnsOf('f')} from rollcall.finding f
  )
  insert into rollcall.finding_version (workspace_id, finding_id, version, recorded_at, from_events, ${meaning.join(', ')})
    select v.workspace_id, v.finding_id,
      row_number() over (partition by v.workspace_id, v.finding_id order by v.from_events desc, v.recorded_at),
      v.recorded_at, v.from_events, ${columnsOf('v')} from version v;
  alter table rollcall.finding_version force row level security;
  alter table rollcall.audit_event force row level security;
  alter table rollcall.finding force row level security;
`;

/** As long as versions of resources are kept, and by the same turn. */
const retention = `
  grant select, delete on rollcall.finding_version to rollcall_retention;

  -- Deletes \`most\` of the versions that another had superseded by \`kept_from\`.
  create function rollcall.prune_finding_versions(kept_from timestamptz, most integer)
    returns table (looked_at integer, deleted integer)
    language plpgsql security definer set search_path = '' as $$
    declare
      workspace uuid := rollcall.current_workspace();
      gone integer;
    begin
      perform rollcall.assert_long_past(kept_from);
      insert into rollcall.retention as r (workspace_id, versions_from) values (workspace, kept_from)
        on conflict (workspace_id) do update set versions_from = greatest(r.versions_from, excluded.versions_from);
      delete from rollcall.finding_version v using (
        select o.finding_id, o.version from rollcall.finding_version o
        where o.workspace_id = workspace and exists (select from rollcall.finding_version n where n.workspace_id = workspace
          and n.finding_id = o.finding_id and n.version > o.version and n.recorded_at <= kept_from) limit most
      ) p
      where v.workspace_id = workspace and v.finding_id = p.finding_id and v.version = p.version;
      get diagnostics gone = row_count;
      return query select gone, gone;
    end $$;
  ${runsAs('rollcall_retention', 'prune_finding_versions(timestamptz, integer)')}
  grant execute on function rollcall.prune_finding_versions(timestamptz, integer) to rollcall_daemon;
`;
