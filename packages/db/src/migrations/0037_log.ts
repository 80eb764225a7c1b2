import type { Kysely } from 'kysely';
import { ddl, isolate, runsAs } from './ddl.ts';

/**
 * The sealed events of a workspace as the leaves of a tree of RFC 6962, whose root is signed from time to time: so that nobody,
 * the operator included, can alter, drop or add one later without it showing. docs/AUDIT_LOG.md says what that proves and what
 * not, docs/decisions/0028 why it is made this way. What is there already gets its leaves from the daemon, part by part.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(db, leafText);
  await ddl(db, tables);
  await ddl(db, growing);
  await ddl(db, signing);
  await ddl(db, watching);
}

const leafText = `
  -- UTC, by no setting of the session; never null. Fractions of a second as far as there are any, six digits at most.
  create function rollcall.utc_json(at timestamptz) returns text language sql stable parallel safe
    return rtrim(to_json(at at time zone 'UTC')::text, '"') || 'Z"';

  -- What is hashed of a sealed event: one line of JSON that holds every column of it, those that are null left out, so that a
  -- column that is added later leaves the leaves of earlier events as they are. The same under any setting of a session, on any
  -- PostgreSQL: jsonb keeps numbers as they were written. It never changes what it gives for an event that has a leaf.
  create function rollcall.leaf_text(event rollcall.audit_event, seq bigint, sealed_at timestamptz) returns text
    language sql stable parallel safe
    return '{"sequence": ' || seq || ', "sealed_at": ' || rollcall.utc_json(sealed_at)
      || ', "workspace_id": "' || event.workspace_id || '", "event_id": "' || event.event_id
      || '", "recorded_at": ' || rollcall.utc_json(event.recorded_at)
      || ', "type": ' || to_json(event.type)::text || ', "severity": ' || to_json(event.severity)::text
      || coalesce(', "connection_id": "' || event.connection_id || '"', '')
      || ', "actor": ' || event.actor::text
      || ', "subject_kind": ' || to_json(event.subject_kind)::text
      || ', "subject_id": ' || to_json(event.subject_id)::text
      || ', "subject_name": ' || to_json(event.subject_name)::text
      || coalesce(', "cause": ' || event.cause::text, '')
      || coalesce(', "before": ' || event.before::text, '')
      || coalesce(', "after": ' || event.after::text, '')
      || coalesce(', "true_after": ' || rollcall.utc_json(event.true_after), '')
      || coalesce(', "true_from": ' || rollcall.utc_json(event.true_from), '')
      || coalesce(', "run_id": "' || event.run_id || '"', '')
      || coalesce(', "operation_id": "' || event.operation_id || '"', '')
      || coalesce(', "about_event_id": "' || event.about_event_id || '"', '')
      || coalesce(', "traceparent": ' || to_json(event.traceparent)::text, '') || '}';

  create function rollcall.leaf_hash(text text) returns bytea language sql immutable strict parallel safe
    return sha256('\\x00'::bytea || convert_to(text, 'UTF8'));
`;

/** Nobody alters these, the owner included: not by a mistaken statement, at least. */
function appendOnly(table: string): string {
  return `
    create trigger append_only before update or delete on rollcall.${table}
      for each row execute function rollcall.refuse_change();
    create trigger never_truncated before truncate on rollcall.${table}
      for each statement execute function rollcall.refuse_change();
  `;
}

