import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binSums } from '../../src/reports/wallet/bins-section.ts';
import { clientSums } from '../../src/reports/wallet/clients-section.ts';
import { walletBins } from '../../src/reports/wallet/facts.ts';
import { monthBoundaries } from '../../src/reports/wallet/months.ts';
import { walletReasons } from '../../src/reports/wallet/reasons.ts';
import { type ReportedWallet, reportedWallets } from '../../src/reports/wallet/wallet-roll.ts';
import { type GivenReading, type GivenTransaction, minute, partOf } from './support/wallet-part.ts';

function only(...given: Parameters<typeof partOf>): ReportedWallet {
  const [wallet, ...others] = reportedWallets(partOf(...given), () => []);
  if (wallet === undefined || others.length > 0) throw new Error('one wallet was given');
  return wallet;
}

/** Of one that keeps running balances, a transaction a minute: `[minute, effect]`. */
function running(opening: number, rows: readonly (readonly [number, number])[]): readonly GivenTransaction[] {
  let stated = opening;
  return rows.map(([at, effect]) => {
    stated += effect;
    return { id: `t${at}`, at, effect, stated };
  });
}

describe('how it is known what a wallet held', () => {
  const moved = running(100, [
    [-10, -20],
    [10, -30],
    [20, 50],
    [1_010, -5],
  ]);
  const unstated = moved.map(({ stated: _, ...own }) => own);
  test.each([
    { because: 'running balances', given: moved, readings: [], opening: [80n, 'running'], closing: [100n, 'running'] },
    {
      because: 'the first running balance, where the ledger begins later',
      given: moved.slice(1),
      readings: [],
      opening: [80n, 'first'],
      closing: [100n, 'running'],
    },
    {
      because: 'a balance that was read within a day after goes before',
      given: moved,
      readings: [{ at: 1_020, balance: 95 }],
      opening: [80n, 'running'],
      closing: [100n, 'read_after'],
    },
    {
      because: 'one of a day later does not',
      given: moved,
      readings: [{ at: 9_000, balance: 95 }],
      opening: [80n, 'running'],
      closing: [100n, 'running'],
    },
    {
      because: 'unless nothing is stated',
      given: unstated,
      readings: [{ at: 9_000, balance: 95 }],
      opening: [80n, 'read_after'],
      closing: [100n, 'read_after'],
      // It says both, and so nothing is held against it.
      difference: undefined,
    },
    {
      because: 'one from before goes on with what is listed since',
      given: unstated,
      readings: [{ at: -20, balance: 100 }],
      opening: [80n, 'read_before'],
      closing: [100n, 'read_before'],
      difference: undefined,
    },
    { because: 'nothing', given: unstated, readings: [], opening: undefined, closing: undefined },
  ])('$because', ({ given, readings, opening, closing, ...want }) => {
    const { opening: opened, whole } = only(given, { readings });
    expect(opened && [opened.minor, opened.by]).toEqual(opening);
    expect(whole.closing && [whole.closing.minor, whole.closing.by]).toEqual(closing);
    if (opening !== undefined)
      expect(whole).toMatchObject({
        openingMinor: 80n,
        closingMinor: 100n,
        difference: 'difference' in want ? undefined : { minor: 0n },
      });
  });
});

