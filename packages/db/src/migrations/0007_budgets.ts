import type { Kysely } from 'kysely';
import { ddl, isolate } from './ddl.ts';

/**
 * Rate budgets that know who waits, how far the provider slowed them down, and what is under way; the circuit of a
 * connection; and each operation's own deadline. docs/decisions/0007 says how they work and why.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(db, budgets);
  await ddl(db, taking);
  await ddl(db, circuitAndDeadlines);
}

const budgets = `
  alter table rollcall.rate_budget
    -- Until when the provider asked for silence.
    add column paused_until timestamptz,
    -- The share of the rate that was left when the provider last refused a request as one too many, and when that was.
    add column slowed_to double precision not null default 1 check (slowed_to > 0 and slowed_to <= 1),
    add column slowed_at timestamptz,
    -- What is under way, where the provider caps that for a credential: seconds since 1970 at which each slot's lease
    -- ends, by the slot's id.
    add column slots jsonb not null default '{}';

  -- Callers that wait for a bucket, and background that has waited for too long. Unlogged: a crash ends their waiting.
  create unlogged table rollcall.rate_waiter (
    workspace_id uuid not null,
    connection_id uuid not null,
    bucket text not null,
    waiter_id uuid not null,
    since timestamptz not null,
    -- Moved on by each look; whoever crashed waits no longer than this.
    until timestamptz not null,
    primary key (workspace_id, connection_id, bucket, waiter_id),
    foreign key (workspace_id, connection_id) references rollcall.connection
  );
  ${isolate('rate_waiter')}
  grant select, insert, update, delete on rollcall.rate_waiter to rollcall_gateway, rollcall_daemon;

  -- What is under way, where the provider caps that for an address: shared by every connection of every workspace, since
  -- they all come from here. A provider's host and random ids; nothing of a workspace.
  create table rollcall.address_slots (
    address text collate "C" not null,
    bucket text not null,
    slots jsonb not null default '{}',
    primary key (address, bucket)
  ) with (fillfactor = 50);
  alter table rollcall.address_slots enable row level security;
  alter table rollcall.address_slots force row level security;
  create policy shared on rollcall.address_slots to rollcall_gateway, rollcall_daemon using (true) with check (true);
  grant select, insert, update on rollcall.address_slots to rollcall_gateway, rollcall_daemon;

  -- The share of its rate that a bucket may use: what was left when it was slowed, and all of it five minutes later.
  create function rollcall.rate_share(slowed_to double precision, slowed_at timestamptz, at timestamptz)
    returns double precision language sql immutable parallel safe
    return case when slowed_at is null then 1
      else least(1, slowed_to + (1 - slowed_to) * extract(epoch from at - slowed_at)::double precision / 300) end;

  -- The slots whose lease has not ended.
  create function rollcall.slots_held(slots jsonb, at timestamptz) returns jsonb
    language sql stable parallel safe
    return coalesce((select jsonb_object_agg(s.key, s.value) from jsonb_each(slots) s
      where (s.value)::double precision > extract(epoch from at)), '{}');

  create function rollcall.slots_in_use(slots jsonb, at timestamptz) returns integer
    language sql stable parallel safe
    return (select count(*) from jsonb_object_keys(rollcall.slots_held(slots, at)))::integer;
`;

/**
 * Taking is one statement: the lock on the bucket's row is never held while a client is slow. Both functions run with
 * the rights of whoever calls them.
 */
