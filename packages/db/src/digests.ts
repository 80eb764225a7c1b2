import { type RawBuilder, sql } from 'kysely';
import type { Tx } from './database.ts';
import type { ScopeKey } from './listings.ts';

/** Digests travel as one text a chunk: a row each would cost ten times the work on both sides. */
const chunkRows = 50_000;
const digestHexDigits = 32;
/** Stands in the place of a raw digest that is not known. */
const unknownRaw = '-'.repeat(digestHexDigits);

/** How many resources the ledger holds live in a scope. */
export async function countLive(tx: Tx, { connectionId, kind, parent }: ScopeKey): Promise<number> {
  const counted = await sql<{ count: number }>`
    select count(*)::int as count from rollcall.resource r
    where r.workspace_id = ${tx.workspaceId} and r.connection_id = ${connectionId} and r.kind = ${kind}
      and r.parent = ${parent} and r.presence = 'live' and ${hasParent(parent)}`.execute(tx);
  return counted.rows[0]?.count ?? 0;
}

/** A live resource as the ledger holds it: 32 hex digits each, of its digest and, where that is known, of its raw digest. */
export interface LiveDigest {
  readonly digest: string;
  readonly raw: string | undefined;
}

/** The part of a scope whose items are dated `since` or later. */
export interface DatedPart {
  readonly orderedBy: string;
  readonly since: Date;
}

/**
 * The first 128 bits of every live digest of a scope, or of a part of it, in chunks. Walks the primary key, or where the
 * scope has a parent, `resource_of_parent`.
 */
export async function* liveDigests(
  tx: Tx,
  { connectionId, kind, parent }: ScopeKey,
  part?: DatedPart,
): AsyncGenerator<LiveDigest[]> {
  const isInPart =
    part === undefined ? sql`true` : sql`rollcall.instant_in(r.attributes ->> ${part.orderedBy}) >= ${part.since}`;
  const counts = sql`r.presence = 'live' and r.parent = ${parent} and ${isInPart}`;
  let after = '';
  while (true) {
    const chunk = await sql<{ last: string | null; count: number; digests: string | null }>`
      select max(c.external_id) as last, count(*)::int as count,
        string_agg(encode(substring(c.digest from 1 for 16), 'hex')
          || coalesce(encode(substring(c.raw_digest from 1 for 16), 'hex'), ${unknownRaw}), '')
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
    yield split(row.digests ?? '');
    if (row.count < chunkRows) return;
    after = row.last;
  }
}

/** Says what PostgreSQL must know beforehand to take the index of scopes with a parent. */
function hasParent(parent: string): RawBuilder<boolean> {
  return parent === '' ? sql`true` : sql`r.parent <> ''`;
}

function split(digests: string): LiveDigest[] {
  const parts: LiveDigest[] = [];
  for (let at = 0; at < digests.length; at += 2 * digestHexDigits) {
    const raw = digests.slice(at + digestHexDigits, at + 2 * digestHexDigits);
    parts.push({ digest: digests.slice(at, at + digestHexDigits), raw: raw === unknownRaw ? undefined : raw });
  }
  return parts;
}
