import { type RateFacts, starvedMs } from '@rollcall/ledger';
import { ConnectionId } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from '../database.ts';
import { instant } from '../json.ts';
import { pagesOf } from './pages.ts';

/**
 * Active connections of which something waits for requests: kinds whose newest listings got none, calls that were refused for
 * want of them within the last hours (their ids begin with their time), and buckets that their provider paused.
 */
export function rateFacts(tx: Tx, { at }: { at: string }): AsyncIterable<readonly RateFacts[]> {
  return pagesOf<RateFacts, string>({
    keyOf: ({ connectionId }) => connectionId,
    async page(after, limit) {
      const { rows } = await sql<RateRow>`
        select c.connection_id, c.name as connection, c.created_at, s.starved, coalesce(o.refused, 0)::int as refused, b.paused
        from rollcall.connection c
        left join lateral (
          select jsonb_agg(jsonb_build_object('kind', k.kind, 'since', rollcall.instant(k.since)) order by k.kind) as starved
          from (select s.kind, max(s.believed_at) as since from rollcall.scope s
            where s.workspace_id = c.workspace_id and s.connection_id = c.connection_id group by s.kind
            having bool_and(s.trouble like ${`${wantOfRate}%`})) k
        ) s on true
        left join lateral (
          select count(*) as refused from rollcall.operation o
          where o.workspace_id = c.workspace_id and o.connection_id = c.connection_id
            and o.operation_id >= ${firstIdAt(at)}::uuid and o.state = 'failed' and o.error ->> 'kind' = 'rate_limited'
            and o.dispatched_at is null
        ) o on true
        left join lateral (
          select jsonb_agg(jsonb_build_object('bucket', b.bucket, 'until', rollcall.instant(b.paused_until)) order by b.bucket)
            as paused
          from rollcall.rate_budget b where b.workspace_id = c.workspace_id and b.connection_id = c.connection_id
            and b.paused_until > now()
        ) b on true
        where c.workspace_id = ${tx.workspaceId} and c.state = 'active'
          and ${after === undefined ? sql`true` : sql`c.connection_id > ${after}::uuid`}
          and (s.starved is not null or o.refused > 0 or b.paused is not null)
        order by c.connection_id limit ${limit}`.execute(tx);
      return rows.map((row) => ({
        connectionId: ConnectionId.parse(row.connection_id),
        connection: row.connection,
        addedAt: instant(row.created_at),
        starved: row.starved ?? [],
        refusedCalls: row.refused,
        paused: row.paused ?? [],
      }));
    },
  });
}

/** How a run says that a listing got no request (`patientBudget`): by the kind of the error. */
const wantOfRate = 'rate_limited:';

/** The least id of the version 7 that was made so long ago: its first 48 bits are the time in ms. */
function firstIdAt(at: string): string {
  const ms = (Date.parse(at) - starvedMs).toString(16).padStart(12, '0');
  return `${ms.slice(0, 8)}-${ms.slice(8)}-7000-8000-000000000000`;
}

interface RateRow {
  readonly connection_id: string;
  readonly connection: string;
  readonly created_at: Date;
  readonly starved: RateFacts['starved'] | null;
  readonly refused: number;
  readonly paused: RateFacts['paused'] | null;
}
