import { type RawBuilder, sql } from 'kysely';
import type { Tx } from './database.ts';
import type { Drift } from './drift.ts';

/** What a change of an explained drift is said to be: how much it matters, and its cause with the evidence of that. */
export interface Said {
  readonly severity: RawBuilder<unknown>;
  readonly cause: RawBuilder<unknown>;
}

/**
 * What is said of a row `d` of the explained drift. Of a kind whose items never change once they are final, one that did
 * is an alarm, and one that comes long after its time, or comes back, a notice; unless we caused it ourselves. Of all
 * other kinds everything is as it was explained.
 */
export function saidOf(tx: Tx, drift: Drift): Said {
  const { final, scope, startedAt } = drift;
  if (final === undefined) return { severity: sql`'normal'`, cause: sql`d.cause` };
  const after = sql`${final.afterDays} * interval '24 hours'`;
  const dated = sql`rollcall.instant_in(coalesce(d.before ->> ${final.datedBy}, d.attributes ->> ${final.datedBy}))`;
  const isFinal = sql`${dated} + ${after} < ${startedAt}::timestamptz`;
  const isOurs = sql`d.cause ->> 'kind' not in ('out_of_band', 'provider')`;
  // Asked once for all rows, and only if one of them appeared: what the ledger held before this listing.
  const newest = sql`(select max(rollcall.instant_in(r.attributes ->> ${final.datedBy})) from rollcall.resource r
    where r.workspace_id = ${tx.workspaceId} and r.connection_id = ${scope.connectionId} and r.kind = ${scope.kind}
      and r.parent = ${scope.parent})`;
  const severity = sql`
    case when ${isOurs} then 'normal'
      when d.change in ('changed', 'renamed', 'vanished') and ${isFinal} then 'alarm'
      when d.change = 'reappeared' and ${isFinal} then 'notice'
      when d.change = 'appeared' and ${isFinal} and ${dated} + ${after} < ${newest} then 'notice'
      else 'normal' end`;
  const since = sql`rollcall.instant(${dated} + ${after})`;
  const fields = sql`(select string_agg(f.name, ', ' order by f.name) from (select jsonb_object_keys(d.before) as name
    union select jsonb_object_keys(d.after)) f)`;
  const what = sql`
    case d.change
      when 'vanished' then ${`a ${scope.kind} that was final since `}::text || ${since} || ' vanished'
      when 'reappeared' then ${`a ${scope.kind} that was final since `}::text || ${since} || ' is back'
      when 'appeared' then ${`a ${scope.kind} of `}::text || rollcall.instant(${dated})
        || ' arrived late: the ledger held some of as late as ' || rollcall.instant(${newest}) || ' already'
      else ${`a ${scope.kind} that was final since `}::text || ${since} || ' changed: ' || ${fields} end`;
  return {
    severity,
    cause: sql`
      case when ${severity} = 'normal' then d.cause
        else d.cause || jsonb_build_object('evidence', ${what} || '; ' || (d.cause ->> 'evidence')) end`,
  };
}
