import { sql } from 'kysely';
import type { Tx } from './database.ts';
import { recentProjectionMismatches } from './projections.ts';

/** One thing that was looked at. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** What was found, and when it is not well, what to do. */
  readonly detail: string;
}

/**
 * Examines the installation from inside the database: isolation of workspaces, roles, append-only tables, daemons,
 * and what of the inventory is old. Reads catalogs and counts; changes nothing.
 */
export async function examine(tx: Tx): Promise<readonly Check[]> {
  return [
    await noneOf(tx, {
      name: 'every table is under row-level security',
      query: sql`select c.relname as found from pg_class c
        where c.relnamespace = 'rollcall'::regnamespace and c.relkind in ('r', 'p') and c.relname not like 'kysely_%'
          and not (c.relrowsecurity and c.relforcerowsecurity
            and exists (select from pg_policy p where p.polrelid = c.oid))`,
      remedy: 'a table without it shows every workspace: migrate again from a clean version',
    }),
    await noneOf(tx, {
      name: 'unique indexes begin with the workspace',
      // All but the slots of an address: providers count what comes from here for all workspaces together, and a host
      // with random ids tells none of them anything of another.
      query: sql`select i.indexrelid::regclass::text as found from pg_index i join pg_class c on c.oid = i.indrelid
        where c.relnamespace = 'rollcall'::regnamespace and c.relname not like 'kysely_%' and i.indisunique
          and c.relname <> 'address_slots'
          -- Names of workspaces are told apart over all of them, and only the first may make one.
          and i.indexrelid <> 'rollcall.workspace_name'::regclass
          and (select a.attname from pg_attribute a where a.attrelid = c.oid and a.attnum = i.indkey[0])
            is distinct from 'workspace_id'`,
      remedy: 'such an index tells one workspace what another holds',
    }),
    await noneOf(tx, {
      name: 'no process connects as an owner or superuser',
      query: sql`select current_user || ' owns ' || c.relname as found from pg_class c
        where c.relnamespace = 'rollcall'::regnamespace and pg_has_role(current_user, c.relowner, 'usage')
        union all
        select current_user || ' passes row-level security' from pg_roles
        where rolname = current_user and (rolsuper or rolbypassrls)`,
      remedy: 'give the gateway and the daemon logins that own nothing',
    }),
    await noneOf(tx, {
      name: 'audit events, versions and renames cannot be altered',
      query: sql`select t || ': ' || g.privilege as found
        from unnest(array['rollcall.audit_event', 'rollcall.resource_version', 'rollcall.resource_rename']) t, (values ('UPDATE', 'append_only'),
          ('DELETE', 'append_only'), ('TRUNCATE', 'never_truncated')) g(privilege, refused_by)
        where exists (select from unnest(array[current_user, 'rollcall_gateway', 'rollcall_daemon']) who
            where has_table_privilege(who, t, g.privilege)
              or g.privilege = 'UPDATE' and has_any_column_privilege(who, t, g.privilege))
          or not exists (select from pg_trigger r where r.tgrelid = t::regclass and r.tgname = g.refused_by
            and r.tgenabled <> 'D')`,
      remedy: 'revoke the privilege and enable the triggers again',
    }),
    await noneOf(tx, {
      name: 'a plan can change nothing but itself',
      query: sql`select c.relname || ': ' || privilege as found
        from pg_class c cross join unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) privilege
        where c.relnamespace = 'rollcall'::regnamespace and c.relkind in ('r', 'p')
          and not (c.relname = any(${[...plansOwn]}::text[]) and privilege <> 'TRUNCATE')
          and (has_table_privilege('rollcall_planner', c.oid, privilege)
            or privilege in ('INSERT', 'UPDATE') and has_any_column_privilege('rollcall_planner', c.oid, privilege))
        union all
        select 'rollcall_planner is also ' || r.rolname from pg_auth_members m join pg_roles r on r.oid = m.roleid
        where m.member = 'rollcall_planner'::regrole
        union all
        select 'rollcall_planner passes row-level security' from pg_roles
        where rolname = 'rollcall_planner' and (rolsuper or rolbypassrls)
        union all
        select 'rollcall_daemon cannot take rollcall_planner'
        where not pg_has_role('rollcall_daemon', 'rollcall_planner', 'member')`,
      remedy: 'revoke what the role of plans was given; grant the role to rollcall_daemon',
    }),
    await noneOf(tx, {
      name: 'only retention deletes versions, and only what it says',
      // Whoever may delete, or become who may: a login, a process, or a function that runs as that role and is not known.
      query: sql`select held.grantee || ' may delete from ' || held.relname as found
        from (select coalesce(r.rolname, 'everybody') as grantee, c.relname, c.relowner, a.grantee as id
          from pg_class c cross join lateral aclexplode(c.relacl) a left join pg_roles r on r.oid = a.grantee
          where c.oid = 'rollcall.resource_version'::regclass and a.privilege_type = 'DELETE') held
        where held.id <> held.relowner and held.grantee <> 'rollcall_retention'
        union all
        select 'rollcall_retention may log in' from pg_roles where rolname = 'rollcall_retention' and rolcanlogin
        union all
        select who || ' may act as rollcall_retention'
        from unnest(array[current_user, 'rollcall_gateway', 'rollcall_daemon']) who
        where pg_has_role(who, 'rollcall_retention', 'member')
          and not (select rolsuper from pg_roles where rolname = who)
        union all
        select p.oid::regprocedure::text || ' runs as rollcall_retention' from pg_proc p
          join pg_roles r on r.oid = p.proowner and r.rolname = 'rollcall_retention'
        where p.prosecdef and p.proname not in ('prune_versions', 'prune_runs')`,
      remedy: 'revoke it: the past is deleted by the daemon, as far as its settings say, and by nobody else',
    }),
    await noneOf(tx, {
      name: 'what changed last is as its versions say',
      query: sql`select m.kind || ' ' || m."externalId" || ': ' || m.mismatch as found
        from (${recentProjectionMismatches(tx, recentEvents)}) m order by 1 limit 10`,
      remedy: 'the ledger contradicts itself: keep the database as it is, and report this',
    }),
    await someOf(tx, {
      name: 'a sync daemon is connected',
      query: sql`select count(*)::int as count from pg_stat_activity a join pg_roles u on u.rolname = a.usename
        where a.datname = current_database() and not u.rolsuper and pg_has_role(u.oid, 'rollcall_daemon', 'member')`,
      remedy: 'start one: without it nothing is synced',
    }),
    await noneOf(tx, {
      name: 'the newest listing of every scope was believed',
      query: sql`select c.name || ' ' || s.kind || ': ' || s.trouble as found
        from rollcall.scope s join rollcall.connection c using (workspace_id, connection_id)
        where s.workspace_id = ${tx.workspaceId} and s.trouble is not null and c.state = 'active'
        order by 1 limit 10`,
      remedy: '"runs" shows when it began',
    }),
    await noneOf(tx, {
      name: 'no finding is open',
      query: sql`select f.severity || ': ' || f.sentence as found from rollcall.finding f
        where f.workspace_id = ${tx.workspaceId} and f.state = 'open' order by f.severity, f.finding_id desc limit 10`,
      remedy: '"findings show" says of each what to do',
    }),
    await noneOf(tx, {
      name: 'no circuit is open',
      query: sql`select c.name || ' since ' || rollcall.instant(c.circuit_opened_at) || ': ' || c.circuit_reason as found
        from rollcall.connection c
        where c.workspace_id = ${tx.workspaceId} and c.circuit_opened_at is not null and c.state = 'active'
        order by 1 limit 10`,
      remedy: 'give it the right credential with "connections update", or try again with "connections test"',
    }),
  ];
}

/** What a plan is made of, and what it spends: all that its role writes. */
const plansOwn = ['run', 'listing', 'stage_item', 'rate_budget', 'rate_waiter', 'address_slots'];

/** Events whose resources are looked at: few enough to take milliseconds, many enough for the last run. */
const recentEvents = 1_000;

interface Question {
  readonly name: string;
  readonly query: ReturnType<typeof sql>;
  readonly remedy: string;
}

async function noneOf(tx: Tx, { name, query, remedy }: Question): Promise<Check> {
  const { rows } = await sql<{ found: string }>`${query}`.execute(tx);
  const found = rows.map((row) => row.found);
  return {
    name,
    ok: found.length === 0,
    detail: found.length === 0 ? 'none found' : `${found.join('; ')} — ${remedy}`,
  };
}

async function someOf(tx: Tx, { name, query, remedy }: Question): Promise<Check> {
  const { rows } = await sql<{ count: number }>`${query}`.execute(tx);
  const count = rows[0]?.count ?? 0;
  return { name, ok: count > 0, detail: count > 0 ? `${count} found` : `none found — ${remedy}` };
}