describe('what a difference is made of', () => {
  const read = (balance: number): GivenReading[] => [
    { at: -5, balance: 100 },
    { at: 1_005, balance },
  ];
  test.each([
    {
      rule: 'without_time',
      given: [{ id: 'a', at: null, effect: -7, seen: 500 }],
      readings: read(93),
      difference: -7n,
    },
    {
      rule: 'dated_later',
      given: [{ id: 'a', at: 5_000, effect: -7, seen: 500 }],
      readings: read(93),
      difference: -7n,
    },
    {
      rule: 'listed_later',
      given: [{ id: 'a', at: 500, effect: -7, seen: 1_500 }],
      readings: read(100),
      difference: 7n,
    },
    {
      rule: 'dated_before',
      given: [{ id: 'a', at: -500, effect: -7, seen: 500 }],
      readings: read(93),
      difference: -7n,
    },
  ] as const)('$rule', ({ rule, given, readings, difference }) => {
    expect(only(given, { readings }).whole.difference).toMatchObject({
      ...{ minor: difference, unexplainedMinor: 0n },
      explanations: [{ rule, count: 1, minor: difference }],
    });
  });

  test('what was in the balance all the same explains nothing', () => {
    const given = [{ id: 'a', at: 500, effect: -7, seen: 1_500 }];
    expect(only(given, { readings: read(93) }).whole.difference).toMatchObject({ minor: 0n, explanations: [] });
  });

  test('a running balance that nothing goes on from is misstated, and explained', () => {
    const [one, two, three] = running(100, [
      [10, -20],
      [20, -30],
      [1_010, 5],
    ]);
    const given = [one, { ...two, stated: 999 }, three].flatMap((row) =>
      row?.id === undefined ? [] : [{ at: 0, effect: 0, ...row, id: row.id }],
    );
    expect(only(given).whole).toMatchObject({
      closingMinor: 50n,
      difference: { minor: 949n, explanations: [{ rule: 'misstated', externalIds: ['t20'] }], unexplainedMinor: 0n },
    });
  });

  test('where running balances jump, nothing explains it, and the place is told', () => {
    const given = running(100, [
      [10, -20],
      [20, -30],
    ]).map((row) => (row.at === 20 ? { ...row, stated: 39 } : row));
    expect(only([...given, { id: 'z', at: 30, effect: -9, stated: 30 }]).whole.difference).toMatchObject({
      ...{ minor: -11n, explainedMinor: 0n, unexplainedMinor: -11n },
      places: [{ externalId: 't20', minor: -11n }],
    });
  });

  test('a transaction that was edited after the balance was read explains what it differs by', () => {
    const changed = {
      ...{ wallet: 'w', count: 1, externalIds: ['a'], at: minute(500), recordedAt: minute(1_500) },
      ...{ beforeMinor: -7n, nowMinor: -9n },
    };
    const part = partOf([{ id: 'a', at: 500, effect: -9, seen: 501 }], { readings: read(93) });
    const [wallet] = reportedWallets(part, () => [changed]);
    expect(wallet?.whole.difference).toMatchObject({
      minor: 2n,
      unexplainedMinor: 0n,
      explanations: [{ rule: 'changed_since' }],
    });
  });
});

/** Histories of which some is late, without a time, dated wrongly, or not listed at all; and balances that were read of them. */
const history = fc.record({
  rows: fc.array(
    fc.record({
      at: fc.option(fc.integer({ min: -400, max: 1_400 }), { freq: 9 }),
      effect: fc.option(fc.integer({ min: -500, max: 500 }), { freq: 30 }),
      seen: fc.integer({ min: -400, max: 2_000 }),
      stated: fc.option(fc.integer({ min: -500, max: 500 })),
      bin: fc.constantFrom(...walletBins),
      currency: fc.constantFrom('USD', 'USD', 'USD', 'USD', 'USD', 'USD', 'USD', 'EUR'),
    }),
    { maxLength: 12 },
  ),
  readings: fc.uniqueArray(
    fc.record({ at: fc.integer({ min: -400, max: 2_000 }), balance: fc.integer({ min: -500, max: 500 }) }),
    {
      maxLength: 4,
      selector: ({ at }) => at,
    },
  ),
  inner: fc.uniqueArray(fc.integer({ min: 1, max: 999 }), { maxLength: 3 }),
});

test.each([
  { because: 'of the period', at: 500, want: true },
  { because: 'after the period', at: 5_000, want: true },
  { because: 'before the period', at: -500, want: false },
])('$because, what is dated later than it was listed is said: $want', ({ at, want }) => {
  const part = partOf([
    { id: 'a', at, effect: -7, seen: at - 100 },
    { id: 'b', at: 400, effect: -7, seen: 400 },
  ]);
  const said = walletReasons([{ part, wallets: [] }], false).map(({ sentence }) => sentence);
  expect(said).toEqual(want ? [expect.stringContaining('1 transactions of acme were dated later')] : []);
});

