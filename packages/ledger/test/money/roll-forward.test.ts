import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRollForward, type Entry, type Rolled } from '../../src/money/roll-forward.ts';

function rolled(entries: readonly Entry[]): Rolled {
  const roll = createRollForward();
  for (const entry of entries) roll.push(entry);
  return roll.end();
}

/** Effects and running balances by hand: `[second, effect, after]`. */
function entriesOf(rows: readonly (readonly [number, number | null, number | null])[]): readonly Entry[] {
  return rows.map(([second, effect, after], index) => ({
    externalId: `t${index}`,
    name: `transaction ${index}`,
    at: new Date(second * 1000).toISOString(),
    count: 1,
    effectMinor: effect === null ? null : BigInt(effect),
    afterMinor: after === null ? null : BigInt(after),
  }));
}

const clean = { misstated: [], jumps: [], offMinor: 0n, jumpCount: 0, newestBreak: null, undecided: null };

describe('a wallet by hand', () => {
  test('what chains has an opening, a sum and a closing', () => {
    expect(
      rolled(
        entriesOf([
          [1, 100, 150],
          [2, -30, 120],
          [3, -20, 100],
        ]),
      ),
    ).toEqual({
      ...clean,
      ...{ count: 3, sumMinor: 50n, openingMinor: 50n, closingMinor: 100n },
    });
  });

  test('the order of those of one time is the one that chains', () => {
    expect(
      rolled(
        entriesOf([
          [1, 100, 100],
          [2, -20, 60],
          [2, 10, 80],
          [2, -30, 70],
          [3, 1, 61],
        ]),
      ),
    ).toMatchObject({
      ...clean,
      closingMinor: 61n,
    });
  });

  test('a balance that nothing goes on from is misstated', () => {
    const { misstated, ...others } = rolled(
      entriesOf([
        [1, 100, 100],
        [2, -10, 91],
        [3, -10, 80],
      ]),
    );
    expect(misstated).toMatchObject([{ externalId: 't1', expectedMinor: 90n, statedMinor: 91n }]);
    expect(others).toMatchObject({ jumps: [], offMinor: 0n, newestBreak: null, undecided: null, closingMinor: 80n });
  });

  test('from a jump on, all is off by as much', () => {
    const { jumps, ...others } = rolled(
      entriesOf([
        [1, 100, 100],
        [2, -10, 70],
        [3, -10, 60],
      ]),
    );
    expect(jumps).toMatchObject([{ externalId: 't1', expectedMinor: 90n, statedMinor: 70n }]);
    expect(others).toMatchObject({ misstated: [], offMinor: -20n, jumpCount: 1, closingMinor: 60n, undecided: null });
  });

  test('of the newest, nothing tells which of the two it is', () => {
    const found = rolled(
      entriesOf([
        [1, 100, 100],
        [2, -10, 70],
      ]),
    );
    expect(found).toMatchObject({ misstated: [], jumps: [], closingMinor: null });
    expect(found.newestBreak).toMatchObject({ externalId: 't1', expectedMinor: 90n, statedMinor: 70n });
  });

  test('those of one time that chain in no order are undecided, and so is nothing after them', () => {
    const found = rolled(
      entriesOf([
        [1, 100, 100],
        [2, -10, 55],
        [2, -10, 33],
        [3, 5, 200],
        [4, 5, 250],
      ]),
    );
    expect(found.undecided).toMatch(/in no order/);
    // The one at 3 begins anew, and the one at 4 is held against it.
    expect(found.newestBreak).toMatchObject({ externalId: 't4', expectedMinor: 205n, statedMinor: 250n });
  });

  test.each([
    {
      because: 'an amount',
      rows: [
        [1, 100, 100],
        [2, null, 90],
        [3, -10, 80],
      ] as const,
      says: /t1 moves/,
    },
    {
      because: 'no order',
      rows: [
        [1, 5, 10],
        [1, -5, 5],
        [2, 1, 11],
      ] as const,
      says: /in no order/,
    },
  ])('what is not known ($because) is said, and nothing is made of it', ({ rows, says }) => {
    const found = rolled(entriesOf(rows));
    expect(found.undecided).toMatch(says);
    expect(found).toMatchObject({ misstated: [], jumps: [], newestBreak: null });
  });

  test('a transaction without a time is in no order', () => {
    const entries = entriesOf([
      [1, 100, 100],
      [2, -10, 90],
    ]).map((entry) => ({ ...entry, at: null }));
    expect(rolled(entries)).toMatchObject({ undecided: 't0 has no time', jumps: [], misstated: [] });
  });

  test('without running balances there is a sum, and nothing that is wrong', () => {
    expect(
      rolled(
        entriesOf([
          [1, 100, null],
          [2, -10, null],
        ]),
      ),
    ).toEqual({
      ...clean,
      ...{ count: 2, sumMinor: 90n, openingMinor: null, closingMinor: null },
    });
  });

  test('a balance that is left out is made up for by what moved meanwhile', () => {
    expect(
      rolled(
        entriesOf([
          [1, 100, 100],
          [2, -10, null],
          [3, -10, 80],
        ]),
      ),
    ).toMatchObject(clean);
    expect(
      rolled(
        entriesOf([
          [1, 100, 100],
          [2, -10, null],
          [3, -10, 81],
          [4, 1, 82],
        ]),
      ).jumps,
    ).toHaveLength(1);
  });
});

