import { minorDigits } from '@rollcall/schema';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chainFrom, chainStart } from '../../src/money/chain.ts';
import { moneyOf, moneyText, sumOfMoney } from '../../src/money/money.ts';

test.each([
  { minor: 3500n, currency: 'USD', want: '35.00 USD' },
  { minor: -5n, currency: 'USD', want: '-0.05 USD' },
  { minor: 0n, currency: 'EUR', want: '0.00 EUR' },
  { minor: 3500n, currency: 'JPY', want: '3500 JPY' },
  { minor: -1234n, currency: 'BHD', want: '-1.234 BHD' },
  { minor: 7n, currency: 'CLF', want: '0.0007 CLF' },
  { minor: 90_071_992_547_409_931n, currency: 'USD', want: '900719925474099.31 USD' },
])('$minor of $currency is written $want', ({ minor, currency, want }) => {
  expect(moneyText(moneyOf(minor, currency))).toBe(want);
});

test('a currency has the digits that ISO 4217 gives it', () => {
  expect(['USD', 'JPY', 'KRW', 'KWD', 'TND', 'UYW'].map(minorDigits)).toEqual([2, 0, 0, 3, 3, 4]);
});

test('sums are exact beyond what a number holds, and are never of two currencies', () => {
  const usd = (minor: bigint) => moneyOf(minor, 'USD');
  expect(sumOfMoney([usd(9_007_199_254_740_993n), usd(1n)])).toEqual(usd(9_007_199_254_740_994n));
  expect(sumOfMoney([usd(1n), moneyOf(1n, 'EUR')])).toBeNull();
  expect(sumOfMoney([])).toBeNull();
});

test('movements of a true ledger chain from its opening, however they are shuffled', () => {
  const effects = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(effects, fc.nat(100), (moves, seed) => {
      let balance = 0;
      const links = moves.map((move) => {
        const beforeMinor = BigInt(balance);
        balance += move;
        return { beforeMinor, afterMinor: BigInt(balance) };
      });
      const mixed = links
        .map((link, index) => ({ link, key: ((index + 1) * (seed + 7_919)) % 101 }))
        .sort((one, other) => one.key - other.key)
        .map(({ link }) => link);
      const order = chainFrom(mixed, 0n);
      expect(order).toHaveLength(moves.length);
      let at = 0n;
      for (const index of order ?? []) {
        expect(mixed[index]?.beforeMinor).toBe(at);
        at = mixed[index]?.afterMinor ?? at;
      }
      expect(at).toBe(BigInt(balance));
      // They tell where they began unless they come back there.
      expect(chainStart(mixed)).toBe(balance === 0 ? undefined : 0n);
    }),
  );
});

test('what does not hang together chains from nowhere', () => {
  const two = [
    { beforeMinor: 0n, afterMinor: 1n },
    { beforeMinor: 5n, afterMinor: 6n },
  ];
  expect(chainFrom(two, 0n)).toBeUndefined();
  expect(chainStart(two)).toBeUndefined();
  const apart = [
    { beforeMinor: 0n, afterMinor: 1n },
    { beforeMinor: 5n, afterMinor: 6n },
    { beforeMinor: 6n, afterMinor: 5n },
  ];
  expect(chainFrom(apart, 0n)).toBeUndefined();
  expect(chainStart(apart)).toBeUndefined();
});
