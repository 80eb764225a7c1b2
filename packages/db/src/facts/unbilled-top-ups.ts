import { type MoneyUnit, minorIn, type UnbilledTopUp } from '@rollcall/ledger';
import type { Moves } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../database.ts';
import { instant, instantOrNull } from '../json.ts';
import { isTold, movements } from './movements.ts';
import { type DeclaredMoves, type JudgedMoves, judgedMoves } from './moving-kinds.ts';
import { streamed } from './streamed.ts';

interface Row {
  readonly external_id: string;
  readonly name: string;
  readonly at: Date;
  readonly effect: string;
  readonly currency: string | null;
  readonly unit: MoneyUnit;
  readonly whole_at: Date | null;
  readonly oldest_at: Date | null;
}

/** Money that was put into wallets, and that no invoice names, where the provider has invoices for it. */
export async function* unbilledTopUps(
  tx: Tx,
  declared: readonly DeclaredMoves[],
): AsyncGenerator<readonly UnbilledTopUp[]> {
  for (const judged of await judgedMoves(tx, declared)) {
    const { billed } = judged.moves;
    if (billed === undefined) continue;
    for await (const rows of streamed<Row>(tx, {
      name: 'money_top_ups',
      question: topUps(tx, judged, billed),
      byHash: true,
    })) {
      yield rows.map((row) => factsOf(judged, billed, row));
    }
  }
}

type Billed = NonNullable<Moves['billed']>;

function topUps(tx: Tx, judged: JudgedMoves, billed: Billed): RawBuilder<unknown> {
  const { connectionId, moves } = judged;
  const { topUp, recharge } = moves.told;
  return sql`
    with bills as materialized (
      select b.attributes ->> ${billed.attribute} as names, rollcall.instant_in(b.attributes ->> ${billed.datedBy}) as at
      from rollcall.resource b
      where b.workspace_id = ${tx.workspaceId} and b.connection_id = ${connectionId} and b.kind = ${billed.kind}
        and b.presence = 'live' and b.attributes ->> ${billed.attribute} is not null
    )
    select m.external_id, m.name, m.at, m.effect::text, m.currency, m.unit, s.whole_at, o.oldest_at
    from (${movements(tx, judged)}) m
    left join rollcall.scope s on s.workspace_id = ${tx.workspaceId} and s.connection_id = ${connectionId}
      and s.kind = ${billed.kind} and s.parent = ''
    cross join (select min(b.at) as oldest_at from bills b) o
    where m.at is not null and m.effect > 0 and ${isTold(sql`m.name`, [...topUp, ...recharge])}
      and not exists (select from bills b where b.names = m.external_id)
    order by m.external_id`;
}

function factsOf({ place }: JudgedMoves, { kind, withinDays }: Billed, row: Row): UnbilledTopUp {
  const { external_id: externalId, name, currency, unit } = row;
  return {
    ...place,
    topUp: { externalId, name, at: instant(row.at) },
    amount: { minor: minorIn(row.effect) ?? 0n, currency, unit },
    billKind: kind,
    withinDays,
    billsWholeAt: instantOrNull(row.whole_at),
    oldestBillAt: instantOrNull(row.oldest_at),
  };
}