test('whatever happened, what is explained and what is not come to the difference, and months go on from each other', () => {
  let compared = 0;
  fc.assert(
    fc.property(history, ({ rows, readings, inner }) => {
      const boundaries = [0, ...inner.toSorted((one, other) => one - other), 1_000];
      const part = partOf(
        rows.map((row, index) => ({ id: `t${index}`, ...row })),
        { boundaries, readings },
      );
      for (const { whole, months, opening } of reportedWallets(part, () => [])) {
        for (const { openingMinor, moved, closingMinor, closing, difference } of [whole, ...months]) {
          if (openingMinor !== null && moved.minor !== null && closingMinor !== null)
            expect(closingMinor).toBe(openingMinor + moved.minor);
          if (difference === undefined || closing === undefined || closingMinor === null) continue;
          compared += 1;
          expect(difference.minor).toBe(closing.minor - closingMinor);
          expect(difference.explainedMinor + difference.unexplainedMinor).toBe(difference.minor);
          expect(difference.explanations.reduce((sum, { minor }) => sum + minor, 0n)).toBe(difference.explainedMinor);
          // No rule makes more of it than there is.
          expect(size(difference.unexplainedMinor) <= size(difference.minor)).toBe(true);
        }
        expect(months[0]?.openingMinor).toBe(opening?.minor ?? null);
        for (const [index, { closingMinor }] of months.entries()) {
          const next = months[index + 1];
          if (next !== undefined) expect(next.openingMinor).toBe(closingMinor);
        }
        expect(months.at(-1)?.closingMinor).toBe(whole.closingMinor);
      }
      const counted = part.flows.filter(
        ({ segment }) =>
          segment !== null && segment > part.points.indexOf(minute(0)) && segment <= part.points.indexOf(minute(1_000)),
      );
      const sums = binSums(part);
      expect(sums.reduce((sum, { count }) => sum + count, 0)).toBe(counted.length);
      if (sums.every(({ minor }) => minor !== null)) {
        const total = counted.reduce((sum, { inMinor, outMinor }) => sum + inMinor + outMinor, 0n);
        expect(sums.reduce((sum, { minor }) => sum + (minor ?? 0n), 0n)).toBe(total);
      }
    }),
    { numRuns: 2_000 },
  );
  expect(compared).toBeGreaterThan(500);
});

test('a wallet of which everything is listed in time has no difference, however it is known', () => {
  const truth = fc.record({
    rows: fc.array(
      fc.record({
        at: fc.integer({ min: -400, max: 1_400 }),
        effect: fc.integer({ min: -99, max: 99 }),
        isStated: fc.boolean(),
      }),
      { maxLength: 20 },
    ),
    reads: fc.uniqueArray(fc.integer({ min: -400, max: 1_600 }), { maxLength: 4 }),
  });
  fc.assert(
    fc.property(truth, ({ rows, reads }) => {
      let balance = 1_000;
      const given = rows
        .toSorted((one, other) => one.at - other.at)
        .map(({ at, effect, isStated }, index) => {
          balance += effect;
          return { id: `t${index}`, at, effect, stated: isStated ? balance : null, seen: at };
        });
      const readings = reads.map((at) => ({
        at,
        balance: 1_000 + given.filter((one) => one.at < at).reduce((sum, { effect }) => sum + effect, 0),
      }));
      // Of the minute of a reading, some are before it and some after: the ledger calls such a reading no cut.
      const cuts = readings.filter(({ at }) => given.every((one) => one.at !== at));
      for (const { whole, opening } of reportedWallets(partOf(given, { readings: cuts }), () => [])) {
        if (opening !== undefined && whole.difference !== undefined) expect(whole.difference.minor).toBe(0n);
      }
    }),
    { numRuns: 1_000 },
  );
});

test.each([
  { from: '2026-10-01', end: '2026-11-01', want: ['2026-10-01', '2026-11-01'] },
  {
    from: '2026-10-15',
    end: '2027-01-02',
    want: ['2026-10-15', '2026-11-01', '2026-12-01', '2027-01-01', '2027-01-02'],
  },
  { from: '1990-01-01', end: '2026-01-01', want: ['1990-01-01', '2026-01-01'] },
])('the months from $from to $end', ({ from, end, want }) => {
  expect(monthBoundaries(new Date(from), new Date(end)).map((at) => at.toISOString().slice(0, 10))).toEqual(want);
});

test('what is spent is told by client, the most first, and what nobody is named for is one of them', () => {
  const flow = { currency: 'USD', unit: 'confirmed', count: 1, inMinor: 0n, outMinor: 0n } as const;
  expect(
    clientSums([
      { ...flow, client: 'Rhea', bin: 'charge', outMinor: -10n },
      { ...flow, client: 'Rhea', bin: 'refund', inMinor: 4n },
      { ...flow, client: null, bin: 'charge_unlisted', outMinor: -7n },
      { ...flow, client: 'Rhea', bin: 'top_up', inMinor: 500n },
    ]),
  ).toMatchObject([
    { client: null, chargedMinor: -7n, refundedMinor: 0n },
    { client: 'Rhea', chargedMinor: -10n, refundedMinor: 4n },
  ]);
});

function size(minor: bigint): bigint {
  return minor < 0n ? -minor : minor;
}
