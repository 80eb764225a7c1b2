import type { Check } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from '../database.ts';
import { noneOf } from './check.ts';

/** Whether the catalog keeps workspaces apart, and does so without making reads slow. */
export async function examineIsolation(tx: Tx): Promise<readonly Check[]> {
  return [await tables(tx), await policies(tx), await uniqueIndexes(tx), await indexes(tx), await otherWays(tx)];
}

function tables(tx: Tx): Promise<Check> {
  return noneOf(tx, {
    name: 'every table is under row-level security',
    query: sql`select c.relname as found from pg_class c
      where c.relnamespace = 'rollcall'::regnamespace and c.relkind in ('r', 'p') and c.relname not like 'kysely_%'
        and not (c.relrowsecurity and c.relforcerowsecurity
          and exists (select from pg_policy p where p.polrelid = c.oid))`,
    remedy: 'a table without it shows every workspace: migrate again from a clean version',
  });
}

function policies(tx: Tx): Promise<Check> {
  return noneOf(tx, {
    name: 'every policy is the one of workspaces, or narrows it',
    query: sql`select c.relname || ' has no policy of that shape' as found from pg_class c
      where c.relnamespace = 'rollcall'::regnamespace and c.relkind in ('r', 'p') and c.relname not like 'kysely_%'
        and c.relname <> 'address_slots' and not exists (select from pg_policy p
          where p.polrelid = c.oid and p.polpermissive and p.polcmd = '*' and p.polroles = '{0}'
            and ${shape} = all (array[pg_get_expr(p.polqual, c.oid), pg_get_expr(p.polwithcheck, c.oid)]))
      union all
      select c.relname || ': the policy ' || p.polname || ' lets more be seen or written'
      from pg_policy p join pg_class c on c.oid = p.polrelid
      where c.relnamespace = 'rollcall'::regnamespace and p.polpermissive and p.polname <> 'workspace'
        and not (c.relname = 'address_slots' and p.polname = 'shared')
        -- Of roles that nobody logs in as, and that a few functions run as.
        and not p.polroles <@ array(select r.oid from pg_roles r
          where r.rolname in ('rollcall_lookup', 'rollcall_registrar', 'rollcall_sealer') and not r.rolcanlogin)
      union all
      select who || ' may act as ' || role
      from unnest(array[current_user, 'rollcall_gateway', 'rollcall_daemon', 'rollcall_planner']) who
        cross join unnest(array['rollcall_lookup', 'rollcall_registrar', 'rollcall_sealer']) role
      where pg_has_role(who, role, 'member') and not (select rolsuper from pg_roles where rolname = who)`,
    remedy: 'drop what is not ours, and migrate again from a clean version',
  });
}

function uniqueIndexes(tx: Tx): Promise<Check> {
  return noneOf(tx, {
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
  });
}

function indexes(tx: Tx): Promise<Check> {
  return noneOf(tx, {
    name: 'every index serves under row-level security',
    // A condition whose function is not leakproof is looked at after the policy, row by row, and never in an index. What a
    // partial index is limited to is not among them: that is proven of a query, not computed (measured on 100,000 rows).
    query: sql`select distinct k.index::regclass::text || ': ' || k.what as found
      from (
        select i.indexrelid as index, o.oid::regoperator::text as what
        from pg_index i cross join lateral unnest(i.indclass::oid[]) with ordinality c(opclass, nth)
          join pg_opclass oc on oc.oid = c.opclass
          join pg_amop a on a.amopfamily = oc.opcfamily and a.amoplefttype = oc.opcintype
            and a.amoprighttype = oc.opcintype and a.amoppurpose = 's'
          join pg_operator o on o.oid = a.amopopr
          join pg_proc p on p.oid = o.oprcode
        where c.nth <= i.indnkeyatts and not p.proleakproof
        union all
        select i.indexrelid, p.oid::regprocedure::text
        from pg_index i cross join lateral regexp_matches(i.indexprs::text, ':(?:opfuncid|funcid) (\\d+)', 'g') m
          join pg_proc p on p.oid = m[1]::oid
        where not p.proleakproof
        union all
        select i.indexrelid, 'a cast by way of text' from pg_index i where i.indexprs::text like '%COERCEVIAIO%'
      ) k join pg_class c on c.oid = k.index
      where c.relnamespace = 'rollcall'::regnamespace`,
    remedy: 'a read that relies on it looks at every row of the workspace: use text, uuid, integers, times or booleans',
  });
}

function otherWays(tx: Tx): Promise<Check> {
  return noneOf(tx, {
    name: 'nothing shows rows by another way than their table',
    query: sql`select c.relname || case c.relkind when 'm' then ' is a materialised view, which holds the rows of whoever refreshed it'
        else ' is a view that runs as its owner' end as found
      from pg_class c
      where c.relnamespace = 'rollcall'::regnamespace and (c.relkind = 'm' or c.relkind = 'v' and not exists (
        select from pg_options_to_table(c.reloptions) o
        where o.option_name = 'security_invoker' and o.option_value::boolean))
      union all
      select distinct c.relname || ' is a partition that ' || coalesce(r.rolname, 'everybody') || ' may use by itself'
      from pg_class c cross join lateral aclexplode(c.relacl) a left join pg_roles r on r.oid = a.grantee
      where c.relnamespace = 'rollcall'::regnamespace and c.relispartition and a.grantee <> c.relowner`,
    remedy: 'drop the view, or have it run as whoever asks (security_invoker); revoke what was granted on partitions',
  });
}

/** What `isolate` makes (migrations/ddl.ts), as the catalog spells it. */
const shape = sql.lit('(workspace_id = ( SELECT rollcall.current_workspace() AS current_workspace))');
