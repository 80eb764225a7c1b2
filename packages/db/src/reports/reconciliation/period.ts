import type { ConnectionId } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../database.ts';
import { pastMillisecond } from '../../moment.ts';

/** What a reconciliation is asked of. */
export interface ReconciledPeriod {
  readonly from: Date;
  /** Not in it. */
  readonly end: Date;
  readonly knownAt: Date;
  readonly connectionId?: ConnectionId | undefined;
  readonly kind?: string | undefined;
}

/** Ids of events are in the order of time. The clocks of the database and of daemons may be so far apart. */
const skewMs = 86_400_000;

export function afterKnown({ knownAt }: Pick<ReconciledPeriod, 'knownAt'>): Date {
  return pastMillisecond(knownAt);
}

/** When what the event `e` tells was so: not later than that. */
export const happenedAt = sql`coalesce(e.true_from, e.recorded_at)`;

/**
 * The condition on an event `e` that tells of the period and was known: of when things happened, not of when that was recorded. Reads
 * events from the beginning of the period on, by the index of a connection or of all.
 */
export function ofPeriod(tx: Tx, period: ReconciledPeriod): RawBuilder<boolean> {
  const { from, end, kind } = period;
  return sql<boolean>`(${since(tx, period)} and e.recorded_at < ${afterKnown(period)}::timestamptz
    and ${happenedAt} >= ${from}::timestamptz and ${happenedAt} < ${end}::timestamptz
    ${kind === undefined ? sql`` : sql`and e.subject_kind = ${kind}`})`;
}

/** Those that were recorded since the period began, or not long before that. */
export function since(tx: Tx, { from, connectionId }: ReconciledPeriod): RawBuilder<boolean> {
  const first = Math.max(0, from.getTime() - skewMs);
  const firstId = `${first.toString(16).padStart(12, '0')}${'0'.repeat(20)}`;
  return sql<boolean>`(e.workspace_id = ${tx.workspaceId} and e.event_id >= ${firstId}::uuid
    ${connectionId === undefined ? sql`` : sql`and e.connection_id = ${connectionId}`})`;
}

/** The changes, and the further steps of what vanished. */
export const driftTypes = sql`('resource.appeared', 'resource.changed', 'resource.renamed', 'resource.vanished',
  'resource.reappeared', 'resource.suspected', 'resource.gone')`;

/**
 * The common table expressions `decided` and `reverted`: what was said of changes later, and which of them operations have taken back, as
 * far as that was known. Rides `audit_event_about`.
 */
export function decisions(tx: Tx, period: Pick<ReconciledPeriod, 'knownAt'>): RawBuilder<unknown> {
  const known = afterKnown(period);
  return sql`
    decided as materialized (
      select a.about_event_id as event_id, bool_or(a.type = 'resource.attributed') as attributed,
        bool_or(a.type = 'drift.accepted') as accepted
      from rollcall.audit_event a
      where a.workspace_id = ${tx.workspaceId} and a.about_event_id is not null
        and a.type in ('resource.attributed', 'drift.accepted') and a.recorded_at < ${known}::timestamptz
      group by 1
    ),
    reverted as materialized (
      select o.reverts as event_id from rollcall.operation o
      where o.workspace_id = ${tx.workspaceId} and o.reverts is not null and o.dispatched_at < ${known}::timestamptz
      group by 1 having bool_and(coalesce(o.settled_at < ${known}::timestamptz, false) and o.state not in ('failed', 'contradicted'))
    )`;
}

/** What the event `e` is put down to, with `d` decided of it. */
export const causeOf = sql<string>`case when e.cause ->> 'kind' = 'operation' then 'operation' when d.attributed then 'attributed'
  when e.cause ->> 'kind' in ('provider', 'rollcall', 'first_sight') then e.cause ->> 'kind' else 'nobody' end`;

/** What became of it, with `r` reverted. */
export const standingThen = sql<string>`case when d.accepted then 'accepted' when r.event_id is not null then 'reverted' else 'open' end`;
