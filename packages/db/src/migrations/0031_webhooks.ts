import type { Kysely } from 'kysely';
import { acrossWorkspaces, ddl, isolate, runsAs } from './ddl.ts';

/**
 * Webhooks, the secrets that they sign with, what each of them is to be sent, and the log of what came of it. Whatever changes
 * the queue of a webhook holds the webhook's row: two daemons and a gateway change one queue one after the other.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(db, webhooks);
  await ddl(db, deliveries);
  await ddl(db, lookups);
  await ddl(db, retention);
  await ddl(db, scope);
}

const webhooks = `
  create table rollcall.webhook (
    workspace_id uuid not null references rollcall.workspace,
    webhook_id uuid not null,
    name text collate "C" not null,
    url text not null,
    -- { types, kinds, connectionIds: each an array or null; severity }. What was set last, and what events are held to now: the
    -- one becomes the other where the order of events has the event that says so.
    filter jsonb not null,
    filter_applied jsonb not null,
    -- How many such events are still to come.
    filter_changes integer not null default 0,
    ordering text not null check (ordering in ('subject', 'strict', 'none')),
    state text not null default 'active' check (state in ('active', 'paused', 'disabled', 'removed')),
    stop_reason text check (stop_reason in ('asked', 'failing', 'dead', 'gone')),
    stopped_at timestamptz,
    -- The last sequence that was looked at, and the last that was queued.
    expanded_to bigint not null,
    previous bigint,
    -- How many deliveries are queued, waiting, sending or dead.
    undelivered integer not null default 0,
    -- The receiver asked for a pause.
    not_before timestamptz,
    -- Requests in a row that failed; since when, and for how long as far as they tell: no gap between two of them counts for
    -- more than the longest wait, whatever clock it was measured by.
    failures integer not null default 0,
    failing_since timestamptz,
    failing_ms bigint not null default 0,
    failed_at timestamptz,
    delivered_at timestamptz,
    created_at timestamptz not null default clock_timestamp(),
    removed_at timestamptz,
    primary key (workspace_id, webhook_id),
    check ((state in ('paused', 'disabled')) = (stop_reason is not null)),
    check ((stop_reason is null) = (stopped_at is null))
  ) with (fillfactor = 50);
  -- One that is removed keeps its row and its log, and gives its name back.
  create unique index webhook_name on rollcall.webhook (workspace_id, name) where state <> 'removed';
  create index webhook_active on rollcall.webhook (workspace_id, webhook_id) where state = 'active';
  ${isolate('webhook')}
  grant select, insert on rollcall.webhook to rollcall_gateway;
  grant update (name, url, filter, filter_changes, ordering, state, stop_reason, stopped_at, undelivered, not_before, failures, failing_since,
    failing_ms, failed_at, removed_at) on rollcall.webhook to rollcall_gateway;
  grant select on rollcall.webhook to rollcall_daemon, rollcall_planner;
  grant update (filter_applied, filter_changes, state, stop_reason, stopped_at, expanded_to, previous, undelivered, not_before, failures,
    failing_since, failing_ms, failed_at, delivered_at) on rollcall.webhook to rollcall_daemon;

  create table rollcall.webhook_secret (
    workspace_id uuid not null,
    webhook_id uuid not null,
    secret_id uuid not null,
    scheme text not null check (scheme in ('ed25519', 'hmac')),
    -- Null for hmac.
    public_key text,
    sealed text not null,
    master_key_id text not null,
    created_at timestamptz not null default clock_timestamp(),
    -- Null for the newest, which has no successor.
    retires_at timestamptz,
    primary key (workspace_id, webhook_id, secret_id),
    foreign key (workspace_id, webhook_id) references rollcall.webhook,
    check ((scheme = 'hmac') = (public_key is null))
  );
  create unique index webhook_secret_newest on rollcall.webhook_secret (workspace_id, webhook_id) where retires_at is null;
  ${isolate('webhook_secret')}
  grant select, insert, delete on rollcall.webhook_secret to rollcall_gateway;
  grant update (sealed, master_key_id, retires_at) on rollcall.webhook_secret to rollcall_gateway;
  grant select, delete on rollcall.webhook_secret to rollcall_daemon;
  grant select on rollcall.webhook_secret to rollcall_planner;
`;

const deliveries = `
  create table rollcall.webhook_delivery (
    workspace_id uuid not null,
    webhook_id uuid not null,
    seq bigint not null,
    -- 0 for when it is first sent; each replay has a row of its own.
    replay integer not null default 0,
    event_id uuid not null,
    -- What may not overtake each other has one lane: by the webhook's order all, those of one subject, or each for itself.
    lane uuid not null,
    -- What was queued before it; null where a chain begins.
    previous bigint,
    -- queued: behind the one at the head of its lane.
    state text not null check (state in ('queued', 'waiting', 'sending', 'delivered', 'dead', 'skipped')),
    -- How far it is in its schedule.
    attempts integer not null default 0,
    -- How often it was leased: what comes of an older lease changes nothing.
    fence integer not null default 0,
    -- When it may be leased: for one that is being sent, when that lease ends.
    next_at timestamptz not null default clock_timestamp(),
    queued_at timestamptz not null default clock_timestamp(),
    ended_at timestamptz,
    last_outcome text,
    last_status integer,
    primary key (workspace_id, webhook_id, seq, replay),
    foreign key (workspace_id, webhook_id) references rollcall.webhook,
    check ((state in ('delivered', 'skipped')) = (ended_at is not null))
  -- Its statistics come early: a plan from when a queue was small looks at all of it.
  ) with (fillfactor = 70, autovacuum_analyze_scale_factor = 0.02, autovacuum_vacuum_scale_factor = 0.05);
  create index webhook_delivery_due on rollcall.webhook_delivery (workspace_id, webhook_id, next_at)
    where state in ('waiting', 'sending');
  create index webhook_delivery_open on rollcall.webhook_delivery (workspace_id, webhook_id, lane, seq, replay)
    where state in ('queued', 'waiting', 'sending', 'dead');
  create unique index webhook_delivery_head on rollcall.webhook_delivery (workspace_id, webhook_id, lane)
    where state in ('waiting', 'sending', 'dead');
  create index webhook_delivery_ended on rollcall.webhook_delivery (workspace_id, ended_at) where ended_at is not null;
  ${isolate('webhook_delivery')}
  grant select, insert on rollcall.webhook_delivery to rollcall_gateway;
  grant update (state, lane, attempts, fence, next_at, ended_at) on rollcall.webhook_delivery to rollcall_gateway;
  grant select, insert on rollcall.webhook_delivery to rollcall_daemon;
  grant update (state, attempts, fence, next_at, ended_at, last_outcome, last_status)
    on rollcall.webhook_delivery to rollcall_daemon;
  grant select on rollcall.webhook_delivery to rollcall_planner;

  create table rollcall.webhook_attempt (
    workspace_id uuid not null,
    webhook_id uuid not null,
    attempt_id uuid not null,
    seq bigint not null,
    replay integer not null,
    nth integer not null,
    at timestamptz not null default clock_timestamp(),
    outcome text not null,
    status integer,
    ms integer not null,
    address text,
    snippet text,
    primary key (workspace_id, webhook_id, attempt_id),
    foreign key (workspace_id, webhook_id) references rollcall.webhook
  );
  create index webhook_attempt_of_delivery on rollcall.webhook_attempt (workspace_id, webhook_id, seq, attempt_id);
  create index webhook_attempt_old on rollcall.webhook_attempt (workspace_id, at);
  ${isolate('webhook_attempt')}
  grant select on rollcall.webhook_attempt to rollcall_gateway, rollcall_planner;
  grant select, insert on rollcall.webhook_attempt to rollcall_daemon;
`;

const lookups = `
  -- The webhooks of all workspaces that there is something to do for: events to queue, or deliveries whose time has come, those
  -- first that have waited longest. Nothing is ever put off for longer than \`far_ms\`: what stands further ahead was written by
  -- a clock that stood in the future, and its time has come. Two probes of webhook_delivery_due for each active webhook.
  create policy lookup on rollcall.webhook for select to rollcall_lookup using (true);
  create policy lookup on rollcall.webhook_delivery for select to rollcall_lookup using (true);
  grant select (workspace_id, webhook_id, state, expanded_to, undelivered, not_before) on rollcall.webhook to rollcall_lookup;
  grant select (workspace_id, webhook_id, state, next_at) on rollcall.webhook_delivery to rollcall_lookup;
  create function rollcall.webhooks_with_work(most integer, undelivered_most integer, far_ms bigint)
    returns table (workspace_id uuid, webhook_id uuid, is_behind boolean, is_due boolean)
    language sql stable security definer set search_path = ''
    begin atomic
      select f.workspace_id, f.webhook_id, f.is_behind, f.is_due
      from (
        select w.workspace_id, w.webhook_id, d.first_at,
          w.undelivered < undelivered_most and w.expanded_to < coalesce(l.size, 0) as is_behind,
          coalesce((w.not_before is null or w.not_before <= c.at or w.not_before > c.far)
            and (d.first_at <= c.at or d.last_at > c.far), false) as is_due
        from rollcall.webhook w
          left join rollcall.audit_tail l on l.workspace_id = w.workspace_id
          cross join (select clock_timestamp() as at, clock_timestamp() + far_ms * interval '1 ms' as far) c
          cross join lateral (
            select min(v.next_at) as first_at, max(v.next_at) as last_at from rollcall.webhook_delivery v
            where v.workspace_id = w.workspace_id and v.webhook_id = w.webhook_id and v.state in ('waiting', 'sending')) d
        where w.state = 'active'
      ) f
      where f.is_behind or f.is_due
      order by f.first_at nulls first limit most;
    end;
  ${runsAs('rollcall_lookup', 'webhooks_with_work(integer, integer, bigint)')}
  grant execute on function rollcall.webhooks_with_work(integer, integer, bigint) to rollcall_daemon;

  ${acrossWorkspaces({
    table: 'webhook_secret',
    columns: ['workspace_id', 'retires_at', 'master_key_id'],
    signature: 'workspaces_with_retired_secrets()',
    returns: 'table (workspace_id uuid)',
    query: 'select distinct s.workspace_id from rollcall.webhook_secret s where s.retires_at <= clock_timestamp()',
  })}
  grant execute on function rollcall.workspaces_with_retired_secrets() to rollcall_daemon;

  -- A master key is dropped only when nothing anywhere is sealed with it.
  grant create on schema rollcall to rollcall_lookup;
  create or replace function rollcall.master_keys_in_use() returns setof text
    language sql stable security definer set search_path = ''
    begin atomic
      select c.master_key_id from rollcall.credential c union select s.master_key_id from rollcall.sealed_secret s
        union select w.master_key_id from rollcall.webhook_secret w;
    end;
  revoke create on schema rollcall from rollcall_lookup;
`;

const retention = `
  grant select, delete on rollcall.webhook_delivery, rollcall.webhook_attempt to rollcall_retention;
  -- Deletes what ended before \`kept_from\`, and attempts from before it, \`most\` of each at once; says how many were deleted.
  -- What has not arrived stays, however old. It locks nothing first: of two that prune at once, each deletes what the other has not.
  -- Rides webhook_delivery_ended and webhook_attempt_old.
  create function rollcall.prune_deliveries(kept_from timestamptz, most integer) returns integer
    language plpgsql security definer set search_path = '' as $$
    declare
      workspace uuid := rollcall.current_workspace();
      ended integer;
      tried integer;
    begin
      perform rollcall.assert_long_past(kept_from);
      delete from rollcall.webhook_delivery d using (
        select e.webhook_id, e.seq, e.replay from rollcall.webhook_delivery e
        where e.workspace_id = workspace and e.ended_at < kept_from order by e.ended_at limit most) o
      where d.workspace_id = workspace and d.webhook_id = o.webhook_id and d.seq = o.seq and d.replay = o.replay;
      get diagnostics ended = row_count;
      delete from rollcall.webhook_attempt a using (
        select e.webhook_id, e.attempt_id from rollcall.webhook_attempt e
        where e.workspace_id = workspace and e.at < kept_from order by e.at limit most) o
      where a.workspace_id = workspace and a.webhook_id = o.webhook_id and a.attempt_id = o.attempt_id;
      get diagnostics tried = row_count;
      return ended + tried;
    end $$;
  ${runsAs('rollcall_retention', 'prune_deliveries(timestamptz, integer)')}
  grant execute on function rollcall.prune_deliveries(timestamptz, integer) to rollcall_daemon;
`;

/** The keys that could do everything go on being so, in every workspace, and it is said. */
const scope = `
  alter table rollcall.api_key no force row level security;
  alter table rollcall.audit_event no force row level security;
  with widened as (
    update rollcall.api_key set scopes = scopes || 'webhooks:admin'::text
    where revoked_at is null and connection_ids is null
      and scopes @> array['inventory:read', 'operations:write', 'secrets:read', 'reports:read', 'audit:read',
        'connections:admin', 'keys:admin'] and not 'webhooks:admin' = any (scopes)
    returning *
  )
  insert into rollcall.audit_event (workspace_id, event_id, type, actor, subject_kind, subject_id, subject_name, before, after)
  select workspace_id, rollcall.uuid_v7(), 'key.changed', '{"type": "system", "id": "upgrade", "name": "upgrade"}',
    'gateway_key', key_id, name, jsonb_build_object('scopes', array_remove(scopes, 'webhooks:admin')),
    jsonb_build_object('scopes', scopes)
  from widened;
  alter table rollcall.audit_event force row level security;
  alter table rollcall.api_key force row level security;
`;
