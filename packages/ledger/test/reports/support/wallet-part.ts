import { ConnectionId } from '@rollcall/schema';
import { createRollForward } from '../../../src/money/roll-forward.ts';
import type {
  RolledWallet,
  StatedAt,
  WalletFlow,
  WalletPart,
  WalletReading,
} from '../../../src/reports/wallet/facts.ts';

/** A transaction, by minutes; negative ones are before the period. */
export interface GivenTransaction {
  readonly id: string;
  readonly at: number | null;
  readonly effect: number | null;
  readonly stated?: number | null;
  /** When the ledger recorded it; before everything, where it does not matter. */
  readonly seen?: number;
  readonly currency?: string | null;
  readonly unit?: WalletFlow['unit'];
  readonly bin?: WalletFlow['bin'];
}

/** A balance that was read, by the minute. */
export interface GivenReading {
  readonly at: number;
  readonly balance: number;
}

const zero = Date.UTC(2026, 9, 1);
export const minute = (n: number) => new Date(zero + n * 60_000).toISOString();

/** What the store would say of one wallet with these, of a period of so many minutes in so many parts. */
export function partOf(
  transactions: readonly GivenTransaction[],
  {
    boundaries = [0, 1_000],
    readings = [],
  }: { readonly boundaries?: readonly number[]; readonly readings?: readonly GivenReading[] } = {},
): WalletPart {
  const told = boundaries.flatMap((moment, boundary) => {
    const after = readings.filter(({ at }) => at >= moment).toSorted((one, other) => one.at - other.at)[0];
    const before = readings.filter(({ at }) => at < moment).toSorted((one, other) => other.at - one.at)[0];
    return [
      ...(after === undefined ? [] : [readingOf(after, boundary, 'after')]),
      ...(before === undefined ? [] : [readingOf(before, boundary, 'before')]),
    ];
  });
  const taken = [...new Set(told.map(({ takenAt }) => takenAt))].sort();
  const points = [...new Set([...boundaries.map(minute), ...taken])].sort();
  return {
    ...{ connectionId: ConnectionId.parse('01900000-0000-7000-8000-000000000001'), connection: 'acme' },
    ...{ kind: 'wallet_transaction', walletKind: 'wallet', isNarrowed: false, ownWallets: [], clients: [], mark: '' },
    cover: {
      isCovered: true,
      newestAt: minute(2_000),
      clockMoved: 0,
      by: { startedAt: minute(2_000), finishedAt: minute(2_000), grade: 'proven', runId: 'r' },
    },
    boundaries: boundaries.map(minute),
    ...{ points, readings: told, wallets: [{ externalId: 'w', name: 'Main' }] },
    flows: transactions.map((one) => flowOf(one, points, taken)),
    rolled: [rolledOf(transactions, boundaries)],
  };
}

function readingOf({ at, balance }: GivenReading, boundary: number, side: 'after' | 'before'): WalletReading {
  return {
    ...{ boundary, side, wallet: 'w', name: 'Main', runId: `run-${at}`, takenAt: minute(at), knownAt: minute(at) },
    ...{ balanceMinor: BigInt(balance), raw: String(balance), currency: 'USD', unit: 'confirmed' },
  };
}

function flowOf(one: GivenTransaction, points: readonly string[], taken: readonly string[]): WalletFlow {
  const { at, effect, seen, currency = 'USD', unit = 'confirmed', bin = 'charge' } = one;
  const passed = (of: readonly string[], moment: number) => of.filter((point) => point <= minute(moment)).length;
  const known = passed(taken, seen ?? -1_000_000);
  return {
    ...{ wallet: 'w', isOwn: true, count: 1, currency, unit, bin },
    segment: at === null ? null : passed(points, at),
    seen: at === null || passed(taken, at) !== known ? known : null,
    inMinor: BigInt(Math.max(effect ?? 0, 0)),
    outMinor: BigInt(Math.min(effect ?? 0, 0)),
    unknown: effect === null ? 1 : 0,
    ahead: at !== null && seen !== undefined && at > seen + 1 ? 1 : 0,
  };
}

function rolledOf(transactions: readonly GivenTransaction[], boundaries: readonly number[]): RolledWallet {
  const timed = transactions
    .flatMap((one) => (one.at === null ? [] : [{ ...one, at: one.at }]))
    .toSorted((one, other) => one.at - other.at);
  const roll = createRollForward();
  const stated: StatedAt[] = [];
  let last: string | null = null;
  const pass = (at: number) => {
    for (let next = boundaries[stated.length]; next !== undefined && at >= next; next = boundaries[stated.length]) {
      const { closingMinor, newestBreak } = roll.end();
      stated.push({ minor: closingMinor ?? newestBreak?.statedMinor ?? null, at: last, broken: newestBreak });
    }
  };
  for (const { id, at, effect, stated: after = null } of timed) {
    pass(at);
    const effectMinor = effect === null ? null : BigInt(effect);
    roll.push({
      externalId: id,
      name: id,
      at: minute(at),
      count: 1,
      effectMinor,
      afterMinor: after === null ? null : BigInt(after),
    });
    last = minute(at);
  }
  pass(Number.POSITIVE_INFINITY);
  const { openingMinor, jumps, misstated, newestBreak, undecided } = roll.end();
  const isStated = timed.every((one) => typeof one.stated === 'number');
  return {
    ...{ wallet: 'w', stated, jumps, misstated, newestBreak, undecided },
    firstMinor: isStated ? openingMinor : null,
    firstAt: timed[0] === undefined ? null : minute(timed[0].at),
  };
}
