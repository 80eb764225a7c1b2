import { expect, test } from 'vitest';
import { type Baseline, rebaselineOf, settingsDigests } from '../src/index.ts';

interface Case {
  readonly because: string;
  readonly before?: Partial<Baseline>;
  readonly now?: Partial<Baseline>;
  readonly shapedBy?: Readonly<Record<string, 'which' | 'how'>>;
  readonly want: ReturnType<typeof rebaselineOf>;
}

const major = settingsDigests({ moneyUnit: 'major', hosts: ['a'] });
const minor = settingsDigests({ moneyUnit: 'minor', hosts: ['a'] });
const fewer = settingsDigests({ hosts: ['a'] });
const both = settingsDigests({ moneyUnit: 'minor', hosts: ['a', 'b'] });
const setting = { evidence: "the connection's setting moneyUnit changed", selects: true };

const cases: readonly Case[] = [
  { because: 'nothing differs', want: undefined },
  { because: 'a setting has another value', now: { settings: minor }, want: setting },
  { because: 'a setting is new', before: { settings: fewer }, want: setting },
  { because: 'a setting is no longer there', now: { settings: fewer }, want: setting },
  {
    because: 'several have other values',
    now: { settings: both },
    want: { evidence: "the connection's settings hosts, moneyUnit changed", selects: true },
  },
  {
    because: 'the setting decides which things the kind shows',
    now: { settings: minor },
    shapedBy: { moneyUnit: 'which' },
    want: setting,
  },
  {
    because: 'the setting decides how they are read',
    now: { settings: minor },
    shapedBy: { moneyUnit: 'how' },
    want: { ...setting, selects: false },
  },
  {
    because: 'one of two decides which there are',
    now: { settings: both },
    shapedBy: { moneyUnit: 'how', hosts: 'which' },
    want: { evidence: "the connection's settings hosts, moneyUnit changed", selects: true },
  },
  {
    because: 'the kind depends on another one',
    now: { settings: minor },
    shapedBy: { hosts: 'which' },
    want: undefined,
  },
  { because: 'the kind depends on none', now: { settings: both }, shapedBy: {}, want: undefined },
  {
    because: 'the mapping is another',
    now: { mappingVersion: 2 },
    shapedBy: {},
    want: { evidence: 'our mapping went from version 1 to 2', selects: false },
  },
  {
    because: 'the document is another',
    now: { documentVersion: '2026-12' },
    want: {
      evidence: "our document of the provider's API went from version 2026-11 to 2026-12",
      selects: false,
    },
  },
  {
    because: 'all three are others',
    now: { settings: minor, mappingVersion: 2, documentVersion: '2026-12' },
    want: {
      evidence:
        "the connection's setting moneyUnit changed; our mapping went from version 1 to 2; our document of the provider's API went from version 2026-11 to 2026-12",
      selects: true,
    },
  },
  {
    because: 'nothing was kept of before',
    before: { settings: null, mappingVersion: null, documentVersion: null },
    now: { settings: minor, mappingVersion: 2, documentVersion: '2026-12' },
    want: undefined,
  },
];

test.each(cases)('$because: $want', ({ before, now, shapedBy, want }) => {
  const same: Baseline = { settings: major, mappingVersion: 1, documentVersion: '2026-11' };
  expect(rebaselineOf({ ...same, ...before }, { ...same, ...now }, shapedBy)).toEqual(want);
});

test('a digest of a setting tells nothing of its value', () => {
  expect(settingsDigests({ hosts: ['alpha'] })).toEqual({ hosts: expect.stringMatching(/^[0-9a-f]{16}$/) });
});