const tables = `
  -- The leaf of the event with this number; in the tree, leaves count from 0.
  create table rollcall.audit_leaf (
    workspace_id uuid not null,
    seq bigint not null,
    leaf bytea not null check (octet_length(leaf) = 32),
    primary key (workspace_id, seq)
  );
  ${isolate('audit_leaf')}
  ${appendOnly('audit_leaf')}

  -- Complete subtrees of every eighth level, from 8 on: of 2 ^ level leaves, from leaf index * 2 ^ level on.
  create table rollcall.audit_node (
    workspace_id uuid not null,
    level smallint not null check (level > 0 and level % 8 = 0),
    index bigint not null,
    hash bytea not null check (octet_length(hash) = 32),
    primary key (workspace_id, level, index)
  );
  ${isolate('audit_node')}
  ${appendOnly('audit_node')}

  -- How far the tree of each workspace has grown, and the hashes that it grows on from, side by side.
  create table rollcall.audit_tree (
    workspace_id uuid primary key,
    size bigint not null,
    frontier bytea not null check (octet_length(frontier) = 32 * bit_count(size::bit(64)))
  ) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
  ${isolate('audit_tree')}

  -- What the checkpoints of a workspace are signed with: the newest of these, and at its first checkpoint the one before, too.
  create table rollcall.log_key (
    workspace_id uuid not null,
    nth integer not null check (nth > 0),
    public_key bytea not null check (octet_length(public_key) = 32),
    sealed text not null,
    master_key_id text not null,
    created_at timestamptz not null default clock_timestamp(),
    -- The event that told of it; null of the first key.
    event_id uuid check ((event_id is null) = (nth = 1)),
    -- The key before is lost, and signs no more: not even that this one follows it.
    after_lost boolean not null default false,
    primary key (workspace_id, nth)
  );
  ${isolate('log_key')}
  create trigger never_deleted before delete on rollcall.log_key for each row execute function rollcall.refuse_change();
  create trigger never_truncated before truncate on rollcall.log_key for each statement execute function rollcall.refuse_change();

  create table rollcall.audit_checkpoint (
    workspace_id uuid not null,
    number bigint not null check (number > 0),
    size bigint not null,
    root bytea not null check (octet_length(root) = 32),
    at timestamptz not null,
    -- The keys, by nth, that signed it: two where one follows the other.
    first_key integer not null,
    last_key integer not null,
    note text not null,
    -- What the log grew on from: whoever signs the next one goes on from here, and not from what the tree says.
    frontier bytea not null check (octet_length(frontier) = 32 * bit_count(size::bit(64))),
    primary key (workspace_id, number)
  );
  create index audit_checkpoint_by_size on rollcall.audit_checkpoint (workspace_id, size, number);
  ${isolate('audit_checkpoint')}
  ${appendOnly('audit_checkpoint')}

  -- Somebody waits for a checkpoint that holds so many events.
  create table rollcall.checkpoint_request (
    workspace_id uuid primary key,
    size bigint not null,
    asked_at timestamptz not null default clock_timestamp()
  ) with (fillfactor = 50);
  ${isolate('checkpoint_request')}

  ${['audit_event', 'audit_leaf', 'audit_node', 'audit_tree']
    .map((table) => `create policy sealing on rollcall.${table} to rollcall_sealer using (true) with check (true);`)
    .join('\n  ')}
  grant select on rollcall.audit_event to rollcall_sealer;
  grant select, insert on rollcall.audit_leaf, rollcall.audit_node to rollcall_sealer;
  grant select, insert, update on rollcall.audit_tree to rollcall_sealer;
  grant select on rollcall.audit_leaf, rollcall.audit_node, rollcall.audit_tree, rollcall.log_key, rollcall.audit_checkpoint,
    rollcall.checkpoint_request to rollcall_gateway, rollcall_daemon, rollcall_planner;
  grant insert on rollcall.log_key to rollcall_gateway, rollcall_daemon;
  grant update (sealed, master_key_id) on rollcall.log_key to rollcall_gateway;
  grant insert on rollcall.audit_checkpoint to rollcall_daemon;
  grant insert, update on rollcall.checkpoint_request to rollcall_gateway;
  grant delete on rollcall.checkpoint_request to rollcall_daemon;
`;

