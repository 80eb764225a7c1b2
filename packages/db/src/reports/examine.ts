import type { Check } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from '../database.ts';
import { noneOf } from '../examine/check.ts';

/** A daemon looks every few seconds, and makes one report after the other. */
const lateMinutes = 15;

/** Examines the report schedules of a workspace: whether what is due is made, and delivered. */
export async function examineReportSchedules(tx: Tx): Promise<readonly Check[]> {
  return [await noneFailing(tx), await noneLate(tx)];
}

function noneFailing(tx: Tx): Promise<Check> {
  return noneOf(tx, {
    name: 'reports on a schedule are made and delivered',
    query: sql`select s.name || ' fails since ' || rollcall.instant(s.failing_since) || ': ' || s.fault as found
      from rollcall.report_schedule s
      where s.workspace_id = ${tx.workspaceId} and s.failing_since is not null
      order by 1 limit 10`,
    remedy: 'mend what it says; "reports schedules run" tries it at once, and its next turn does',
  });
}

function noneLate(tx: Tx): Promise<Check> {
  return noneOf(tx, {
    name: 'no report on a schedule is overdue',
    query: sql`select s.name || ' was due at ' || rollcall.instant(coalesce(s.asked_at, s.next_due_at)) as found
      from rollcall.report_schedule s
      where s.workspace_id = ${tx.workspaceId} and s.failing_since is null
        and coalesce(s.asked_at, s.next_due_at) < clock_timestamp() - ${lateMinutes} * interval '1 minute'
      order by 1 limit 10`,
    remedy: 'see that a daemon runs, and what its log says of reports: one makes one report after the other',
  });
}
