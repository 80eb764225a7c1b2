import { ConnectionId } from '@rollcall/schema';
import { expect, test } from 'vitest';
import { judge, type Rule, type Verdict } from '../../src/index.ts';

const now = '2026-06-01T00:00:00.000Z';
const verdict: Verdict = {
  ...{ rule: 'run_held', fingerprint: 'run_held a', severity: 'notice', sentence: 'It is held.', remedy: 'Decide.' },
  ...{ evidence: [], money: null, subject: null, operationId: null, eventId: null },
  connectionId: ConnectionId.parse('01900000-0000-7000-8000-000000000001'),
};
const says: Rule<Partial<Verdict>> = {
  ...{ id: 'run_held', family: 'trust', severity: 'notice', title: 'It is held.', remedy: 'Decide.' },
  judge: (own) => [{ ...verdict, ...own }],
};

test.each<{ because: string; own: Partial<Verdict>; want: Partial<Verdict> }>([
  { because: 'what is short stays as it is', own: { evidence: ['seen'] }, want: { evidence: ['seen'] } },
  {
    because: 'more evidence than anybody reads is counted',
    own: { evidence: Array.from({ length: 100_000 }, (_, nth) => `line ${nth}`) },
    want: { evidence: [...Array.from({ length: 100 }, (_, nth) => `line ${nth}`), 'and 99900 more'] },
  },
  {
    because: 'what a provider wrote without an end has one',
    own: { sentence: 's'.repeat(9_000), remedy: 'r'.repeat(9_000), evidence: ['e'.repeat(9_000)] },
    want: {
      ...{ sentence: `${'s'.repeat(4_000)} …`, remedy: `${'r'.repeat(4_000)} …` },
      evidence: [`${'e'.repeat(4_000)} …`],
    },
  },
])('$because', ({ own, want }) => {
  expect(judge([says], [own], now)).toEqual([{ ...verdict, ...want }]);
});

test('of what could not be judged nothing is told', () => {
  const undecided = { fingerprint: 'run_held a', undecided: 'its listing is not believed' };
  expect(judge([{ ...says, judge: () => [undecided] }], [{}], now)).toEqual([undecided]);
});
