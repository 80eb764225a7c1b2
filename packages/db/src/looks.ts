import { nextLookMs, settleByMsOf, settleWithinMs } from '@rollcall/ledger';
import { ConnectionId, type Expectation, WorkspaceId } from '@rollcall/schema';
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

/** What is listed by a parent takes a request or more for each; that many cost an account a minute or two of its rate. */
const lookScopesMax = 100;

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
  const isDear = (await countScopes(tx, connectionId, kindsOf(awaited, listed))) > lookScopesMax;
  // Where a look takes that many requests, only the one that settles it is worth them.
  const isLooked = (one: Awaited) => !isDear || one.sent_ms_ago >= settleWithinMs;
  for (const one of awaited) {
    const looks = one.looks + 1;
    const lookMs = nextLookMs({ looks: isLooked(one) ? looks : Number.MAX_SAFE_INTEGER, sentMsAgo: one.sent_ms_ago });
    await tx
      .updateTable('operation')
      .set({ looks, look_at: lookMs === null ? null : inMs(lookMs) })
      .where('operation_id', '=', one.operation_id)
      .execute();
  }
  const kinds = kindsOf(awaited.filter(isLooked), listed);
  if (kinds.size === 0) return;
  const runId = await insertRun(tx, { connectionId, trigger: 'operation', plan: false, kinds: [...kinds] });
  await queue.send(tx, { runId, connectionId });
}

interface Awaited {
  readonly operation_id: string;
  readonly expectations: readonly Expectation[];
  readonly looks: number;
  readonly sent_ms_ago: number;
}

/** The kinds that the provider lists and these operations are about, and those by which these are listed. */
function kindsOf(awaited: readonly Awaited[], listed: ReadonlyMap<string, string | undefined>): ReadonlySet<string> {
  const kinds = new Set<string>();
  const add = (kind: string): void => {
    if (!listed.has(kind)) return;
    kinds.add(kind);
    const parent = listed.get(kind);
    if (parent !== undefined) add(parent);
  };
  for (const { expectations } of awaited) for (const { kind } of expectations) add(kind);
  return kinds;
}

async function countScopes(tx: Tx, connectionId: ConnectionId, kinds: ReadonlySet<string>): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from rollcall.scope s
    where s.workspace_id = ${tx.workspaceId} and s.connection_id = ${connectionId} and s.kind = any(${[...kinds]}::text[])`.execute(
    tx,
  );
  return rows[0]?.count ?? 0;
}
