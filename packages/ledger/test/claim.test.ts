import { type Expectation, OperationId, OperationState } from '@rollcall/schema';
import { expect, test } from 'vitest';
import { claimsOf, type OperationOnRecord } from '../src/index.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 10, minute)).toISOString();

/** The listing before began at 10:00, this one at 10:30. */
const listing = { kind: 'inbox', startedAt: at(30), previousAt: at(0) };
const present: Expectation = { becomes: 'present', kind: 'inbox', name: 'ada@one.example' };

function operation(given: Partial<OperationOnRecord>): OperationOnRecord {
  return {
    id: OperationId.parse('018f0000-0000-7000-8000-000000000001'),
    procedure: 'provider.createMailboxes',
    state: 'succeeded',
    expectations: [present],
    dispatchedAt: at(10),
    answeredAt: at(11),
    ...given,
  };
}

test.each<{ state: OperationState; want: boolean; because: string }>([
  { state: 'accepted', want: false, because: 'it was not sent' },
  { state: 'dispatched', want: true, because: 'it is under way' },
  { state: 'succeeded', want: true, because: 'its effect may come late' },
  { state: 'failed', want: false, because: 'the provider refused it' },
  { state: 'unknown', want: true, because: 'it may have taken effect' },
  { state: 'confirmed', want: true, because: 'it was sent since the scope was last believed' },
  { state: 'contradicted', want: true, because: 'what came late was asked for all the same' },
])('an operation that is $state explains a change: $want, since $because', ({ state, want }) => {
  expect(claimsOf([operation({ state })], listing)).toHaveLength(want ? 1 : 0);
});

test('every state of an operation is in the table above', () => {
  expect(OperationState.options).toHaveLength(7);
});

test.each<{ given: Partial<OperationOnRecord>; previousAt: string | null; want: boolean; because: string }>([
  {
    given: { dispatchedAt: at(0) },
    previousAt: at(0),
    want: true,
    because: 'sent in the instant of the listing before',
  },
  {
    given: { dispatchedAt: at(1) },
    previousAt: at(2),
    want: false,
    because: 'the listing before has shown its effect',
  },
  { given: { dispatchedAt: at(1) }, previousAt: null, want: true, because: 'nothing was believed yet' },
  { given: { dispatchedAt: null }, previousAt: null, want: false, because: 'it was never sent' },
])('a confirmed operation explains a change: $want, since $because', ({ given, previousAt, want }) => {
  const claims = claimsOf([operation({ state: 'confirmed', ...given })], { ...listing, previousAt });
  expect(claims).toHaveLength(want ? 1 : 0);
});

test.each<{ state: OperationState; dispatchedAt: string }>([
  { state: 'succeeded', dispatchedAt: at(-60) },
  { state: 'unknown', dispatchedAt: at(-60) },
])('one that is $state and that no listing has confirmed explains a change, however old it is', (given) => {
  expect(claimsOf([operation(given)], listing)).toHaveLength(1);
});

test.each<{ answeredAt: string | null; want: boolean; because: string }>([
  { answeredAt: at(29), want: false, because: 'its effect was complete before the listing began' },
  { answeredAt: at(30), want: false, because: 'it was answered as the listing began' },
  { answeredAt: at(31), want: true, because: 'it was answered while the listing was read' },
  { answeredAt: null, want: true, because: 'it is not answered yet' },
])('answered at $answeredAt, it leaves its change to the next run: $want, since $because', ({ answeredAt, want }) => {
  expect(claimsOf([operation({ answeredAt })], listing)).toMatchObject([{ defers: want }]);
});

test.each<{ expectation: Expectation; want: object }>([
  { expectation: present, want: { change: 'appeared', externalId: null, name: 'ada@one.example', count: 0 } },
  { expectation: present, want: { attributes: null } },
  {
    expectation: { ...present, attributes: { type: 'A' } },
    want: { change: 'appeared', externalId: null, name: 'ada@one.example', attributes: { type: 'A' }, count: 0 },
  },
  {
    expectation: { becomes: 'more', kind: 'inbox', count: 1, attributes: { status: 'active' } },
    want: { change: 'appeared', attributes: null, count: 1 },
  },
  {
    expectation: { becomes: 'absent', kind: 'inbox', externalId: 'mb_1' },
    want: { change: 'vanished', externalId: 'mb_1', name: null, count: 0 },
  },
  {
    expectation: { becomes: 'more', kind: 'inbox', count: 3 },
    want: { change: 'appeared', externalId: null, name: null, count: 3 },
  },
  {
    expectation: { becomes: 'changed', kind: 'inbox', externalId: 'mb_1' },
    want: { change: 'changed', externalId: 'mb_1', name: null, attributes: null, count: 0 },
  },
  {
    expectation: { becomes: 'changed', kind: 'inbox', externalId: 'mb_1', attributes: { quota: 7 } },
    want: { change: 'changed', externalId: 'mb_1', attributes: { quota: 7 } },
  },
])('what becomes $expectation.becomes is claimed as $want', ({ expectation, want }) => {
  expect(claimsOf([operation({ expectations: [expectation] })], listing)).toMatchObject([want]);
});

