import type { WorkspaceId } from '@rollcall/schema';
import { sql } from 'kysely';
import { type Db, inWorkspace } from '../database.ts';

/** What is deleted in one transaction, so that nobody waits for its locks. */
const pruneBatch = 1_000;

/**
 * Deletes what sides of DNS said until before `keptFrom` and say no more, batch by batch, when they were asked on days before it,
 * and what was answered of domains that are not asked about any more; answers how much that was. From when on all of it is kept is
 * said before any goes. What they say now stays, since whenever it is so. Throws the signal's reason.
 */
export async function pruneDnsPast(
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
        with kept as (
          update rollcall.dns_enrolment e set kept_from = ${keptFrom}
          where e.workspace_id = ${workspaceId} and coalesce(e.kept_from, '-infinity') < ${keptFrom}
        ),
        day as (
          delete from rollcall.dns_check_day d using (
            select o.day, o.domain from rollcall.dns_check_day o
            where o.workspace_id = ${workspaceId} and o.day < (${keptFrom}::timestamptz at time zone 'UTC')::date
            order by o.day, o.domain limit ${pruneBatch}
          ) old
          where d.workspace_id = ${workspaceId} and d.day = old.day and d.domain = old.domain
          returning 1
        ),
        past as (
          delete from rollcall.dns_side_past p using (
            select o.domain, o.side, o.since from rollcall.dns_side_past o
            where o.workspace_id = ${workspaceId} and o.until < ${keptFrom} limit ${pruneBatch}
          ) old
          where p.workspace_id = ${workspaceId} and p.domain = old.domain and p.side = old.side and p.since = old.since
          returning 1
        ),
        left_over as (
          delete from rollcall.dns_side s using (
            select o.domain, o.side from rollcall.dns_side o
            where o.workspace_id = ${workspaceId} and o.seen_at < ${keptFrom} and not exists (
              select from rollcall.dns_domain d where d.workspace_id = o.workspace_id and d.domain = o.domain
            ) limit ${pruneBatch}
          ) old
          where s.workspace_id = ${workspaceId} and s.domain = old.domain and s.side = old.side
          returning 1
        )
        select ((select count(*) from day) + (select count(*) from past) + (select count(*) from left_over))::int as deleted`.execute(
        tx,
      );
      return rows[0]?.deleted ?? 0;
    });
    deleted += batch;
  } while (batch >= pruneBatch);
  return deleted;
}
