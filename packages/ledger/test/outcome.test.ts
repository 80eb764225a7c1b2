import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type KindEnd, outcomeOf } from '../src/index.ts';

test.each<{ ends: KindEnd['end'][]; want: string; because: string }>([
  { ends: ['believed', 'believed'], want: 'complete', because: 'every kind was believed' },
  { ends: ['believed', 'out_of_reach'], want: 'complete', because: 'what was never readable is no fault of this run' },
  { ends: ['out_of_reach'], want: 'complete', because: 'nothing that could be read went wrong' },
  { ends: ['believed', 'refused'], want: 'partial', because: 'one kind was not believed' },
  { ends: ['believed', 'failed'], want: 'partial', because: 'one kind could not be read' },
  { ends: ['failed', 'refused'], want: 'partial', because: 'the provider was there and answered' },
  { ends: ['refused'], want: 'partial', because: 'the provider was there and answered' },
  { ends: ['failed', 'failed'], want: 'failed', because: 'nothing could be read' },
  { ends: ['out_of_reach', 'failed'], want: 'failed', because: 'nothing that is in reach could be read' },
])('$ends makes a run $want, since $because', ({ ends, want }) => {
  expect(outcomeOf(ends.map((end) => ({ end })))).toBe(want);
});

test('a run is complete exactly when no kind was refused or failed, in whatever order they ended', () => {
  const end = fc.constantFrom<KindEnd['end']>('believed', 'refused', 'failed', 'out_of_reach');
  fc.assert(
    fc.property(fc.array(end), (ends) => {
      const outcome = outcomeOf(ends.map((one) => ({ end: one })));
      expect(outcome === 'complete').toBe(!ends.includes('refused') && !ends.includes('failed'));
      expect(outcomeOf(ends.toReversed().map((one) => ({ end: one })))).toBe(outcome);
    }),
  );
});
