import {
  type Actor,
  ConnectionId,
  type EventType,
  type Finding,
  type FindingId,
  RollcallError,
} from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import { now } from '../clock.ts';
import type { Tx } from '../database.ts';
import { appendEvent } from '../events.ts';
import { findingById } from './list.ts';

/** Who says something of which finding. */
interface Decision {
  readonly id: FindingId;
  readonly actor: Actor;
}

/**
 * A finding that somebody is to say something of, as it stands: whoever else acts on it, and the rules, wait until the transaction
 * ends. Throws `not_found`, and `finding_resolved` where there is nothing left to say: its rule was faster.
 */
export async function findingToDecide(tx: Tx, id: FindingId): Promise<Finding> {
  await sql`select from rollcall.finding where workspace_id = ${tx.workspaceId} and finding_id = ${id} for update`.execute(
    tx,
  );
  const finding = await findingById(tx, id);
  if (finding.state !== 'resolved') return finding;
  const message = `The finding ${id} was resolved at ${finding.resolvedAt}: what it said is so no more, and there is nothing left to say of it.`;
  throw new RollcallError('finding_resolved', message, { details: { resolvedAt: finding.resolvedAt } });
}

/** Says that somebody has seen it. One that was acknowledged stays as it is; one that was accepted is acknowledged instead. */
export async function acknowledgeFinding(tx: Tx, { id, actor }: Decision): Promise<Finding> {
  const before = await findingToDecide(tx, id);
  if (before.state === 'acknowledged') return before;
  await update(tx, id, {
    state: 'acknowledged',
    acknowledged_at: now,
    acknowledged_by: JSON.stringify(actor),
    ...notAccepted,
  });
  return tell(tx, { actor, before, type: 'finding.acknowledged' });
}

/** Gives it to somebody, or to nobody (`to` null). A name means what its readers know by it. */
export async function assignFinding(
  tx: Tx,
  { id, actor, to }: Decision & { readonly to: string | null },
): Promise<Finding> {
  const before = await findingToDecide(tx, id);
  if ((before.assigned?.to ?? null) === to) return before;
  await update(tx, id, {
    assigned_to: to,
    assigned_at: to === null ? null : now,
    assigned_by: to === null ? null : JSON.stringify(actor),
  });
  return tell(tx, { actor, before, type: 'finding.assigned', after: { assignedTo: to } });
}

/**
 * Takes it as right until then, for a reason: it may even come and go until then. It is open again when that time is over, when
 * somebody takes it back, and when it becomes an alarm. Accepted once more, it has the new reason and time. `until` is held to by
 * the caller.
 */
export async function acceptFinding(
  tx: Tx,
  { id, actor, reason, until }: Decision & { readonly reason: string; readonly until: Date },
): Promise<Finding> {
  const before = await findingToDecide(tx, id);
  await update(tx, id, {
    ...{ state: 'accepted', accepted_at: now, accepted_by: JSON.stringify(actor) },
    ...{ accepted_reason: reason, accepted_until: until },
  });
  return tell(tx, { actor, before, type: 'finding.accepted', after: { reason, until: until.toISOString() } });
}

/** Takes back that it was acknowledged or accepted. One that is open stays as it is. */
export async function reopenFinding(tx: Tx, { id, actor }: Decision): Promise<Finding> {
  const before = await findingToDecide(tx, id);
  if (before.state === 'open') return before;
  await update(tx, id, {
    ...{ state: 'open', reopened: sql<number>`reopened + 1`, acknowledged_at: null, acknowledged_by: null },
    ...notAccepted,
  });
  return tell(tx, { actor, before, type: 'finding.reopened', after: { because: `it was no longer ${before.state}` } });
}

/** Opens again what was accepted until a time that is over. Rides `finding_accepted`. */
export async function endAcceptances(tx: Tx, actor: Actor): Promise<void> {
  await sql`
    with over as (
      select f.finding_id, f.accepted_until from rollcall.finding f
      where f.workspace_id = ${tx.workspaceId} and f.state = 'accepted' and f.accepted_until < clock_timestamp() for update
    ),
    opened as (
      update rollcall.finding f set state = 'open', reopened = f.reopened + 1, updated_at = clock_timestamp(),
        acknowledged_at = null, acknowledged_by = null,
        accepted_at = null, accepted_by = null, accepted_reason = null, accepted_until = null
      from over o where f.workspace_id = ${tx.workspaceId} and f.finding_id = o.finding_id
      returning f.*, o.accepted_until as until
    )
    insert into rollcall.audit_event (workspace_id, event_id, type, severity, connection_id, actor, subject_kind, subject_id,
      subject_name, after, operation_id)
    select ${tx.workspaceId}, rollcall.uuid_v7(), 'finding.reopened', f.severity, f.connection_id,
      ${JSON.stringify(actor)}::jsonb, 'finding', f.finding_id::text, f.rule,
      jsonb_build_object('sentence', f.sentence, 'because', 'it was accepted until ' || rollcall.instant(f.until)),
      f.operation_id
    from opened f`.execute(tx);
}

const notAccepted = { accepted_at: null, accepted_by: null, accepted_reason: null, accepted_until: null };

type Columns = Readonly<Record<string, string | Date | null | RawBuilder<unknown>>>;

async function update(tx: Tx, id: FindingId, columns: Columns): Promise<void> {
  await tx
    .updateTable('finding')
    .set({ ...columns, updated_at: now })
    .where('workspace_id', '=', tx.workspaceId)
    .where('finding_id', '=', id)
    .execute();
}

interface Told {
  readonly actor: Actor;
  readonly before: Finding;
  readonly type: Extract<EventType, `finding.${string}`>;
  readonly after?: Readonly<Record<string, unknown>>;
}

/** An event for what was said. Answers the finding as it is now. */
async function tell(tx: Tx, { actor, before, type, after }: Told): Promise<Finding> {
  const { id, rule, sentence, state, operationId } = before;
  const { connection_id } = await tx
    .selectFrom('finding')
    .select('connection_id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('finding_id', '=', id)
    .executeTakeFirstOrThrow();
  await appendEvent(tx, {
    ...{ type, actor, subject: { kind: 'finding', externalId: id, name: rule }, before: { state } },
    after: { sentence, ...after },
    ...(connection_id === null ? {} : { connectionId: ConnectionId.parse(connection_id) }),
    ...(operationId === null ? {} : { operationId }),
  });
  return findingById(tx, id);
}
