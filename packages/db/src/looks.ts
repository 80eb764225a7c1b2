import { nextLookMs, settleByMsOf } from '@rollcall/ledger';
import { ConnectionId, Expectation, WorkspaceId } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import { inMs, now } from './clock.ts';
import type { Db, Tx } from './database.ts';
import type { Queue } from './queue.ts';
import { insertRun, kindsGoing } from './runs.ts';

/** What an operation that becomes unknown is given: when the provider is asked of it, and by when it must be known. */
export function askedFor(expectations: readonly Expectation[]): {
  readonly look_at?: RawBuilder<Date> | null;
  readonly settle_by?: RawBuilder<Date>;
} {
  if (expectations.length === 0) return {};
  const lookMs = nextLookMs({ looks: 0, sentMsAgo: 0 });
  return { look_at: lookMs === null ? null : inMs(lookMs), settle_by: inMs(settleByMsOf(expectations)) };
}

/** A connection that has an operation to be seen to. */
export interface AwaitedConnection {
  readonly workspaceId: WorkspaceId;
  readonly connectionId: ConnectionId;
  readonly provider: string;
}

/**
 * The active connections, of every workspace, that are to be asked what became of an operation, and whose circuit is
 * closed. Rides `operation_to_look`.
 */
export async function awaitedConnections(db: Db, most: number): Promise<readonly AwaitedConnection[]> {
  return connectionsOf(db, sql`select * from rollcall.awaited_operations(${most})`);
}

/**
 * The connections, of every workspace and in whatever state, of which an operation is unknown past its time, and that is
 * no finding yet. Rides `operation_unsettled`.
 */
export async function overdueConnections(db: Db, most: number): Promise<readonly AwaitedConnection[]> {
  return connectionsOf(db, sql`select * from rollcall.overdue_operations(${most})`);
}

async function connectionsOf(db: Db, query: RawBuilder<unknown>): Promise<readonly AwaitedConnection[]> {
  const { rows } = await sql<{ workspace_id: string; connection_id: string; provider: string }>`${query}`.execute(db);
  return rows.map((row) => ({
    workspaceId: WorkspaceId.parse(row.workspace_id),
    connectionId: ConnectionId.parse(row.connection_id),
    provider: row.provider,
  }));
}

/**
 * Queues one run of the kinds that show what became of the connection's operations, for all that are to be looked at now,
 * and of the kinds by which these are listed: once, however many daemons see it. While another run is queued or under
 * way, they wait for it: it may settle them. `listed` holds every kind of the provider, and the kind it is listed by.
 */
export async function queueLook(
  tx: Tx,
  queue: Queue,
  { connectionId, listed }: { connectionId: ConnectionId; listed: ReadonlyMap<string, string | undefined> },
): Promise<void> {
  // Whoever comes second waits for the lock, and then finds nothing left to look at.
  const connection = await tx
    .selectFrom('connection')
    .select('connection_id')
    .where('connection_id', '=', connectionId)
    .where('state', '=', 'active')
    .where('circuit_opened_at', 'is', null)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (connection === undefined || (await kindsGoing(tx, connectionId)) !== undefined) return;
  const awaited = await tx
    .selectFrom('operation')
    .select(['operation_id', 'expectations', 'looks'])
    .select(sql<number>`(extract(epoch from clock_timestamp() - dispatched_at) * 1000)::float8`.as('sent_ms_ago'))
    .where('connection_id', '=', connectionId)
    .where('look_at', '<=', now)
    .execute();
  const kinds = new Set<string>();
  for (const { operation_id, expectations, looks, sent_ms_ago: sentMsAgo } of awaited) {
    for (const { kind } of Expectation.array().parse(expectations)) addWithParents(kinds, kind, listed);
    const lookMs = nextLookMs({ looks: looks + 1, sentMsAgo });
    await tx
      .updateTable('operation')
      .set({ looks: looks + 1, look_at: lookMs === null ? null : inMs(lookMs) })
      .where('operation_id', '=', operation_id)
      .execute();
  }
  if (kinds.size === 0) return;
  const runId = await insertRun(tx, { connectionId, trigger: 'operation', plan: false, kinds: [...kinds] });
  await queue.send(tx, { runId, connectionId });
}

/** A kind that the provider lists, and those it is listed by. */
function addWithParents(kinds: Set<string>, kind: string, listed: ReadonlyMap<string, string | undefined>): void {
  if (!listed.has(kind)) return;
  kinds.add(kind);
  const parent = listed.get(kind);
  if (parent !== undefined) addWithParents(kinds, parent, listed);
}
