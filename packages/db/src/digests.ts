import { sql } from 'kysely';
import type { Tx } from './database.ts';
import type { ScopeKey } from './listings.ts';

/** Digests travel as one text a chunk: a row each would cost ten times the work on both sides. */
const chunkRows = 50_000;
const digestHexDigits = 32;

/** How many resources the ledger holds live in a scope. */
export async function countLive(tx: Tx, { connectionId, kind, parent }: ScopeKey): Promise<number> {
  const row = await tx
    .selectFrom('resource')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('workspace_id', '=', tx.workspaceId)
    .where('connection_id', '=', connectionId)
    .where('kind', '=', kind)
    .where('parent', '=', parent)
    .where('presence', '=', 'live')
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** The first 128 bits (32 hex digits) of every live digest of a scope, in chunks. Walks the primary key. */
export async function* liveDigests(tx: Tx, { connectionId, kind, parent }: ScopeKey): AsyncGenerator<string[]> {
  let after = '';
  while (true) {
    const chunk = await sql<{ last: string | null; count: number; digests: string | null }>`
      select max(c.external_id) as last, count(*)::int as count,
        string_agg(encode(substring(c.digest from 1 for 16), 'hex'), '') filter (where c.counts) as digests
      from (
        select r.external_id, r.digest, r.presence = 'live' and r.parent = ${parent} as counts
        from rollcall.resource r
        where r.workspace_id = ${tx.workspaceId} and r.connection_id = ${connectionId} and r.kind = ${kind}
          and r.external_id > ${after}
        order by r.external_id limit ${chunkRows}
      ) c`.execute(tx);
    const row = chunk.rows[0];
    if (row === undefined || row.last === null) return;
    yield split(row.digests ?? '');
    if (row.count < chunkRows) return;
    after = row.last;
  }
}

function split(digests: string): string[] {
  const parts: string[] = [];
  for (let at = 0; at < digests.length; at += digestHexDigits) parts.push(digests.slice(at, at + digestHexDigits));
  return parts;
}
