import type { Check } from '@rollcall/schema';
import { sql } from 'kysely';
import { ago } from '../clock.ts';
import type { Tx } from '../database.ts';
import { noneOf } from './check.ts';

/** Whether events get their place in the order, by the sealer and by nobody else, and whether that order is whole. */
export async function examineOrder(tx: Tx): Promise<readonly Check[]> {
  return [await sealerAlone(tx), await orderIsWhole(tx), await nothingWaits(tx)];
}

function sealerAlone(tx: Tx): Promise<Check> {
  return noneOf(tx, {
    name: 'only the sealer orders events, and every event comes to it',
    query: sql`select t || ': ' || privilege as found
      from unnest(array['rollcall.audit_pending', 'rollcall.sealed_event', 'rollcall.audit_tail', 'rollcall.audit_leaf',
          'rollcall.audit_node', 'rollcall.audit_tree']) t
        cross join unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) privilege
      where exists (select from unnest(array[current_user, 'rollcall_gateway', 'rollcall_daemon', 'rollcall_planner']) who
        where not (select rolsuper from pg_roles where rolname = who) and (has_table_privilege(who, t, privilege)
          or privilege in ('INSERT', 'UPDATE') and has_any_column_privilege(who, t, privilege)))
      union all
      select 'rollcall_sealer may log in' from pg_roles where rolname = 'rollcall_sealer' and rolcanlogin
      union all
      select p.oid::regprocedure::text || ' runs as rollcall_sealer' from pg_proc p
        join pg_roles r on r.oid = p.proowner and r.rolname = 'rollcall_sealer'
      where p.prosecdef and p.proname not in ('queue_events', 'seal_events', 'grow_leaves', 'store_trees')
      union all
      select 'no trigger queues what is appended to audit_event'
      where not exists (select from pg_trigger r where r.tgrelid = 'rollcall.audit_event'::regclass and r.tgname = 'queued'
        and r.tgenabled in ('O', 'A'))`,
    remedy: 'revoke what was granted, drop what is not ours, and enable the trigger again',
  });
}

function orderIsWhole(tx: Tx): Promise<Check> {
  const own = tx.workspaceId;
  return noneOf(tx, {
    name: 'the order of events has no gap, and ends where its tail says',
    // Of a million events, this looks at the two ends: what a fault of ours breaks, it breaks where something was just sealed.
    query: sql`
      with tail as (select coalesce((select l.size from rollcall.audit_tail l where l.workspace_id = ${own}), 0) as size),
      newest as materialized (
        select s.seq, s.event_id from rollcall.sealed_event s where s.workspace_id = ${own} order by s.seq desc limit ${looked}
      ),
      ends as (select coalesce(max(n.seq), 0) as last, coalesce(min(n.seq), 1) as first, count(*) as count from newest n)
      select 'the tail says ' || t.size || ', and the last event is number ' || e.last as found
      from tail t, ends e where t.size <> e.last
      union all
      select e.last - e.first + 1 - e.count || ' of the numbers from ' || e.first || ' to ' || e.last || ' have no event'
      from ends e where e.last - e.first + 1 <> e.count
      union all
      select 'number 1 has no event' from ends e
      where e.last > 0 and not exists (select from rollcall.sealed_event s where s.workspace_id = ${own} and s.seq = 1)
      union all
      select 'number ' || n.seq || ' is of an event that does not exist' from newest n
      where not exists (select from rollcall.audit_event e where e.workspace_id = ${own} and e.event_id = n.event_id)
      union all
      select 'the event ' || e.event_id || ' has no number and does not wait for one'
      from (select a.event_id from rollcall.audit_event a where a.workspace_id = ${own}
        order by a.event_id desc limit ${looked}) e
      where not exists (select from rollcall.sealed_event s where s.workspace_id = ${own} and s.event_id = e.event_id)
        and not exists (select from rollcall.audit_pending p where p.workspace_id = ${own} and p.event_id = e.event_id)
      limit 10`,
    remedy: 'who reads on from a number would miss something: keep the database as it is, and report this',
  });
}

function nothingWaits(tx: Tx): Promise<Check> {
  return noneOf(tx, {
    name: 'no event waits for its place in the order',
    query: sql`select c.count || ' wait, the first since ' || rollcall.instant(e.recorded_at) as found
      from (select p.event_id from rollcall.audit_pending p where p.workspace_id = ${tx.workspaceId} order by p.enq limit 1) f
        join rollcall.audit_event e on e.workspace_id = ${tx.workspaceId} and e.event_id = f.event_id
        cross join (select count(*) from rollcall.audit_pending p where p.workspace_id = ${tx.workspaceId}) c
      where e.recorded_at < ${ago(waitedMsMax)}`,
    remedy: 'start a sync daemon: without one nothing is sealed, and no webhook and no watcher hears of anything',
  });
}

/** How many of the newest are looked at: a few milliseconds. */
const looked = 1_000;

/** A sealer takes a fifth of a second; a run that records a large listing commits what it told some seconds later. */
const waitedMsMax = 60_000;
