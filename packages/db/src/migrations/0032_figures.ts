import type { Kysely } from 'kysely';
import { ddl, isolate, runsAs } from './ddl.ts';

/**
 * Figures of the whole installation, for whoever watches it: each is one function that runs as `rollcall_lookup` and that only
 * counts, and a scope of keys that only the first workspace's have. docs/decisions/0026 says what each costs.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(db, runTally);
  await ddl(db, whatIsRead);
  await ddl(db, ofOperationsAndRuns);
  await ddl(db, ofConnections);
  await ddl(db, ofBudgets);
  await ddl(db, ofSeals);
  await ddl(db, ofWebhooks);
  await ddl(db, scopeOfTheFirst);
}

/**
 * How many runs of a connection ended how. The runs themselves may be pruned, and a counter never goes back. A connection has
 * one run at a time, so nobody waits for whoever counts; a plan changes nothing, and is not counted.
 */
const runTally = `
  create table rollcall.run_tally (
    workspace_id uuid not null,
    connection_id uuid not null,
    outcome text not null,
    ended bigint not null,
    primary key (workspace_id, connection_id, outcome),
    foreign key (workspace_id, connection_id) references rollcall.connection
  ) with (fillfactor = 50);
  -- Row-level security would hide the rows of every workspace from the owner.
  alter table rollcall.run no force row level security;
  insert into rollcall.run_tally (workspace_id, connection_id, outcome, ended)
    select r.workspace_id, r.connection_id, r.outcome, count(*) from rollcall.run r
    where r.state = 'finished' and not r.plan group by 1, 2, 3;
  alter table rollcall.run force row level security;
  ${isolate('run_tally')}
  grant select, insert, update on rollcall.run_tally to rollcall_daemon;
  grant select on rollcall.run_tally to rollcall_planner;

  create function rollcall.tally_run() returns trigger language plpgsql set search_path = '' as $$
    begin
      insert into rollcall.run_tally as t (workspace_id, connection_id, outcome, ended)
        values (new.workspace_id, new.connection_id, new.outcome, 1)
        on conflict (workspace_id, connection_id, outcome) do update set ended = t.ended + 1;
      return null;
    end $$;
  create trigger tally after update of state on rollcall.run for each row
    when (new.state = 'finished' and old.state <> 'finished' and not new.plan) execute function rollcall.tally_run();
`;

const whatIsRead = `
  -- Counted by state: those that ended are too many to be looked at one by one.
  create index operation_by_state on rollcall.operation (state);

  ${['run', 'run_tally', 'scope', 'hold', 'rate_budget', 'rate_waiter', 'audit_pending', 'audit_event']
    .map((table) => `create policy lookup on rollcall.${table} for select to rollcall_lookup using (true);`)
    .join('\n')}
  grant select (accepted_at, dispatched_at) on rollcall.operation to rollcall_lookup;
  grant select (workspace_id, connection_id, state, requested_at, started_at) on rollcall.run to rollcall_lookup;
  grant select on rollcall.run_tally to rollcall_lookup;
  grant select (workspace_id, connection_id, kind, believed_at, grade, trouble) on rollcall.scope to rollcall_lookup;
  grant select (workspace_id, connection_id, state, opened_at) on rollcall.hold to rollcall_lookup;
  grant select (workspace_id, connection_id, bucket, spent_until, paused_until, slowed_to, slowed_at, slots)
    on rollcall.rate_budget to rollcall_lookup;
  grant select (workspace_id, connection_id, bucket, since, until) on rollcall.rate_waiter to rollcall_lookup;
  grant select on rollcall.audit_pending to rollcall_lookup;
  grant select (workspace_id, event_id, recorded_at) on rollcall.audit_event to rollcall_lookup;
  grant select (name, stop_reason, failing_since) on rollcall.webhook to rollcall_lookup;
  grant select (queued_at) on rollcall.webhook_delivery to rollcall_lookup;
  grant select (name, schedule, schedules, rates) on rollcall.connection to rollcall_lookup;
  grant select (severity, opened_at) on rollcall.finding to rollcall_lookup;
`;

/** A question whose answer only the gateway's role gets. */
function figures(signature: string, returns: string, query: string): string {
  return `
    create function rollcall.${signature} returns table (${returns})
      language sql stable security definer set search_path = ''
      begin atomic
        ${query};
      end;
    ${runsAs('rollcall_lookup', signature)}
    grant execute on function rollcall.${signature} to rollcall_gateway;
  `;
}

/** Seconds from a time to now, by the clock that set it. */
function age(of: string): string {
  return `extract(epoch from clock_timestamp() - ${of})::float8`;
}

