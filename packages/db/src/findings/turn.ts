import type { ConnectionId } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from '../database.ts';

/**
 * Waits until nobody else judges this connection, or what is of the whole workspace, and keeps others from it until the
 * transaction ends: two at once would open a finding twice, or record what was true a moment ago over what is true now.
 */
export async function awaitTurnToJudge(tx: Tx, connectionId?: ConnectionId): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`findings ${connectionId ?? tx.workspaceId}`}, 0))`.execute(
    tx,
  );
}
