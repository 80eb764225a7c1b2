import type { WorkspaceId } from '@rollcall/schema';
import { sql } from 'kysely';
import { type Db, inWorkspace } from '../database.ts';

/** What is deleted in one transaction, so that nobody waits for its locks: a document may be of many parts. */
const pruneBatch = 100;

/**
 * Deletes documents that were written before `keptFrom`, and whole reports that were made before and not issued, batch by batch;
 * answers how many. Reports that were issued stay, with their figures: their documents are made anew of the same bytes when somebody
 * wants them. Throws the signal's reason.
 */
export async function pruneReports(
  db: Db,
  workspaceId: WorkspaceId,
  { keptFrom, signal }: { readonly keptFrom: Date; readonly signal: AbortSignal },
): Promise<number> {
  let deleted = 0;
  for (const statement of [unissued, documents]) {
    let batch: number;
    do {
      signal.throwIfAborted();
      batch = await inWorkspace(db, workspaceId, async (tx) => {
        const { numAffectedRows = 0n } = await statement(workspaceId, keptFrom).execute(tx);
        return Number(numAffectedRows);
      });
      deleted += batch;
    } while (batch >= pruneBatch);
  }
  return deleted;
}

function unissued(workspaceId: WorkspaceId, keptFrom: Date) {
  return sql`
    delete from rollcall.report r using (
      select o.report_id from rollcall.report o
      where o.workspace_id = ${workspaceId} and o.issued_at is null and o.made_at < ${keptFrom} limit ${pruneBatch}
    ) old
    where r.workspace_id = ${workspaceId} and r.report_id = old.report_id`;
}

function documents(workspaceId: WorkspaceId, keptFrom: Date) {
  return sql`
    delete from rollcall.report_document d using (
      select o.report_id, o.format from rollcall.report_document o
      where o.workspace_id = ${workspaceId} and o.written_at < ${keptFrom} limit ${pruneBatch}
    ) old
    where d.workspace_id = ${workspaceId} and d.report_id = old.report_id and d.format = old.format`;
}
