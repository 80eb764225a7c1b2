import {
  type Judgement,
  judge as judged,
  type OperationFacts,
  operationContradicted,
  operationLeaked,
  operationUnsettled,
  type Verdict,
} from '@rollcall/ledger';
import { EventId, type Expectation, type OperationId } from '@rollcall/schema';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  acceptDrift,
  appendEvent,
  driftOnRecord,
  findingById,
  listFindings,
  type OperationOutcome,
  operationFacts,
  operationsOnRecord,
  overdueConnections,
  recordFindings,
  settleOperation,
} from '../src/index.ts';
import { daemonActor, type GivenConnection, givenConnection, keyActor } from './support/given.ts';
import { givenOperation } from './support/operation.ts';
import { roll } from './support/roll.ts';
import { useStore } from './support/store.ts';

const operationRules = [operationUnsettled, operationContradicted, operationLeaked];
const operationRuleIds = operationRules.map(({ id }) => id);
const judgeOperations = (operations: readonly OperationFacts[], at: string) => judged(operationRules, operations, at);

const store = useStore();
const details = { status: 422 };
const error = { kind: 'rejected', message: 'it was refused', providerCode: null, details };
const lost: OperationOutcome = { state: 'unknown', error };
const refused: OperationOutcome = { state: 'failed', error, unsent: false };
const succeeded: OperationOutcome = { state: 'succeeded', result: null };
const present: Expectation = { becomes: 'present', kind: 'domain', name: 'one.example' };
const ordered: Expectation = { becomes: 'more', kind: 'order', count: 1, attributes: { status: 'active' } };

let connection: GivenConnection;
beforeEach(async () => {
  connection = await givenConnection(store);
});

const given = (outcome: OperationOutcome, expectations: readonly Expectation[] = [present]) =>
  givenOperation(store, connection, { expectations, outcome });
const facts = async () => {
  const judged = { connectionId: connection.id, madeBy: { order: 'createdAt', wallet_transaction: 'createdAt' } };
  return store.asDaemon((tx) => operationFacts(tx, judged));
};
/** Judges the connection as the daemon does. */
const judge = async () => {
  const { at, operations } = await facts();
  await record(judgeOperations(operations, at));
};
const judging = () => ({ connectionId: connection.id, rules: operationRuleIds, actor: daemonActor });
const record = (judgements: readonly Judgement[]) =>
  store.asDaemon((tx) => recordFindings(tx, judging(), [judgements]));
const listed = (every = false) =>
  store.asGateway((tx) => listFindings(tx, { connectionId: connection.id, every, limit: 10 }));
const told = async () => {
  const { rows } = await store.owner.query<{ type: string }>(
    `select type from rollcall.audit_event where connection_id = $1 and type like 'finding.%' order by event_id`,
    [connection.id],
  );
  return rows.map(({ type }) => type);
};
/** As if it had been sent, answered and settled so many minutes earlier. */
const moved = (id: OperationId, minutes: number) =>
  store.owner.query(
    `update rollcall.operation set dispatched_at = dispatched_at - $2 * interval '1 minute',
      answered_at = answered_at - $2 * interval '1 minute', settle_by = settle_by - $2 * interval '1 minute'
      where operation_id = $1`,
    [id, minutes],
  );
const contradict = async (id: OperationId) => {
  const operation = (await store.asDaemon((tx) => operationsOnRecord(tx, connection.id, null))).find(
    (one) => one.id === id,
  );
  if (operation === undefined) throw new Error('it is open');
  const settlement = { state: 'contradicted', evidence: 'nothing shows it' } as const;
  await store.asDaemon((tx) => settleOperation(tx, { connection, operation, actor: daemonActor }, settlement));
};

