import { expect, test } from 'vitest';
import { walletNotKept } from '../../src/reports/wallet/not-kept.ts';
import { minute, partOf } from './support/wallet-part.ts';

const covered = partOf([], { boundaries: [0, 500, 1_000] });
const uncovered = { ...covered, cover: { ...covered.cover, isCovered: false } };
const at = (of: number) => new Date(minute(of));
const listings = /^Listings of then are not kept/;
const balances = /^Balances that were read then are not kept/;

test.each([
  { what: 'all is kept', part: uncovered, runsFrom: null, cutsFrom: null, says: [] },
  { what: 'both are kept from the beginning on', part: uncovered, runsFrom: 0, cutsFrom: 0, says: [] },
  {
    what: 'listings are kept from the end on, and one covers it',
    part: covered,
    runsFrom: 1_000,
    cutsFrom: 0,
    says: [],
  },
  { what: 'the listing that covered it may be gone', part: covered, runsFrom: 1_001, cutsFrom: 0, says: [listings] },
  { what: 'none covers it, and some of it are gone', part: uncovered, runsFrom: 1, cutsFrom: 0, says: [listings] },
  { what: 'the balance at its beginning may be gone', part: covered, runsFrom: 0, cutsFrom: 1, says: [balances] },
  { what: 'both are gone', part: covered, runsFrom: 2_000, cutsFrom: 2_000, says: [listings, balances] },
])('of a period of which $what, $says is said', ({ part, runsFrom, cutsFrom, says }) => {
  const from = (minutes: number | null) => (minutes === null ? null : at(minutes));
  const said = walletNotKept([part], { runsFrom: from(runsFrom), cutsFrom: from(cutsFrom) });
  expect(said).toEqual(says.map((sentence) => ({ sentence: expect.stringMatching(sentence), remedy: null })));
});

test('of no wallet nothing is said', () => {
  expect(walletNotKept([], { runsFrom: at(1), cutsFrom: at(1) })).toEqual([]);
});
