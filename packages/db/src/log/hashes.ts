import { type HashOf, hashBytes, hashOfSpan, type Node, type Span, spanOf } from '@rollcall/ledger';
import { RollcallError } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from '../database.ts';

/**
 * Reads what the hashes of these nodes are made of, and answers each; some hundreds of hashes for a proof. Rides the primary
 * keys. Throws `log_broken` when any is not kept.
 */
export async function readHashes(tx: Tx, nodes: readonly Node[]): Promise<HashOf> {
  const spans = nodes.map(spanOf);
  const [leaves, kept] = [spans.filter(({ level }) => level === 0), spans.filter(({ level }) => level > 0)];
  const found = new Map<string, Buffer>();
  if (leaves.length > 0) {
    const { rows } = await sql<FoundSpan>`
      select 0 as level, s.from, h.hashes from unnest(${starts(leaves)}::bigint[], ${ends(leaves)}::bigint[]) s("from", "to")
      cross join lateral (select string_agg(l.leaf, '' order by l.seq) as hashes from rollcall.audit_leaf l
        where l.workspace_id = ${tx.workspaceId} and l.seq > s.from and l.seq <= s.to) h`.execute(tx);
    for (const row of rows) found.set(nameOf(row), row.hashes ?? Buffer.alloc(0));
  }
  if (kept.length > 0) {
    const levels = kept.map(({ level }) => level);
    const { rows } = await sql<FoundSpan>`
      select s.level, s.from, h.hashes
      from unnest(${levels}::int[], ${starts(kept)}::bigint[], ${ends(kept)}::bigint[]) s(level, "from", "to")
      cross join lateral (select string_agg(n.hash, '' order by n.index) as hashes from rollcall.audit_node n
        where n.workspace_id = ${tx.workspaceId} and n.level = s.level and n.index >= s.from and n.index < s.to) h`.execute(
      tx,
    );
    for (const row of rows) found.set(nameOf(row), row.hashes ?? Buffer.alloc(0));
  }
  return (node) => {
    const { level, from, to } = spanOf(node);
    const hashes = found.get(nameOf({ level, from }));
    if (hashes?.length === (to - from) * hashBytes) return hashOfSpan(hashes);
    throw new RollcallError(
      'log_broken',
      `The log lacks hashes of ${level === 0 ? 'its events' : `its level ${level}`} from ${from + 1} to ${to}: "doctor" says more.`,
    );
  };
}

interface FoundSpan {
  readonly level: number;
  readonly from: string;
  readonly hashes: Buffer | null;
}

function starts(spans: readonly Span[]): readonly number[] {
  return spans.map(({ from }) => from);
}

function ends(spans: readonly Span[]): readonly number[] {
  return spans.map(({ to }) => to);
}

function nameOf({ level, from }: { readonly level: number; readonly from: number | string }): string {
  return `${level}/${from}`;
}
