import { CertifiedListing, type RunId } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from './database.ts';
import type { ParentKinds } from './scopes.ts';

/** Where a page of a run's listings ended. */
export type ListingPosition = readonly [rank: number, kind: string, parent: string];

export interface CertificateQuestion {
  readonly runId: RunId;
  readonly kind?: string | undefined;
  /** The external id or the name of a parent. */
  readonly parent?: string | undefined;
  readonly parentKinds: ParentKinds;
  readonly after?: ListingPosition | undefined;
  readonly limit: number;
}

/** The listings of a run with their certificates, the worst first: what failed, what was refused, and so on. */
export async function listCertificates(
  tx: Tx,
  { runId, kind, parent, parentKinds, after, limit }: CertificateQuestion,
): Promise<readonly { readonly listing: CertifiedListing; readonly position: ListingPosition }[]> {
  const { rows } = await sql<ListingRow>`
    with ranked as materialized (
      select l.*, ${rank} as rank, ${JSON.stringify(parentKinds)}::jsonb -> c.provider ->> l.kind as parent_kind
      from rollcall.listing l
      join rollcall.connection c on c.workspace_id = l.workspace_id and c.connection_id = l.connection_id
      where l.workspace_id = ${tx.workspaceId} and l.run_id = ${runId}
        ${kind === undefined ? sql`` : sql`and l.kind = ${kind}`}
    ),
    page as materialized (
      select p.* from ranked p
      where ${after === undefined ? sql`true` : sql`(p.rank, p.kind, p.parent) > (${sql.join([...after])})`}
        ${parent === undefined ? sql`` : sql`and (p.parent = ${parent} or exists (select ${ofParent} and r.name = ${parent}))`}
      order by p.rank, p.kind, p.parent limit ${limit}
    )
    select p.*, (select r.name ${ofParent}) as parent_name from page p order by p.rank, p.kind, p.parent`.execute(tx);
  return rows.map((row) => ({ listing: listingOf(row), position: [row.rank, row.kind, row.parent] }));
}

/** The parent of a row `p`. Its kind is a column by then, and so it is looked up in the primary key of resources. */
const ofParent = sql`from rollcall.resource r where r.workspace_id = p.workspace_id
  and r.connection_id = p.connection_id and r.kind = p.parent_kind and r.external_id = p.parent collate "C"`;

const rank = sql<number>`coalesce(array_position(array['refused', 'plausible', 'corroborated', 'proven'], l.grade), 0)`;

interface ListingRow extends Omit<CertifiedListing, 'parent' | 'startedAt' | 'finishedAt'> {
  readonly rank: number;
  readonly parent: string;
  readonly parent_name: string | null;
  readonly started_at: Date;
  readonly finished_at: Date;
}

function listingOf(row: ListingRow): CertifiedListing {
  return CertifiedListing.parse({
    ...row,
    parent: row.parent === '' ? null : { externalId: row.parent, name: row.parent_name },
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at.toISOString(),
  });
}
