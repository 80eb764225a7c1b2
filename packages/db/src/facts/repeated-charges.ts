import { type MoneyUnit, minorIn, type RepeatedCharge } from '@rollcall/ledger';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../database.ts';
import { instant } from '../json.ts';
import { isTold, movements } from './movements.ts';
import { type DeclaredMoves, type JudgedMoves, judgedMoves } from './moving-kinds.ts';
import { streamed } from './streamed.ts';

interface Row {
  readonly external_id: string;
  readonly name: string;
  readonly at: Date;
  readonly before_id: string;
  readonly before_at: Date;
  readonly effect: string;
  readonly currency: string | null;
  readonly unit: MoneyUnit;
  readonly reference: string | null;
  readonly apart_ms: string;
  readonly usually_ms: string;
  readonly charges: number;
  readonly refunded_by: string | null;
}

/**
 * Charges that came less than half a period after one of the same amount, for the same and with the same description, out of the
 * same wallet. Legs of transfers are no charges.
 */
export async function* repeatedCharges(
  tx: Tx,
  declared: readonly DeclaredMoves[],
): AsyncGenerator<readonly RepeatedCharge[]> {
  for (const judged of await judgedMoves(tx, declared)) {
    for await (const rows of streamed<Row>(tx, {
      name: 'money_charges',
      question: repeats(tx, judged),
      byHash: true,
    })) {
      yield rows.map((row) => factsOf(judged, row));
    }
  }
}

function repeats(tx: Tx, judged: JudgedMoves): RawBuilder<unknown> {
  const { charges, told, periodDays } = judged.moves;
  return sql`
    with moved as materialized (
      select m.external_id, m.name, m.wallet, m.at, m.effect, m.currency, m.unit, m.attributes ->> ${charges.attribute} as reference
      from (${movements(tx, judged)}) m
      where m.at is not null and m.effect <> 0 and not ${isTold(sql`m.name`, told.transfer)}
    ),
    same as (
      select m.*, lag(m.external_id) over o as before_id, lag(m.at) over o as before_at,
        count(*) over p as charges, min(m.at) over p as first_at, max(m.at) over p as last_at
      from moved m where m.effect < 0
      window p as (partition by m.wallet, m.currency, m.effect, m.reference, m.name),
        o as (partition by m.wallet, m.currency, m.effect, m.reference, m.name order by m.at, m.external_id)
    ),
    came_back as (
      select m.reference, m.currency, m.effect, max(m.at) as at, max(m.external_id) as external_id from moved m
      where m.effect > 0 and m.reference is not null group by 1, 2, 3
    )
    select s.external_id, s.name, s.at, s.before_id, s.before_at, s.effect::text, s.currency, s.unit, s.reference,
      (extract(epoch from s.at - s.before_at) * 1000)::bigint as apart_ms, s.charges::int,
      (extract(epoch from s.last_at - s.first_at) * 1000 / (s.charges - 1))::bigint as usually_ms, b.external_id as refunded_by
    from same s
    left join came_back b on b.reference = s.reference and b.effect = -s.effect and b.currency is not distinct from s.currency
      and b.at >= s.before_at
    where s.at - s.before_at < ${periodDays} * interval '12 hours'
      -- What comes as often as ever is nothing to look at.
      and (s.charges < 3 or (s.at - s.before_at) * 2 < (s.last_at - s.first_at) / (s.charges - 1))`;
}

function factsOf({ place, moves }: JudgedMoves, row: Row): RepeatedCharge {
  const { external_id: externalId, name, currency, unit, charges, reference } = row;
  const effect = minorIn(row.effect) ?? 0n;
  return {
    ...place,
    first: { externalId: row.before_id, name, at: instant(row.before_at) },
    second: { externalId, name, at: instant(row.at) },
    amount: { minor: -effect, currency, unit },
    reference: reference === null ? null : { kind: moves.charges.kind, externalId: reference },
    apartMs: Number(row.apart_ms),
    usuallyApartMs: Number(row.usually_ms),
    charges,
    periodDays: moves.periodDays,
    refundedBy: row.refunded_by,
  };
}