describe('findings follow what the rules say', () => {
  const verdict = (given: Partial<Verdict> = {}): Verdict => ({
    ...{ rule: 'operation_leaked', fingerprint: `leaked ${connection.id}`, severity: 'alarm', operationId: null },
    ...{ sentence: 'it is so', remedy: 'look', evidence: ['seen'], money: { minor: '1200', currency: 'USD' } },
    ...{ connectionId: connection.id, subject: null, eventId: null },
    ...given,
  });

  test('opened, updated, resolved and opened again, as one finding; each but the update is an event', async () => {
    await record([verdict()]);
    const [opened] = await listed();
    expect(opened).toMatchObject({
      ...{ rule: 'operation_leaked', severity: 'alarm', state: 'open', connection: connection.name },
      ...{ sentence: 'it is so', remedy: 'look', evidence: ['seen'], money: { minor: '1200', currency: 'USD' } },
      resolvedAt: null,
    });
    await record([verdict()]);
    expect((await listed())[0]?.updatedAt, 'nothing is new').toBe(opened?.updatedAt);
    await record([verdict({ sentence: 'it is more so', money: null })]);
    expect(await listed()).toMatchObject([{ id: opened?.id, sentence: 'it is more so', money: null }]);
    await record([]);
    expect(await listed()).toEqual([]);
    expect(await listed(true)).toMatchObject([{ id: opened?.id, state: 'resolved', resolvedAt: expect.any(String) }]);
    await record([verdict()]);
    expect(await listed()).toMatchObject([{ id: opened?.id, state: 'open', resolvedAt: null }]);
    expect(await told()).toEqual(['finding.opened', 'finding.resolved', 'finding.reopened']);
  });

  test('those who judge at once open one between them', async () => {
    await Promise.all([1, 2, 3, 4].map(() => record([verdict()])));
    expect(await listed()).toHaveLength(1);
    expect(await told()).toEqual(['finding.opened']);
  });

  test('one of another connection is not theirs to resolve, and one that is not there is not found', async () => {
    await record([verdict()]);
    const id = (await listed())[0]?.id;
    if (id === undefined) throw new Error('it is open');
    const first = connection;
    connection = await givenConnection(store);
    await record([]);
    connection = first;
    expect(await listed()).toHaveLength(1);
    expect(await store.asGateway((tx) => findingById(tx, id))).toMatchObject({ id });
    await record([]);
  });
});

test('an operation that is unknown past its time is found by its deadline, once, and resolved when it is settled', async () => {
  const { id } = await given(lost);
  const isOverdue = async () =>
    (await overdueConnections(store.daemon, 500)).some(({ connectionId }) => connectionId === connection.id);
  await judge();
  expect({ findings: await listed(), isOverdue: await isOverdue() }).toEqual({ findings: [], isOverdue: false });
  await moved(id, 25 * 60);
  expect(await isOverdue()).toBe(true);
  await judge();
  expect(await listed()).toMatchObject([{ rule: 'operation_unsettled', operationId: id }]);
  expect(await isOverdue(), 'it is a finding').toBe(false);
  await store.owner.query(`update rollcall.operation set state = 'confirmed' where operation_id = $1`, [id]);
  await judge();
  expect(await listed()).toEqual([]);
});

test('whoever judges at once with another sees what that one settled, and opens nothing again', async () => {
  const { id } = await given(lost);
  await moved(id, 25 * 60);
  await judge();
  const judged = { connectionId: connection.id, madeBy: {} };
  let second: Promise<void> | undefined;
  await store.asDaemon(async (tx) => {
    await operationFacts(tx, judged);
    second = store.asDaemon(async (other) => {
      const { at, operations } = await operationFacts(other, judged);
      const verdicts = judgeOperations(operations, at);
      await recordFindings(other, judging(), [verdicts]);
    });
    await expect
      .poll(async () => {
        const { rows } = await store.owner.query(
          `select from pg_locks l join pg_database d on d.oid = l.database and d.datname = current_database()
            where l.locktype = 'advisory' and not l.granted`,
        );
        return rows.length;
      })
      .toBe(1);
    await tx.updateTable('operation').set({ state: 'confirmed' }).where('operation_id', '=', id).execute();
    await recordFindings(tx, judging(), []);
  });
  await second;
  expect(await listed()).toEqual([]);
  expect(await told()).toEqual(['finding.opened', 'finding.resolved']);
});

test('two late listings that could not tell are as good as a deadline; early ones are not', async () => {
  const { id } = await given(lost);
  expect((await facts()).operations).toMatchObject([{ id, listedTwiceAt: null }]);
  const [first] = [
    await roll(store, connection, { kind: 'domain', items: [], believed: false }),
    await roll(store, connection, { kind: 'domain', items: [], believed: false }),
  ];
  expect((await facts()).operations).toMatchObject([{ id, listedTwiceAt: first?.startedAt.toISOString() }]);
  const ended = (outcome: string) =>
    store.owner.query('update rollcall.run set outcome = $2 where run_id = $1', [first?.runId, outcome]);
  await ended('held');
  expect((await facts()).operations, 'of a run that is held nothing is recorded').toMatchObject([
    { listedTwiceAt: null },
  ]);
  await ended('complete');
  await judge();
  expect(await listed(), 'they began too early to tell').toEqual([]);
  await moved(id, 16);
  await judge();
  expect(await listed()).toMatchObject([{ rule: 'operation_unsettled', operationId: id }]);
});

