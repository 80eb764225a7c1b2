import { chainFrom, chainStart, minorIn } from '@rollcall/ledger';
import type { ConnectionId, Instant } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from './database.ts';
import { type MovingKind, movements } from './facts/movements.ts';
import { instant, instantOrNull } from './json.ts';
import type { RunLease } from './runs.ts';

/** A wallet's balance as it was read once. */
export interface ReadBalance {
  readonly externalId: string;
  readonly name: string;
  /** In minor units, as decimal digits; null where the unit is not known. */
  readonly minor: string | null;
  readonly raw: string | null;
  readonly currency: string | null;
  readonly unit: CutUnit;
}
type CutUnit = 'confirmed' | 'assumed' | 'unknown';

/** The balances of a connection's wallets before and after their transactions were read. */
export interface BalancesAround {
  readonly before: readonly ReadBalance[];
  readonly after: readonly ReadBalance[];
  readonly readAt: Date;
  readonly takenAt: Date;
}

/** What a wallet held and what the ledger held of it, at one time if it is consistent. */
export interface WalletCut {
  readonly connectionId: ConnectionId;
  readonly kind: string;
  readonly wallet: { readonly externalId: string; readonly name: string };
  readonly runId: string;
  readonly readAt: Instant;
  readonly takenAt: Instant;
  readonly beforeMinor: bigint | null;
  readonly afterMinor: bigint | null;
  readonly currency: string | null;
  readonly unit: CutUnit;
  readonly transactions: number;
  /** What all of them come to. */
  readonly listedMinor: bigint | null;
  readonly newest: { readonly externalId: string; readonly at: Instant } | null;
  /** The balance that the newest states. */
  readonly statedMinor: bigint | null;
  /** Since when transactions were listed; null: all were. */
  readonly listedSince: Instant | null;
  readonly consistent: boolean;
  /** Why it is not consistent. */
  readonly reason: string | null;
}

/**
 * Keeps what the wallets of a connection held around a listing of their transactions, together with what the ledger holds
 * of these now: to be called in the transaction that recorded the listing. What speaks against all of it being of one moment
 * is `trouble`; what does of one wallet alone is found here. A cut that says what the one before said is kept once a day.
 * Answers how many were kept. Reads the kind's resources once.
 */
export async function recordCuts(
  tx: Tx,
  lease: RunLease,
  cut: {
    readonly moving: MovingKind;
    readonly balances: BalancesAround;
    readonly trouble: string | null;
    readonly listedSince: string | null;
  },
): Promise<number> {
  const { moving, balances, listedSince } = cut;
  const { connectionId, kind } = moving;
  const listed = await listedOf(tx, moving);
  const rows = walletsIn(balances).map(({ before, after, known }) => {
    const own = listed.get(known.externalId);
    const reason = cut.trouble ?? troubleOf({ before, after, newestAt: own?.newestAt ?? null, balances });
    return {
      ...{ connection_id: connectionId, kind, wallet: known.externalId, name: known.name, run_id: lease.runId },
      ...{ read_at: balances.readAt.toISOString(), taken_at: balances.takenAt.toISOString() },
      ...{ before_minor: before?.minor ?? null, after_minor: after?.minor ?? null },
      ...{ before_raw: before?.raw ?? null, after_raw: after?.raw ?? null },
      ...{ currency: known.currency, unit: known.unit, transactions: own?.transactions ?? 0 },
      ...{ listed_minor: own === undefined ? '0' : own.listedMinor, newest_id: own?.newestId ?? null },
      ...{ newest_at: own?.newestAt?.toISOString() ?? null, stated_minor: own?.statedMinor ?? null },
      ...{ listed_since: listedSince, consistent: reason === null, reason },
    };
  });
  const kept = await sql`
    insert into rollcall.wallet_cut (workspace_id, connection_id, kind, wallet, taken_at, run_id, name, read_at, before_minor,
      after_minor, before_raw, after_raw, currency, unit, transactions, listed_minor, newest_id, newest_at, stated_minor,
      listed_since, consistent, reason)
    select ${tx.workspaceId}, n.connection_id, n.kind, n.wallet, n.taken_at, n.run_id, n.name, n.read_at, n.before_minor,
      n.after_minor, n.before_raw, n.after_raw, n.currency, n.unit, n.transactions, n.listed_minor, n.newest_id, n.newest_at,
      n.stated_minor, n.listed_since, n.consistent, n.reason
    from jsonb_populate_recordset(null::rollcall.wallet_cut, ${JSON.stringify(rows)}::jsonb) n
    left join lateral (
      select * from rollcall.wallet_cut o
      where o.workspace_id = ${tx.workspaceId} and o.connection_id = n.connection_id and o.kind = n.kind and o.wallet = n.wallet
      order by o.taken_at desc limit 1
    ) o on true
    where o.taken_at is null or (o.taken_at at time zone 'UTC')::date <> (n.taken_at at time zone 'UTC')::date
      or (o.before_minor, o.after_minor, o.before_raw, o.after_raw, o.currency, o.unit, o.transactions, o.listed_minor,
        o.newest_id, o.newest_at, o.stated_minor, o.consistent)
      is distinct from (n.before_minor, n.after_minor, n.before_raw, n.after_raw, n.currency, n.unit, n.transactions,
        n.listed_minor, n.newest_id, n.newest_at, n.stated_minor, n.consistent)
    on conflict do nothing`.execute(tx);
  return Number(kept.numAffectedRows ?? 0);
}

