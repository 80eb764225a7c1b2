import type { Kysely } from 'kysely';
import { confine, ddl, isolate, runsAs } from './ddl.ts';

/**
 * Findings of everything, not of operations alone: what they are about, what people say of them, and when a workspace is to be
 * judged. A key that is limited to some connections sees nothing that is of no connection.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(db, columns);
  await ddl(db, dueTimes);
  await ddl(db, scope);
}

const columns = `
  drop policy connections on rollcall.finding;
  drop index rollcall.finding_open;
  alter table rollcall.finding
    -- Null where it is of several connections, or of the whole workspace.
    alter column connection_id drop not null,
    drop constraint finding_state_check,
    add constraint finding_state_check check (state in ('open', 'acknowledged', 'accepted', 'resolved')),
    -- A digest of all that the rule said last: what it says again is not written again.
    add column said text,
    add column subject_kind text,
    add column subject_id text,
    add column subject_name text,
    -- The change that it is about.
    add column event_id uuid,
    add column first_opened_at timestamptz not null default clock_timestamp(),
    add column reopened integer not null default 0,
    add column acknowledged_at timestamptz,
    add column acknowledged_by jsonb,
    add column assigned_to text,
    add column assigned_at timestamptz,
    add column assigned_by jsonb,
    add column accepted_at timestamptz,
    add column accepted_by jsonb,
    add column accepted_reason text,
    add column accepted_until timestamptz,
    -- What is listed first: alarms, and what costs the most of its minor units. A number that row-level security lets indexes hold.
    add column weight bigint not null default 0,
    add check ((acknowledged_at is null) = (acknowledged_by is null)),
    add check ((assigned_to is null) = (assigned_at is null) and (assigned_to is null) = (assigned_by is null)),
    add check ((accepted_at is null) = (accepted_by is null) and (accepted_at is null) = (accepted_reason is null)
      and (accepted_at is null) = (accepted_until is null)),
    add check (state <> 'acknowledged' or acknowledged_at is not null),
    add check (state <> 'accepted' or accepted_at is not null);
  -- Row-level security would hide the rows of every workspace from the owner.
  alter table rollcall.finding no force row level security;
  update rollcall.finding f set
    weight = case severity when 'alarm' then 4000000000000000000 else 0 end
      + least(abs(coalesce((money ->> 'minor')::numeric, 0)), 3999999999999999999)::bigint,
    first_opened_at = least(f.opened_at, coalesce((select min(e.recorded_at)
    from rollcall.audit_event e where e.workspace_id = f.workspace_id and e.type = 'finding.opened'
      and e.subject_id = f.finding_id::text), f.opened_at));
  alter table rollcall.finding force row level security;
  create index finding_standing on rollcall.finding (workspace_id, rule) where state <> 'resolved';
  create index finding_by_weight on rollcall.finding (workspace_id, weight desc, finding_id desc) where state <> 'resolved';
  create index finding_accepted on rollcall.finding (workspace_id, accepted_until) where state = 'accepted';
  ${confine('finding', { nullable: true })}
  grant update (rule, weight, said, connection_id, operation_id, event_id, subject_kind, subject_id, subject_name, reopened,
    acknowledged_at, acknowledged_by, accepted_at, accepted_by, accepted_reason, accepted_until)
    on rollcall.finding to rollcall_daemon;
  grant update (state, updated_at, reopened, acknowledged_at, acknowledged_by, assigned_to, assigned_at, assigned_by,
    accepted_at, accepted_by, accepted_reason, accepted_until) on rollcall.finding to rollcall_gateway;

  -- What somebody acknowledged or accepted is found as well.
  create or replace function rollcall.overdue_operations(most integer)
    returns table (workspace_id uuid, connection_id uuid, provider text)
    language sql stable security definer set search_path = ''
    begin atomic
      select distinct o.workspace_id, o.connection_id, c.provider from rollcall.operation o
        join rollcall.connection c using (workspace_id, connection_id)
        where o.state = 'unknown' and o.expectations <> '[]' and o.settle_by < clock_timestamp()
          and not exists (select from rollcall.finding f where f.workspace_id = o.workspace_id
            and f.operation_id = o.operation_id and f.rule = 'operation_unsettled' and f.state <> 'resolved') limit most;
    end;
`;

/**
 * A workspace is judged anew once something is on record that was not when it was judged last, when it is asked for, and every
 * hour: age and deadlines are on no record. It is left alone for ten times as long as that took, so that judging never takes more
 * than a tenth of a database's time.
 */
