import { type Leg, type MoneyUnit, minorIn, pairLegs, type UnpairedLeg } from '@rollcall/ledger';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../database.ts';
import { instant } from '../json.ts';
import { isTold, movements } from './movements.ts';
import { type DeclaredMoves, type JudgedMoves, judgedMoves } from './moving-kinds.ts';
import { streamed } from './streamed.ts';

/** More of one connection are not told: they are no transfers then, but a list that shows one leg of each. */
const unpairedMax = 10_000;

interface Row {
  readonly external_id: string;
  readonly name: string;
  readonly wallet: string;
  readonly wallet_name: string | null;
  readonly at: Date;
  readonly effect: string;
  readonly currency: string | null;
  readonly unit: MoneyUnit;
}

interface OwnLeg extends Leg {
  readonly row: Row;
}

/** Legs of transfers between wallets that no other leg was found for, with how many transfers have both. */
export async function* unpairedLegs(
  tx: Tx,
  declared: readonly DeclaredMoves[],
): AsyncGenerator<readonly UnpairedLeg[]> {
  for (const judged of await judgedMoves(tx, declared)) {
    const pairing = pairLegs<OwnLeg>();
    const over: OwnLeg[] = [];
    for await (const rows of streamed<Row>(tx, { name: 'money_legs', question: legs(tx, judged) })) {
      for (const row of rows) over.push(...pairing.push(legOf(row)));
      if (over.length > unpairedMax) over.length = unpairedMax;
    }
    const { unpaired, pairs } = pairing.end();
    yield [...over, ...unpaired].map((leg) => factsOf(judged, leg, pairs));
  }
}

function legs(tx: Tx, judged: JudgedMoves): RawBuilder<unknown> {
  const { connectionId, moves } = judged;
  return sql`
    select m.external_id, m.name, m.wallet, w.name as wallet_name, m.at, m.effect::text, m.currency, m.unit
    from (${movements(tx, judged)}) m
    left join rollcall.resource w on w.workspace_id = ${tx.workspaceId} and w.connection_id = ${connectionId}
      and w.kind = ${moves.walletKind} and w.external_id = m.wallet
    where m.at is not null and m.wallet is not null and m.effect <> 0 and ${isTold(sql`m.name`, moves.told.transfer)}
    order by m.currency, abs(m.effect), m.at, m.external_id`;
}

function legOf(row: Row): OwnLeg {
  const { external_id: externalId, wallet, currency, at, effect } = row;
  return { externalId, wallet, currency, atMs: at.getTime(), effectMinor: minorIn(effect) ?? 0n, row };
}

function factsOf({ place }: JudgedMoves, { row, effectMinor }: OwnLeg, pairs: number): UnpairedLeg {
  const { external_id: externalId, name, wallet, wallet_name: walletName, at, currency, unit } = row;
  return {
    ...place,
    leg: { externalId, name, at: instant(at) },
    wallet: { externalId: wallet, name: walletName ?? wallet },
    direction: effectMinor < 0n ? 'out' : 'in',
    amount: { minor: effectMinor, currency, unit },
    pairs,
  };
}
