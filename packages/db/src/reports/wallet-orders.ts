import { type BroughtKind, minorIn, type PaidOrder } from '@rollcall/ledger';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../database.ts';
import { streamed } from '../facts/streamed.ts';
import { knownRows } from './known-rows.ts';
import type { WalletSource } from './wallet.ts';
import { chargedRows, keptRows } from './wallet-rows.ts';

interface Row {
  readonly reference: string;
  readonly currency: string | null;
  readonly unit: string;
  readonly presence: string | null;
  readonly client: string | null;
  readonly charges: number;
  readonly spent: string | null;
  readonly refunded: string | null;
  readonly brought: PaidOrder['brought'];
}

/** What was paid for in a period. */
export interface PaidOrdersQuestion {
  readonly from: Date;
  readonly end: Date;
  /** The kinds that name what brought them, by which attribute. */
  readonly brings: readonly BroughtKind[];
}

/**
 * Reads what was paid for in a period, how much that came to, and what of it there is, into a table of this transaction of the
 * database's. Answers how many there are, and another mark whenever one of them would be another.
 */
export async function readPaidOrders(
  tx: Tx,
  source: WalletSource,
  question: PaidOrdersQuestion,
): Promise<{ readonly count: number; readonly mark: string }> {
  const table = tableOf(source);
  await sql`drop table if exists ${sql.id('pg_temp', table)}`.execute(tx);
  await sql`create temporary table ${sql.id(table)} on commit drop as ${paidOrderRows(tx, source, question)}`.execute(
    tx,
  );
  const { rows } = await sql<{ count: number; mark: string }>`
    select count(*)::int as count, coalesce(sum(hashtextextended(o::text, 0)::numeric), 0)::text as mark
    from ${sql.id('pg_temp', table)} o`.execute(tx);
  return rows[0] ?? { count: 0, mark: '' };
}

/** Those that were read: what cost most comes first. Only so many, where `most` says how many are wanted. */
export async function* paidOrders(
  tx: Tx,
  source: WalletSource,
  most: number | undefined,
): AsyncGenerator<readonly PaidOrder[]> {
  const question = sql<Row>`select * from ${sql.id('pg_temp', tableOf(source))} o
    order by coalesce(o.spent::numeric, 0) - coalesce(o.refunded::numeric, 0), o.reference collate "C", o.currency, o.unit
    ${most === undefined ? sql`` : sql`limit ${most}`}`;
  for await (const page of streamed<Row>(tx, { name: 'wallet_orders', question })) {
    yield page.map((row) => ({
      ...{ connection: source.connection, externalId: row.reference, currency: row.currency, client: row.client },
      unit: row.unit === 'confirmed' || row.unit === 'assumed' ? row.unit : 'unknown',
      presence: row.presence,
      charges: row.charges,
      spentMinor: minorIn(row.spent),
      refundedMinor: minorIn(row.refunded),
      brought: row.brought,
    }));
  }
}

function tableOf({ table }: WalletSource): string {
  return `${table}_paid`;
}

function paidOrderRows(tx: Tx, source: WalletSource, { from, end, brings }: PaidOrdersQuestion): RawBuilder<unknown> {
  const { connectionId } = source.moving;
  const brought = brings.map(
    ({ kind, attribute }) => sql`
      select b.attributes ->> ${attribute} as reference, ${kind}::text as kind, b.presence, b.external_id
      from (${knownRows(tx, { connectionId, kind, knownAt: source.knownAt })}) b where b.attributes ->> ${attribute} is not null`,
  );
  const none = sql`select null::text as reference, null::text as kind, null::text as presence, null::text as external_id where false`;
  return sql`
    with ${keptRows(source)},
    ${chargedRows(tx, source)},
    paid as materialized (
      select k.reference, k.currency, k.unit, max(k.client) as client, (count(*) filter (where k.bin like 'charge%'))::int as charges,
        case when count(k.effect) = count(*) then coalesce(sum(k.effect) filter (where k.effect < 0), 0) end as spent,
        case when count(k.effect) = count(*) then coalesce(sum(k.effect) filter (where k.effect > 0), 0) end as refunded
      from kept k
      where k.reference is not null and k.at >= ${from}::timestamptz and k.at < ${end}::timestamptz group by 1, 2, 3
    ),
    brought as materialized (
      select x.reference, jsonb_agg(jsonb_build_object('kind', x.kind, 'live', x.live, 'gone', x.gone) order by x.kind) as brought
      from (
        select o.reference, o.kind, (count(*) filter (where o.presence = 'live'))::int as live,
          (count(*) filter (where o.presence <> 'live'))::int as gone
        from (${brought.length === 0 ? none : sql.join(brought, sql` union all `)}) o group by 1, 2
      ) x group by 1
    )
    select p.reference, p.currency, p.unit, c.presence, p.client, p.charges, p.spent::text as spent,
      p.refunded::text as refunded, coalesce(b.brought, '[]') as brought
    from paid p
    left join charged c on c.external_id = p.reference collate "C"
    left join brought b on b.reference = p.reference`;
}