const growing = `
  -- Makes leaves of sealed events that have none, \`most\` at once, those of workspaces with few of them first, and answers for
  -- each workspace what its tree grows on from, and by which leaves; nothing while another session is at it. Before the
  -- transaction ends, \`store_trees\` must tell what became of the trees. A workspace in which something is not as it was left
  -- gets no leaf, and a \`fault\`. Planned anew each time, and index scans alone: what is new is never in the statistics yet.
  create function rollcall.grow_leaves(most integer, but_not uuid[])
    returns table (workspace_id uuid, size bigint, frontier bytea, leaves bytea, fault text)
    language plpgsql security definer set search_path = '' set plan_cache_mode = 'force_custom_plan' set jit = 'off'
    set enable_seqscan = 'off' set enable_hashjoin = 'off' set enable_mergejoin = 'off' as $$
    #variable_conflict use_column
    begin
      if not pg_try_advisory_xact_lock(${7_209_037}) then
        return;
      end if;
      return query
      with behind as (
        select l.workspace_id, coalesce(t.size, 0) as size, coalesce(t.frontier, '') as frontier,
          l.size - coalesce(t.size, 0) as backlog
        from rollcall.audit_tail l left join rollcall.audit_tree t on t.workspace_id = l.workspace_id
        where l.size > coalesce(t.size, 0) and not l.workspace_id = any (but_not)
      ),
      parts as materialized (
        select b.workspace_id, b.size, b.frontier, least(b.backlog, most - b.before) as takes
        from (select r.*, coalesce(sum(r.backlog) over (order by r.backlog, r.workspace_id
          rows between unbounded preceding and 1 preceding), 0)::bigint as before from behind r) b
        where b.before < most
      ),
      -- The last leaf that there is is made again, too: it must still be of the event that has its number.
      made as materialized (
        select p.workspace_id, p.size, p.frontier, m.seqs, m.leaves, case
            when m.count < p.takes then 'some of the events from ' || p.size + 1 || ' to ' || p.size + p.takes || ' are missing'
            when p.size > 0 and not exists (
              select from rollcall.sealed_event s
                join rollcall.audit_event a on a.workspace_id = s.workspace_id and a.event_id = s.event_id
                join rollcall.audit_leaf l on l.workspace_id = s.workspace_id and l.seq = s.seq
              where s.workspace_id = p.workspace_id and s.seq = p.size
                and l.leaf = rollcall.leaf_hash(rollcall.leaf_text(a, s.seq, s.sealed_at)))
              then 'the event ' || p.size || ' is not the one that its leaf was made of'
            when exists (select from rollcall.audit_leaf l where l.workspace_id = p.workspace_id and l.seq > p.size)
              then 'there are leaves beyond ' || p.size || ', which the tree says is the last'
          end as fault
        from parts p cross join lateral (
          select count(*) as count, array_agg(e.seq order by e.seq) as seqs, array_agg(e.leaf order by e.seq) as leaves
          from (
            select s.seq, rollcall.leaf_hash(rollcall.leaf_text(a, s.seq, s.sealed_at)) as leaf
            from rollcall.sealed_event s
              join rollcall.audit_event a on a.workspace_id = s.workspace_id and a.event_id = s.event_id
            where s.workspace_id = p.workspace_id and s.seq > p.size and s.seq <= p.size + p.takes
            -- Each leaf is made once, however often it is spoken of.
            offset 0
          ) e
        ) m
      ),
      put as (
        insert into rollcall.audit_leaf (workspace_id, seq, leaf)
        select m.workspace_id, u.seq, u.leaf from made m cross join unnest(m.seqs, m.leaves) u(seq, leaf) where m.fault is null
      )
      select m.workspace_id, m.size, m.frontier, case when m.fault is null then
          (select string_agg(u.leaf, '' order by u.nth) from unnest(m.leaves) with ordinality u(leaf, nth)) end, m.fault
      from made m
      union all
      select t.workspace_id, t.size, t.frontier, null,
        'the tree holds ' || t.size || ' events, and their order ends at ' || coalesce(l.size, 0)
      from rollcall.audit_tree t left join rollcall.audit_tail l on l.workspace_id = t.workspace_id
      where t.size > coalesce(l.size, 0) and not t.workspace_id = any (but_not);
    end $$;
  ${runsAs('rollcall_sealer', 'grow_leaves(integer, uuid[])')}
  grant execute on function rollcall.grow_leaves(integer, uuid[]) to rollcall_daemon;

  -- What became of the trees, in the transaction that made the leaves: a tree ends where its leaves end, and only ever grows.
  create function rollcall.store_trees(workspaces uuid[], sizes bigint[], frontiers bytea[],
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
        select * from unnest(node_workspaces, levels, indexes, hashes);
    end $$;
  ${runsAs('rollcall_sealer', 'store_trees(uuid[], bigint[], bytea[], uuid[], smallint[], bigint[], bytea[])')}
  grant execute on function rollcall.store_trees(uuid[], bigint[], bytea[], uuid[], smallint[], bigint[], bytea[])
    to rollcall_daemon;
`;

