import { type FinalChange, type MoneyUnit, minorIn } from '@rollcall/ledger';
import { EventId } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from '../database.ts';
import { instant } from '../json.ts';
import { type DeclaredMoves, type JudgedMoves, judgedMoves } from './moving-kinds.ts';
import { pagesOf } from './pages.ts';

interface Row {
  readonly external_id: string;
  readonly name: string;
  readonly change: 'changed' | 'vanished';
  readonly event_id: string;
  readonly recorded_at: Date;
  readonly is_live: boolean;
  readonly before: Readonly<Record<string, unknown>>;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly at: Date | null;
}

/**
 * What became of transactions after they were final, as alarms on record say (`saidOf`): for each that changed or vanished, what it
 * was before the first of them, and what it is now. Rides `audit_event_of_note`.
 */
export async function* finalChanges(
  tx: Tx,
  declared: readonly DeclaredMoves[],
): AsyncGenerator<readonly FinalChange[]> {
  for (const judged of await judgedMoves(tx, declared)) {
    yield* pagesOf<FinalChange, { id: string; change: string }>({
      keyOf: ({ transaction, change }) => ({ id: transaction.externalId, change }),
      page: async (after, limit) =>
        (await changesAfter(tx, judged, { after, limit })).map((row) => factsOf(judged, row)),
    });
  }
}

async function changesAfter(
  tx: Tx,
  { connectionId, kind, moves }: JudgedMoves,
  { after, limit }: { readonly after: { id: string; change: string } | undefined; readonly limit: number },
): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`
    select a.external_id, r.name, a.change, a.event_id, a.recorded_at, r.presence = 'live' as is_live, a.before, r.attributes,
      rollcall.instant_in(r.attributes ->> ${moves.datedBy}) as at
    from (
      select e.subject_id as external_id, substr(e.type, ${'resource.'.length + 1}) as change,
        (array_agg(e.event_id order by e.event_id desc))[1] as event_id, max(e.recorded_at) as recorded_at,
        -- Of each field the oldest: the last of its name is kept.
        coalesce(jsonb_object_agg(f.key, f.value order by e.event_id desc) filter (where f.key is not null), '{}') as before
      from rollcall.audit_event e
      left join lateral jsonb_each(case when e.type = 'resource.changed' then e.before end) f on true
      where e.workspace_id = ${tx.workspaceId} and e.severity = 'alarm' and e.connection_id = ${connectionId}
        and e.subject_kind = ${kind} and e.type in ('resource.changed', 'resource.vanished')
      group by 1, 2
    ) a
    join rollcall.resource r on r.workspace_id = ${tx.workspaceId} and r.connection_id = ${connectionId} and r.kind = ${kind}
      and r.external_id = a.external_id
    where ${after === undefined ? sql`true` : sql`(a.external_id, a.change) > (${after.id}, ${after.change})`}
    order by a.external_id, a.change limit ${limit}`.execute(tx);
  return rows;
}

function factsOf({ place }: JudgedMoves, row: Row): FinalChange {
  const { external_id: externalId, change, attributes } = row;
  const { amountMinor, currency, unit = 'confirmed' } = attributes;
  const minor = minorIn(amountMinor);
  return {
    ...place,
    transaction: { externalId, name: row.name, at: row.at === null ? null : instant(row.at) },
    change,
    eventId: EventId.parse(row.event_id),
    recordedAt: instant(row.recorded_at),
    isLive: row.is_live,
    fields: Object.entries(row.before).map(([field, before]) => ({
      name: field,
      before,
      // Its name is no attribute.
      now: field === 'name' ? row.name : attributes[field],
    })),
    amount:
      minor === null ? null : { minor, currency: typeof currency === 'string' ? currency : null, unit: unitOf(unit) },
  };
}

function unitOf(unit: unknown): MoneyUnit {
  return unit === 'confirmed' || unit === 'assumed' ? unit : 'unknown';
}
