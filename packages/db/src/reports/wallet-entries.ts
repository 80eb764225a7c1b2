import { createRollForward, minorIn, type RolledWallet, type RollForward, type StatedAt } from '@rollcall/ledger';
import type { Instant } from '@rollcall/schema';
import { sql } from 'kysely';

/**
 * The `with` parts that end in `entries`: the transactions of each wallet in the order of time, what chains as one row, what breaks
 * and what follows on it each as its own; none goes on over a point. They are of those that have a time. Of a million, each window
 * takes most of a second: all that looks at neighbours does so in one, and all that looks at what breaks in another. Wallets are
 * numbered, for numbers are sorted faster than texts.
 */
export const entryRows = sql`
  numbers as materialized (
    select w.wallet, (row_number() over (order by w.wallet))::int as nr from (select distinct s.wallet from summed s) w
  ),
  followed as (
    select w.nr, p.external_id, p.name, p.wallet, p.at, p.effect, p.stated, p.currency, p.segment,
      lag(p.stated) over o as before, lag(p.at) over o as at_before, lag(p.at, 2) over o as at_before_that, lead(p.at) over o as at_after,
      lag(p.segment) over o as segment_before, lag(p.currency) over o as currency_before
    from placed p join numbers w on w.wallet = p.wallet where p.at is not null and p.is_own
    window o as (partition by w.nr order by p.at, p.external_id)
  ),
  judged as (
    select f.*, f.segment is distinct from f.segment_before or f.effect is null or coalesce(f.at in (f.at_before, f.at_after), false)
      or coalesce(f.at_before = f.at_before_that, false) or f.currency is distinct from f.currency_before
      or case when f.stated is null then f.before is not null else f.stated is distinct from f.before + f.effect end as breaks
    from followed f order by f.nr, f.at, f.external_id
  ),
  -- What breaks begins an entry, and so does what follows on it: two for each that breaks, but one for what breaks last.
  numbered as (
    select j.*, j.breaks or lag(j.breaks) over o as begins, 2 * count(*) filter (where j.breaks) over o - j.breaks::int as entry
    from judged j
    window o as (partition by j.nr order by j.at, j.external_id rows between unbounded preceding and current row)
  ),
  entries as (
    select n.wallet, n.entry as nth, max(n.external_id) filter (where n.begins) as external_id,
      max(n.name) filter (where n.begins) as name, rollcall.instant(max(n.at) filter (where n.begins)) as at,
      rollcall.instant(max(n.at)) as last_at, count(*)::int as count,
      case when count(n.effect) = count(*) then sum(n.effect)::text end as effect,
      (max(n.stated) filter (where n.begins) + sum(n.effect) - max(n.effect) filter (where n.begins))::text as stated,
      min(n.currency) as currency, min(n.segment) as segment
    from numbered n group by n.wallet, n.entry
  )`;

interface Rolling {
  readonly wallet: string;
  readonly roll: RollForward;
  readonly stated: StatedAt[];
  readonly currencies: Set<unknown>;
  lastAt: Instant | null;
  /** What moved before the first running balance; null where that is not known. */
  unstated: bigint | null;
  isStated: boolean;
  firstAt: Instant | null;
  /** The last time at which something moved of which no running balance is stated. */
  unstatedAt: Instant | null;
}

/**
 * Rolls wallets forward, one after the other, and says at each boundary what they were said to hold. A boundary is given by its
 * place among the points: what is of a later segment is not before it.
 */
export function rollings(boundaries: readonly number[]): {
  push(entry: Readonly<Record<string, unknown>>): void;
  end(): readonly RolledWallet[];
} {
  const done: RolledWallet[] = [];
  let rolling: Rolling | undefined;
  const finish = () => {
    if (rolling !== undefined) done.push(rolledFrom(rolling, boundaries));
    rolling = undefined;
  };
  return {
    push(entry) {
      const wallet = String(entry['wallet']);
      if (rolling?.wallet !== wallet) finish();
      rolling ??= begun(wallet);
      take(rolling, entry, boundaries);
    },
    end() {
      finish();
      return done;
    },
  };
}

function begun(wallet: string): Rolling {
  return {
    ...{ wallet, roll: createRollForward(), stated: [], currencies: new Set() },
    ...{ lastAt: null, unstated: 0n, isStated: false, firstAt: null, unstatedAt: null },
  };
}

function take(rolling: Rolling, entry: Readonly<Record<string, unknown>>, boundaries: readonly number[]): void {
  const { roll, currencies } = rolling;
  const at = String(entry['at']);
  passBoundaries(rolling, boundaries, Number(entry['segment']));
  currencies.add(entry['currency']);
  // Of two currencies nothing is added, and nothing is held against anything.
  const isOne = currencies.size === 1;
  const effectMinor = isOne ? minorIn(entry['effect']) : null;
  const afterMinor = isOne ? minorIn(entry['stated']) : null;
  if (afterMinor !== null && effectMinor !== null) {
    if (!rolling.isStated) rolling.firstAt = at;
    rolling.isStated = true;
  } else if (!rolling.isStated) {
    rolling.unstated = rolling.unstated === null || effectMinor === null ? null : rolling.unstated + effectMinor;
  }
  // Of one time, some with and some without: which of them came first is not known.
  if (afterMinor === null) rolling.unstatedAt = String(entry['last_at']);
  if (rolling.isStated && rolling.unstatedAt === rolling.firstAt) rolling.unstated = null;
  const [externalId, name] = [String(entry['external_id']), String(entry['name'])];
  roll.push({ externalId, name, at, count: Number(entry['count']), effectMinor, afterMinor });
  rolling.lastAt = String(entry['last_at']);
}

/** Says what was held at each boundary that a segment is not before. */
function passBoundaries(rolling: Rolling, boundaries: readonly number[], segment: number): void {
  for (let next = boundaries[rolling.stated.length]; next !== undefined; next = boundaries[rolling.stated.length]) {
    if (segment <= next) return;
    const { closingMinor, newestBreak } = rolling.roll.end();
    rolling.stated.push({
      minor: closingMinor ?? newestBreak?.statedMinor ?? null,
      at: rolling.lastAt,
      broken: newestBreak,
    });
  }
}

function rolledFrom(rolling: Rolling, boundaries: readonly number[]): RolledWallet {
  passBoundaries(rolling, boundaries, Number.POSITIVE_INFINITY);
  const { wallet, roll, stated, unstated, isStated, firstAt } = rolling;
  const { openingMinor, jumps, misstated, newestBreak, undecided } = roll.end();
  return {
    ...{ wallet, stated, firstAt, jumps, misstated, newestBreak, undecided },
    firstMinor: isStated && openingMinor !== null && unstated !== null ? openingMinor - unstated : null,
  };
}
