import { ConnectionId, type Expectation, OperationId } from '@rollcall/schema';
import { describe, expect, test } from 'vitest';
import {
  judge,
  type OperationFacts,
  operationContradicted,
  operationLeaked,
  operationUnsettled,
  type Trace,
} from '../../src/index.ts';
import { verdictsOf } from '../support/verdicts.ts';

const id = OperationId.parse('018f0000-0000-7000-8000-000000000001');
const otherId = OperationId.parse('018f0000-0000-7000-8000-000000000002');
const sent = '2026-03-01T10:00:00.000Z';
const at = (minutes: number) => new Date(Date.parse(sent) + minutes * 60_000).toISOString();
const dayMinutes = 24 * 60;
const present: Expectation = { becomes: 'present', kind: 'domain', name: 'one.example' };
const ordered: Expectation = { becomes: 'more', kind: 'order', count: 1, attributes: { status: 'active' } };

function operation(given: Partial<OperationFacts>): OperationFacts {
  return {
    ...{ id, connectionId: ConnectionId.parse('018f0000-0000-7000-8000-000000000003'), connection: 'acme-eu' },
    ...{ isRemoved: false, procedure: 'acme.placeOrder', state: 'unknown', expectations: [ordered, present] },
    ...{ dispatchedAt: sent, answeredAt: at(1), settledAt: null, settleBy: at(dayMinutes) },
    ...{ wasAnswered: false, refusedAs: null, listedTwiceAt: null, doneBy: null, traces: [] },
    ...given,
  };
}

/** Of what somebody seems to have made elsewhere, shown by a listing an hour later, unless said otherwise. */
function trace(given: Partial<Trace>): Trace {
  return {
    ...{ kind: 'order', externalId: 'ord_1', name: 'ord_1', attributes: {}, madeAt: at(0.5) },
    ...{ appearedAfter: at(-10), appearedBy: at(50), cause: { kind: 'out_of_band', evidence: 'it is new' } },
    ...given,
  };
}

const rules = [operationUnsettled, operationContradicted, operationLeaked];
const judged = (facts: OperationFacts, minutes: number) => verdictsOf(judge(rules, [facts], at(minutes)));
const rulesOf = (facts: OperationFacts, minutes: number) => judged(facts, minutes).map(({ rule }) => rule);

test.each<{ given: Partial<OperationFacts>; minutes: number; found: boolean; because: string }>([
  { given: {}, minutes: dayMinutes - 1, found: false, because: 'it has its time' },
  { given: {}, minutes: dayMinutes + 1, found: true, because: 'its time is over' },
  { given: { listedTwiceAt: at(14) }, minutes: 60, found: false, because: 'the next listing may tell' },
  { given: { listedTwiceAt: at(16) }, minutes: 60, found: true, because: 'two could not tell' },
  { given: { settleBy: null }, minutes: 99 * dayMinutes, found: false, because: 'nothing says by when' },
  { given: { state: 'failed', settledAt: at(1) }, minutes: 2 * dayMinutes, found: false, because: 'that is known' },
])('unsettled: $given after $minutes min: $found, since $because', ({ given, minutes, found }) => {
  expect(rulesOf(operation(given), minutes)).toEqual(found ? ['operation_unsettled'] : []);
});

test.each<{ given: Partial<OperationFacts>; days: number; found: boolean; because: string }>([
  { given: {}, days: 1, found: true, because: 'listings say so' },
  { given: { doneBy: otherId }, days: 1, found: false, because: 'a later one did it' },
  { given: {}, days: 29, found: true, because: 'nobody has acted on it' },
  { given: {}, days: 31, found: false, because: 'nobody will' },
])('contradicted: $given after $days days: $found, since $because', ({ given, days, found }) => {
  const facts = operation({ state: 'contradicted', settledAt: at(20), wasAnswered: true, ...given });
  expect(rulesOf(facts, days * dayMinutes)).toEqual(found ? ['operation_contradicted'] : []);
});

test('what was contradicted is told the same whenever it is judged, though nobody knows when it was', () => {
  const facts = operation({ state: 'contradicted', settledAt: null });
  expect(judged(facts, 2 * dayMinutes)).toEqual(judged(facts, dayMinutes));
});