const ofOperationsAndRuns = `
  ${figures(
    'figures_of_operations()',
    'state text, count float8, oldest_seconds float8',
    `select s.state, s.count::float8, u.oldest_seconds
      from (select o.state, count(*) from rollcall.operation o group by o.state) s
      left join (
        select o.state, ${age('min(coalesce(o.dispatched_at, o.accepted_at))')} as oldest_seconds
        from rollcall.operation o where o.state in ('accepted', 'dispatched', 'unknown') group by o.state
      ) u using (state)`,
  )}
  ${figures(
    'figures_of_runs()',
    'provider text, outcome text, ended float8',
    `select c.provider, t.outcome, sum(t.ended)::float8
      from rollcall.run_tally t join rollcall.connection c using (workspace_id, connection_id) group by 1, 2`,
  )}
  ${figures(
    'figures_of_open_runs()',
    'state text, count float8, oldest_seconds float8',
    `select r.state, count(*)::float8, ${age("min(case r.state when 'queued' then r.requested_at else r.started_at end)")}
      from rollcall.run r where r.state <> 'finished' group by r.state`,
  )}
  ${figures(
    'figures_of_findings()',
    'rule text, severity text, count float8, oldest_seconds float8',
    `select f.rule, f.severity, count(*)::float8, ${age('min(f.opened_at)')}
      from rollcall.finding f where f.state = 'open' group by 1, 2`,
  )}
`;

/**
 * The connections that have series of their own: so many, in the order of their workspaces and of when they were added, so that
 * none of them loses its series to a newer one. What is of the others is summed up by provider, with nulls in the place of names.
 */
const among = `
  select c.workspace_id, c.connection_id, c.provider, c.state, c.schedule, c.schedules, c.rates, c.circuit_opened_at,
    case when row_number() over oldest <= own_most then w.name end as workspace,
    case when row_number() over oldest <= own_most then c.name end as connection
  from rollcall.connection c join rollcall.workspace w using (workspace_id)
  where c.state <> 'removed'
  window oldest as (order by c.workspace_id, c.connection_id)
`;

const ofConnections = `
  ${figures(
    'figures_of_connections(own_most integer)',
    `workspace text, connection text, provider text, workspace_id uuid, connection_id uuid, rates jsonb, active float8,
      paused float8, circuits_open float8, holds_pending float8, hold_oldest_seconds float8, operations_unknown float8`,
    `select a.workspace, a.connection, a.provider,
        case when a.workspace is not null then a.workspace_id end, case when a.workspace is not null then a.connection_id end,
        case when a.workspace is not null then a.rates end,
        sum((a.state = 'active')::int)::float8, sum((a.state = 'paused')::int)::float8,
        sum((a.state = 'active' and a.circuit_opened_at is not null)::int)::float8,
        coalesce(sum(h.count), 0)::float8, ${age('min(h.opened_at)')}, coalesce(sum(o.count), 0)::float8
      from (${among}) a
      left join (select h.workspace_id, h.connection_id, count(*), min(h.opened_at) as opened_at
        from rollcall.hold h where h.state = 'pending' group by 1, 2) h using (workspace_id, connection_id)
      left join (select o.workspace_id, o.connection_id, count(*)
        from rollcall.operation o where o.state = 'unknown' group by 1, 2) o using (workspace_id, connection_id)
      group by 1, 2, 3, 4, 5, 6`,
  )}
  ${figures(
    'figures_of_scopes(own_most integer)',
    `workspace text, connection text, provider text, kind text, schedule text, oldest_seconds float8, proven float8,
      corroborated float8, plausible float8, stale float8, failed float8`,
    `select a.workspace, a.connection, a.provider, s.kind, coalesce(a.schedules->>s.kind, a.schedule),
        ${age(`min(s.oldest) filter (where a.state = 'active')`)},
        sum(s.proven)::float8, sum(s.corroborated)::float8, sum(s.plausible)::float8, sum(s.stale)::float8,
        sum(s.failed)::float8
      from (${among}) a
      join (
        select s.workspace_id, s.connection_id, s.kind, min(s.believed_at) as oldest,
          count(*) filter (where s.trouble is null and s.grade = 'proven') as proven,
          count(*) filter (where s.trouble is null and s.grade = 'corroborated') as corroborated,
          count(*) filter (where s.trouble is null and s.grade = 'plausible') as plausible,
          count(*) filter (where s.trouble is not null and s.grade is not null) as stale,
          count(*) filter (where s.grade is null) as failed
        from rollcall.scope s group by 1, 2, 3
      ) s using (workspace_id, connection_id)
      group by 1, 2, 3, 4, 5`,
  )}
`;

