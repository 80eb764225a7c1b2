import { type RawBuilder, sql } from 'kysely';
import type { Tx } from './database.ts';
import type { ScopeKey } from './listings.ts';

/** Digests travel as one value a chunk: a row each would cost ten times the work on both sides. */
const chunkRows = 25_000;
/** The first 128 bits of a digest. */
const digestBytes = 16;
/** Stands in the place of a raw digest that is not known. */
const unknownRaw = Buffer.alloc(digestBytes);

/** The part of a scope whose items are dated `since` or later. */
export interface DatedPart {
  readonly orderedBy: string;
  readonly since: Date;
}

/**
 * Every live digest of a scope, or of a part of it, packed in chunks: of each 16 bytes, and 16 bytes of the raw digest that
 * it came with, zeros where that is not known. Walks the primary key, or where the scope has a parent, `resource_of_parent`.
 */
export async function* liveDigests(
  tx: Tx,
  { connectionId, kind, parent }: ScopeKey,
  part?: DatedPart,
): AsyncGenerator<Buffer> {
  const isInPart = part === undefined ? sql`true` : isDated(part);
  const counts = sql`r.presence = 'live' and r.parent = ${parent} and ${isInPart}`;
  let after = '';
  while (true) {
    const chunk = await sql<{ last: string | null; count: number; digests: Buffer | null }>`
      select max(c.external_id) as last, count(*)::int as count,
        string_agg(substring(c.digest from 1 for ${digestBytes})
          || coalesce(substring(c.raw_digest from 1 for ${digestBytes}), ${unknownRaw}), ''::bytea)
          filter (where c.counts) as digests
      from (
        select r.external_id, r.digest, r.raw_digest, ${counts} as counts
        from rollcall.resource r
        where r.workspace_id = ${tx.workspaceId} and r.connection_id = ${connectionId} and r.kind = ${kind}
          and r.external_id > ${after} and ${parent === '' ? sql`true` : sql`${counts} and ${hasParent(parent)}`}
        order by r.external_id limit ${chunkRows}
      ) c`.execute(tx);
    const row = chunk.rows[0];
    if (row === undefined || row.last === null) return;
    if (row.digests !== null) yield row.digests;
    if (row.count < chunkRows) return;
    after = row.last;
  }
}

/** Says what PostgreSQL must know beforehand to take the index of scopes with a parent. */
function hasParent(parent: string): RawBuilder<boolean> {
  return parent === '' ? sql`true` : sql`r.parent <> ''`;
}

/**
 * Whether a resource is of that part. An instant's date stands at its beginning, a day off at most for its offset from
 * UTC, and three for a 31st of February: nearly all that is older is told by that alone, and need not be read as an instant.
 */
function isDated({ orderedBy, since }: DatedPart): RawBuilder<boolean> {
  const daysBefore = new Date(since.getTime() - 4 * 86_400_000).toISOString().slice(0, 10);
  return sql`(r.attributes ->> ${orderedBy}) collate "C" >= ${daysBefore}
    and rollcall.instant_in(r.attributes ->> ${orderedBy}) >= ${since}`;
}
