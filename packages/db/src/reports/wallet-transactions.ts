import { type MoneyUnit, minorIn, type ReportedTransaction, walletBins } from '@rollcall/ledger';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../database.ts';
import { streamed } from '../facts/streamed.ts';
import { instant, instantOrNull } from '../json.ts';
import type { WalletSource } from './wallet.ts';
import { keptRows } from './wallet-rows.ts';

interface Row {
  readonly wallet: string;
  readonly external_id: string;
  readonly name: string;
  readonly at: Date | null;
  readonly effect: string | null;
  readonly stated: string | null;
  readonly raw: string | null;
  readonly currency: string | null;
  readonly unit: MoneyUnit;
  readonly bin: string;
  readonly reference: string | null;
  readonly client: string | null;
  readonly first_seen_at: Date;
}

/**
 * Every transaction of a period, those without a time last: by wallet, in the order of time; or the first of them, where not all are
 * wanted. In pages from a cursor, however many there are.
 */
export async function* walletTransactions(
  tx: Tx,
  source: WalletSource,
  { from, end, most }: { readonly from: Date; readonly end: Date; readonly most?: number | undefined },
): AsyncGenerator<readonly ReportedTransaction[]> {
  const question = sql<Row>`
    with ${keptRows(source)}
    select k.wallet, k.external_id, k.name, k.at, k.effect::text, k.stated::text, k.raw, k.currency, k.unit, k.bin, k.reference, k.client,
      k.first_seen_at
    from kept k where k.at is null or (k.at >= ${from}::timestamptz and k.at < ${end}::timestamptz)
    order by k.wallet collate "C", k.at nulls last, k.external_id collate "C"
    ${most === undefined ? sql`` : sql`limit ${most}`}`;
  for await (const rows of streamed<Row>(tx, { name: 'wallet_transactions', question, byHash: true })) {
    yield rows.map((row) => transactionOf(source, row));
  }
}

const Bin = z.enum(walletBins);

function transactionOf({ connection }: WalletSource, row: Row): ReportedTransaction {
  const { wallet, external_id: externalId, name, raw, currency, reference, client } = row;
  return {
    ...{ connection, wallet, externalId, name, raw, currency, reference, client },
    at: instantOrNull(row.at),
    effectMinor: minorIn(row.effect),
    statedMinor: minorIn(row.stated),
    unit: row.unit === 'confirmed' || row.unit === 'assumed' ? row.unit : 'unknown',
    bin: Bin.parse(row.bin),
    firstSeenAt: instant(row.first_seen_at),
  };
}
