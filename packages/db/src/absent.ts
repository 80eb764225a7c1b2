import type { Absent, PresenceStep } from '@rollcall/ledger';
import type { Actor } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from './database.ts';
import type { DatedPart } from './digests.ts';
import { instant } from './json.ts';
import type { ScopeKey } from './listings.ts';
import type { RunLease } from './runs.ts';

/** An absent resource and where it stands on the presence ladder. */
export interface AbsentResource extends Absent {
  readonly externalId: string;
  readonly name: string;
}

/** Which absent resources are asked for. */
export interface AbsentQuestion {
  readonly missingBefore: Date;
  /** Of each step of the ladder. */
  readonly most: number;
  /** Only those whose instant in `orderedBy` is not before that: a listing of these says nothing of the others. */
  readonly dated?: DatedPart | undefined;
}

/**
 * The scope's resources that are missing or suspect since before this listing began, longest missing first. Rides
 * `resource_absent`.
 */
export async function listAbsent(
  tx: Tx,
  scope: ScopeKey,
  { missingBefore, most, dated }: AbsentQuestion,
): Promise<readonly AbsentResource[]> {
  const absent: AbsentResource[] = [];
  for (const presence of ['missing', 'suspect'] as const) {
    let query = tx
      .selectFrom('resource')
      .select(['external_id', 'name', 'missing_since'])
      .where('workspace_id', '=', tx.workspaceId)
      .where('connection_id', '=', scope.connectionId)
      .where('kind', '=', scope.kind)
      .where('parent', '=', scope.parent)
      .where('presence', '=', presence)
      .where('missing_since', '<', missingBefore)
      .orderBy('missing_since')
      .limit(most);
    if (dated !== undefined) {
      query = query.where(sql<boolean>`rollcall.instant_in(attributes ->> ${dated.orderedBy}) >= ${dated.since}`);
    }
    for (const row of await query.execute()) {
      const missingSince = instant(row.missing_since ?? missingBefore);
      absent.push({ externalId: row.external_id, name: row.name, presence, missingSince });
    }
  }
  return absent;
}

/**
 * Records steps down the ladder: resource, version and event each, together. A step keeps the cause and the severity that
 * the vanishing had, with evidence of its own. It is true from `startedAt`, when the listing began that led to it, and not
 * before the step that came before it. The caller holds the run.
 */
export async function recordAbsence(
  tx: Tx,
  { lease, scope, startedAt, actor }: { lease: RunLease; scope: ScopeKey; startedAt: Date; actor: Actor },
  steps: readonly { externalId: string; step: PresenceStep }[],
): Promise<void> {
  if (steps.length === 0) return;
  const rows = steps.map(({ externalId, step }) => ({ externalId, presence: step.presence, evidence: step.evidence }));
  const after = sql`case when s.true_after < ${startedAt}::timestamptz then s.true_after end`;
  await sql`
    with step as materialized (
      select s.presence, s.evidence, r.external_id, r.name, r.attributes, r.version + 1 as version,
        r.presence as presence_before, r.true_from as true_after, rollcall.uuid_v7() as event_id, clock_timestamp() as recorded_at,
        vanished.cause, coalesce(vanished.severity, 'normal') as severity
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as s("externalId" text, presence text, evidence text)
      join rollcall.resource r on r.workspace_id = ${tx.workspaceId} and r.connection_id = ${scope.connectionId}
        and r.kind = ${scope.kind} and r.external_id = s."externalId" and r.presence in ('missing', 'suspect')
      left join lateral (
        select e.cause, e.severity from rollcall.resource_version v
        join rollcall.audit_event e on e.workspace_id = v.workspace_id and e.event_id = v.event_id
        where v.workspace_id = r.workspace_id and v.connection_id = r.connection_id and v.kind = r.kind
          and v.external_id = r.external_id and v.presence = 'missing' order by v.version desc limit 1
      ) vanished on true
    ),
    written as (
      update rollcall.resource r set presence = s.presence, version = s.version, last_changed_at = s.recorded_at,
        true_from = ${startedAt}::timestamptz
      from step s
      where r.workspace_id = ${tx.workspaceId} and r.connection_id = ${scope.connectionId} and r.kind = ${scope.kind}
        and r.external_id = s.external_id
    ),
    versioned as (
      insert into rollcall.resource_version (workspace_id, connection_id, kind, external_id, version, name, presence,
        attributes, recorded_at, run_id, event_id, true_after, true_from)
      select ${tx.workspaceId}, ${scope.connectionId}, ${scope.kind}, s.external_id, s.version, s.name, s.presence,
        s.attributes, s.recorded_at, ${lease.runId}, s.event_id, ${after}, ${startedAt}::timestamptz from step s
    )
    insert into rollcall.audit_event (workspace_id, event_id, recorded_at, type, connection_id, actor, subject_kind,
      subject_id, subject_name, severity, cause, before, after, run_id, true_after, true_from)
    select ${tx.workspaceId}, s.event_id, s.recorded_at,
      case s.presence when 'gone' then 'resource.gone' else 'resource.suspected' end, ${scope.connectionId},
      ${JSON.stringify(actor)}::jsonb, ${scope.kind}, s.external_id, s.name, s.severity,
      s.cause || jsonb_build_object('evidence', s.evidence),
      jsonb_build_object('presence', s.presence_before), jsonb_build_object('presence', s.presence), ${lease.runId},
      ${after}, ${startedAt}::timestamptz
    from step s`.execute(tx);
}
