import type { Claim, Unexplained } from '@rollcall/ledger';
import { reconcile } from '@rollcall/ledger';
import { OperationId } from '@rollcall/schema';
import { v7 as uuidv7 } from 'uuid';
import { beforeAll, expect, test } from 'vitest';
import { acceptDrift, appendEvent, assignFinding, driftOnRecord, listFindings } from '../src/index.ts';
import {
  connectionsThen,
  driftSums,
  heldAround,
  heldRunsThen,
  lateChanges,
  listedSums,
  markUnexplained,
  type ReconciledPeriod,
  unexplainedThen,
  unprovenThen,
  unsettledThen,
} from '../src/reports/index.ts';
import { find, verdictOf } from './support/finding.ts';
import { type GivenConnection, givenConnection, keyActor } from './support/given.ts';
import { roll, type Showing } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();

/** The beginnings of the listings of these tests, by number: hours of a day that is over. */
const at = (number: number): Date => new Date(Date.UTC(2026, 3, 1, number));
const now = (): Date => new Date(Date.now() + 1);
const period = (from: number, end: number, knownAt = now()): ReconciledPeriod => ({
  from: at(from),
  end: at(end),
  knownAt,
});

let connection: GivenConnection;

/** Lists so many letters, each an external id with a digit that is its only attribute. */
async function list(number: number, shows: string, showing: Partial<Showing> = {}): Promise<void> {
  const items = shows.split(' ').filter((shown) => shown !== '');
  await roll(store, connection, {
    items: items.map((shown) => ({
      externalId: shown.slice(0, 1),
      name: shown.slice(0, 1),
      attributes: { is: shown.slice(1) },
    })),
    startedAt: at(number),
    ...showing,
  });
}

const made: Claim = {
  ...{
    operationId: OperationId.parse(uuidv7()),
    change: 'appeared',
    externalId: null,
    name: 'd',
    ownerExternalId: null,
  },
  ...{ attributes: null, count: 0, defers: false, evidence: 'we made it', confidence: 'certain' },
};

beforeAll(async () => {
  connection = await givenConnection(store);
  await store.owner.query(`update rollcall.connection set created_at = '2026-03-01'`);
  await list(1, 'a1 b1 c1');
  await list(3, 'a2 b1 c1');
  await list(5, 'a2 b1 d1', { claims: [made] });
  await list(7, 'a2 c1 d1', {});
  await list(8, 'a2 c1 d1 e1', { believed: false });
});

async function reconciled(of: ReconciledPeriod) {
  return store.asGateway(async (tx) => {
    const facts = {
      ...{ connections: await connectionsThen(tx, of), held: await heldAround(tx, of) },
      ...{ drift: await driftSums(tx, of), listed: await listedSums(tx, of) },
    };
    return reconcile(facts)[0];
  });
}

test.each([
  {
    what: 'the first listing is no drift',
    ...{ from: 0, end: 2 },
    want: { opening: 0, firstSeen: 3, recorded: 3, explained: 0, unexplained: 0, observed: 3, unproven: 0 },
  },
  {
    what: 'a change that nobody asked for',
    ...{ from: 2, end: 4 },
    want: { opening: 3, changed: 1, recorded: 3, unexplained: 1, open: { vanished: 0, changed: 1, appeared: 0 } },
  },
  {
    what: 'what an operation made, and what vanished',
    ...{ from: 4, end: 6 },
    want: { opening: 3, appeared: 1, vanished: 1, recorded: 3, explained: 1, unexplained: 1, absent: { missing: 1 } },
  },
  {
    what: 'what came back while another one vanished',
    ...{ from: 6, end: 8 },
    want: { opening: 3, reappeared: 1, vanished: 1, recorded: 3, unexplained: 2, absent: { missing: 1, suspect: 0 } },
  },
  {
    what: 'a listing that is plausible at best brings, and proves nothing',
    ...{ from: 8, end: 9 },
    want: { opening: 3, appeared: 1, recorded: 4, unexplained: 1, unproven: 1, coverage: { plausible: 1, proven: 0 } },
  },
  {
    what: 'all of it',
    ...{ from: 0, end: 24 },
    want: {
      opening: 0,
      firstSeen: 3,
      appeared: 2,
      reappeared: 1,
      vanished: 2,
      changed: 1,
      recorded: 4,
      explained: 1,
      unexplained: 5,
    },
  },
  {
    what: 'a time that nothing was listed in',
    ...{ from: 20, end: 22 },
    want: { opening: 4, recorded: 4, unexplained: 0, unproven: 1, hanging: 4, coverage: { stale: 1, proven: 0 } },
  },
])('$what', async ({ from, end, want }) => {
  const found = await reconciled(period(from, end));
  expect(found).toMatchObject({ ...want, outOfOrder: 0 });
});

