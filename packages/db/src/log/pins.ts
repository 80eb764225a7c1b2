import { WorkspaceId } from '@rollcall/schema';
import { sql } from 'kysely';
import { now } from '../clock.ts';
import { type Db, databaseError, inWorkspace, type Tx } from '../database.ts';
import { type Checkpoint, newestCheckpoint } from './checkpoints.ts';

/** The number of each log's newest checkpoint, of all workspaces. For the daemon's login alone. */
export async function newestCheckpoints(db: Db): Promise<ReadonlyMap<WorkspaceId, number>> {
  try {
    const { rows } = await sql<{ workspace_id: string; number: string }>`
      select n.workspace_id, n.number from rollcall.newest_checkpoints() n`.execute(db);
    return new Map(rows.map((row) => [WorkspaceId.parse(row.workspace_id), Number(row.number)]));
  } catch (error) {
    throw databaseError(error);
  }
}

/**
 * Has `write` keep the newest checkpoint of a workspace elsewhere, and notes that it did; no two processes do so at once, who
 * may have one folder. Answers its number; undefined where another process is at it.
 */
export function pinCheckpoint(
  db: Db,
  workspaceId: WorkspaceId,
  write: (tx: Tx, checkpoint: Checkpoint) => Promise<void>,
): Promise<number | undefined> {
  return inWorkspace(db, workspaceId, async (tx) => {
    const { rows } = await sql<{ locked: boolean }>`
      select pg_try_advisory_xact_lock(7209046, hashtext(${tx.workspaceId})) as locked`.execute(tx);
    const checkpoint = rows[0]?.locked === true ? await newestCheckpoint(tx) : undefined;
    if (checkpoint === undefined) return undefined;
    await write(tx, checkpoint);
    const { number } = checkpoint;
    await sql`
      insert into rollcall.checkpoint_pin as p (workspace_id, number, pinned_at) values (${workspaceId}, ${number}, ${now})
      on conflict (workspace_id) do update set number = excluded.number, pinned_at = excluded.pinned_at, fault = null`.execute(
      tx,
    );
    return number;
  });
}

/** Notes why a checkpoint could not be kept elsewhere. */
export async function notePinFault(tx: Tx, fault: string): Promise<void> {
  await sql`
    insert into rollcall.checkpoint_pin (workspace_id, fault) values (${tx.workspaceId}, ${fault})
    on conflict (workspace_id) do update set fault = excluded.fault`.execute(tx);
}
