import type { Verdict } from '@rollcall/ledger';
import {
  type Actor,
  type ConnectionId,
  type EventType,
  Finding,
  FindingId,
  type FindingRule,
  OperationId,
  RollcallError,
  type RunId,
} from '@rollcall/schema';
import { type Selectable, sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { now } from './clock.ts';
import type { Tx } from './database.ts';
import { appendEvent } from './events.ts';
import { instant, instantOrNull } from './json.ts';
import type { Tables } from './tables.ts';

/** What was judged, and by whom. */
interface Judgement {
  readonly connectionId: ConnectionId;
  /** The rules that were asked: what none of these says any more is resolved. */
  readonly rules: readonly FindingRule[];
  readonly verdicts: readonly Verdict[];
  readonly actor: Actor;
  /** The run whose listings led to it; none where a deadline did. */
  readonly runId?: RunId | undefined;
}

type Row = Selectable<Tables['finding']>;

/**
 * Waits until nobody else judges this connection, and keeps others from it until the transaction ends: two at once would
 * open a finding twice, or record what was true a moment ago over what is true now.
 */
export async function awaitTurnToJudge(tx: Tx, connectionId: ConnectionId): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`findings ${connectionId}`}, 0))`.execute(tx);
}

/**
 * Brings the findings of a connection to what its rules say: opens, updates, resolves, and opens again what was resolved.
 * Each of these but an update is an event of the same transaction; what is judged as before writes nothing.
 */
export async function recordFindings(tx: Tx, judgement: Judgement): Promise<void> {
  const { connectionId, rules, verdicts } = judgement;
  await awaitTurnToJudge(tx, connectionId);
  const fingerprints = verdicts.map(({ fingerprint }) => fingerprint);
  const known = await tx
    .selectFrom('finding')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('connection_id', '=', connectionId)
    .where('rule', 'in', [...rules])
    .where((finding) =>
      finding.or([
        finding('state', '=', 'open'),
        ...(fingerprints.length === 0 ? [] : [finding('fingerprint', 'in', fingerprints)]),
      ]),
    )
    .execute();
  const byFingerprint = new Map(known.map((row) => [row.fingerprint, row]));
  for (const verdict of verdicts) {
    const before = byFingerprint.get(verdict.fingerprint);
    if (before === undefined) await open(tx, judgement, verdict);
    else if (before.state === 'resolved') await reopen(tx, judgement, { before, verdict });
    else if (isOther(before, verdict)) await update(tx, { before, verdict });
  }
  const said = new Set(fingerprints);
  for (const before of known) {
    if (before.state === 'open' && !said.has(before.fingerprint)) await resolve(tx, judgement, before);
  }
}

/** Findings, newest first; the open ones unless `every` one is wanted. Rides the primary key. */
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
  if (!filter.every) query = query.where('finding.state', '=', 'open');
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

async function open(tx: Tx, judgement: Judgement, verdict: Verdict): Promise<void> {
  const id = FindingId.parse(uuidv7());
  await tx
    .insertInto('finding')
    .values({
      workspace_id: tx.workspaceId,
      finding_id: id,
      fingerprint: verdict.fingerprint,
      rule: verdict.rule,
      connection_id: judgement.connectionId,
      operation_id: verdict.operationId,
      state: 'open',
      ...columnsOf(verdict),
    })
    .execute();
  await tell(tx, judgement, { type: 'finding.opened', id, ...verdict });
}

async function reopen(
  tx: Tx,
  judgement: Judgement,
  { before, verdict }: { before: Row; verdict: Verdict },
): Promise<void> {
  await tx
    .updateTable('finding')
    .set({ state: 'open', opened_at: now, updated_at: now, resolved_at: null, ...columnsOf(verdict) })
    .where('finding_id', '=', before.finding_id)
    .execute();
  await tell(tx, judgement, { type: 'finding.reopened', id: before.finding_id, ...verdict });
}

async function update(tx: Tx, { before, verdict }: { before: Row; verdict: Verdict }): Promise<void> {
  await tx
    .updateTable('finding')
    .set({ updated_at: now, ...columnsOf(verdict) })
    .where('finding_id', '=', before.finding_id)
    .execute();
}

async function resolve(tx: Tx, judgement: Judgement, before: Row): Promise<void> {
  await tx
    .updateTable('finding')
    .set({ state: 'resolved', updated_at: now, resolved_at: now })
    .where('finding_id', '=', before.finding_id)
    .execute();
  const { rule, sentence, finding_id: id } = before;
  const operationId = before.operation_id === null ? null : OperationId.parse(before.operation_id);
  await tell(tx, judgement, { type: 'finding.resolved', id, rule, sentence, operationId });
}

function columnsOf({ severity, sentence, remedy, evidence, money }: Verdict) {
  return {
    ...{ severity, sentence, remedy },
    evidence: JSON.stringify(evidence),
    money: money === null ? null : JSON.stringify(money),
  };
}

function isOther(before: Row, { severity, sentence, remedy, evidence, money }: Verdict): boolean {
  return (
    before.severity !== severity ||
    before.sentence !== sentence ||
    before.remedy !== remedy ||
    JSON.stringify(before.evidence) !== JSON.stringify(evidence) ||
    before.money?.minor !== money?.minor ||
    before.money?.currency !== money?.currency
  );
}

interface Told
  extends Pick<Verdict, 'sentence' | 'operationId'>,
    Partial<Pick<Verdict, 'severity' | 'evidence' | 'money'>> {
  readonly type: Extract<EventType, `finding.${string}`>;
  readonly id: string;
  readonly rule: string;
}

async function tell(tx: Tx, { connectionId, actor, runId }: Judgement, told: Told): Promise<void> {
  const { type, id, rule, sentence, severity, evidence, money, operationId } = told;
  await appendEvent(tx, {
    type,
    actor,
    connectionId,
    subject: { kind: 'finding', externalId: id, name: rule },
    after: {
      sentence,
      ...(severity === undefined ? {} : { severity, evidence }),
      ...(money === undefined || money === null ? {} : { money }),
    },
    ...(operationId === null ? {} : { operationId }),
    ...(runId === undefined ? {} : { runId }),
  });
}

function findingRows(tx: Tx) {
  return tx
    .selectFrom('finding')
    .innerJoin('connection', (join) =>
      join
        .onRef('connection.workspace_id', '=', 'finding.workspace_id')
        .onRef('connection.connection_id', '=', 'finding.connection_id'),
    )
    .selectAll('finding')
    .select('connection.name as connection_name')
    .where('finding.workspace_id', '=', tx.workspaceId);
}

function findingOf(row: Row & { connection_name: string }): Finding {
  return Finding.parse({
    id: row.finding_id,
    rule: row.rule,
    severity: row.severity,
    state: row.state,
    connection: row.connection_name,
    sentence: row.sentence,
    remedy: row.remedy,
    evidence: row.evidence,
    money: row.money,
    operationId: row.operation_id,
    openedAt: instant(row.opened_at),
    updatedAt: instant(row.updated_at),
    resolvedAt: instantOrNull(row.resolved_at),
  });
}
