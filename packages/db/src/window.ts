import { sql } from 'kysely';
import type { Tx } from './database.ts';
import type { ScopeKey } from './listings.ts';

/** How far back a listing that begins with the newest item reads. */
export interface WindowQuestion {
  readonly orderedBy: string;
  /** Before the newest item that the ledger holds live in the scope. */
  readonly overlapDays: number;
  /** And back to the one that so many are newer than, whatever their instants. */
  readonly overlapItems: number;
}

/**
 * Since when items belong to the newest part of a scope, and how many the ledger holds live that are older, or have no
 * instant. Undefined where it holds none with one. Reads the kind's resources once, like loading their digests does.
 */
export async function newestPart(
  tx: Tx,
  { connectionId, kind, parent }: ScopeKey,
  { orderedBy, overlapDays, overlapItems }: WindowQuestion,
): Promise<{ readonly since: Date; readonly older: number } | undefined> {
  const found = await sql<{ since: Date | null; older: number }>`
    with live as materialized (
      select rollcall.instant_in(r.attributes ->> ${orderedBy}) as at from rollcall.resource r
      where r.workspace_id = ${tx.workspaceId} and r.connection_id = ${connectionId} and r.kind = ${kind}
        and r.parent = ${parent} and r.presence = 'live'
    ),
    newest as (select at from live where at is not null order by at desc limit ${overlapItems}),
    part as (
      -- To the millisecond, as the daemon compares instants.
      select date_trunc('milliseconds', least(max(at) - ${overlapDays} * interval '24 hours', min(at))) as since from newest
    )
    select p.since, (select count(*)::int from live l where l.at is null or l.at < p.since) as older from part p`.execute(
    tx,
  );
  const { since = null, older = 0 } = found.rows[0] ?? {};
  return since === null ? undefined : { since, older };
}