interface CutsOf {
  readonly connectionId: ConnectionId;
  readonly kind: string;
}

/** The newest cuts of a connection's wallets, one each; the newest consistent ones, if these are asked for. Rides the primary key. */
export async function newestCuts(tx: Tx, of: CutsOf & { readonly consistent: boolean }): Promise<readonly WalletCut[]> {
  return cutsOfWallets(tx, of, sql`desc`);
}

/** The oldest consistent cuts that are kept of a connection's wallets, one each. Rides the primary key. */
export async function oldestConsistentCuts(tx: Tx, of: CutsOf): Promise<readonly WalletCut[]> {
  return cutsOfWallets(tx, { ...of, consistent: true }, sql`asc`);
}

async function cutsOfWallets(
  tx: Tx,
  { connectionId, kind, consistent }: CutsOf & { readonly consistent: boolean },
  direction: RawBuilder<unknown>,
): Promise<readonly WalletCut[]> {
  const { rows } = await sql<CutRow>`
    select distinct on (c.wallet) c.* from rollcall.wallet_cut c
    where c.workspace_id = ${tx.workspaceId} and c.connection_id = ${connectionId} and c.kind = ${kind}
      and (c.consistent or not ${consistent})
    order by c.wallet, c.taken_at ${direction}`.execute(tx);
  return rows.map(cutOf);
}

/** A wallet's balances, whichever of the readings showed it. */
interface Around {
  readonly before: ReadBalance | undefined;
  readonly after: ReadBalance | undefined;
  readonly known: ReadBalance;
}

function walletsIn({ before, after }: BalancesAround): readonly Around[] {
  const later = new Map(after.map((balance) => [balance.externalId, balance]));
  const earlier = new Set(before.map(({ externalId }) => externalId));
  return [
    ...before.map((balance) => ({
      before: balance,
      after: later.get(balance.externalId),
      known: later.get(balance.externalId) ?? balance,
    })),
    ...after
      .filter(({ externalId }) => !earlier.has(externalId))
      .map((balance) => ({ before: undefined, after: balance, known: balance })),
  ];
}

/** Why what was read around the listing is not of one moment; null where nothing says so. */
function troubleOf({
  before,
  after,
  newestAt,
  balances,
}: Omit<Around, 'known'> & { readonly newestAt: Date | null; readonly balances: BalancesAround }): string | null {
  if (before === undefined) return 'the wallet came while its transactions were read';
  if (after === undefined) return 'the wallet went while its transactions were read';
  if (before.raw !== after.raw || before.minor !== after.minor || before.currency !== after.currency) {
    return 'the balance moved while the transactions were read';
  }
  // What came and went meanwhile may have left the balance as it was.
  if (newestAt !== null && newestAt >= balances.readAt && newestAt <= balances.takenAt) {
    return 'money moved while the transactions were read';
  }
  return null;
}

