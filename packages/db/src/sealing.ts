import { WorkspaceId } from '@rollcall/schema';
import { sql } from 'kysely';
import { type Db, databaseError, type Tx } from './database.ts';

/**
 * Gives what waits its place in the order of its workspace, and answers how many events that were; undefined when another
 * process is at it. Any number of processes may ask at any time: one seals, and a sealing that breaks off was none. For the
 * daemon's login alone. Throws `RollcallError` for a database that is down or full.
 */
export async function sealEvents(db: Db): Promise<number | undefined> {
  let sealed = 0;
  try {
    for (;;) {
      const { rows } = await sql<{
        taken: number | null;
      }>`select rollcall.seal_events(${sealedAtOnce}) as taken`.execute(db);
      const taken = rows[0]?.taken ?? null;
      if (taken === null) return sealed === 0 ? undefined : sealed;
      sealed += taken;
      if (taken < sealedAtOnce) return sealed;
    }
  } catch (error) {
    throw databaseError(error);
  }
}

/** In one transaction: some 50 ms, so that who reads on sees much come in parts. */
const sealedAtOnce = 10_000;

/** The sequence of the workspace's newest sealed event; 0 while there is none. Rides the primary key. */
export async function tailOf(tx: Tx): Promise<number> {
  const row = await tx
    .selectFrom('audit_tail')
    .select('size')
    .where('workspace_id', '=', tx.workspaceId)
    .executeTakeFirst();
  return Number(row?.size ?? 0);
}

/** The same of many workspaces, in one question; those without a sealed event are left out. Rides the primary key. */
export async function tails(db: Db, workspaces: readonly WorkspaceId[]): Promise<ReadonlyMap<WorkspaceId, number>> {
  try {
    const { rows } = await sql<{ workspace_id: string; size: string }>`
      select t.workspace_id, t.size from rollcall.tails(${[...workspaces]}::uuid[]) t`.execute(db);
    return new Map(rows.map((row) => [WorkspaceId.parse(row.workspace_id), Number(row.size)]));
  } catch (error) {
    throw databaseError(error);
  }
}
