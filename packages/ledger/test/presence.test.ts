import type { Presence } from '@rollcall/schema';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Absent, type ByName, goneGraceMs, nextPresence } from '../src/index.ts';

const missingSince = '2026-03-01T10:00:00.000Z';

const after = (ms: number) => new Date(Date.parse(missingSince) + ms).toISOString();

interface Case {
  readonly presence: Absent['presence'];
  readonly byName: ByName;
  readonly afterMs: number;
  readonly want: Presence | undefined;
  readonly because: string;
}

const cases: readonly Case[] = [
  { presence: 'missing', byName: 'not_asked', afterMs: 1, want: 'suspect', because: 'a second listing lacks it' },
  { presence: 'missing', byName: 'cannot_ask', afterMs: 1, want: 'suspect', because: 'a second listing lacks it' },
  { presence: 'missing', byName: 'absent', afterMs: 1, want: 'suspect', because: 'the provider says so' },
  { presence: 'missing', byName: 'present', afterMs: 1, want: undefined, because: 'it answers by name' },
  { presence: 'missing', byName: 'absent', afterMs: 9 * goneGraceMs, want: 'suspect', because: 'no step is skipped' },
  { presence: 'suspect', byName: 'absent', afterMs: goneGraceMs - 1, want: undefined, because: 'the grace runs' },
  { presence: 'suspect', byName: 'absent', afterMs: goneGraceMs, want: 'gone', because: 'the grace has passed' },
  { presence: 'suspect', byName: 'cannot_ask', afterMs: goneGraceMs - 1, want: undefined, because: 'the grace runs' },
  { presence: 'suspect', byName: 'cannot_ask', afterMs: goneGraceMs, want: 'gone', because: 'nobody can be asked' },
  { presence: 'suspect', byName: 'not_asked', afterMs: goneGraceMs, want: undefined, because: 'nobody has asked yet' },
  { presence: 'suspect', byName: 'present', afterMs: 9 * goneGraceMs, want: undefined, because: 'it answers by name' },
];

test.each(cases)('$presence, by name $byName, after $afterMs ms: $want, since $because', (given) => {
  const { presence, byName, afterMs, want } = given;
  expect(nextPresence({ presence, missingSince }, byName, after(afterMs))?.presence).toBe(want);
});

test.each<{ presence: Absent['presence']; byName: ByName; want: string }>([
  { presence: 'missing', byName: 'not_asked', want: `a second believed listing; missing since ${missingSince}` },
  {
    presence: 'missing',
    byName: 'absent',
    want: `the provider says by name that it does not exist; missing since ${missingSince}`,
  },
  {
    presence: 'suspect',
    byName: 'absent',
    want: `missing since ${missingSince}, asked for by name, the provider says it does not exist, and the grace of 24 h has passed`,
  },
  {
    presence: 'suspect',
    byName: 'cannot_ask',
    want: `missing since ${missingSince}, the provider cannot be asked for it by name, and the grace of 24 h has passed`,
  },
])('the evidence of a step from $presence, by name $byName', ({ presence, byName, want }) => {
  expect(nextPresence({ presence, missingSince }, byName, after(goneGraceMs))?.evidence).toBe(want);
});

test('whatever is answered and whenever, the ladder is descended step by step and never climbed', () => {
  const ladder: readonly Presence[] = ['missing', 'suspect', 'gone'];
  const look = fc.record({
    byName: fc.constantFrom<ByName>('absent', 'present', 'not_asked', 'cannot_ask'),
    waitMs: fc.integer({ min: 0, max: goneGraceMs }),
  });
  fc.assert(
    fc.property(fc.array(look, { maxLength: 12 }), (looks) => {
      let presence: Presence = 'missing';
      let sinceMs = 0;
      for (const { byName, waitMs } of looks) {
        sinceMs += waitMs;
        if (presence !== 'missing' && presence !== 'suspect') return;
        const step = nextPresence({ presence, missingSince }, byName, after(sinceMs));
        if (step === undefined) continue;
        expect(ladder.indexOf(step.presence)).toBe(ladder.indexOf(presence) + 1);
        expect(byName).not.toBe('present');
        if (step.presence === 'gone') expect(sinceMs).toBeGreaterThanOrEqual(goneGraceMs);
        presence = step.presence;
      }
    }),
  );
});
