import { beforeEach, describe, expect, test } from 'vitest';
import {
  acceptFinding,
  acknowledgeFinding,
  assignFinding,
  confinedTo,
  inWorkspace,
  listFindings,
  pruneHistory,
  type Tx,
} from '../src/index.ts';
import { type FindingThen, findingsThen, sumFindingsThen } from '../src/reports/index.ts';
import { find, verdictOf } from './support/finding.ts';
import { daemonActor, givenConnection, keyActor } from './support/given.ts';
import { useStore } from './support/store.ts';

const store = useStore();
const actor = keyActor;
const day = (nth: number): Date => new Date(Date.UTC(2026, 3, nth));

beforeEach(() => store.owner.query('delete from rollcall.finding'));

async function standing(tx: Tx, filter: Parameters<typeof findingsThen>[1]): Promise<readonly FindingThen[]> {
  return (await Array.fromAsync(findingsThen(tx, filter))).flat();
}
const then = (asOf: Date, more: object = {}) => store.asGateway((tx) => standing(tx, { asOf, ...more }));

/** Has what was recorded be recorded on the first days of April, one version a day. */
async function spread(): Promise<void> {
  await store.owner.query(`alter table rollcall.finding_version disable trigger append_only;
    update rollcall.finding_version set recorded_at = '2026-03-31Z'::timestamptz + version * interval '1 day',
      opened_at = '2026-03-31T12:00Z'::timestamptz;
    delete from rollcall.finding_version v where not exists (select from rollcall.finding f where f.finding_id = v.finding_id);
    alter table rollcall.finding_version enable trigger append_only`);
}

async function aLife(): Promise<void> {
  await find(store, [verdictOf({ severity: 'notice' })]);
  // Of evidence alone there is no version.
  await find(store, [verdictOf({ severity: 'notice', evidence: ['seen', 'seen again'] })]);
  const [finding] = await store.asGateway((tx) => listFindings(tx, { limit: 1 }));
  if (finding === undefined) throw new Error('it was found');
  const { id } = finding;
  await find(store, [verdictOf({ severity: 'notice', money: { minor: '1300', currency: 'USD' } })]);
  await store.asGateway((tx) => acknowledgeFinding(tx, { id, actor }));
  await store.asGateway((tx) => assignFinding(tx, { id, actor, to: 'ada' }));
  await store.asGateway((tx) => assignFinding(tx, { id, actor, to: 'ada' }));
  await store.asGateway((tx) => acceptFinding(tx, { id, actor, until: new Date('2099-01-01'), reason: 'it may' }));
  await find(store, [verdictOf({ sentence: 'It is worse.' })]);
  await find(store, []);
  await spread();
}

describe('a finding as it stood', () => {
  beforeEach(aLife);

  test.each([
    { asOf: day(0), want: [] },
    {
      asOf: day(1),
      want: [{ state: 'open', severity: 'notice', money: { minor: '1200', currency: 'USD' }, ageDays: 0 }],
    },
    { asOf: new Date(day(2).getTime() - 1), want: [{ money: { minor: '1200', currency: 'USD' } }] },
    { asOf: day(2), want: [{ state: 'open', money: { minor: '1300', currency: 'USD' }, ageDays: 1 }] },
    { asOf: day(3), want: [{ state: 'acknowledged', assignedTo: null, accepted: null, fromEvents: false }] },
    { asOf: day(4), want: [{ state: 'acknowledged', assignedTo: 'ada' }] },
    {
      asOf: day(5),
      want: [{ state: 'accepted', accepted: { reason: 'it may', until: '2099-01-01T00:00:00.000Z' }, ageDays: 4 }],
    },
    {
      asOf: day(6),
      want: [
        {
          state: 'open',
          severity: 'alarm',
          sentence: 'It is worse.',
          money: { minor: '1200', currency: 'USD' },
          accepted: null,
        },
      ],
    },
    { asOf: day(7), want: [] },
    { asOf: day(30), want: [] },
  ])('at $asOf', async ({ asOf, want }) => {
    const found = await then(asOf);
    expect(found).toMatchObject(want);
    expect(found).toHaveLength(want.length);
  });

  test('what others superseded goes with the versions of resources, and later times say what they said', async () => {
    const prune = () =>
      pruneHistory(store.daemon, store.mine, {
        ...{ what: 'findings', keptFrom: day(5), actor: daemonActor, signal: new AbortController().signal },
      });
    expect(await prune()).toBe(4);
    expect(await prune()).toBe(0);
    expect(await then(day(5))).toMatchObject([{ state: 'accepted' }]);
    expect(await then(day(6))).toMatchObject([{ state: 'open' }]);
    const { rows } = await store.owner.query('select versions_from from rollcall.retention');
    expect(rows).toEqual([{ versions_from: day(5) }]);
  });
});

test('many are told the worst first, by connection and rule, and summed in each currency alone', async () => {
  const { id: connectionId, name } = await givenConnection(store);
  const other = verdictOf({
    rule: 'run_held',
    fingerprint: 'run_held it',
    severity: 'notice',
    money: null,
    connectionId,
  });
  await find(
    store,
    [
      verdictOf({ fingerprint: 'operation_leaked 1', money: { minor: '5', currency: 'EUR' } }),
      verdictOf({ fingerprint: 'operation_leaked 2', money: { minor: '-7', currency: 'USD' } }),
      verdictOf({ fingerprint: 'operation_leaked 3', money: { minor: '99999999999999999999', currency: 'USD' } }),
      verdictOf({ fingerprint: 'operation_leaked 4', severity: 'notice', money: { minor: '9', currency: 'USD' } }),
      other,
    ],
    ['operation_leaked', 'run_held'],
  );
  await spread();
  expect((await then(day(9))).map(({ money }) => money?.minor)).toEqual([
    '99999999999999999999',
    '-7',
    '5',
    '9',
    undefined,
  ]);
  expect(await then(day(9), { connectionId })).toMatchObject([{ rule: 'run_held', connectionId, connection: name }]);
  expect(await then(day(9), { rules: ['run_held'] })).toHaveLength(1);
  const common = { state: 'open', age: 2, fromEvents: 0, oldestAt: '2026-03-31T12:00:00.000Z' };
  const leaked = { ...common, rule: 'operation_leaked', connection: null };
  expect(await store.asGateway((tx) => sumFindingsThen(tx, { asOf: day(9) }))).toEqual([
    { ...leaked, severity: 'alarm', count: 1, money: { minor: '5', currency: 'EUR' } },
    { ...leaked, severity: 'alarm', count: 2, money: { minor: '99999999999999999992', currency: 'USD' } },
    { ...leaked, severity: 'notice', count: 1, money: { minor: '9', currency: 'USD' } },
    { ...common, rule: 'run_held', severity: 'notice', connection: name, count: 1, money: null },
  ]);
  const seen = await inWorkspace(confinedTo(store.gateway, [connectionId]), store.mine, (tx) =>
    standing(tx, { asOf: day(9) }),
  );
  expect(seen).toMatchObject([{ rule: 'run_held' }]);
});

test('who has seen enough leaves the rest, and may ask again in the same transaction', async () => {
  await find(store, [verdictOf()]);
  await spread();
  const twice = await store.asGateway(async (tx) => {
    for await (const page of findingsThen(tx, { asOf: day(9) })) if (page.length > 0) break;
    return standing(tx, { asOf: day(9) });
  });
  expect(twice).toHaveLength(1);
});
