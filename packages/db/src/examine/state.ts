import type { Check } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from '../database.ts';
import { recentProjectionMismatches } from '../projections.ts';
import { noneOf, someOf } from './check.ts';

/** Whether daemons run, whether the ledger is as its versions say, and what of a workspace needs somebody. */
export async function examineState(tx: Tx): Promise<readonly Check[]> {
  return [
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

/** Events whose resources are looked at: few enough to take milliseconds, many enough for the last run. */
const recentEvents = 1_000;
