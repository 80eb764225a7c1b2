import type { ProviderWorkFacts } from '@rollcall/ledger';
import type { WorkAttributes } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from '../database.ts';
import {
  type DeclaredKind,
  declaredNumber,
  declaredText,
  type HeldRow,
  heldColumns,
  heldLive,
  heldOf,
  isAfter,
  positionOf,
  type ResourcePosition,
} from './declared.ts';
import { pagesOf } from './pages.ts';

/** The work of providers that failed, or was tried as often as it may be, with the same work that was done since. */
export function providerWorkFacts(
  tx: Tx,
  kinds: readonly DeclaredKind<WorkAttributes>[],
): AsyncIterable<readonly ProviderWorkFacts[]> {
  return pagesOf<ProviderWorkFacts, ResourcePosition>({
    keyOf: positionOf,
    async page(after, limit) {
      const { rows } = await sql<WorkRow>`
        with done as (
          select r.connection_id, r.kind, ${workName} as name, ${declaredText('target')} as target,
            max(${declaredText('madeAt')}) as made_at,
            (array_agg(r.external_id order by ${declaredText('madeAt')} desc nulls last))[1] as external_id
          from ${heldLive(tx, kinds)}
          where d.declared -> 'done' ? ${declaredText('status')}
          group by 1, 2, 3, 4
        )
        select ${heldColumns}, ${declaredText('status')} as status, ${hasFailed} as has_failed,
          ${declaredText('target')} as target, ${declaredNumber('attempts')} as attempts,
          ${declaredNumber('attemptsMax')} as attempts_max, ${declaredText('error')} as error, w.external_id as done_by
        from ${heldLive(tx, kinds)}
        left join done w on w.connection_id = r.connection_id and w.kind = r.kind and w.name = ${workName}
          and w.target = ${declaredText('target')} and w.made_at > ${declaredText('madeAt')}
        where (${hasFailed} or ${declaredNumber('attempts')} >= ${declaredNumber('attemptsMax')}
            and not d.declared -> 'done' ? ${declaredText('status')})
          and ${isAfter(after)}
        order by r.connection_id, r.kind, r.external_id limit ${limit}`.execute(tx);
      return rows.map((row) => ({
        ...heldOf(row),
        status: row.status,
        hasFailed: row.has_failed,
        target: row.target,
        attempts: row.attempts,
        attemptsMax: row.attempts_max,
        error: row.error,
        doneBy: row.done_by,
      }));
    },
  });
}

const hasFailed = sql<boolean>`(d.declared -> 'failed' ? ${declaredText('status')})`;
/** What is done, where the name says it. */
const workName = sql<string>`case when (d.declared -> 'isNamed')::boolean then r.name else '' end`;

interface WorkRow extends HeldRow {
  readonly status: string;
  readonly has_failed: boolean;
  readonly target: string | null;
  readonly attempts: number | null;
  readonly attempts_max: number | null;
  readonly error: string | null;
  readonly done_by: string | null;
}
