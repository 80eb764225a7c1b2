import { RuleFailure } from '@rollcall/ledger';
import { beforeEach, expect, test } from 'vitest';
import { confinedTo, inWorkspace, listFindings, recordFindings } from '../src/index.ts';
import { find, verdictOf } from './support/finding.ts';
import { daemonActor, givenConnection } from './support/given.ts';
import { useStore } from './support/store.ts';

const store = useStore();
const listed = (every = false) => store.asGateway((tx) => listFindings(tx, { every, limit: 10 }));
const told = async () => {
  const { rows } = await store.owner.query<{ told: string }>(
    `select type || ' ' || severity as told from rollcall.audit_event where type like 'finding.%' order by event_id`,
  );
  return rows.map((row) => row.told);
};

beforeEach(async () => {
  await store.owner.query('delete from rollcall.finding; alter table rollcall.audit_event disable trigger all');
  await store.owner.query('delete from rollcall.audit_event; alter table rollcall.audit_event enable trigger all');
});

test('all that a rule says of a thing is kept and told', async () => {
  const { id: connectionId, name } = await givenConnection(store);
  const subject = { kind: 'inbox', externalId: 'mb_1', name: 'ada@one.example' };
  await find(store, [verdictOf({ connectionId, subject })]);
  expect(await listed()).toMatchObject([
    {
      ...{ rule: 'operation_leaked', family: 'drift', severity: 'alarm', state: 'open', connection: name, subject },
      ...{ sentence: 'It is so.', remedy: 'Look.', evidence: ['seen'], money: { minor: '1200', currency: 'USD' } },
      ...{ reopened: 0, resolvedAt: null, acknowledged: null, assigned: null, accepted: null },
    },
  ]);
  const { rows } = await store.owner.query(
    `select type, severity, connection_id, subject_kind, subject_name, after from rollcall.audit_event
      where type like 'finding.%'`,
  );
  const after = {
    ...{ sentence: 'It is so.', severity: 'alarm', evidence: ['seen'], remedy: 'Look.', about: subject },
    money: { minor: '1200', currency: 'USD' },
  };
  expect(rows).toEqual([
    {
      ...{ type: 'finding.opened', severity: 'alarm', connection_id: connectionId },
      ...{ subject_kind: 'finding', subject_name: 'operation_leaked', after },
    },
  ]);
});

test('what could not be judged stays as it is, and opens nothing', async () => {
  const judged = { rules: ['operation_leaked'], actor: daemonActor } as const;
  await find(store, [verdictOf()]);
  const undecided = ['operation_leaked it', 'operation_leaked other'].map((fingerprint) => ({
    ...{ fingerprint, undecided: 'nobody answers' },
  }));
  await store.asDaemon((tx) => recordFindings(tx, judged, [undecided]));
  expect(await listed()).toMatchObject([{ state: 'open' }]);
  expect(await told()).toEqual(['finding.opened alarm']);
});

test('a notice that becomes an alarm is told', async () => {
  await find(store, [verdictOf({ severity: 'notice' })]);
  await find(store, [verdictOf({ severity: 'alarm' })]);
  await find(store, [verdictOf({ severity: 'notice' })]);
  expect(await told()).toEqual(['finding.opened notice', 'finding.raised alarm']);
});

test('what is of no connection is none of a key that is limited to some', async () => {
  const { id } = await givenConnection(store);
  await find(store, [verdictOf({ connectionId: id }), verdictOf({ fingerprint: 'operation_leaked other' })]);
  const seen = await inWorkspace(confinedTo(store.gateway, [id]), store.mine, (tx) =>
    listFindings(tx, { every: true, limit: 10 }),
  );
  expect(seen).toHaveLength(1);
});

test('a rule that says the same twice is broken, and nothing of it is recorded', async () => {
  const twice = find(store, [verdictOf(), verdictOf({ sentence: 'It is so again.' })]);
  await expect(twice).rejects.toThrow(RuleFailure);
  expect(await listed(true)).toEqual([]);
});

test('many are opened, judged again and resolved in chunks, each with its event', async () => {
  const verdicts = Array.from({ length: 4_500 }, (_, nth) =>
    verdictOf({ fingerprint: `operation_leaked ${nth}`, sentence: `It is so, for the ${nth}th time.` }),
  );
  for (const said of [verdicts, verdicts, []]) await find(store, said);
  const { rows } = await store.owner.query(
    `select type, count(*)::int from rollcall.audit_event where type like 'finding.%' group by 1 order by 1`,
  );
  expect(rows).toEqual([
    { type: 'finding.opened', count: 4_500 },
    { type: 'finding.resolved', count: 4_500 },
  ]);
});
