import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  balanceDiffers,
  type CutFacts,
  createRollForward,
  runningBalanceBroken,
  type WalletFacts,
  walletDoesNotAddUp,
} from '../../src/index.ts';
import { judged, now, place, usd } from '../support/money.ts';

const walletRules = [walletDoesNotAddUp, runningBalanceBroken, balanceDiffers];

type Line = readonly [effect: number, stated: number | null];

/** A wallet with these lines, a minute apart, and what it was found to hold. */
function walletOf(
  lines: readonly Line[],
  own: { balance?: number | null; cutOf?: Partial<CutFacts> } & Partial<WalletFacts> = {},
): WalletFacts {
  const roll = createRollForward();
  for (const [index, [effect, stated]] of lines.entries()) {
    roll.push({
      ...{ externalId: `t${index}`, name: `transaction ${index}`, count: 1, effectMinor: BigInt(effect) },
      ...{ at: new Date(index * 60_000).toISOString(), afterMinor: stated === null ? null : BigInt(stated) },
    });
  }
  const { balance = lines.at(-1)?.[1] ?? null, cutOf: given, ...facts } = own;
  const cut: CutFacts = {
    ...{ takenAt: now, ...usd, reason: null, newestId: `t${lines.length - 1}` },
    balanceMinor: balance === null ? null : BigInt(balance),
    listedMinor: lines.reduce((sum, [effect]) => sum + BigInt(effect), 0n),
    statedMinor: BigInt(lines.at(-1)?.[1] ?? 0),
    ...given,
  };
  return {
    ...place,
    ...usd,
    walletKind: 'wallet',
    wallet: { externalId: 'w', name: 'master' },
    rolled: roll.end(),
    cut,
    consistent: cut.reason === null ? { oldest: cut, newest: cut } : null,
    ...facts,
  };
}

describe('a wallet', () => {
  const clean: readonly Line[] = [
    [100, 100],
    [-30, 70],
    [-20, 50],
  ];
  test.each<{ because: string; facts: WalletFacts; want: readonly string[] }>([
    { because: 'nothing is wrong', facts: walletOf(clean), want: [] },
    {
      because: 'a balance in the middle is misprinted',
      facts: walletOf([
        [100, 100],
        [-30, 71],
        [-20, 50],
      ]),
      want: ['running_balance_broken t1 1'],
    },
    {
      because: 'something is missing in the middle',
      facts: walletOf([
        [100, 100],
        [-30, 60],
        [-20, 40],
      ]),
      want: ['wallet_does_not_add_up w 10'],
    },
    {
      because: 'the newest is misprinted, as its cut shows',
      facts: walletOf(
        [
          [100, 100],
          [-30, 70],
          [-20, 51],
        ],
        { balance: 50 },
      ),
      want: ['running_balance_broken t2 1'],
    },
    {
      because: 'something is missing before the newest, as its cut shows',
      facts: walletOf(
        [
          [100, 100],
          [-30, 70],
          [-20, 40],
        ],
        { balance: 40 },
      ),
      want: ['wallet_does_not_add_up w 10'],
    },
    {
      because: 'of the newest nothing tells',
      facts: walletOf(
        [
          [100, 100],
          [-30, 60],
        ],
        { cutOf: { newestId: 't0' } },
      ),
      want: ['running_balance_broken t1 10'],
    },
    { because: 'it holds something else', facts: walletOf(clean, { balance: 45 }), want: ['balance_differs w 5'] },
    {
      because: 'a cut that is not of one moment tells nothing',
      facts: walletOf(clean, { balance: 45, cutOf: { reason: 'the balance moved while the transactions were read' } }),
      want: ['balance_differs?'],
    },
    {
      because: 'nobody has looked at what it holds',
      facts: walletOf(clean, { cut: null, consistent: null }),
      want: [],
    },
    {
      because: 'its unit is assumed: what is wrong is said, and for how much is not',
      facts: walletOf(
        [
          [100, 100],
          [-30, 60],
          [-20, 40],
        ],
        { unit: 'assumed' },
      ),
      want: ['wallet_does_not_add_up w -'],
    },
    {
      because: 'the listing is not whole: what is missing may be there',
      facts: walletOf(
        [
          [100, 100],
          [-30, 60],
          [-20, 40],
        ],
        { doubt: 'it is only plausible' },
      ),
      want: ['wallet_does_not_add_up?'],
    },
    {
      because: 'two holes that make up for each other are two holes',
      facts: walletOf([
        [100, 100],
        [-30, 60],
        [-20, 40],
        [5, 55],
        [5, 60],
      ]),
      want: ['wallet_does_not_add_up w 0'],
    },
  ])('$because', ({ facts, want }) => {
    expect(judged(walletRules, facts)).toEqual(want);
  });

  test('without running balances, two cuts tell', () => {
    const silent: readonly Line[] = [
      [100, null],
      [-30, null],
    ];
    const cut = (balanceMinor: bigint, listedMinor: bigint): CutFacts => ({
      ...{ takenAt: now, ...usd, reason: null, newestId: 't1', statedMinor: null, balanceMinor, listedMinor },
    });
    const between = (oldest: CutFacts, newest: CutFacts) =>
      judged(walletRules, walletOf(silent, { cut: newest, consistent: { oldest, newest } }));
    // What was there before the first that is listed: 200, whatever moved since.
    expect(between(cut(300n, 100n), cut(270n, 70n))).toEqual([]);
    expect(between(cut(300n, 100n), cut(260n, 70n))).toEqual(['wallet_does_not_add_up w 10']);
    const at = (takenAt: string) =>
      walletDoesNotAddUp.judge(
        walletOf(silent, { consistent: { oldest: cut(300n, 100n), newest: { ...cut(260n, 70n), takenAt } } }),
        now,
      );
    // Another cut that says the same is no news.
    expect(at('2026-05-31T00:00:00.000Z')).toEqual(at(now));
    expect(between(cut(300n, 100n), { ...cut(260n, 70n), currency: 'EUR' })).toEqual([]);
    expect(between(cut(300n, 100n), { ...cut(260n, 70n), listedMinor: null })).toEqual([]);
  });

  const lines = fc
    .array(
      fc.integer({ min: -900, max: 900 }).filter((n) => n !== 0),
      { minLength: 4, maxLength: 40 },
    )
    .map((effects) => {
      let balance = 100_000;
      return effects.map((effect): [number, number] => {
        balance += effect;
        return [effect, balance];
      });
    });
  type Lines = readonly [number, number][];
  const breaks: Readonly<Record<string, (of: Lines, at: number) => Lines>> = {
    nothing: (of) => of,
    balance_differs: (of) => of,
    running_balance_broken: (of, at) =>
      of.map(([effect, stated], index) => [effect, index === at ? stated + 7 : stated]),
    wallet_does_not_add_up: (of, at) => of.toSpliced(at, 1),
  };

  test.each(['nothing', 'running_balance_broken', 'wallet_does_not_add_up', 'balance_differs'] as const)(
    'of any true ledger, one thing broken is said by one rule, and once: %s',
    (broken) => {
      fc.assert(
        fc.property(lines, fc.nat(1_000), (of, n) => {
          const own = breaks[broken]?.(of, 1 + (n % (of.length - 2))) ?? [];
          const balance = own.at(-1)?.[1] ?? 0;
          const facts = walletOf(own, { balance: broken === 'balance_differs' ? balance + 7 : balance });
          expect(judged(walletRules, facts).map((text) => text.split(' ')[0])).toEqual(
            broken === 'nothing' ? [] : [broken],
          );
        }),
      );
    },
  );
});