const dueTimes = `
  create table rollcall.judging (
    workspace_id uuid primary key references rollcall.workspace,
    -- By what does not show in the order of events.
    asked_at timestamptz,
    begun_at timestamptz,
    -- How many events were in their order then.
    tail bigint,
    -- One daemon judges a workspace at a time, and another may when that one says nothing for so long.
    claimed_until timestamptz,
    ended_at timestamptz,
    took_ms integer
  );
  ${isolate('judging')}
  grant select, insert on rollcall.judging to rollcall_daemon;
  grant update (asked_at, begun_at, tail, claimed_until, ended_at, took_ms) on rollcall.judging to rollcall_daemon;
  grant select on rollcall.judging to rollcall_planner;

  create policy lookup on rollcall.judging for select to rollcall_lookup using (true);
  grant select on rollcall.judging to rollcall_lookup;
  grant select (accepted_until) on rollcall.finding to rollcall_lookup;
  create function rollcall.due_judgings(most integer, rest_ms integer) returns table (workspace_id uuid)
    language sql stable security definer set search_path = ''
    begin atomic
      select w.workspace_id from rollcall.workspace w
        left join rollcall.judging j using (workspace_id) left join rollcall.audit_tail t using (workspace_id)
        where (j.claimed_until is null or j.claimed_until < clock_timestamp())
          -- One that ended in the future ended by another clock.
          and not coalesce(j.ended_at between clock_timestamp() - greatest(rest_ms, 10 * j.took_ms) * interval '1 ms'
            and clock_timestamp(), false)
          and (j.ended_at is null or coalesce(t.size, 0) > j.tail or j.asked_at > j.begun_at
            or j.begun_at not between clock_timestamp() - interval '1 hour' and clock_timestamp()
            or exists (select from rollcall.operation o where o.workspace_id = w.workspace_id and o.state = 'unknown'
              and o.expectations <> '[]' and o.settle_by between j.begun_at and clock_timestamp())
            or exists (select from rollcall.finding f where f.workspace_id = w.workspace_id and f.state = 'accepted'
              and f.accepted_until < clock_timestamp()))
        order by j.begun_at nulls first limit most;
    end;
  ${runsAs('rollcall_lookup', 'due_judgings(integer, integer)')}
  grant execute on function rollcall.due_judgings(integer, integer) to rollcall_daemon;
`;

/** The keys that could do everything go on being so, and it is said. */
const scope = `
  alter table rollcall.api_key no force row level security;
  alter table rollcall.audit_event no force row level security;
  with widened as (
    update rollcall.api_key set scopes = scopes || 'findings:write'::text
    where revoked_at is null and connection_ids is null
      and scopes @> array['inventory:read', 'operations:write', 'secrets:read', 'reports:read', 'audit:read',
        'connections:admin', 'keys:admin', 'webhooks:admin'] and not 'findings:write' = any (scopes)
    returning *
  )
  insert into rollcall.audit_event (workspace_id, event_id, type, actor, subject_kind, subject_id, subject_name, before, after)
  select workspace_id, rollcall.uuid_v7(), 'key.changed', '{"type": "system", "id": "upgrade", "name": "upgrade"}',
    'gateway_key', key_id, name, jsonb_build_object('scopes', array_remove(scopes, 'findings:write')),
    jsonb_build_object('scopes', scopes)
  from widened;
  alter table rollcall.audit_event force row level security;
  alter table rollcall.api_key force row level security;
`;
