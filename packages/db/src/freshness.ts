import type { ConnectionId, Freshness } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from './database.ts';
import { jsonInstant, jsonOf } from './json-of.ts';

/** The scopes that an answer stands on: all, a connection's, or those of a kind. */
export interface ScopeFilter {
  readonly connectionId?: ConnectionId | undefined;
  readonly kind?: string | undefined;
}

/** How old and how complete what the ledger says of these scopes is. */
export async function freshnessOf(tx: Tx, { connectionId, kind }: ScopeFilter): Promise<Freshness> {
  const workspaceId = sql`${tx.workspaceId}::uuid`;
  const freshness = freshnessText(workspaceId, {
    connections: sql`(
      select n.connection_id from rollcall.connection n where n.workspace_id = ${workspaceId} and n.state <> 'removed'
        ${connectionId === undefined ? sql`` : sql`and n.connection_id = ${connectionId}`})`,
    kind: kind === undefined ? undefined : sql`${kind}`,
  });
  const found = await sql<{ freshness: Freshness }>`select ${freshness}::json as freshness`.execute(tx);
  const row = found.rows[0];
  if (row === undefined) throw new Error('an aggregate answers one row');
  return row.freshness;
}

/**
 * The same as one SQL expression: the text of a JSON object. `connections` is what has their ids. The scopes of each are
 * found by their key: `offset 0` keeps PostgreSQL from reading those of all kinds instead, of which there may be thousands.
 */
export function freshnessText(
  workspaceId: RawBuilder<unknown>,
  { connections, kind }: { connections: RawBuilder<unknown>; kind: RawBuilder<unknown> | undefined },
): RawBuilder<string> {
  return sql`(
    select case when bool_or(s.full_at < s.believed_at)
      then ${jsonOf({ asOf, fullAsOf: jsonInstant(sql`min(s.full_at)`), coverage })}
      else ${jsonOf({ asOf, coverage })} end
    from ${connections} c cross join lateral (
      select s.believed_at, s.full_at, s.trouble, s.grade from rollcall.scope s
      where s.workspace_id = ${workspaceId} and s.connection_id = c.connection_id
        ${kind === undefined ? sql`` : sql`and s.kind = ${kind}`}
      offset 0) s
  )`;
}

const asOf = jsonInstant(sql`min(s.believed_at)`);

const coverage = jsonOf({
  proven: sql`count(*) filter (where s.trouble is null and s.grade = 'proven')`,
  corroborated: sql`count(*) filter (where s.trouble is null and s.grade = 'corroborated')`,
  plausible: sql`count(*) filter (where s.trouble is null and s.grade = 'plausible')`,
  stale: sql`count(*) filter (where s.trouble is not null and s.grade is not null)`,
  failed: sql`count(*) filter (where s.grade is null)`,
});
