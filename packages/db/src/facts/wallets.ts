import {
  type CutFacts,
  createRollForward,
  type Entry,
  minorIn,
  type RollForward,
  type WalletFacts,
} from '@rollcall/ledger';
import { type RawBuilder, sql } from 'kysely';
import { newestCuts, oldestConsistentCuts, type WalletCut } from '../cuts.ts';
import type { Tx } from '../database.ts';
import { instantOrNull } from '../json.ts';
import { movements } from './movements.ts';
import { type DeclaredMoves, type JudgedMoves, judgedMoves } from './moving-kinds.ts';
import { streamed } from './streamed.ts';

/**
 * What the transactions of every wallet come to, in their order, with what the wallet held when that was last looked at. The
 * database sorts them and puts what chains into one entry: a ledger in which nothing is wrong comes as some lines a wallet, however
 * long it is, and what is wrong comes as it is.
 */
export async function* walletFacts(tx: Tx, declared: readonly DeclaredMoves[]): AsyncGenerator<readonly WalletFacts[]> {
  for (const judged of await judgedMoves(tx, declared)) yield* walletsOf(tx, judged);
}

interface EntryRow {
  readonly wallet: string;
  readonly wallet_name: string | null;
  readonly external_id: string;
  readonly name: string;
  readonly at: Date | null;
  readonly count: number;
  readonly effect: string | null;
  readonly stated: string | null;
  readonly currency: string | null;
  readonly last_currency: string | null;
  readonly is_told: boolean;
  readonly is_assumed: boolean;
  readonly is_unknown: boolean;
}

/** A wallet that is being rolled forward. */
interface Rolling {
  readonly externalId: string;
  readonly name: string;
  readonly roll: RollForward;
  readonly currencies: Set<string | null>;
  readonly units: Set<string>;
}

async function* walletsOf(tx: Tx, judged: JudgedMoves): AsyncGenerator<readonly WalletFacts[]> {
  const { connectionId, kind } = judged;
  const cuts = {
    newest: byWallet(await newestCuts(tx, { connectionId, kind, consistent: false })),
    consistent: byWallet(await newestCuts(tx, { connectionId, kind, consistent: true })),
    oldest: byWallet(await oldestConsistentCuts(tx, { connectionId, kind })),
  };
  let rolling: Rolling | undefined;
  for await (const rows of streamed<EntryRow>(tx, { name: 'money_entries', question: entries(tx, judged) })) {
    const done: Rolling[] = [];
    for (const row of rows) {
      if (rolling !== undefined && rolling.externalId !== row.wallet) done.push(rolling);
      if (rolling?.externalId !== row.wallet) rolling = begun(row);
      take(rolling, row);
    }
    if (done.length > 0) yield done.map((wallet) => factsOf(judged, cuts, wallet));
  }
  if (rolling !== undefined) yield [factsOf(judged, cuts, rolling)];
}

/** What chains, as one row; what breaks, and what follows on it, each as its own. */
function entries(tx: Tx, judged: JudgedMoves): RawBuilder<unknown> {
  const { connectionId, moves } = judged;
  return sql`
    with moved as (
      select m.external_id, m.name, m.wallet, m.at, m.effect, m.stated, m.currency, m.unit,
        count(*) over (partition by m.wallet, m.at) as together
      from (${movements(tx, judged)}) m where m.wallet is not null
    ),
    followed as (
      select m.*, lag(m.stated) over o as before, lag(m.together) over o as together_before, row_number() over o as nth
      from moved m window o as (partition by m.wallet order by m.at, m.external_id)
    ),
    judged as (
      select f.*, f.nth = 1 or f.at is null or f.effect is null or f.together > 1 or f.together_before > 1
        or case when f.stated is null then f.before is not null else f.stated is distinct from f.before + f.effect end as breaks
      from followed f
    ),
    begun as (
      select j.*, j.breaks or lag(j.breaks) over (partition by j.wallet order by j.at, j.external_id) as begins from judged j
    ),
    numbered as (
      select b.*, count(*) filter (where b.begins) over (partition by b.wallet order by b.at, b.external_id) as entry from begun b
    )
    select n.wallet, w.name as wallet_name, max(n.external_id) filter (where n.begins) as external_id,
      max(n.name) filter (where n.begins) as name, max(n.at) filter (where n.begins) as at, count(*)::int as count,
      case when count(n.effect) = count(*) then sum(n.effect)::text end as effect,
      (max(n.stated) filter (where n.begins) + sum(n.effect) - max(n.effect) filter (where n.begins))::text as stated,
      min(n.currency) as currency, max(n.currency) as last_currency, count(n.currency) = count(*) as is_told,
      bool_or(n.unit = 'assumed') as is_assumed, bool_or(n.unit not in ('assumed', 'confirmed')) as is_unknown
    from numbered n
    left join rollcall.resource w on w.workspace_id = ${tx.workspaceId} and w.connection_id = ${connectionId}
      and w.kind = ${moves.walletKind} and w.external_id = n.wallet
    group by n.wallet, w.name, n.entry order by n.wallet, min(n.nth)`;
}

function begun({ wallet, wallet_name }: EntryRow): Rolling {
  return {
    externalId: wallet,
    name: wallet_name ?? wallet,
    roll: createRollForward(),
    currencies: new Set(),
    units: new Set(),
  };
}

function take({ roll, currencies, units }: Rolling, row: EntryRow): void {
  for (const currency of [row.currency, row.last_currency, ...(row.is_told ? [] : [null])]) currencies.add(currency);
  if (row.is_assumed) units.add('assumed');
  if (row.is_unknown) units.add('unknown');
  const entry: Entry = {
    ...{ externalId: row.external_id, name: row.name, at: instantOrNull(row.at), count: row.count },
    // Of two currencies nothing is added, and nothing is held against anything.
    effectMinor: currencies.size > 1 ? null : minorIn(row.effect),
    afterMinor: currencies.size > 1 ? null : minorIn(row.stated),
  };
  roll.push(entry);
}

interface Cuts {
  readonly newest: ReadonlyMap<string, WalletCut>;
  readonly consistent: ReadonlyMap<string, WalletCut>;
  readonly oldest: ReadonlyMap<string, WalletCut>;
}

function factsOf({ place, moves }: JudgedMoves, cuts: Cuts, wallet: Rolling): WalletFacts {
  const { externalId, name, roll, currencies, units } = wallet;
  const [currency = null] = currencies;
  const [cut, newest, oldest] = [cuts.newest, cuts.consistent, cuts.oldest].map((of) => of.get(externalId));
  return {
    ...place,
    walletKind: moves.walletKind,
    wallet: { externalId, name },
    currency: currencies.size > 1 ? null : currency,
    unit: units.has('unknown') ? 'unknown' : units.has('assumed') ? 'assumed' : 'confirmed',
    rolled: roll.end(),
    cut: cut === undefined ? null : cutFacts(cut),
    consistent:
      newest === undefined || oldest === undefined ? null : { newest: cutFacts(newest), oldest: cutFacts(oldest) },
  };
}

function cutFacts(cut: WalletCut): CutFacts {
  const { takenAt, currency, unit, afterMinor: balanceMinor, listedMinor, statedMinor, newest, reason } = cut;
  return {
    takenAt,
    currency,
    unit,
    balanceMinor,
    listedMinor,
    statedMinor,
    newestId: newest?.externalId ?? null,
    reason,
  };
}

function byWallet(cuts: readonly WalletCut[]): ReadonlyMap<string, WalletCut> {
  return new Map(cuts.map((cut) => [cut.wallet.externalId, cut]));
}
