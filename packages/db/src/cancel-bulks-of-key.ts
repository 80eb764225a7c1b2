import { type Actor, type ApiKeyId, BulkId } from '@rollcall/schema';
import { sql } from 'kysely';
import { cancelBulk } from './bulk.ts';
import type { Tx } from './database.ts';

/** Cancels what is left of every bulk operation that this key applied: it was revoked, and nothing more is done in its name. */
export async function cancelBulksOfKey(tx: Tx, id: ApiKeyId, actor: Actor): Promise<void> {
  const { rows } = await sql<{ bulk_id: string }>`
    select b.bulk_id from rollcall.bulk b
    where b.workspace_id = ${tx.workspaceId} and b.state = 'running' and b.cancelled_at is null
      and b.applied_as -> 'actor' ->> 'id' = ${id}
    order by b.bulk_id`.execute(tx);
  for (const { bulk_id } of rows) await cancelBulk(tx, BulkId.parse(bulk_id), actor);
}