/** A true ledger: effects that are not nothing, several at one time now and then, in any order there. */
const ledger = fc
  .array(
    fc.tuple(
      fc.integer({ min: -9_000, max: 9_000 }).filter((n) => n !== 0),
      fc.integer({ min: 0, max: 5 }),
    ),
    {
      minLength: 4,
      maxLength: 60,
    },
  )
  .map((steps) => {
    let second = 0;
    let after = 1_000_000;
    return steps.map(([effect, apart]): readonly [number, number, number] => {
      second += apart === 0 ? 0 : 1;
      after += effect;
      return [second, effect, after];
    });
  });
type Ledger = readonly (readonly [number, number, number])[];
/** Each at its own time. */
const apart = ledger.map((rows): Ledger => rows.map(([, effect, after], index) => [index, effect, after]));
const place = fc.nat(1_000);

function shuffled(rows: Ledger, seed: number): Ledger {
  return rows
    .map((row, index) => ({ row, key: (index * 7_919 + seed * 104_729) % 1_009 }))
    .sort((one, other) => one.row[0] - other.row[0] || one.key - other.key)
    .map(({ row }) => row);
}

/** A place that is neither the first nor one of the last two. */
function inside(rows: Ledger, n: number): number {
  return 1 + (n % (rows.length - 3));
}

const isClean = (found: Rolled) =>
  found.misstated.length + found.jumpCount === 0 && found.newestBreak === null && found.undecided === null;

describe('any ledger', () => {
  test('a true one adds up, in whatever order those of one time come', () => {
    fc.assert(
      fc.property(ledger, fc.nat(50), (rows, seed) => {
        const found = rolled(entriesOf(shuffled(rows, seed)));
        const sum = rows.reduce((total, [, effect]) => total + effect, 0);
        expect(found).toMatchObject({
          count: rows.length,
          sumMinor: BigInt(sum),
          misstated: [],
          jumpCount: 0,
          newestBreak: null,
        });
        // Where the first ones come back to where they began, their order stays open.
        if (found.undecided === null) {
          expect(found).toMatchObject({ openingMinor: 1_000_000n, closingMinor: BigInt(1_000_000 + sum) });
        } else expect(found.undecided).toMatch(/in no order/);
      }),
    );
  });

  test('one that is missing is a jump where it was, of its amount', () => {
    fc.assert(
      fc.property(apart, place, (rows, n) => {
        const at = inside(rows, n);
        const found = rolled(entriesOf(rows.toSpliced(at, 1)));
        expect(found).toMatchObject({ misstated: [], jumpCount: 1, newestBreak: null, undecided: null });
        expect(found.offMinor).toBe(BigInt(rows[at]?.[1] ?? 0));
        expect(found.jumps[0]?.externalId).toBe(`t${at}`);
      }),
    );
  });

  test('one of another amount is a jump there, of the difference', () => {
    fc.assert(
      fc.property(apart, place, fc.integer({ min: 1, max: 500 }), (rows, n, more) => {
        const at = inside(rows, n);
        const [second, effect, after] = rows[at] ?? [0, 0, 0];
        const found = rolled(entriesOf(rows.with(at, [second, effect + more, after])));
        expect(found).toMatchObject({ misstated: [], jumpCount: 1, newestBreak: null, offMinor: BigInt(-more) });
        expect(found.jumps[0]?.externalId).toBe(`t${at}`);
      }),
    );
  });

  test('a misprinted balance is that and nothing else', () => {
    fc.assert(
      fc.property(apart, place, fc.integer({ min: 1, max: 500 }), (rows, n, more) => {
        const at = inside(rows, n);
        const [second, effect, after] = rows[at] ?? [0, 0, 0];
        const found = rolled(entriesOf(rows.with(at, [second, effect, after + more])));
        expect(found).toMatchObject({ jumpCount: 0, offMinor: 0n, newestBreak: null, undecided: null });
        expect(found.misstated).toMatchObject([
          { externalId: `t${at}`, expectedMinor: BigInt(after), statedMinor: BigInt(after + more) },
        ]);
      }),
    );
  });

  test('what is broken among several of one time is never passed over', () => {
    fc.assert(
      fc.property(ledger, place, fc.nat(50), (rows, n, seed) => {
        const at = inside(rows, n);
        const last = rows.at(-1)?.[0];
        // Of the newest time, one that is missing leaves no trace; of the first, the opening.
        fc.pre(rows[at]?.[0] !== last && rows[at]?.[0] !== rows[0]?.[0]);
        expect(isClean(rolled(entriesOf(shuffled(rows.toSpliced(at, 1), seed))))).toBe(false);
      }),
    );
  });

  test('chains that are told as one entry come to the same', () => {
    fc.assert(
      fc.property(apart, place, place, (rows, n, m) => {
        const broken = entriesOf(rows.toSpliced(inside(rows, n), 1));
        const whole = rolled(broken);
        const from = 1 + (m % (broken.length - 2));
        // As the database tells them: what breaks stands alone, and so does what follows on it.
        const isAlone = (index: number) => index === Number(whole.jumps[0]?.externalId.slice(1));
        const [one, two] = [broken[from], broken[from + 1]];
        fc.pre(one !== undefined && two !== undefined && !isAlone(from) && !isAlone(from + 1));
        if (one === undefined || two === undefined) return;
        const both = {
          ...one,
          count: 2,
          effectMinor: (one.effectMinor ?? 0n) + (two.effectMinor ?? 0n),
          afterMinor: two.afterMinor,
        };
        expect(rolled(broken.toSpliced(from, 2, both))).toEqual(whole);
      }),
    );
  });
});
