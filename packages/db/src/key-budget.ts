import type { WorkspaceId } from '@rollcall/schema';
import { sql } from 'kysely';
import { type Db, databaseError } from './database.ts';

/** Units that a gateway took of a key's budget, and how many the key has left. */
export interface UnitsTaken {
  readonly granted: number;
  readonly remaining: number;
}

/**
 * Takes up to `wanted` units of what a key may spend, as many as there are: shared by all gateways, in one statement and
 * one round trip. A key has `perMinute` at first, and as many come back in a minute. Throws like `inWorkspace`.
 */
export async function takeUnits(
  db: Db,
  { workspaceId, keyId, perMinute }: { workspaceId: WorkspaceId; keyId: string; perMinute: number },
  wanted: number,
): Promise<UnitsTaken> {
  const taking = sql<UnitsTaken>`select granted, remaining
    from rollcall.take_units(${workspaceId}, ${keyId}, ${wanted}, ${perMinute})`;
  try {
    const { rows } = await taking.execute(db);
    const [taken] = rows;
    if (taken === undefined) throw new Error('a function answers one row');
    return taken;
  } catch (error) {
    throw databaseError(error);
  }
}
