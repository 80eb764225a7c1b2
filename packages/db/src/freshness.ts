import type { ConnectionId, Freshness } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from './database.ts';

/** The scopes that an answer stands on: all, a connection's, or those of a kind. */
export interface ScopeFilter {
  readonly connectionId?: ConnectionId | undefined;
  readonly connectionName?: string | undefined;
  readonly kind?: string | undefined;
}

/** How old and how complete what the ledger says of these scopes is. */
export async function freshnessOf(tx: Tx, filter: ScopeFilter): Promise<Freshness> {
  const found = await sql<{ freshness: Freshness }>`select ${freshness(tx.workspaceId, filter)} as freshness`.execute(
    tx,
  );
  const row = found.rows[0];
  if (row === undefined) throw new Error('an aggregate answers one row');
  return row.freshness;
}

/** The same as one SQL expression: a JSON object. */
export function freshness(workspaceId: string, filter: ScopeFilter): RawBuilder<Freshness> {
  const { connectionId, connectionName, kind } = filter;
  return sql`(
    select case when bool_or(s.full_at < s.believed_at)
      then json_build_object('asOf', ${asOf}, 'fullAsOf', rollcall.instant(min(s.full_at)), 'coverage', ${coverage})
      else json_build_object('asOf', ${asOf}, 'coverage', ${coverage}) end
    from rollcall.scope s
    join rollcall.connection c on c.workspace_id = s.workspace_id and c.connection_id = s.connection_id
    where s.workspace_id = ${workspaceId} and c.state <> 'removed'
      ${connectionId === undefined ? sql`` : sql`and s.connection_id = ${connectionId}`}
      ${connectionName === undefined ? sql`` : sql`and c.name = ${connectionName}`}
      ${kind === undefined ? sql`` : sql`and s.kind = ${kind}`}
  )`;
}

const asOf = sql`rollcall.instant(min(s.believed_at))`;

const coverage = sql`json_build_object(
        'proven', count(*) filter (where s.trouble is null and s.grade = 'proven'),
        'corroborated', count(*) filter (where s.trouble is null and s.grade = 'corroborated'),
        'plausible', count(*) filter (where s.trouble is null and s.grade = 'plausible'),
        'stale', count(*) filter (where s.trouble is not null and s.grade is not null),
        'failed', count(*) filter (where s.grade is null))`;