test('what was known before is said again, whatever happened since', async () => {
  const early = period(0, 24);
  const before = await reconciled(early);
  await list(9, 'a3');
  expect(await reconciled({ ...early, end: at(9) })).toEqual(before);
  expect(await reconciled(early)).toEqual(before);
  expect(await reconciled(period(0, 24))).not.toEqual(before);
});

const told = async (of: ReconciledPeriod) =>
  (await store.asGateway((tx) => Array.fromAsync(unexplainedThen(tx, of)))).flat();
const mark = (of: ReconciledPeriod) => store.asGateway((tx) => markUnexplained(tx, of));

test('each unexplained change lies between two listings', async () => {
  const [change] = await told(period(2, 4));
  expect(change).toMatchObject({
    ...{ connection: connection.name, kind: 'inbox', name: 'a', change: 'changed', standing: 'open', money: null },
    ...{
      after: at(1).toISOString(),
      notAfter: at(3).toISOString(),
      evidence: expect.stringContaining('no operation of ours'),
    },
  });
});

test('it is told with what findings about it say by what is known, long after the period, too', async () => {
  const before = period(2, 4);
  const [change] = await told(before);
  const eventId = change?.eventId ?? null;
  const first = await mark(before);
  const usd = (minor: string) => ({ minor, currency: 'USD' });
  const verdict = (nth: number, minor: string) =>
    verdictOf({ fingerprint: `operation_leaked ${nth}`, eventId, money: usd(minor) });
  await find(store, [verdict(1, '10000'), verdict(2, '700')]);
  const whole = period(2, 4);
  expect(await told(whole)).toMatchObject([{ money: usd('10000') }]);
  expect(await mark(whole)).not.toBe(first);
  await find(store, [verdict(1, '1000'), verdict(2, '700')]);
  const corrected = period(2, 4);
  expect(await told(corrected)).toMatchObject([{ money: usd('1000') }]);
  expect(await mark(corrected)).not.toBe(await mark(whole));
  await find(store, [verdict(2, '700')]);
  const [second] = await store.asGateway((tx) => listFindings(tx, { limit: 1 }));
  if (second?.money?.minor !== '700') throw new Error('the other one is resolved');
  const resolved = period(2, 4);
  expect(await told(resolved)).toMatchObject([{ money: usd('700') }]);
  await store.asGateway((tx) => assignFinding(tx, { id: second.id, actor: keyActor, to: 'ada' }));
  // Who has it is not told of: nothing is another.
  expect(await mark(period(2, 4))).toBe(await mark(resolved));
  await find(store, []);
  expect(await told(period(2, 4))).toMatchObject([{ money: null }]);
  // What was known before is said again.
  expect(await told(before)).toEqual([change]);
  expect(await told(whole)).toMatchObject([{ money: usd('10000') }]);
  expect(await told(corrected)).toMatchObject([{ money: usd('1000') }]);
});

