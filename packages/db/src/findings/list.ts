import {
  Actor,
  type ConnectionId,
  Finding,
  type FindingId,
  FindingRule,
  type FindingSeverity,
  type FindingState,
  familyOf,
  RollcallError,
} from '@rollcall/schema';
import { type Selectable, sql } from 'kysely';
import type { Tx } from '../database.ts';
import { instant, instantOrNull } from '../json.ts';
import type { Tables } from '../tables.ts';

/** Which findings are meant; all that are not resolved where nothing is said. */
export interface FindingFilter {
  readonly connectionId?: ConnectionId | undefined;
  readonly rules?: readonly FindingRule[] | undefined;
  readonly severity?: FindingSeverity | undefined;
  readonly states?: readonly FindingState[] | undefined;
  /** Those that are resolved, too, where no states are said. */
  readonly every?: boolean;
  readonly assignedTo?: string | undefined;
}

/** Where a list of findings goes on. */
export interface FindingPosition {
  /** Decimal digits. */
  readonly weight: string;
  readonly id: FindingId;
}

/** Where this one stands in a list: as the `weight` that its row has. */
export function findingPosition({ id, severity, money }: Finding): FindingPosition {
  const cost = money === null ? 0n : BigInt(money.minor.replace('-', ''));
  return {
    id,
    weight: `${(severity === 'alarm' ? alarmWeight : 0n) + (cost < alarmWeight ? cost : alarmWeight - 1n)}`,
  };
}

/** An alarm weighs more than whatever a notice costs. Two of these are less than what a bigint holds. */
export const alarmWeight = 4_000_000_000_000_000_000n;

/**
 * Findings, the worst first: alarms, and among each what costs the most of its minor units, and what is newest. Rides
 * `finding_by_weight`, unless resolved ones are wanted.
 */
export async function listFindings(
  tx: Tx,
  filter: FindingFilter & { readonly after?: FindingPosition | undefined; readonly limit: number },
): Promise<readonly Finding[]> {
  const { connectionId, rules, severity, states, every = false, assignedTo, after, limit } = filter;
  let query = findingRows(tx).orderBy('finding.weight', 'desc').orderBy('finding.finding_id', 'desc').limit(limit);
  if (states !== undefined) query = query.where('finding.state', 'in', [...states]);
  else if (!every) query = query.where(stands);
  if (connectionId !== undefined) query = query.where('finding.connection_id', '=', connectionId);
  if (rules !== undefined) query = query.where(sql<boolean>`finding.rule = any(${[...rules]}::text[])`);
  if (severity !== undefined) query = query.where('finding.severity', '=', severity);
  if (assignedTo !== undefined) query = query.where('finding.assigned_to', '=', assignedTo);
  if (after !== undefined)
    query = query.where(
      sql<boolean>`(finding.weight, finding.finding_id) < (${after.weight}::bigint, ${after.id}::uuid)`,
    );
  return (await query.execute()).map(findingOf);
}

/** As the partial indexes say it. */
const stands = sql<boolean>`finding.state <> 'resolved'`;

/** Throws `not_found`. */
export async function findingById(tx: Tx, id: FindingId): Promise<Finding> {
  const row = await findingRows(tx).where('finding.finding_id', '=', id).executeTakeFirst();
  if (row !== undefined) return findingOf(row);
  throw new RollcallError('not_found', `There is no finding ${id}: "findings" lists those that are open.`);
}

/** What was opened by a clock that was ahead is not older than nothing. */
const ageDays = sql<number>`greatest(0, floor(extract(epoch from
  coalesce(finding.resolved_at, clock_timestamp()) - finding.opened_at) / 86400))::integer`;

type Row = Selectable<Tables['finding']>;

function findingRows(tx: Tx) {
  return tx
    .selectFrom('finding')
    .leftJoin('connection', (join) =>
      join
        .onRef('connection.workspace_id', '=', 'finding.workspace_id')
        .onRef('connection.connection_id', '=', 'finding.connection_id'),
    )
    .selectAll('finding')
    .select(['connection.name as connection_name', ageDays.as('age_days')])
    .where('finding.workspace_id', '=', tx.workspaceId);
}

function findingOf(row: Row & { connection_name: string | null; age_days: number }): Finding {
  const rule = FindingRule.parse(row.rule);
  const { subject_kind: kind, subject_id: externalId, subject_name: name } = row;
  return Finding.parse({
    id: row.finding_id,
    rule,
    family: familyOf(rule),
    severity: row.severity,
    state: row.state,
    connection: row.connection_name,
    subject: kind === null ? null : { kind, externalId, name },
    sentence: row.sentence,
    remedy: row.remedy,
    evidence: row.evidence,
    money: row.money,
    operationId: row.operation_id,
    eventId: row.event_id,
    firstOpenedAt: instant(row.first_opened_at),
    openedAt: instant(row.opened_at),
    ageDays: row.age_days,
    reopened: row.reopened,
    updatedAt: instant(row.updated_at),
    resolvedAt: instantOrNull(row.resolved_at),
    acknowledged:
      row.acknowledged_at === null ? null : { at: instant(row.acknowledged_at), by: Actor.parse(row.acknowledged_by) },
    assigned:
      row.assigned_at === null
        ? null
        : { to: row.assigned_to, at: instant(row.assigned_at), by: Actor.parse(row.assigned_by) },
    accepted:
      row.accepted_at === null || row.accepted_until === null
        ? null
        : {
            reason: row.accepted_reason,
            until: instant(row.accepted_until),
            at: instant(row.accepted_at),
            by: Actor.parse(row.accepted_by),
          },
  });
}