const signing = `
  ${['audit_tree', 'audit_checkpoint', 'checkpoint_request', 'log_key', 'sealed_event']
    .map((table) => `create policy lookup on rollcall.${table} for select to rollcall_lookup using (true);`)
    .join('\n  ')}
  grant select (workspace_id, size) on rollcall.audit_tree, rollcall.checkpoint_request to rollcall_lookup;
  grant select (workspace_id, number, size, at) on rollcall.audit_checkpoint to rollcall_lookup;
  grant select (workspace_id, seq, sealed_at) on rollcall.sealed_event to rollcall_lookup;
  grant select (master_key_id) on rollcall.log_key to rollcall_lookup;

  -- The workspaces whose log changed so long ago, or did not for so long, or whose checkpoint somebody waits for. What is dated
  -- in the future was so by another clock. One probe of the primary key of audit_checkpoint for each workspace.
  create function rollcall.due_checkpoints(changed_ms bigint, idle_ms bigint) returns table (workspace_id uuid)
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
        or n.size <> t.size and n.at <= now.at - changed_ms * interval '1 ms';
    end;
  ${runsAs('rollcall_lookup', 'due_checkpoints(bigint, bigint)')}
  grant execute on function rollcall.due_checkpoints(bigint, bigint) to rollcall_daemon;

  -- A master key is dropped only when nothing anywhere is sealed with it.
  grant create on schema rollcall to rollcall_lookup;
  create or replace function rollcall.master_keys_in_use() returns setof text
    language sql stable security definer set search_path = ''
    begin atomic
      select c.master_key_id from rollcall.credential c union select s.master_key_id from rollcall.sealed_secret s
        union select w.master_key_id from rollcall.webhook_secret w union select l.master_key_id from rollcall.log_key l;
    end;
  revoke create on schema rollcall from rollcall_lookup;
`;

const watching = `
  -- How far each log is behind the order of events, for how long its newest checkpoint has been the newest, and for how long
  -- that one has lacked the first event that it lacks.
  create function rollcall.figures_of_logs(own_most integer)
    returns table (workspace text, behind float8, checkpoint_seconds float8, unsigned_seconds float8)
    language sql stable security definer set search_path = ''
    begin atomic
      select f.workspace, sum(f.behind)::float8, extract(epoch from clock_timestamp() - min(f.at))::float8,
        extract(epoch from clock_timestamp() - min(f.unsigned_since))::float8
      from (
        select case when row_number() over (order by l.workspace_id) <= own_most then w.name end as workspace,
          greatest(l.size - coalesce(t.size, 0), 0) as behind, n.at, s.sealed_at as unsigned_since
        from rollcall.audit_tail l
          join rollcall.workspace w on w.workspace_id = l.workspace_id
          left join rollcall.audit_tree t on t.workspace_id = l.workspace_id
          left join lateral (select c.size, c.at from rollcall.audit_checkpoint c where c.workspace_id = l.workspace_id
            order by c.number desc limit 1) n on true
          left join rollcall.sealed_event s on s.workspace_id = l.workspace_id and s.seq = coalesce(n.size, 0) + 1
      ) f group by 1;
    end;
  ${runsAs('rollcall_lookup', 'figures_of_logs(integer)')}
  grant execute on function rollcall.figures_of_logs(integer) to rollcall_gateway;
`;
