import {
  Actor,
  type ConnectionId,
  Finding,
  type FindingId,
  FindingRule,
  familyOf,
  RollcallError,
} from '@rollcall/schema';
import type { Selectable } from 'kysely';
import type { Tx } from '../database.ts';
import { instant, instantOrNull } from '../json.ts';
import type { Tables } from '../tables.ts';

/** Findings, newest first; those that are not resolved unless `every` one is wanted. Rides the primary key. */
export async function listFindings(
  tx: Tx,
  filter: {
    readonly connectionId?: ConnectionId | undefined;
    readonly rule?: FindingRule | undefined;
    readonly every: boolean;
    readonly before?: FindingId | undefined;
    readonly limit: number;
  },
): Promise<readonly Finding[]> {
  let query = findingRows(tx).orderBy('finding.finding_id', 'desc').limit(filter.limit);
  if (!filter.every) query = query.where('finding.state', '<>', 'resolved');
  if (filter.connectionId !== undefined) query = query.where('finding.connection_id', '=', filter.connectionId);
  if (filter.rule !== undefined) query = query.where('finding.rule', '=', filter.rule);
  if (filter.before !== undefined) query = query.where('finding.finding_id', '<', filter.before);
  return (await query.execute()).map(findingOf);
}

/** Throws `not_found`. */
export async function findingById(tx: Tx, id: FindingId): Promise<Finding> {
  const row = await findingRows(tx).where('finding.finding_id', '=', id).executeTakeFirst();
  if (row !== undefined) return findingOf(row);
  throw new RollcallError('not_found', `There is no finding ${id}: "findings" lists those that are open.`);
}

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
    .select('connection.name as connection_name')
    .where('finding.workspace_id', '=', tx.workspaceId);
}

function findingOf(row: Row & { connection_name: string | null }): Finding {
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
