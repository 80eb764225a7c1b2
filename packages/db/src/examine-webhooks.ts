import type { Check } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from './database.ts';
import { noneOf } from './examine/check.ts';

/** What waits for longer than this, while a webhook is active, should have arrived. */
const lateMinutes = 15;

/** Examines the webhooks of a workspace: whether they are sent what they should be, and whether it arrives. */
export async function examineWebhooks(tx: Tx): Promise<readonly Check[]> {
  return [await noneStopped(tx), await noneDead(tx), await noneLate(tx)];
}

function noneStopped(tx: Tx): Promise<Check> {
  return noneOf(tx, {
    name: 'no webhook was stopped by its failures',
    query: sql`select w.name || ' since ' || rollcall.instant(w.stopped_at) || ': ' || case w.stop_reason
        when 'gone' then 'its receiver answered 410' when 'dead' then 'what must come first cannot be delivered'
        else 'nothing arrived for days' end as found
      from rollcall.webhook w
      where w.workspace_id = ${tx.workspaceId} and w.state in ('paused', 'disabled') and w.stop_reason <> 'asked'
      order by 1 limit 10`,
    remedy: '"webhooks attempts" shows why; "webhooks resume" has it go on from where it was',
  });
}

function noneDead(tx: Tx): Promise<Check> {
  return noneOf(tx, {
    name: 'no delivery of a webhook is dead',
    query: sql`select w.name || ': sequence ' || d.seq || ' (' || coalesce(d.last_outcome, 'never tried') || ')' as found
      from rollcall.webhook w join rollcall.webhook_delivery d using (workspace_id, webhook_id)
      where w.workspace_id = ${tx.workspaceId} and w.state <> 'removed' and d.state = 'dead'
      order by w.name, d.seq limit 10`,
    remedy: 'what follows of the same waits behind it: "webhooks replay" tries it again, "webhooks skip" gives it up',
  });
}

function noneLate(tx: Tx): Promise<Check> {
  const late = sql`clock_timestamp() - ${lateMinutes} * interval '1 minute'`;
  return noneOf(tx, {
    name: 'events arrive at the webhooks',
    query: sql`select w.name || case
        when w.failing_since < ${late} then ' fails since ' || rollcall.instant(w.failing_since)
        else ' is not told of ' || s.behind || ' events' end as found
      from rollcall.webhook w
        left join rollcall.audit_tail l using (workspace_id)
        cross join lateral (select coalesce(l.size, 0) - w.expanded_to as behind) s
        left join rollcall.sealed_event e on e.workspace_id = w.workspace_id and e.seq = w.expanded_to + 1
      where w.workspace_id = ${tx.workspaceId} and w.state = 'active'
        and (w.failing_since < ${late} or e.sealed_at < ${late})
      order by 1 limit 10`,
    remedy:
      '"webhooks attempts" shows what comes of it; what is not told waits, for a daemon or behind too much that has not arrived',
  });
}
