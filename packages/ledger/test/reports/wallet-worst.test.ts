import { describe, expect, test } from 'vitest';
import { changedFigures } from '../../src/reports/changed-figures.ts';
import { walletHeadline } from '../../src/reports/wallet/headline.ts';
import { type ReportedWallet, reportedWallets } from '../../src/reports/wallet/wallet-roll.ts';
import { type ToldPart, walletsSection } from '../../src/reports/wallet/wallet-table.ts';
import { partOf } from './support/wallet-part.ts';

const part = partOf([
  { id: 'a', at: -10, effect: 100, stated: 100 },
  { id: 'b', at: 10, effect: -20, stated: 80 },
]);
const [sound] = reportedWallets(part, () => []);

/** A wallet of which so many minor units are unexplained. */
function walletOf(name: string, unexplainedMinor = 0n, currency = 'USD'): ReportedWallet {
  if (sound === undefined) throw new Error('one wallet was given');
  const difference = { minor: unexplainedMinor, explainedMinor: 0n, unexplainedMinor, explanations: [], places: [] };
  return { ...sound, externalId: name, name, currency, whole: { ...sound.whole, difference } };
}

function told(wallets: readonly ReportedWallet[]): readonly ToldPart[] {
  return [{ part, wallets }];
}

/** Whose figures there are, in their order. */
function figured(wallets: readonly ReportedWallet[]): readonly string[] {
  const { figures = [] } = walletsSection(told(wallets));
  return [...new Set(figures.map(({ id }) => id.split('/').at(-1) ?? ''))];
}

describe('of more wallets than have figures', () => {
  const names = Array.from({ length: 205 }, (_, nth) => `w${String(nth).padStart(3, '0')}`);
  const all = names.map((name) => walletOf(name));
  const worse = names.map((name) => walletOf(name, name === 'w203' || name === 'w007' ? -50n : 0n));

  test('the same have them when one becomes unexplained, and no other is said to have changed', () => {
    expect(new Set(figured(worse))).toEqual(new Set(names.slice(0, 200)));
    const [before, now] = [all, worse].map((wallets) => walletsSection(told(wallets)).figures ?? []);
    expect(changedFigures(before ?? [], now ?? []).map(({ what }) => what)).toEqual([
      'Difference of wallet w007 at acme',
      'Unexplained of wallet w007 at acme',
    ]);
    expect(walletsSection(told(worse)).notes).toContain('Only the first 200 wallets have figures of their own.');
  });

  test('one that has none is in the headline all the same', () => {
    expect(walletHeadline(told(worse), []).map(({ sentence }) => sentence)).toEqual([
      'Wallet w007 at acme: -0.50 USD of its closing balance is unexplained.',
      'Wallet w203 at acme: -0.50 USD of its closing balance is unexplained.',
    ]);
  });
});

test('the worst stand first, and of two currencies none is held against the other', () => {
  const wallets = [
    walletOf('good'),
    walletOf('yen', 900_000n, 'JPY'),
    walletOf('dollar', -40n),
    walletOf('more', 70n),
    walletOf('most', 2n ** 70n),
    walletOf('less yen', -2n, 'JPY'),
  ];
  const order = ['yen', 'most', 'less yen', 'more', 'dollar', 'good'];
  expect(figured(wallets)).toEqual(order);
  const lines = walletHeadline(told(wallets), []).map(({ sentence }) => sentence);
  expect(lines).toHaveLength(5);
  for (const [place, line] of lines.entries()) expect(line).toContain(`Wallet ${order[place]} at`);
});

describe('of no wallet at all, nothing is called good', () => {
  const empty = partOf([]);
  const moved = { ...part, flows: part.flows.map((flow) => ({ ...flow, isOwn: false })) };
  test.each([
    { what: 'all', of: empty, sentence: 'no wallet that was read', remedy: 'rollcall connections list' },
    {
      what: 'a client of whom nothing is known',
      of: { ...empty, isNarrowed: true },
      sentence: 'nothing moved for them in the period',
      remedy: 'Leave out --client',
    },
    {
      what: 'a client who has no wallet',
      of: { ...moved, isNarrowed: true },
      sentence: 'No wallet is this client’s own',
      remedy: 'Leave out --client',
    },
  ])('$what', ({ of, sentence, remedy }) => {
    const wallets = reportedWallets(of, () => []);
    expect(wallets).toEqual([]);
    expect(walletHeadline([{ part: of, wallets }], [])).toEqual([
      {
        ...{ severity: 'notice', cost: null },
        sentence: expect.stringContaining(sentence),
        remedy: expect.stringContaining(remedy),
      },
    ]);
  });

  test('of those that there are, it is', () => {
    const sentences = [[walletOf('w')], [walletOf('w'), walletOf('v')]].map((wallets) =>
      walletHeadline(told(wallets), []),
    );
    expect(sentences.flat()).toMatchObject([
      { severity: 'good', sentence: 'The one wallet holds what its transactions come to.' },
      { severity: 'good', sentence: 'All 2 wallets hold what their transactions come to.' },
    ]);
  });
});
