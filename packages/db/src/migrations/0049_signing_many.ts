import type { Kysely } from 'kysely';
import { ddl } from './ddl.ts';

/**
 * The log of an installation with many workspaces, and of one with years of checkpoints: which checkpoint a key signed first is
 * one probe of an index, and whoever waits for a checkpoint comes before those whose minute is over.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(db, byKey);
  await ddl(db, due);
  await ddl(db, storing);
}

const byKey = `
  create index audit_checkpoint_by_key on rollcall.audit_checkpoint (workspace_id, last_key, number);
`;

const due = `
  grant create on schema rollcall to rollcall_lookup;
  -- As it was, in an order: those that somebody waits for, and then those that were signed longest ago.
  create or replace function rollcall.due_checkpoints(changed_ms bigint, idle_ms bigint) returns table (workspace_id uuid)
    language sql stable security definer set search_path = ''
    begin atomic
      select t.workspace_id
      from rollcall.audit_tree t
        left join lateral (select c.size, c.at from rollcall.audit_checkpoint c where c.workspace_id = t.workspace_id
          order by c.number desc limit 1) n on true
        left join rollcall.checkpoint_request r on r.workspace_id = t.workspace_id and r.size <= t.size
        cross join (select clock_timestamp() as at) now
      where n.at is null or r.workspace_id is not null or n.at <= now.at - idle_ms * interval '1 ms'
        or n.at > now.at + changed_ms * interval '1 ms'
        or n.size <> t.size and n.at <= now.at - changed_ms * interval '1 ms'
      order by r.workspace_id is null, n.at nulls first;
    end;
  revoke create on schema rollcall from rollcall_lookup;
`;

const storing = `
  grant create on schema rollcall to rollcall_sealer;
  -- As it was, but for a node that is there already: somebody put it there, or set the log back without it. It stays, so that the
  -- logs of all others grow on; unless it is right, the log that it is of is not signed any more.
  create or replace function rollcall.store_trees(workspaces uuid[], sizes bigint[], frontiers bytea[],
      node_workspaces uuid[], levels smallint[], indexes bigint[], hashes bytea[]) returns void
    language plpgsql security definer set search_path = '' as $$
    declare
      stored integer;
    begin
      if not pg_try_advisory_xact_lock(${7_209_037}) then
        raise exception 'another session grows the trees' using errcode = '55P03';
      end if;
      insert into rollcall.audit_tree as t (workspace_id, size, frontier)
        select u.workspace_id, u.size, u.frontier from unnest(workspaces, sizes, frontiers) u(workspace_id, size, frontier)
        where u.size = (select max(l.seq) from rollcall.audit_leaf l where l.workspace_id = u.workspace_id)
        on conflict (workspace_id) do update set size = excluded.size, frontier = excluded.frontier where t.size < excluded.size;
      get diagnostics stored = row_count;
      if stored <> cardinality(workspaces) then
        raise exception 'a tree ends where its leaves end, and only grows' using errcode = '23514';
      end if;
      insert into rollcall.audit_node (workspace_id, level, index, hash)
        select * from unnest(node_workspaces, levels, indexes, hashes)
        on conflict do nothing;
    end $$;
  revoke create on schema rollcall from rollcall_sealer;
`;