const taking = `
  -- Takes one of the address's slots unless 'most' are taken; false when they are.
  create function rollcall.take_address_slot(
    for_address text, for_bucket text, ticket uuid, most integer, lease_ms double precision
  ) returns boolean language plpgsql as $$
    declare
      held jsonb;
      at timestamptz;
    begin
      insert into rollcall.address_slots (address, bucket) values (for_address, for_bucket) on conflict do nothing;
      select a.slots into held from rollcall.address_slots a
        where a.address = for_address and a.bucket = for_bucket for update;
      at := clock_timestamp();
      if rollcall.slots_in_use(held, at) >= most then
        return false;
      end if;
      update rollcall.address_slots a
        set slots = rollcall.slots_held(held, at) || jsonb_build_object(ticket, extract(epoch from at) + lease_ms / 1000)
        where a.address = for_address and a.bucket = for_bucket;
      return true;
    end $$;

  -- Takes one request of a connection's bucket, with a slot where those are capped; or says how long to wait at least.
  -- The rate is kept by the generic cell rate algorithm. Whoever waits in front counts as served. A waiter that is
  -- 'first' stands in line until it is served or leaves; others do not stand in line at all.
  create function rollcall.take_request(
    for_workspace uuid, for_connection uuid, for_bucket text, ticket uuid, first boolean,
    step_ms double precision, tolerance_ms double precision, slack_ms double precision,
    slots_max integer, slots_address text, lease_ms double precision,
    out granted boolean, out wait_ms double precision
  ) language plpgsql as $$
    declare
      budget rollcall.rate_budget;
      at timestamptz;
      step interval;
      queued_at timestamptz;
      ahead integer;
      most integer := slots_max;
    begin
      perform set_config('rollcall.workspace_id', for_workspace::text, true);
      insert into rollcall.rate_budget (workspace_id, connection_id, bucket, spent_until)
        values (for_workspace, for_connection, for_bucket, clock_timestamp()) on conflict do nothing;
      select b.* into budget from rollcall.rate_budget b
        where b.workspace_id = for_workspace and b.connection_id = for_connection and b.bucket = for_bucket for update;
      -- Only now: the lock may have been waited for.
      at := clock_timestamp();
      step := step_ms / rollcall.rate_share(budget.slowed_to, budget.slowed_at, at) * interval '1 ms';

      select w.since into queued_at from rollcall.rate_waiter w
        where w.workspace_id = for_workspace and w.connection_id = for_connection and w.bucket = for_bucket
          and w.waiter_id = ticket;
      select count(*) into ahead from rollcall.rate_waiter w
        where w.workspace_id = for_workspace and w.connection_id = for_connection and w.bucket = for_bucket
          and w.waiter_id <> ticket and w.until > at and w.since < coalesce(queued_at, 'infinity');

      wait_ms := greatest(0, extract(epoch from greatest(budget.paused_until,
        budget.spent_until + ahead * step - tolerance_ms * interval '1 ms') - at) * 1000);
      granted := wait_ms = 0;
      if granted and slots_max is not null then
        -- A tenth of the slots is kept for callers: background of another connection cannot see them wait.
        if not first then
          most := slots_max - least(slots_max - 1, ceil(slots_max / 10.0)::integer);
        end if;
        if slots_address is not null then
          granted := rollcall.take_address_slot(slots_address, for_bucket, ticket, most - ahead, lease_ms);
        else
          granted := rollcall.slots_in_use(budget.slots, at) < most - ahead;
          budget.slots := rollcall.slots_held(budget.slots, at)
            || jsonb_build_object(ticket, extract(epoch from at) + lease_ms / 1000);
        end if;
      end if;

      if granted then
        update rollcall.rate_budget b
          -- What came a moment late is no reason to send the next one late as well.
          set spent_until = greatest(b.spent_until, at - slack_ms * interval '1 ms') + step, slots = budget.slots
          where b.workspace_id = for_workspace and b.connection_id = for_connection and b.bucket = for_bucket;
        if queued_at is not null then
          delete from rollcall.rate_waiter w
            where w.workspace_id = for_workspace and w.connection_id = for_connection and w.bucket = for_bucket
              and w.waiter_id = ticket;
        end if;
      elsif first then
        delete from rollcall.rate_waiter w
          where w.workspace_id = for_workspace and w.connection_id = for_connection and w.bucket = for_bucket
            and w.until <= at and w.waiter_id <> ticket;
        insert into rollcall.rate_waiter as w (workspace_id, connection_id, bucket, waiter_id, since, until)
          values (for_workspace, for_connection, for_bucket, ticket, at, at + interval '10 s')
          on conflict (workspace_id, connection_id, bucket, waiter_id) do update set until = excluded.until;
      end if;
    end $$;

  revoke all on function rollcall.take_address_slot, rollcall.take_request from public;
  grant execute on function rollcall.take_address_slot, rollcall.take_request to rollcall_gateway, rollcall_daemon;
`;

const circuitAndDeadlines = `
  alter table rollcall.connection
    -- How often in a row the provider refused the credential. The third opens the circuit: nothing more is asked.
    add column refusals integer not null default 0,
    add column circuit_opened_at timestamptz,
    add column circuit_reason text,
    add check ((circuit_opened_at is null) = (circuit_reason is null));
  grant update (refusals, circuit_opened_at, circuit_reason) on rollcall.connection to rollcall_daemon;

  -- By when the gateway has recorded an answer, or was cut off. What is under way now has the two minutes that every
  -- call had so far; a default gives them to the rows of every workspace, which an update would not see.
  alter table rollcall.operation add column deadline_at timestamptz not null default now() + interval '2 minutes';
  alter table rollcall.operation alter column deadline_at drop default;
  drop index rollcall.operation_interrupted;
  create index operation_interrupted on rollcall.operation (workspace_id, connection_id, deadline_at)
    where state in ('accepted', 'dispatched');
`;
