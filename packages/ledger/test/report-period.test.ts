import { type ReportFigure, RollcallError } from '@rollcall/schema';
import { expect, test } from 'vitest';
import { askedPeriod, changedFigures, openReason, timeIn } from '../src/index.ts';

const knownAt = new Date('2026-11-29T10:00:00.000Z');
const old = new Date('2026-01-05T00:00:00.000Z');
const young = new Date('2026-11-29T09:00:00.000Z');

const check = (ask: object, firstListedAt: Date | null = old) => {
  const { period, asOf } = askedPeriod({ kind: 'wallet', ...ask }, { knownAt, firstListedAt });
  const told = (time: Date) => time.toISOString().replace(':00.000Z', '').replace('T00:00', '');
  return [period === null ? null : `${told(period.from)}..${told(period.to)}`, told(asOf)];
};

test.each([
  { ask: {}, is: ['2026-10-01..2026-11-01', '2026-11-01'] },
  { ask: { from: '2026-09-01', to: '2026-10-01' }, is: ['2026-09-01..2026-10-01', '2026-10-01'] },
  { ask: { from: '2026-09', to: '2026-11' }, is: ['2026-09-01..2026-11-01', '2026-11-01'] },
  { ask: { from: '2026-09-10' }, is: ['2026-09-10..2026-10-01', '2026-10-01'] },
  { ask: { to: '2026-10-01' }, is: ['2026-09-01..2026-10-01', '2026-10-01'] },
  { ask: { to: '2026-10-15' }, is: ['2026-10-01..2026-10-15', '2026-10-15'] },
  { ask: { from: '2026-11-01', to: '2026-12-01' }, is: ['2026-11-01..2026-12-01', '2026-11-29T10:00'] },
  { ask: { from: '2026-10-01T00:00:00+02:00', to: '2026-11-01' }, is: ['2026-09-30T22:00..2026-11-01', '2026-11-01'] },
  {
    ask: { from: '2026-10-01T00:00+02:00', to: '2026-11-01T00:00+01:00' },
    is: ['2026-09-30T22:00..2026-10-31T23:00', '2026-10-31T23:00'],
  },
  { ask: { asOf: '2026-10-05' }, is: ['2026-10-01..2026-11-01', '2026-10-05'] },
  { ask: { asOf: '2026-09-15' }, is: ['2026-09-01..2026-10-01', '2026-09-15'] },
  { ask: { asOf: '2026-09-01' }, is: ['2026-08-01..2026-09-01', '2026-09-01'] },
  { ask: { asOf: '2026-11-15' }, is: ['2026-11-01..2026-12-01', '2026-11-15'] },
  { ask: { kind: 'inventory' }, is: [null, '2026-11-29T10:00'] },
  { ask: { kind: 'inventory', asOf: '2026-10-05' }, is: [null, '2026-10-05'] },
])('$ask is of $is', ({ ask, is }) => {
  expect(check(ask)).toEqual(is);
});

test.each([young, null])('of a ledger that began at %s, it is the present month', (firstListedAt) => {
  expect(check({}, firstListedAt)).toEqual(['2026-11-01..2026-12-01', '2026-11-29T10:00']);
});

test.each([
  { ask: { from: '2026-11-01', to: '2026-10-01' }, code: 'invalid_period', says: 'reversed' },
  { ask: { from: '2026-10-01', to: '2026-10-01' }, code: 'invalid_period', says: 'empty' },
  { ask: { from: '2026-12-01', to: '2027-01-01' }, code: 'invalid_period', says: 'nothing can be known' },
  { ask: { from: 'october' }, code: 'invalid_time', says: 'from is no time' },
  { ask: { to: '2026-02-30' }, code: 'invalid_time', says: 'to is no time' },
  { ask: { to: '2026-13' }, code: 'invalid_time', says: 'to is no time' },
  { ask: { asOf: '2026-12-24' }, code: 'invalid_time', says: 'later than what is known' },
  {
    ask: { from: '2026-10', to: '2026-11', asOf: '2026-09-15' },
    code: 'invalid_time',
    says: 'before the period begins',
  },
])('$ask is refused: $says', ({ ask, code, says }) => {
  expect(() => check(ask)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(says) }));
});

test.each([
  { ask: { from: '2026-10', to: '2026-11' }, says: undefined },
  { ask: { kind: 'inventory' as const }, says: undefined },
  { ask: { from: '2026-11', to: '2026-12' }, says: 'all figures are those so far' },
  {
    ask: { from: '2026-10', to: '2026-11', asOf: '2026-10-15' },
    says: 'as of 2026-10-15T00:00:00.000Z, before the period ends',
  },
])('figures of $ask are of all of it, or say why not: $says', ({ ask, says }) => {
  const reason = openReason({ ...askedPeriod({ kind: 'wallet', ...ask }, { knownAt, firstListedAt: old }), knownAt });
  expect(reason?.sentence).toEqual(says === undefined ? undefined : expect.stringContaining(says));
});

test('a time without an offset is none: nobody knows whose clock it is by', () => {
  expect(() => timeIn('from', '2026-10-01T00:00:00')).toThrow(RollcallError);
});

test('figures of two reports are compared by their ids', () => {
  const figure = (id: string, value: number | null) => ({
    ...{ id, label: id.toUpperCase(), type: 'count' as const, value, coverage: 'all' },
  });
  const before = [figure('a', 1), figure('b', 2), figure('c', 3), figure('e', null)];
  const now = [figure('b', 2), figure('a', 4), figure('d', 5)];
  expect(changedFigures(before, now).map(({ what, before: was, now: is }) => [what, was, is])).toEqual([
    ['A', 1, 4],
    ['D', null, 5],
    ['C', 3, null],
  ]);
});

test('an amount is the same in whatever order its fields come', () => {
  const figure = (value: ReportFigure['value']): ReportFigure => ({
    ...{ id: 'a', label: 'A', type: 'amount', value, coverage: 'all' },
  });
  const was = figure({ currency: 'USD', unit: 'confirmed', minor: '100' });
  expect(changedFigures([was], [figure({ minor: '100', currency: 'USD', unit: 'confirmed' })])).toEqual([]);
  expect(changedFigures([was], [figure({ minor: '100', currency: 'USD', unit: 'assumed' })])).toHaveLength(1);
});
