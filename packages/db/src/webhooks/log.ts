import { type Attempt, Delivery, type DeliveryState, type WebhookId, type WorkspaceId } from '@rollcall/schema';
import { sql } from 'kysely';
import { type Db, inWorkspace, type Tx } from '../database.ts';
import { instant, instantOrNull } from '../json.ts';

/** A delivery's place among all of its webhook. */
export interface DeliveryPosition {
  readonly sequence: number;
  readonly replay: number;
}

/** Deliveries of a webhook, the newest sequence first. Rides the primary key, or `webhook_delivery_open`. */
export async function listDeliveries(
  tx: Tx,
  webhookId: WebhookId,
  filter: {
    readonly states?: readonly DeliveryState[] | undefined;
    readonly before?: DeliveryPosition | undefined;
    readonly limit: number;
  },
): Promise<readonly Delivery[]> {
  const { states, before, limit } = filter;
  // As literals: a partial index is not found by parameters.
  const state = states === undefined ? sql`true` : sql`d.state in (${sql.join(states.map((one) => sql.lit(one)))})`;
  const position = before === undefined ? sql`true` : sql`(d.seq, d.replay) < (${before.sequence}, ${before.replay})`;
  const { rows } = await sql<DeliveryRow>`
    select d.*, e.type, e.subject_kind, e.subject_id, e.subject_name
    from (
      select * from rollcall.webhook_delivery d
      where d.workspace_id = ${tx.workspaceId} and d.webhook_id = ${webhookId} and ${state} and ${position}
      order by d.seq desc, d.replay desc limit ${limit}) d
    join rollcall.audit_event e on e.workspace_id = d.workspace_id and e.event_id = d.event_id
    order by d.seq desc, d.replay desc`.execute(tx);
  return rows.map(deliveryOf);
}

/** Attempts of a webhook, of one sequence alone where one is named, the newest first. Rides the primary key, or `webhook_attempt_of_delivery`. */
export async function listAttempts(
  tx: Tx,
  webhookId: WebhookId,
  filter: { readonly sequence?: number | undefined; readonly before?: string | undefined; readonly limit: number },
): Promise<readonly Attempt[]> {
  let query = tx
    .selectFrom('webhook_attempt')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('webhook_id', '=', webhookId)
    .orderBy('attempt_id', 'desc')
    .limit(filter.limit);
  if (filter.sequence !== undefined) query = query.where('seq', '=', String(filter.sequence));
  if (filter.before !== undefined) query = query.where('attempt_id', '<', filter.before);
  return (await query.execute()).map(
    ({ attempt_id: id, seq, at, replay, nth, outcome, status, ms, address, snippet }) => ({
      ...{ id, sequence: Number(seq), replay, nth, at: instant(at), outcome, status, ms, address, snippet },
    }),
  );
}

/** What is deleted in one transaction of each sort. */
const pruneBatch = 10_000;

/**
 * Deletes of a workspace the deliveries that ended before `keptFrom`, and attempts from before it, batch by batch; answers how
 * many. What has not arrived is kept. The database deletes nothing else by this way. Throws the signal's reason.
 */
export async function pruneDeliveries(
  db: Db,
  workspaceId: WorkspaceId,
  { keptFrom, signal }: { readonly keptFrom: Date; readonly signal: AbortSignal },
): Promise<number> {
  let deleted = 0;
  let batch: number;
  do {
    signal.throwIfAborted();
    batch = await inWorkspace(db, workspaceId, async (tx) => {
      const { rows } = await sql<{ deleted: number }>`
        select rollcall.prune_deliveries(${keptFrom}, ${pruneBatch}) as deleted`.execute(tx);
      return rows[0]?.deleted ?? 0;
    });
    deleted += batch;
  } while (batch >= pruneBatch);
  return deleted;
}

interface DeliveryRow {
  readonly seq: string;
  readonly replay: number;
  readonly event_id: string;
  readonly previous: string | null;
  readonly state: string;
  readonly attempts: number;
  readonly next_at: Date;
  readonly queued_at: Date;
  readonly ended_at: Date | null;
  readonly last_outcome: string | null;
  readonly last_status: number | null;
  readonly type: string;
  readonly subject_kind: string;
  readonly subject_id: string;
  readonly subject_name: string;
}

function deliveryOf(row: DeliveryRow): Delivery {
  return Delivery.parse({
    ...{ sequence: Number(row.seq), replay: row.replay, eventId: row.event_id, type: row.type },
    subject: { kind: row.subject_kind, externalId: row.subject_id, name: row.subject_name },
    previousSequence: row.previous === null ? null : Number(row.previous),
    ...{ state: row.state, attempts: row.attempts, queuedAt: instant(row.queued_at) },
    nextAt: row.state === 'waiting' ? instant(row.next_at) : null,
    endedAt: instantOrNull(row.ended_at),
    ...{ lastOutcome: row.last_outcome, lastStatus: row.last_status },
  });
}
