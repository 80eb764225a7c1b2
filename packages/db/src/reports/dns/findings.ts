import type { DnsFindingSpan } from '@rollcall/ledger';
import { FindingId, FindingRule, type FindingSeverity, rulesOfFamily } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from '../../database.ts';
import { pastMillisecond } from '../../moment.ts';

/**
 * Findings of DNS while they were not resolved, from one moment to another, those first that came first. Reads all versions of the
 * workspace's findings once.
 */
export async function dnsFindingSpans(
  tx: Tx,
  { from, until }: { readonly from: Date; readonly until: Date },
): Promise<readonly DnsFindingSpan[]> {
  const { rows } = await sql<{
    finding_id: string;
    rule: string;
    domain: string;
    severity: FindingSeverity;
    state: string;
    from: Date;
    until: Date | null;
  }>`
    select s.* from (
      select v.finding_id, v.rule, v.subject_name as domain, v.severity, v.state, v.recorded_at as from,
        lead(v.recorded_at) over (partition by v.finding_id order by v.version) as until
      from rollcall.finding_version v
      where v.workspace_id = ${tx.workspaceId} and v.rule = any (${[...rulesOfFamily.deliverability]}::text[])
        and v.subject_kind = 'domain' and v.recorded_at < ${pastMillisecond(until)}::timestamptz
    ) s
    where s.state <> 'resolved' and coalesce(s.until, 'infinity') > ${from}::timestamptz
    order by s.from, s.finding_id`.execute(tx);
  return rows.map(({ finding_id, rule, state, ...span }) => ({
    ...{ ...span, id: FindingId.parse(finding_id), rule: FindingRule.parse(rule), isAccepted: state === 'accepted' },
  }));
}

/**
 * Who was at fault, of each of these findings as the newest event by then tells it; those of which none does are left out. Rides
 * `audit_event_of_own`.
 */
export async function faultsThen(
  tx: Tx,
  { ids, asOf }: { readonly ids: readonly FindingId[]; readonly asOf: Date },
): Promise<ReadonlyMap<FindingId, string>> {
  const { rows } = await sql<{ finding_id: string; fault: string }>`
    select f.finding_id, e.fault from unnest(${[...ids]}::text[]) as f(finding_id)
    cross join lateral (
      select e.after #>> '{evidence,0}' as fault from rollcall.audit_event e
      where e.workspace_id = ${tx.workspaceId} and e.subject_kind = 'finding' and e.subject_id = f.finding_id
        and e.after -> 'evidence' is not null and e.recorded_at < ${pastMillisecond(asOf)}::timestamptz
      order by e.event_id desc limit 1
    ) e
    where e.fault is not null`.execute(tx);
  return new Map(rows.map(({ finding_id, fault }) => [FindingId.parse(finding_id), fault]));
}
