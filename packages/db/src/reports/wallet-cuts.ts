import { minorIn, type WalletReading } from '@rollcall/ledger';
import { sql } from 'kysely';
import type { Tx } from '../database.ts';
import { instant } from '../json.ts';
import type { KindOf } from './known-rows.ts';
import { isContradictory } from './wallet-cover.ts';

interface Row {
  readonly boundary: number;
  readonly side: 'after' | 'before';
  readonly wallet: string;
  readonly taken_at: Date;
  readonly known_at: Date;
  readonly run_id: string;
  readonly balance: string | null;
  readonly raw: string | null;
  readonly currency: string | null;
  readonly unit: WalletReading['unit'];
  readonly name: string;
}

/**
 * Of each wallet, what it was read to hold nearest before and after each of these moments, by consistent cuts that were known at
 * `knownAt`. Those whose listing has times that cannot be are left out. Steps by the primary key.
 */
export async function walletReadings(
  tx: Tx,
  { connectionId, kind }: KindOf,
  { boundaries, knownAt }: { readonly boundaries: readonly Date[]; readonly knownAt: Date },
): Promise<readonly WalletReading[]> {
  const nearest = (side: 'after' | 'before') => sql`
    select b.place::int - 1 as boundary, ${side}::text as side, w.wallet, n.* from unnest(${[...boundaries]}::timestamptz[])
      with ordinality b(moment, place)
    cross join wallets w
    cross join lateral (
      select c.taken_at, coalesce(l.finished_at, c.taken_at) as known_at, c.run_id, c.after_minor::text as balance,
        c.after_raw as raw, c.currency, c.unit, c.name
      from rollcall.wallet_cut c
      left join rollcall.run r on r.workspace_id = c.workspace_id and r.run_id = c.run_id
      left join rollcall.listing l on l.workspace_id = c.workspace_id and l.run_id = c.run_id and l.kind = c.kind and l.parent = ''
      where c.workspace_id = ${tx.workspaceId} and c.connection_id = ${connectionId} and c.kind = ${kind} and c.wallet = w.wallet
        and c.consistent and c.read_at <= c.taken_at and not coalesce(${isContradictory}, false)
        and c.taken_at <= ${knownAt}::timestamptz and coalesce(l.finished_at, c.taken_at) <= ${knownAt}::timestamptz
        and ${side === 'after' ? sql`c.taken_at >= b.moment` : sql`c.taken_at < b.moment`}
      order by c.taken_at ${side === 'after' ? sql`asc` : sql`desc`} limit 1
    ) n`;
  const { rows } = await sql<Row>`
    with recursive wallets as (
      (select c.wallet from rollcall.wallet_cut c where c.workspace_id = ${tx.workspaceId} and c.connection_id = ${connectionId}
        and c.kind = ${kind} order by c.wallet limit 1)
      union all
      select n.wallet from wallets w cross join lateral (
        select c.wallet from rollcall.wallet_cut c where c.workspace_id = ${tx.workspaceId} and c.connection_id = ${connectionId}
          and c.kind = ${kind} and c.wallet > w.wallet order by c.wallet limit 1
      ) n
    )
    select * from (${nearest('after')}) a union all select * from (${nearest('before')}) b
    order by boundary, side, wallet`.execute(tx);
  return rows.map(({ boundary, side, wallet, name, run_id: runId, raw, currency, unit, ...row }) => ({
    ...{ boundary, side, wallet, name, runId, raw, currency, unit },
    takenAt: instant(row.taken_at),
    knownAt: instant(row.known_at),
    balanceMinor: minorIn(row.balance),
  }));
}
