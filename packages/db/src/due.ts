import { type DueTimes, dueKinds, effectiveSchedules, type Schedules } from '@rollcall/ledger';
import { ConnectionId, WorkspaceId } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Db, Tx } from './database.ts';
import type { Queue } from './queue.ts';
import { insertRun, kindsGoing } from './runs.ts';

/**
 * Queues one run of the kinds of a connection that are due, and moves their due times: once, however many daemons see
 * it. What is due is skipped while another run is queued or under way, and while the circuit is open; a kind that the
 * other run does not list, or that was never due, then comes along with the next. A kind that shows what became of an
 * operation of unknown outcome is due with whatever is. `declared` holds the provider's schedule of every kind that it
 * lists.
 */
export async function queueDueRun(
  tx: Tx,
  queue: Queue,
  { connectionId, at, declared }: { connectionId: ConnectionId; at: Date; declared: Schedules },
): Promise<void> {
  // Whoever comes second waits for the lock, and then finds the connection moved on.
  const connection = await tx
    .selectFrom('connection')
    .select(['schedule', 'schedules', 'due_at', 'circuit_opened_at'])
    .where('connection_id', '=', connectionId)
    .where('state', '=', 'active')
    .where('next_due_at', '<=', at)
    // A bulk change holds the key of its connection for as long as it takes, and nobody's clock must wait for that.
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (connection === undefined) return;
  const schedules = effectiveSchedules(declared, connection);
  const before = timesOf(connection.due_at);
  const awaited = await awaitedKinds(tx, connectionId);
  const notAwaited = Object.fromEntries(Object.entries(before).filter(([kind]) => !awaited.has(kind)));
  const { kinds, due, next } = dueKinds({ schedules, due: notAwaited, at, spreadKey: connectionId });
  const going = connection.circuit_opened_at === null ? await kindsGoing(tx, connectionId) : 'every';
  const skipped = going !== undefined;
  // What nobody lists now has no time of its own until it is listed: else one that is always due in the middle of others
  // never would be.
  const isMissed = (kind: string) =>
    before[kind] === undefined || (going !== 'every' && going?.has(kind) === false && kinds.includes(kind));
  const moved = Object.entries(due).filter(([kind]) => !skipped || !isMissed(kind));
  await tx
    .updateTable('connection')
    .set({ next_due_at: next, due_at: JSON.stringify(Object.fromEntries(moved)) })
    .where('connection_id', '=', connectionId)
    .execute();
  if (skipped || kinds.length === 0) return;
  const all = kinds.length === Object.keys(schedules).length;
  const runId = await insertRun(tx, { connectionId, trigger: 'schedule', plan: false, kinds: all ? null : kinds });
  await queue.send(tx, { runId, connectionId });
}

/** The connections that are due, of every workspace, the longest overdue first. */
export async function dueConnections(
  db: Db,
  { at, most }: { at: Date; most: number },
): Promise<readonly { workspaceId: WorkspaceId; connectionId: ConnectionId; provider: string }[]> {
  const due = await sql<{
    workspace_id: string;
    connection_id: string;
    provider: string;
  }>`select * from rollcall.due_connections(${at}, ${most})`.execute(db);
  return due.rows.map((row) => ({
    workspaceId: WorkspaceId.parse(row.workspace_id),
    connectionId: ConnectionId.parse(row.connection_id),
    provider: row.provider,
  }));
}

/** The kinds whose listings settle the operations that are unknown. Rides `operation_open`. */
async function awaitedKinds(tx: Tx, connectionId: ConnectionId): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ kind: string }>`
    select distinct x.kind
    from rollcall.operation o, jsonb_to_recordset(o.expectations) as x(kind text)
    where o.workspace_id = ${tx.workspaceId} and o.connection_id = ${connectionId}
      and o.state = 'unknown' and o.expectations <> '[]'`.execute(tx);
  return new Set(rows.map(({ kind }) => kind));
}

function timesOf(dueAt: Readonly<Record<string, string>>): DueTimes {
  return Object.fromEntries(Object.entries(dueAt).map(([kind, time]) => [kind, new Date(time)]));
}