describe('leaked', () => {
  const failed = (traces: readonly Trace[], given: Partial<OperationFacts> = {}) =>
    operation({ state: 'failed', settledAt: at(1), traces, ...given });
  const domain = trace({ kind: 'domain', externalId: 'dom_1', name: 'one.example', madeAt: null });
  const charge = trace({
    ...{ kind: 'wallet_transaction', externalId: 'tx_1', name: 'a charge' },
    attributes: { type: 'debit', amountMinor: '-4900', currency: 'USD', unit: 'confirmed' },
  });
  const by = (operationId: OperationId) =>
    ({ kind: 'operation', operationId, evidence: 'it was sent', confidence: 'likely' }) as const;

  test.each<{ what: string; traces: readonly Trace[]; found: boolean }>([
    { what: 'an order that was made meanwhile', traces: [trace({})], found: true },
    { what: 'an order that was made before', traces: [trace({ madeAt: at(-2) })], found: false },
    { what: 'an order that was made later', traces: [trace({ madeAt: at(5) })], found: false },
    { what: 'an order of which nobody says when it was made', traces: [trace({ madeAt: null })], found: false },
    { what: 'an order that a later operation made', traces: [trace({ cause: by(otherId) })], found: false },
    { what: 'an order that the provider made', traces: [trace({ cause: null })], found: false },
    { what: 'a domain of the name', traces: [domain], found: true },
    { what: 'a domain of another name', traces: [{ ...domain, name: 'none.example' }], found: false },
    { what: 'a domain that was there before', traces: [{ ...domain, appearedBy: at(-1) }], found: false },
    { what: 'a domain that came much later', traces: [{ ...domain, appearedAfter: at(30) }], found: false },
    { what: 'a charge that names nothing', traces: [charge], found: false },
    {
      what: 'a charge that names what was asked for',
      traces: [{ ...charge, name: 'One.Example, 1 year' }],
      found: true,
    },
    { what: 'a charge that names a longer name', traces: [{ ...charge, name: 'for my-one.example' }], found: false },
    {
      what: 'a refund that names it',
      traces: [{ ...charge, name: 'one.example', attributes: { type: 'credit', amountMinor: '4900' } }],
      found: false,
    },
  ])('$what: $found', ({ traces, found }) => {
    expect(rulesOf(failed(traces), 90)).toEqual(found ? ['operation_leaked'] : []);
  });

  test('what it was not to make is none of it', () => {
    expect(rulesOf(failed([domain], { expectations: [{ ...present, kind: 'inbox' }] }), 90)).toEqual([]);
    const other: Expectation = { ...present, attributes: { type: 'A' } };
    expect(rulesOf(failed([domain], { expectations: [other] }), 90)).toEqual([]);
    const gone: Expectation = { becomes: 'absent', kind: 'domain', externalId: 'dom_1' };
    expect(rulesOf(failed([domain], { expectations: [gone] }), 90)).toEqual([]);
  });

  test('what was there already, as the refusal said, is none, unless it was made meanwhile', () => {
    expect(rulesOf(failed([domain], { refusedAs: 'rejected' }), 90)).toEqual(['operation_leaked']);
    expect(rulesOf(failed([domain], { refusedAs: 'conflict' }), 90)).toEqual([]);
    const meanwhile = { ...domain, madeAt: at(0.5) };
    expect(rulesOf(failed([meanwhile], { refusedAs: 'conflict' }), 90)).toEqual(['operation_leaked']);
  });

  test('one that is unknown has its time first; then the order that came because of it is found beside that', () => {
    const facts = operation({ traces: [trace({ cause: by(id), attributes: { status: 'pending' } })] });
    expect(rulesOf(facts, 60)).toEqual([]);
    expect(rulesOf({ ...facts, listedTwiceAt: at(30) }, 60), 'it is being carried out').toEqual([]);
    expect(rulesOf(facts, dayMinutes + 1)).toEqual(['operation_unsettled', 'operation_leaked']);
  });

  test('after 30 days it is history', () => {
    expect(rulesOf(failed([domain]), 29 * dayMinutes)).toEqual(['operation_leaked']);
    expect(rulesOf(failed([domain]), 31 * dayMinutes)).toEqual([]);
  });

  const money = (minor: string, given: object = {}) => ({
    amountMinor: minor,
    currency: 'USD',
    unit: 'confirmed',
    ...given,
  });
  test.each([
    { what: 'the charge for the order', traces: [trace({}), tied('4900')], want: { minor: '4900', currency: 'USD' } },
    { what: 'two of them', traces: [trace({}), tied('4900'), tied('-100')], want: { minor: '5000', currency: 'USD' } },
    {
      what: 'the order’s own sum, where no charge shows',
      traces: [trace({ attributes: money('700') })],
      want: { minor: '700', currency: 'USD' },
    },
    { what: 'none, of an assumed unit', traces: [trace({}), tied('4900', { unit: 'assumed' })], want: null },
    { what: 'none, of two currencies', traces: [trace({}), tied('1'), tied('2', { currency: 'EUR' })], want: null },
    { what: 'none, of what has no sum', traces: [trace({}), tied('n/a')], want: null },
  ])('the money is exact, or none: $what', ({ traces, want }) => {
    const [found] = judged(failed(traces), 90);
    expect(found?.money).toEqual(want);
    expect(found?.severity).toBe(traces.length > 1 || want !== null ? 'alarm' : 'notice');
  });

  test('a charge of just what the order costs, in the same minute, is for it, though it does not name it', () => {
    const order = trace({ attributes: money('4900') });
    const same = { ...charge, attributes: money('-4900') };
    expect(judged(failed([order, same]), 90)[0]?.evidence).toHaveLength(2);
    const late = { ...same, madeAt: at(9) };
    expect(judged(failed([order, late]), 90)[0]?.evidence).toHaveLength(1);
  });

  /** A charge that names the order. */
  function tied(amountMinor: string, given: object = {}): Trace {
    const attributes = { type: 'debit', orderId: 'ord_1', ...money(amountMinor), ...given };
    return { ...charge, externalId: `tx ${amountMinor}`, attributes, madeAt: at(600) };
  }
});
