import type { AnswerPlace, AnswerShapeFacts } from '@rollcall/ledger';
import { ConnectionId } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from '../database.ts';
import { instant } from '../json.ts';
import { pagesOf } from './pages.ts';

/** Operations whose answers are not as documented at some places, with these. Rides `answer_shape_differing`. */
export function answerShapeFacts(
  tx: Tx,
  { connectionId }: { readonly connectionId?: ConnectionId } = {},
): AsyncIterable<readonly AnswerShapeFacts[]> {
  return pagesOf<AnswerShapeFacts, readonly [string, string]>({
    keyOf: ({ connectionId, operation }) => [connectionId, operation],
    async page(after, limit) {
      const { rows } = await sql<ShapeRow>`
        select a.connection_id, c.name as connection, a.operation, min(a.document_version) as document_version,
          (select max(l.looked_at) from rollcall.answer_shape l where l.workspace_id = ${tx.workspaceId}
            and l.connection_id = a.connection_id and l.operation = a.operation) as looked_at,
          jsonb_agg(${placeJson} order by a.path) as places
        from rollcall.answer_shape a
        join rollcall.connection c on c.workspace_id = a.workspace_id and c.connection_id = a.connection_id
          and c.state <> 'removed'
        where a.workspace_id = ${tx.workspaceId}
          and (a.documented is null or a.strayed > 0 or a.missed_since_seen > 0 or a.is_required and a.missed > 0)
          and ${connectionId === undefined ? sql`true` : sql`a.connection_id = ${connectionId}`}
          and ${after === undefined ? sql`true` : sql`(a.connection_id, a.operation) > (${after[0]}::uuid, ${after[1]})`}
        group by a.connection_id, c.name, a.operation
        order by a.connection_id, a.operation limit ${limit}`.execute(tx);
      return rows.map((row) => ({
        connectionId: ConnectionId.parse(row.connection_id),
        connection: row.connection,
        operation: row.operation,
        documentVersion: row.document_version,
        lookedAt: instant(row.looked_at),
        places: row.places,
      }));
    },
  });
}

/** One place, in the words of the rule. */
const placeJson = sql`jsonb_build_object('path', a.path, 'pointer', a.pointer, 'documented', a.documented, 'isRequired', a.is_required,
  'isPublished', a.is_published, 'types', a.types, 'strays', a.strays, 'seen', a.seen, 'strayed', a.strayed,
  'missed', a.missed, 'missedSinceSeen', a.missed_since_seen, 'seenAt', rollcall.instant(a.seen_at),
  'strayedAt', rollcall.instant(a.strayed_at), 'missedAt', rollcall.instant(a.missed_at))`;

interface ShapeRow {
  readonly connection_id: string;
  readonly connection: string;
  readonly operation: string;
  readonly document_version: string;
  readonly looked_at: Date;
  readonly places: readonly AnswerPlace[];
}