/** Says of changes what they cost, and answers in what order they are told then. */
async function orderOf(changes: readonly Unexplained[], costs: readonly string[]): Promise<readonly (string | null)[]> {
  const verdicts = costs.map((cost, nth) => {
    const [currency = '', minor = ''] = cost.split(' ');
    return verdictOf({
      fingerprint: `cost ${nth}`,
      eventId: changes[nth]?.eventId ?? null,
      money: { minor, currency },
    });
  });
  await find(store, verdicts);
  const order = (await told(period(2, 8))).map(({ money }) =>
    money === null ? null : `${money.currency} ${money.minor}`,
  );
  await find(store, []);
  return order;
}

test('what costs most of each currency comes before what costs less of any', async () => {
  const order = await orderOf(await told(period(2, 8)), ['JPY 20000', 'JPY 10000', 'USD 100']);
  expect(order).toEqual(['JPY 20000', 'USD 100', 'JPY 10000', null]);
});

test('what was accepted later stays unexplained, and the report before does not say so', async () => {
  const before = period(4, 6);
  const [vanished] = (await store.asGateway((tx) => Array.fromAsync(unexplainedThen(tx, before)))).flat();
  if (vanished === undefined) throw new Error('c vanished');
  await store.asGateway(async (tx) =>
    acceptDrift(tx, await driftOnRecord(tx, vanished.eventId), { actor: keyActor, reason: 'it may go' }),
  );
  const after = period(4, 6);
  expect(await reconciled(before)).toMatchObject({ unexplained: 1, standing: { open: 1, accepted: 0 } });
  expect(await reconciled(after)).toMatchObject({ unexplained: 1, standing: { open: 0, accepted: 1 } });
  const late = await store.asGateway((tx) => lateChanges(tx, after, { after: before.knownAt, most: 10 }));
  expect(late).toMatchObject([{ what: 'accepted', change: 'vanished', name: 'c', reason: 'it may go' }]);
});

test('what was accepted comes last, whatever it costs, and puts nothing else back', async () => {
  const changes = await told(period(2, 8));
  const accepted = changes.filter(({ standing }) => standing === 'accepted');
  const open = changes.filter(({ standing }) => standing === 'open');
  const order = await orderOf([...accepted, ...open], ['JPY 90000', 'JPY 5000', 'USD 100']);
  expect([accepted.length, order]).toEqual([1, ['JPY 5000', 'USD 100', null, 'JPY 90000']]);
});

test('scopes that are not proven are told with why, and held runs and lost operations with what became of them', async () => {
  const unproven = await store.asGateway((tx) => unprovenThen(tx, period(20, 22), 10));
  expect(unproven).toMatchObject([{ kind: 'inbox', why: 'no listing of the period was believed' }]);
  const subject = (kind: 'hold' | 'operation', name: string) => ({ kind, externalId: '1', name });
  const operationId = OperationId.parse(uuidv7());
  const of = { actor: keyActor };
  await store.asGateway(async (tx) => {
    await appendEvent(tx, { ...of, type: 'hold.opened', subject: subject('hold', 'c'), after: { reasons: ['many'] } });
    await appendEvent(tx, { ...of, type: 'hold.approved', subject: subject('hold', 'c') });
    await appendEvent(tx, {
      ...of,
      type: 'operation.unknown',
      subject: subject('operation', 'acme.make'),
      operationId,
    });
    await appendEvent(tx, {
      ...of,
      type: 'operation.confirmed',
      subject: subject('operation', 'acme.make'),
      operationId,
    });
  });
  const today = { from: new Date(Date.now() - 3_600_000), end: now(), knownAt: now() };
  expect(await store.asGateway((tx) => heldRunsThen(tx, today))).toMatchObject([
    { holdId: '1', connection: 'c', reasons: ['many'], state: 'approved', by: 'admin' },
  ]);
  expect(await store.asGateway((tx) => unsettledThen(tx, today))).toMatchObject([
    { operationId, procedure: 'acme.make', state: 'confirmed' },
  ]);
});
