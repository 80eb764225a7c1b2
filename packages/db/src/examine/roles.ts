import type { Check } from '@rollcall/schema';
import { sql } from 'kysely';
import { processNames, type Tx } from '../database.ts';
import { noneOf } from './check.ts';

/** Whether the processes, the role of plans and the functions that run as somebody else can do what they should, and no more. */
export async function examineRoles(tx: Tx): Promise<readonly Check[]> {
  return [
    await sessions(tx),
    await functions(tx),
    await pastStays(tx),
    await plansAreConfined(tx),
    await retentionAlone(tx),
  ];
}

function sessions(tx: Tx): Promise<Check> {
  return noneOf(tx, {
    name: 'no process connects as an owner or superuser',
    query: sql`select current_user || ' owns ' || c.relname as found from pg_class c
      where c.relnamespace = 'rollcall'::regnamespace and pg_has_role(current_user, c.relowner, 'usage')
      union all
      select current_user || ' passes row-level security' from pg_roles
      where rolname = current_user and (rolsuper or rolbypassrls)
      union all
      -- Of the other processes, what the server says of their sessions.
      select distinct a.application_name || ' connects as ' || r.rolname || ', which ' || case
          when r.rolsuper or r.rolbypassrls then 'passes row-level security' else 'owns tables' end
      from pg_stat_activity a join pg_roles r on r.oid = a.usesysid
      where a.datname = current_database() and a.application_name = any(${Object.values(processNames)}::text[])
        and (r.rolsuper or r.rolbypassrls or exists (select from pg_class c
          where c.relnamespace = 'rollcall'::regnamespace and pg_has_role(r.oid, c.relowner, 'usage')))`,
    remedy: 'give the gateway and the daemon logins that own nothing',
  });
}

function functions(tx: Tx): Promise<Check> {
  return noneOf(tx, {
    name: 'functions that run as their owner are known, and hold their search path',
    query: sql`select p.oid::regprocedure::text || fault as found
      from pg_proc p cross join lateral (
        select ' is not known' as fault where not p.proname = any(${[...definers]}::text[])
        union all
        select ' takes the search path of whoever calls it'
          where not coalesce(p.proconfig @> array['search_path=""'], false)
        union all
        select ' may be called by everybody' where has_function_privilege('public', p.oid, 'execute')
      ) f
      where p.pronamespace = 'rollcall'::regnamespace and p.prosecdef`,
    remedy: 'such a function may see every workspace: drop what is not ours, and migrate again from a clean version',
  });
}

function pastStays(tx: Tx): Promise<Check> {
  return noneOf(tx, {
    name: 'audit events, their order, their log, versions and renames cannot be altered',
    query: sql`select t || ': ' || g.privilege as found
      from unnest(array['rollcall.audit_event', 'rollcall.sealed_event', 'rollcall.audit_leaf', 'rollcall.audit_node',
          'rollcall.audit_checkpoint', 'rollcall.resource_version', 'rollcall.resource_rename',
          'rollcall.wallet_cut', 'rollcall.finding_version']) t, (values ('UPDATE', 'append_only'),
        ('DELETE', 'append_only'), ('TRUNCATE', 'never_truncated')) g(privilege, refused_by)
      where exists (select from unnest(array[current_user, 'rollcall_gateway', 'rollcall_daemon']) who
          where has_table_privilege(who, t, g.privilege)
            or g.privilege = 'UPDATE' and has_any_column_privilege(who, t, g.privilege))
        or not exists (select from pg_trigger r where r.tgrelid = t::regclass and r.tgname = g.refused_by
          and r.tgenabled <> 'D')`,
    remedy: 'revoke the privilege and enable the triggers again',
  });
}

function plansAreConfined(tx: Tx): Promise<Check> {
  return noneOf(tx, {
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
  });
}

function retentionAlone(tx: Tx): Promise<Check> {
  return noneOf(tx, {
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
      where p.prosecdef and p.proname not in ('prune_versions', 'prune_runs', 'prune_cuts', 'prune_deliveries', 'prune_finding_versions')`,
    remedy: 'revoke it: the past is deleted by the daemon, as far as its settings say, and by nobody else',
  });
}

/** What a plan is made of, and what it spends: all that its role writes. */
const plansOwn = ['run', 'listing', 'stage_item', 'rate_budget', 'rate_waiter', 'address_slots'];

/** Those that our migrations make: what crosses workspaces, what retention deletes and the sealer writes by, and the statistics. */
const definers = [
  'awaited_operations',
  'due_bulk_lanes',
  'due_checkpoints',
  'due_connections',
  'due_judgings',
  'due_report_schedules',
  'due_verifications',
  'expired_plans',
  'figures_of_connections',
  'figures_of_dns',
  'figures_of_findings',
  'figures_of_logs',
  'figures_of_open_runs',
  'figures_of_operations',
  'figures_of_report_schedules',
  'figures_of_runs',
  'figures_of_scopes',
  'figures_of_seals',
  'figures_of_tails',
  'figures_of_webhooks',
  'find_api_key',
  'find_workspace',
  'found_workspace',
  'grow_leaves',
  'interrupted_operations',
  'master_keys_in_use',
  'newest_checkpoints',
  'overdue_operations',
  'prune_cuts',
  'prune_deliveries',
  'prune_finding_versions',
  'prune_runs',
  'prune_versions',
  'queue_events',
  'rate_budgets',
  'rate_waiters',
  'refresh_statistics',
  'seal_events',
  'store_trees',
  'tails',
  'webhooks_with_work',
  'workspace_ids',
  'workspaces_after',
  'workspaces_to_enrol',
  'workspaces_with_dns_due',
  'workspaces_with_expired_secrets',
  'workspaces_with_retired_secrets',
];