const ofBudgets = `
  ${figures(
    'rate_budgets()',
    `workspace_id uuid, connection_id uuid, bucket text, spent_until timestamptz, paused_until timestamptz,
      slowed_to float8, slowed_at timestamptz, slots jsonb`,
    `select b.workspace_id, b.connection_id, b.bucket, b.spent_until, b.paused_until, b.slowed_to, b.slowed_at, b.slots
      from rollcall.rate_budget b`,
  )}
  ${figures(
    'rate_waiters()',
    'workspace_id uuid, connection_id uuid, bucket text, since timestamptz, until timestamptz',
    'select w.workspace_id, w.connection_id, w.bucket, w.since, w.until from rollcall.rate_waiter w',
  )}
`;

/** After an upgrade, a queue may hold millions: so many of them are counted. */
const countedMax = 100_000;

const ofSeals = `
  ${figures(
    'figures_of_seals()',
    'unsealed float8, oldest_seconds float8',
    `select (select count(*) from (select from rollcall.audit_pending limit ${countedMax}) p)::float8,
        (select ${age('e.recorded_at')}
          from (select p.workspace_id, p.event_id from rollcall.audit_pending p order by p.enq limit 1) p
          join rollcall.audit_event e using (workspace_id, event_id))`,
  )}
  ${figures(
    'figures_of_tails(own_most integer)',
    'workspace text, sealed float8',
    `select l.workspace, sum(l.size)::float8
      from (select case when row_number() over (order by t.workspace_id) <= own_most then w.name end as workspace, t.size
        from rollcall.audit_tail t join rollcall.workspace w using (workspace_id)) l group by 1`,
  )}
`;

/** The first of each lane are looked at, and only of webhooks that have something to deliver. Rides webhook_delivery_due. */
const ofWebhooks = figures(
  'figures_of_webhooks(own_most integer)',
  `workspace text, webhook text, state text, stop_reason text, count float8, undelivered float8, oldest_seconds float8,
    behind float8, failing_seconds float8`,
  `select f.workspace, f.webhook, f.state, f.stop_reason, count(*)::float8, sum(f.undelivered)::float8,
      ${age('min(f.oldest)')}, sum(f.behind)::float8, ${age('min(f.failing_since)')}
    from (
      select case when row_number() over oldest <= own_most then w.name end as workspace,
        case when row_number() over oldest <= own_most then h.name end as webhook,
        h.state, h.stop_reason, h.undelivered, h.failing_since, d.oldest,
        greatest(coalesce(l.size, 0) - h.expanded_to, 0) as behind
      from rollcall.webhook h join rollcall.workspace w using (workspace_id)
        left join rollcall.audit_tail l using (workspace_id)
        left join lateral (
          select min(v.queued_at) as oldest from rollcall.webhook_delivery v
          where h.undelivered > 0 and v.workspace_id = h.workspace_id and v.webhook_id = h.webhook_id
            and v.state in ('waiting', 'sending')) d on true
      where h.state <> 'removed'
      window oldest as (order by h.workspace_id, h.webhook_id)
    ) f group by 1, 2, 3, 4`,
);

const scopeOfTheFirst = `
  create or replace function rollcall.refuse_scope_of_the_first() returns trigger language plpgsql as $$
    begin
      if not exists (select from rollcall.workspace w where w.workspace_id = new.workspace_id and w.is_first) then
        raise exception 'workspaces:admin and metrics:read are for keys of the first workspace' using errcode = '42501';
      end if;
      return new;
    end $$;
  drop trigger scope_of_the_first on rollcall.api_key;
  create trigger scope_of_the_first before insert or update of scopes, workspace_id on rollcall.api_key
    for each row when (new.scopes && array['workspaces:admin', 'metrics:read'])
    execute function rollcall.refuse_scope_of_the_first();

  -- The keys that could do everything go on being so, and it is said.
  select set_config('rollcall.workspace_id', (select workspace_id::text from rollcall.find_workspace('default')), true);
  with widened as (
    update rollcall.api_key set scopes = scopes || 'metrics:read'::text
    where workspace_id = rollcall.current_workspace() and revoked_at is null
      and scopes @> array['inventory:read', 'operations:write', 'secrets:read', 'reports:read', 'audit:read',
        'connections:admin', 'keys:admin', 'workspaces:admin'] and not 'metrics:read' = any (scopes)
      and connection_ids is null
    returning *
  )
  insert into rollcall.audit_event (workspace_id, event_id, type, actor, subject_kind, subject_id, subject_name, before, after)
  select workspace_id, rollcall.uuid_v7(), 'key.changed', '{"type": "system", "id": "upgrade", "name": "upgrade"}',
    'gateway_key', key_id, name, jsonb_build_object('scopes', array_remove(scopes, 'metrics:read')),
    jsonb_build_object('scopes', scopes)
  from widened;
  select set_config('rollcall.workspace_id', '', true);
`;
