import type { ReputationFacts } from '@rollcall/ledger';
import type { ReputationAttributes } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../database.ts';
import {
  type DeclaredKind,
  declaredTexts,
  type HeldRow,
  heldColumns,
  heldLive,
  heldOf,
  isAfter,
  positionOf,
  type ResourcePosition,
} from './declared.ts';
import { pagesOf } from './pages.ts';

/** What stands on lists of senders of unwanted mail, and what rests until it is well again. */
export function reputationFacts(
  tx: Tx,
  kinds: readonly DeclaredKind<ReputationAttributes>[],
): AsyncIterable<readonly ReputationFacts[]> {
  return pagesOf<ReputationFacts, ResourcePosition>({
    keyOf: positionOf,
    async page(after, limit) {
      const { rows } = await sql<ReputationRow>`
        select ${heldColumns}, coalesce(${declaredTexts('listedOn')}, '{}') as listed_on, ${resting('status')} as status,
          coalesce(d.declared -> 'rests' -> 'ready' ? ${resting('status')}, false) as is_ready,
          coalesce(d.declared -> 'rests' -> 'ended' ? ${resting('status')}, false) as has_ended,
          ${resting('readyAt')} as ready_at
        from ${heldLive(tx, kinds)}
        where (${resting('status')} is not null or cardinality(${declaredTexts('listedOn')}) > 0) and ${isAfter(after)}
        order by r.connection_id, r.kind, r.external_id limit ${limit}`.execute(tx);
      return rows.map((row) => ({
        ...heldOf(row),
        listedOn: row.listed_on,
        status: row.status,
        isReady: row.is_ready,
        hasEnded: row.has_ended,
        readyAt: row.ready_at,
      }));
    },
  });
}

function resting(name: string): RawBuilder<string | null> {
  return sql`(r.attributes ->> (d.declared -> 'rests' ->> ${sql.lit(name)}))`;
}

interface ReputationRow extends HeldRow {
  readonly listed_on: string[];
  readonly status: string | null;
  readonly is_ready: boolean;
  readonly has_ended: boolean;
  readonly ready_at: string | null;
}