/** What the ledger holds of a wallet. */
interface ListedWallet {
  readonly transactions: number;
  readonly listedMinor: string | null;
  readonly newestAt: Date | null;
  readonly newestId: string | null;
  readonly statedMinor: string | null;
}

interface ListedRow {
  readonly wallet: string;
  readonly transactions: number;
  readonly listed: string | null;
  readonly newest_at: Date | null;
  readonly newest: readonly { id: string; effect: string | null; stated: string | null }[] | null;
}

/** More of one time are in no order that is looked for. */
const togetherMax = 1_000;

async function listedOf(tx: Tx, moving: MovingKind): Promise<ReadonlyMap<string, ListedWallet>> {
  const { rows } = await sql<ListedRow>`
    with moved as materialized (
      select m.external_id, m.wallet, m.at, m.effect, m.stated, m.currency from (${movements(tx, moving)}) m
      where m.wallet is not null
    ),
    wallets as (
      select m.wallet, count(*)::int as transactions, max(m.at) as newest_at,
        case when count(m.effect) = count(*) and count(distinct coalesce(m.currency, '')) = 1 then sum(m.effect)::text end as listed
      from moved m group by m.wallet
    )
    select w.*, n.newest from wallets w
    left join lateral (
      select jsonb_agg(jsonb_build_object('id', t.external_id, 'effect', t.effect::text, 'stated', t.stated::text)
        order by t.external_id) as newest
      from (select * from moved m where m.wallet = w.wallet and m.at = w.newest_at limit ${togetherMax + 1}) t
    ) n on true`.execute(tx);
  return new Map(rows.map((row) => [row.wallet, listedWallet(row)]));
}

function listedWallet({ transactions, listed, newest_at, newest }: ListedRow): ListedWallet {
  const last = lastOf(newest ?? []);
  return {
    ...{ transactions, listedMinor: listed, newestAt: newest_at },
    newestId: last?.id ?? null,
    statedMinor: last?.stated ?? null,
  };
}

type Newest = NonNullable<ListedRow['newest']>[number];

/** Which of those of the newest time is the last: the one that ends their chain. Undefined where they tell no order. */
function lastOf(newest: readonly Newest[]): Newest | undefined {
  if (newest.length <= 1) return newest[0];
  if (newest.length > togetherMax) return undefined;
  const links = newest.flatMap(({ effect, stated }) => {
    const [moved, afterMinor] = [minorIn(effect), minorIn(stated)];
    return moved === null || afterMinor === null ? [] : [{ beforeMinor: afterMinor - moved, afterMinor }];
  });
  const start = links.length < newest.length ? undefined : chainStart(links);
  const last = start === undefined ? undefined : chainFrom(links, start)?.at(-1);
  return last === undefined ? undefined : newest[last];
}

interface CutRow {
  readonly connection_id: ConnectionId;
  readonly kind: string;
  readonly wallet: string;
  readonly name: string;
  readonly taken_at: Date;
  readonly read_at: Date;
  readonly run_id: string;
  readonly before_minor: string | null;
  readonly after_minor: string | null;
  readonly currency: string | null;
  readonly unit: CutUnit;
  readonly transactions: number;
  readonly listed_minor: string | null;
  readonly newest_id: string | null;
  readonly newest_at: Date | null;
  readonly stated_minor: string | null;
  readonly listed_since: Date | null;
  readonly consistent: boolean;
  readonly reason: string | null;
}

function cutOf(row: CutRow): WalletCut {
  const { connection_id: connectionId, kind, run_id: runId, currency, unit, transactions, consistent, reason } = row;
  return {
    ...{ connectionId, kind, runId, currency, unit, transactions, consistent, reason },
    wallet: { externalId: row.wallet, name: row.name },
    readAt: instant(row.read_at),
    takenAt: instant(row.taken_at),
    beforeMinor: minorIn(row.before_minor),
    afterMinor: minorIn(row.after_minor),
    listedMinor: minorIn(row.listed_minor),
    newest:
      row.newest_id === null || row.newest_at === null
        ? null
        : { externalId: row.newest_id, at: instant(row.newest_at) },
    statedMinor: minorIn(row.stated_minor),
    listedSince: instantOrNull(row.listed_since),
    consistent,
    reason,
  };
}
