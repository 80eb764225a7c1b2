import { expect, test } from 'vitest';
import { type Leg, pairLegs } from '../../src/money/pair-legs.ts';

const minuteMs = 60_000;

/** `[wallet, minute, effect]`, with a currency where it is not USD. */
type Row = readonly [string, number, number, string?];

function unpaired(rows: readonly Row[]): { readonly alone: readonly string[]; readonly pairs: number } {
  const pairing = pairLegs<Leg>();
  const alone = rows.flatMap(([wallet, minute, effect, currency = 'USD'], index) =>
    pairing.push({ externalId: `${index}`, wallet, currency, atMs: minute * minuteMs, effectMinor: BigInt(effect) }),
  );
  const { unpaired: left, pairs } = pairing.end();
  return { alone: [...alone, ...left].map(({ externalId }) => externalId), pairs };
}

test.each<{ because: string; rows: readonly Row[]; alone: readonly string[]; pairs: number }>([
  {
    because: 'both legs at one time',
    rows: [
      ['a', 0, -5],
      ['b', 0, 5],
    ],
    alone: [],
    pairs: 1,
  },
  {
    because: 'the one that comes in first',
    rows: [
      ['b', 0, 5],
      ['a', 30, -5],
    ],
    alone: [],
    pairs: 1,
  },
  { because: 'one leg', rows: [['a', 0, -5]], alone: ['0'], pairs: 0 },
  {
    because: 'more than an hour apart',
    rows: [
      ['a', 0, -5],
      ['b', 61, 5],
    ],
    alone: ['0', '1'],
    pairs: 0,
  },
  {
    because: 'both in one wallet',
    rows: [
      ['a', 0, -5],
      ['a', 0, 5],
    ],
    alone: ['0', '1'],
    pairs: 0,
  },
  {
    because: 'two that leave',
    rows: [
      ['a', 0, -5],
      ['b', 0, -5],
    ],
    alone: ['0', '1'],
    pairs: 0,
  },
  {
    because: 'of two currencies',
    rows: [
      ['a', 0, -5, 'EUR'],
      ['b', 0, 5],
    ],
    alone: ['0', '1'],
    pairs: 0,
  },
  {
    because: 'of two sizes',
    rows: [
      ['a', 0, -5],
      ['b', 0, 6],
    ],
    alone: ['0', '1'],
    pairs: 0,
  },
  {
    because: 'two of the same, and one alone',
    rows: [
      ['a', 0, -5],
      ['a', 1, -5],
      ['b', 2, 5],
      ['b', 3, 5],
      ['a', 4, -5],
    ],
    alone: ['4'],
    pairs: 2,
  },
  {
    because: 'there and back',
    rows: [
      ['a', 0, -5],
      ['b', 0, 5],
      ['b', 5, -5],
      ['a', 5, 5],
    ],
    alone: [],
    pairs: 2,
  },
])('$because', ({ rows, alone, pairs }) => {
  expect(unpaired(rows)).toEqual({ alone, pairs });
});