test('of an operation with effects in several kinds, a listing takes those of its own', () => {
  const expectations: Expectation[] = [
    { becomes: 'more', kind: 'host', count: 2 },
    present,
    { becomes: 'absent', kind: 'domain', externalId: 'dom_1' },
  ];
  expect(claimsOf([operation({ expectations })], listing)).toMatchObject([{ name: 'ada@one.example' }]);
});

test('an operation that deletes an owner claims what the owner takes with it, and no owner that appears does', () => {
  const expectations: Expectation[] = [
    { becomes: 'absent', kind: 'domain', externalId: 'dom_1' },
    { becomes: 'present', kind: 'domain', name: 'one.example' },
    { becomes: 'absent', kind: 'host', externalId: 'ip_1' },
  ];
  const claims = claimsOf([operation({ expectations })], { ...listing, ownerKind: 'domain' });
  expect(claims).toMatchObject([
    { change: 'vanished', externalId: null, name: null, ownerExternalId: 'dom_1', count: 0, defers: false },
  ]);
});

test.each([null, at(31)])('that claim is left to the next run when its answer came at %s', (answeredAt) => {
  const expectations: Expectation[] = [{ becomes: 'absent', kind: 'domain', externalId: 'dom_1' }];
  const claims = claimsOf([operation({ expectations, answeredAt })], { ...listing, ownerKind: 'domain' });
  const evidence = `provider.createMailboxes was sent for its domain at ${at(10)}`;
  expect(claims).toMatchObject([{ ownerExternalId: 'dom_1', defers: true, evidence }]);
});

test('one that leaves no trace in the inventory claims nothing', () => {
  expect(claimsOf([operation({ expectations: [] })], listing)).toEqual([]);
});

test('the evidence says what was sent and when, and that an answer was lost', () => {
  const [answered, lost] = claimsOf([operation({}), operation({ state: 'unknown' })], listing);
  expect(answered?.evidence).toBe(`provider.createMailboxes was sent for it at ${at(10)}`);
  expect(lost?.evidence).toBe(`provider.createMailboxes was sent for it at ${at(10)}, and its answer was lost`);
});

const absent: Expectation = { becomes: 'absent', kind: 'inbox', externalId: 'mb_1' };
const changed: Expectation = { becomes: 'changed', kind: 'inbox', externalId: 'mb_1' };
const exact: Expectation[] = [present, absent, { ...changed, attributes: { quota: 7 } }];
const vague: Expectation[] = [changed, { becomes: 'more', kind: 'inbox', count: 2 }];

test.each<{ state: OperationState; expectations: Expectation[]; want: string; because: string }>([
  { state: 'succeeded', expectations: exact, want: 'certain', because: 'it was answered and tells the one resource' },
  { state: 'confirmed', expectations: exact, want: 'certain', because: 'a listing has shown it, too' },
  { state: 'succeeded', expectations: vague, want: 'likely', because: 'somebody may have done the same to another' },
  { state: 'unknown', expectations: exact, want: 'likely', because: 'its answer was lost' },
  { state: 'dispatched', expectations: exact, want: 'likely', because: 'it is not answered yet' },
  { state: 'unknown', expectations: vague, want: 'possible', because: 'its answer was lost, and it tells no resource' },
  { state: 'contradicted', expectations: exact, want: 'possible', because: 'listings had not shown it in time' },
])('what is $state explains what it expects as $want, since $because', ({ state, expectations, want }) => {
  const claims = claimsOf([operation({ state, expectations })], listing);
  expect(claims.map(({ confidence }) => confidence)).toEqual(expectations.map(() => want));
});

test('what an owner took along is likely, for it may have gone before', () => {
  const expectations: Expectation[] = [{ becomes: 'absent', kind: 'domain', externalId: 'dom_1' }];
  const claims = claimsOf([operation({ expectations })], { ...listing, ownerKind: 'domain' });
  expect(claims).toMatchObject([{ confidence: 'likely' }]);
});
