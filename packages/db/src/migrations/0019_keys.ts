import type { Kysely } from 'kysely';
import { askedAsLookup, confine, ddl, isolate } from './ddl.ts';

/** Keys that end, that are limited to connections, networks and a rate, and that are rotated with an overlap. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(db, limits);
  await ddl(db, confinement);
  await ddl(db, spending);
}

const limits = `
  alter table rollcall.api_key
    -- The only connections that exist for the key; null for all.
    add column connection_ids uuid[] check (cardinality(connection_ids) > 0),
    -- From where it may be used: addresses and networks in CIDR form; none for everywhere.
    add column networks text[] not null default '{}',
    -- Keys from before this were not limited, and had no end.
    add column units_per_minute integer not null default 6000000 check (units_per_minute between 60 and 6000000),
    add column expires_at timestamptz,
    -- The key that it was rotated to, and until when it works beside that one.
    add column replaced_by text,
    add column grace_until timestamptz,
    add check ((replaced_by is null) = (grace_until is null));
  alter table rollcall.api_key alter column units_per_minute drop default;
  grant update (name, networks, units_per_minute, replaced_by, grace_until) on rollcall.api_key to rollcall_gateway;

  -- Also those that have ended: whoever holds the secret is told so, and who tries another is told of.
  drop function rollcall.find_api_key(text);
  ${askedAsLookup({
    table: 'api_key',
    columns: ['connection_ids', 'networks', 'units_per_minute', 'expires_at', 'grace_until'],
    signature: 'find_api_key(wanted text)',
    returns: `table (workspace_id uuid, key_id text, name text, secret_hmac bytea, scopes text[], connection_ids uuid[],
      networks text[], units_per_minute integer, last_used_on date, expires_at timestamptz, grace_until timestamptz,
      revoked_at timestamptz)`,
    query: `select k.workspace_id, k.key_id, k.name, k.secret_hmac, k.scopes, k.connection_ids, k.networks,
      k.units_per_minute, k.last_used_on, k.expires_at, k.grace_until, k.revoked_at
      from rollcall.api_key k where k.key_id = wanted`,
  })}
  grant execute on function rollcall.find_api_key(text) to rollcall_gateway;
`;

const confinement = `
  create function rollcall.current_connections() returns uuid[]
    language sql stable parallel safe
    return nullif(current_setting('rollcall.connections', true), '')::uuid[];

  ${[
    ...['connection', 'credential', 'scope', 'run', 'listing', 'resource', 'resource_version', 'resource_rename'],
    ...['operation', 'learned', 'hold', 'rate_budget', 'rate_waiter'],
  ]
    .map((table) => confine(table))
    .join('')}
  ${confine('audit_event', { nullable: true })}

  create policy connections on rollcall.hold_item as restrictive to rollcall_gateway
    using ((select rollcall.current_connections()) is null or hold_id in (select h.hold_id from rollcall.hold h));

  -- A limited key sees and makes only keys that are limited to some of the same connections,
  create policy connections on rollcall.api_key as restrictive to rollcall_gateway
    using ((select rollcall.current_connections()) is null
      or coalesce(connection_ids <@ (select rollcall.current_connections())::uuid[], false));
  -- and changes nothing of what is the workspace's.
  create policy connections on rollcall.workspace as restrictive for update to rollcall_gateway
    using ((select rollcall.current_connections()) is null);
`;

/**
 * What a key has spent, by the generic cell rate algorithm: the time at which all of it will have come back. Unlogged:
 * after a crash every key has its whole minute, and spending waits for no disk.
 */
const spending = `
  create unlogged table rollcall.key_budget (
    workspace_id uuid not null,
    key_id text not null,
    spent_until timestamptz not null,
    primary key (workspace_id, key_id),
    foreign key (workspace_id, key_id) references rollcall.api_key
  ) with (fillfactor = 50);
  ${isolate('key_budget')}
  grant select, insert, update on rollcall.key_budget to rollcall_gateway;

  -- Takes up to so many of a key's units, as many as there are; says how many are left after that. It runs with the
  -- rights of whoever calls it, and the lock is never held while a client is slow.
  create function rollcall.take_units(
    for_workspace uuid, for_key text, wanted integer, per_minute integer, out granted integer, out remaining integer
  ) language plpgsql as $$
    declare
      at timestamptz;
      spent timestamptz;
    begin
      perform set_config('rollcall.workspace_id', for_workspace::text, true);
      insert into rollcall.key_budget (workspace_id, key_id, spent_until)
        values (for_workspace, for_key, clock_timestamp()) on conflict do nothing;
      select b.spent_until into spent from rollcall.key_budget b
        where b.workspace_id = for_workspace and b.key_id = for_key for update;
      -- Only now: the lock may have been waited for.
      at := clock_timestamp();
      spent := greatest(spent, at);
      remaining := greatest(0, floor(per_minute * (1 - extract(epoch from spent - at) / 60)))::integer;
      granted := least(wanted, remaining);
      remaining := remaining - granted;
      if granted > 0 then
        update rollcall.key_budget b set spent_until = spent + granted::double precision / per_minute * interval '1 minute'
          where b.workspace_id = for_workspace and b.key_id = for_key;
      end if;
    end $$;
`;