test('what was contradicted is a finding until a later operation has done the same', async () => {
  const { id } = await given(succeeded);
  await contradict(id);
  await judge();
  expect(await listed()).toMatchObject([{ rule: 'operation_contradicted', operationId: id }]);
  await given(succeeded, [{ ...present, name: 'two.example' }]);
  await judge();
  expect(await listed(), 'that was another one').toHaveLength(1);
  await given(succeeded);
  await judge();
  expect(await listed()).toEqual([]);
});

describe('what an operation may have left', () => {
  const madeNow = () => new Date().toISOString();
  const order = (createdAt: string) => ({
    ...{ externalId: 'ord_1', name: 'ord_1' },
    attributes: { status: 'pending', amountMinor: '4900', currency: 'USD', unit: 'confirmed', createdAt },
  });
  const listing = (kind: string, items: Parameters<typeof roll>[2]['items']) =>
    roll(store, connection, { kind, items });
  beforeEach(async () => {
    for (const kind of ['order', 'domain', 'wallet_transaction']) await listing(kind, []);
  });

  test('of one that was refused: an order the provider made meanwhile, and the charge that names it', async () => {
    const { id } = await given(refused, [ordered, present]);
    await listing('order', [order(madeNow())]);
    await listing('wallet_transaction', [
      {
        ...{ externalId: 'tx_1', name: 'order for another.example' },
        attributes: { ...order(madeNow()).attributes, type: 'debit', orderId: 'ord_1' },
      },
    ]);
    await judge();
    const [leaked] = await listed();
    expect(leaked).toMatchObject({
      ...{ rule: 'operation_leaked', severity: 'alarm', operationId: id },
      money: { minor: '4900', currency: 'USD' },
    });
    expect(leaked?.evidence).toHaveLength(2);
    await listing('order', []);
    await listing('wallet_transaction', []);
    await judge();
    expect(await listed(), 'nothing of it is there any more').toEqual([]);
  });

  test('once, also what a person accepted before it was put down to the operation', async () => {
    const { id } = await given(refused, [ordered]);
    await listing('order', [order(madeNow())]);
    const { rows } = await store.owner.query<{ event_id: string }>(
      `select event_id from rollcall.audit_event where connection_id = $1 and type = 'resource.appeared'`,
      [connection.id],
    );
    const event = EventId.parse(rows[0]?.event_id);
    const drift = await store.asGateway((tx) => driftOnRecord(tx, event));
    await store.asGateway((tx) => acceptDrift(tx, drift, { actor: keyActor, reason: 'it is ours' }));
    await store.asDaemon((tx) =>
      appendEvent(tx, {
        ...{
          type: 'resource.attributed',
          actor: daemonActor,
          connectionId: connection.id,
          operationId: id,
          about: event,
        },
        subject: drift.event.subject,
        cause: { kind: 'operation', operationId: id, evidence: 'it was sent', confidence: 'likely' },
      }),
    );
    await judge();
    const [leaked] = await listed();
    expect(leaked).toMatchObject({ rule: 'operation_leaked', money: { minor: '4900', currency: 'USD' } });
    expect(leaked?.evidence).toHaveLength(1);
  });

  test('of one that was never sent, or that was refused and of which nothing came: nothing', async () => {
    await given({ ...refused, error: { ...error, details: { status: null } }, unsent: true }, [ordered]);
    await listing('order', [order(new Date(Date.now() - 3_600_000).toISOString())]);
    await given(refused, [ordered, present]);
    await judge();
    expect(await listed()).toEqual([]);
  });

  test('not what was there already, as its refusal said', async () => {
    const there = { ...error, kind: 'conflict', details: { status: 409 } };
    await given({ ...refused, error: there }, [present, ordered]);
    await listing('domain', [{ externalId: 'dom_1', name: 'one.example', attributes: {} }]);
    await judge();
    expect(await listed()).toEqual([]);
    await listing('order', [order(madeNow())]);
    await judge();
    expect(await listed(), 'that one was made meanwhile').toMatchObject([{ rule: 'operation_leaked' }]);
  });

  test('what bears the name that was asked for, and a charge that says so', async () => {
    const { id } = await given(refused);
    await listing('domain', [{ externalId: 'dom_1', name: 'one.example', attributes: {} }]);
    const charge = { type: 'debit', amountMinor: '-1200', currency: 'USD', unit: 'assumed', createdAt: madeNow() };
    await listing('wallet_transaction', [
      { externalId: 'tx_2', name: 'Domain one.example, 1 year', attributes: charge },
    ]);
    await judge();
    expect(await listed(), 'a sum of an assumed unit is not exact').toMatchObject([
      { rule: 'operation_leaked', operationId: id, severity: 'alarm', money: null },
    ]);
  });
});
