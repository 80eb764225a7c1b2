import { expect, test } from 'vitest';
import { spanContextOf, traceparentOf } from '../src/index.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';

// https://www.w3.org/TR/trace-context/#traceparent-header
test.each([
  { given: `00-${traceId}-${spanId}-01`, flags: 1, because: 'it is the form' },
  { given: `00-${traceId}-${spanId}-00`, flags: 0, because: 'it may not be recorded' },
  { given: `00-${traceId}-${spanId}-03`, flags: 3, because: 'its id may be random' },
  { given: `00-${traceId}-${spanId}-ff`, flags: 3, because: 'what else the flags say, nobody knows' },
  { given: `cc-${traceId}-${spanId}-01`, flags: 1, because: 'a later version begins likewise' },
  { given: `cc-${traceId}-${spanId}-01-what-comes`, flags: 1, because: 'and may say more' },
])('$given is a traceparent, since $because', ({ given, flags }) => {
  const context = spanContextOf(given);
  expect(context).toEqual({ traceId, spanId, traceFlags: flags, isRemote: true });
  expect(context && traceparentOf(context)).toBe(`00-${traceId}-${spanId}-0${flags}`);
});

test.each([
  { given: undefined, because: 'nothing is said' },
  { given: '', because: 'nothing is in it' },
  { given: `00-${traceId}-${spanId}-01-more`, because: 'this version ends there' },
  { given: `ff-${traceId}-${spanId}-01`, because: 'there is no such version' },
  { given: `00-${traceId.toUpperCase()}-${spanId}-01`, because: 'it is written small' },
  { given: `00-${'0'.repeat(32)}-${spanId}-01`, because: 'no trace has this id' },
  { given: `00-${traceId}-${'0'.repeat(16)}-01`, because: 'no span has this id' },
  { given: `00-${traceId}-${spanId}`, because: 'the flags are missing' },
  { given: `00-${traceId}-${spanId}-1`, because: 'the flags are short' },
  { given: `00-${traceId}0-${spanId}-01`, because: 'the trace id is long' },
  { given: ` 00-${traceId}-${spanId}-01`, because: 'a space is before it' },
  { given: `00-${traceId}-${spanId}-01\n`, because: 'a line ends behind it' },
  { given: `00-${traceId}-${spanId}-01, 00-${traceId}-${spanId}-01`, because: 'two are none' },
  { given: [`00-${traceId}-${spanId}-01`], because: 'a list is none' },
])('$given is none, since $because', ({ given }) => {
  expect(spanContextOf(given)).toBeUndefined();
});
