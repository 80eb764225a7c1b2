import type { Finding } from '@rollcall/schema';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  acceptFinding,
  acknowledgeFinding,
  assignFinding,
  confinedTo,
  endAcceptances,
  findingById,
  findingPosition,
  inWorkspace,
  listFindings,
  recordFindings,
  reopenFinding,
  summariseFindings,
  type Tx,
} from '../src/index.ts';
import { find, verdictOf } from './support/finding.ts';
import { daemonActor, givenConnection, keyActor } from './support/given.ts';
import { useStore } from './support/store.ts';

const store = useStore();
const actor = keyActor;
const tomorrow = () => new Date(Date.now() + 86_400_000);

beforeEach(async () => {
  await find(store, []);
  await store.owner.query('delete from rollcall.finding');
});

async function opened(given: Parameters<typeof verdictOf>[0] = {}): Promise<Finding> {
  await find(store, [verdictOf(given)]);
  const [finding] = await store.asGateway((tx) => listFindings(tx, { limit: 1 }));
  if (finding === undefined) throw new Error('it is found');
  return finding;
}

const now = (id: Finding['id']) => store.asGateway((tx) => findingById(tx, id));
const eventsOf = async ({ id }: Finding) => {
  const { rows } = await store.owner.query<{ told: string }>(
    `select replace(type, 'finding.', '') || ' by ' || (actor ->> 'name') as told from rollcall.audit_event
      where subject_id = $1 order by event_id`,
    [id],
  );
  return rows.map(({ told }) => told);
};
const decide = (work: (tx: Tx) => Promise<Finding>) => store.asGateway(work);

test('it is acknowledged, given to somebody, accepted and opened again; each is on record, and said twice is said once', async () => {
  const { id, ...found } = await opened();
  expect(await decide((tx) => acknowledgeFinding(tx, { id, actor }))).toMatchObject({
    ...{ state: 'acknowledged', acknowledged: { by: actor } },
  });
  await decide((tx) => acknowledgeFinding(tx, { id, actor }));
  await decide((tx) => assignFinding(tx, { id, actor, to: 'ada' }));
  await decide((tx) => assignFinding(tx, { id, actor, to: 'ada' }));
  const until = tomorrow();
  expect(await decide((tx) => acceptFinding(tx, { id, actor, until, reason: 'it may' }))).toMatchObject({
    ...{ state: 'accepted', assigned: { to: 'ada', by: actor } },
    accepted: { reason: 'it may', until: until.toISOString(), by: actor },
  });
  await find(store, [verdictOf({ sentence: 'It is more so.' })]);
  expect(await now(id), 'what the rule says goes on being kept').toMatchObject({
    ...{ state: 'accepted', sentence: 'It is more so.' },
  });
  expect(await decide((tx) => reopenFinding(tx, { id, actor }))).toMatchObject({
    ...{ state: 'open', reopened: 1, acknowledged: null, accepted: null, assigned: { to: 'ada' } },
  });
  await decide((tx) => reopenFinding(tx, { id, actor }));
  expect(await decide((tx) => assignFinding(tx, { id, actor, to: null }))).toMatchObject({ assigned: null });
  const by = `by ${actor.name}`;
  expect(await eventsOf({ id, ...found })).toEqual([
    `opened by ${daemonActor.name}`,
    ...[`acknowledged ${by}`, `assigned ${by}`, `accepted ${by}`, `reopened ${by}`, `assigned ${by}`],
  ]);
});

test('what is accepted may come and go until then, and is open again when that time is over', async () => {
  const finding = await opened();
  const { id } = finding;
  await decide((tx) => acceptFinding(tx, { id, actor, until: tomorrow(), reason: 'it flaps' }));
  await find(store, []);
  expect(await now(id)).toMatchObject({ state: 'resolved' });
  await find(store, [verdictOf()]);
  expect(await now(id)).toMatchObject({ state: 'accepted', reopened: 1, resolvedAt: null });
  await store.asDaemon((tx) => endAcceptances(tx, daemonActor));
  expect(await now(id), 'its time is not over').toMatchObject({ state: 'accepted' });
  await store.owner.query(`update rollcall.finding set accepted_until = now() - interval '1 s'`);
  await store.asDaemon((tx) => endAcceptances(tx, daemonActor));
  expect(await now(id)).toMatchObject({ state: 'open', reopened: 2, accepted: null });
  expect((await eventsOf(finding)).slice(2)).toEqual(
    ['resolved', 'reopened', 'reopened'].map((told) => `${told} by ${daemonActor.name}`),
  );
});

test('what was acknowledged and came back is seen by nobody yet', async () => {
  const { id } = await opened();
  await decide((tx) => acknowledgeFinding(tx, { id, actor }));
  await find(store, []);
  await find(store, [verdictOf()]);
  expect(await now(id)).toMatchObject({ state: 'open', acknowledged: null });
});

test('what becomes an alarm is open again, whatever was said of it as a notice', async () => {
  const { id } = await opened({ severity: 'notice' });
  await decide((tx) => acceptFinding(tx, { id, actor, until: tomorrow(), reason: 'it is small' }));
  await find(store, [verdictOf({ severity: 'alarm' })]);
  expect(await now(id)).toMatchObject({ state: 'open', severity: 'alarm', accepted: null, reopened: 1 });
});

describe('of what was resolved there is nothing left to say', () => {
  test.each<{ says: string; work: (tx: Tx, id: Finding['id']) => Promise<Finding> }>([
    { says: 'acknowledge', work: (tx, id) => acknowledgeFinding(tx, { id, actor }) },
    { says: 'assign', work: (tx, id) => assignFinding(tx, { id, actor, to: 'ada' }) },
    { says: 'accept', work: (tx, id) => acceptFinding(tx, { id, actor, until: tomorrow(), reason: 'x' }) },
    { says: 'reopen', work: (tx, id) => reopenFinding(tx, { id, actor }) },
  ])('$says', async ({ work }) => {
    const { id } = await opened();
    await find(store, []);
    await expect(decide((tx) => work(tx, id))).rejects.toMatchObject({ code: 'finding_resolved' });
  });

  test('also where the rule is just then saying so: whoever comes second waits, and hears it', async () => {
    const { id } = await opened();
    let decided: Promise<Finding> | undefined;
    await store.asDaemon(async (tx) => {
      await recordFindings(tx, { rules: ['operation_leaked'], actor: daemonActor }, []);
      decided = decide((other) => acknowledgeFinding(other, { id, actor }));
      decided.catch(() => {});
      await waiting();
    });
    await expect(decided).rejects.toMatchObject({ code: 'finding_resolved' });
  });

  test('and where a person is faster, the rule resolves what that one said something of', async () => {
    const finding = await opened();
    const { id } = finding;
    let judged: Promise<void> | undefined;
    await decide(async (tx) => {
      const said = await acceptFinding(tx, { id, actor, until: tomorrow(), reason: 'x' });
      judged = find(store, [verdictOf({ sentence: 'It is more so.' })]);
      await waiting();
      return said;
    });
    await judged;
    expect(await now(id), 'neither is lost').toMatchObject({ state: 'accepted', sentence: 'It is more so.' });
    expect(await eventsOf(finding)).toHaveLength(2);
  });
});

/** Until somebody waits for a lock. */
const waiting = () =>
  expect
    .poll(async () => {
      const { rows } = await store.owner.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return rows.length;
    })
    .toBe(1);

test('the worst and costliest come first, page by page, and as figures', async () => {
  const verdict = (name: string, given: Parameters<typeof verdictOf>[0]) =>
    verdictOf({ fingerprint: `operation_leaked ${name}`, sentence: name, ...given });
  const cost = (minor: string, currency = 'USD') => ({ money: { minor, currency } });
  await find(store, [
    verdict('cheap notice', { severity: 'notice', money: null }),
    verdict('dear notice', { severity: 'notice', ...cost('99999999999999999999999') }),
    verdict('cheap alarm', { severity: 'alarm', money: null }),
    verdict('dear alarm', { severity: 'alarm', ...cost('-1200') }),
    verdict('euros', { severity: 'alarm', ...cost('300', 'EUR') }),
  ]);
  const seen: string[] = [];
  let after: ReturnType<typeof findingPosition> | undefined;
  for (let page = 0; page < 5; page += 1) {
    const [finding] = await store.asGateway((tx) => listFindings(tx, { after, limit: 1 }));
    if (finding === undefined) break;
    seen.push(finding.sentence);
    after = findingPosition(finding);
  }
  expect(seen).toEqual(['dear alarm', 'euros', 'cheap alarm', 'dear notice', 'cheap notice']);

  const accepted = await store.asGateway((tx) => listFindings(tx, { severity: 'notice', limit: 1 }));
  for (const { id } of accepted) await decide((tx) => acceptFinding(tx, { id, actor, until: tomorrow(), reason: 'x' }));
  await store.owner.query(`update rollcall.finding set opened_at = now() - interval '8 days' where sentence = 'euros'`);
  expect(await store.asGateway((tx) => summariseFindings(tx))).toMatchObject({
    ...{ total: 5, states: { open: 4, acknowledged: 0, accepted: 1 }, severities: { notice: 2, alarm: 3 } },
    ages: [
      { age: 'under a day', count: 4 },
      { age: 'under a week', count: 0 },
      { age: 'under 30 days', count: 1 },
      { age: '30 days or more', count: 0 },
    ],
    money: [
      { minor: '300', currency: 'EUR' },
      { minor: '-1200', currency: 'USD' },
    ],
    rules: [
      { rule: 'operation_leaked', severity: 'alarm', open: 3 },
      { rule: 'operation_leaked', severity: 'notice', open: 1, accepted: 1 },
    ],
  });
});

test('a key that is limited to some connections can say nothing of others, nor count them', async () => {
  const [mine, other] = [await givenConnection(store), await givenConnection(store)];
  await find(store, [
    verdictOf({ connectionId: other.id, fingerprint: 'operation_leaked other' }),
    verdictOf({ fingerprint: 'operation_leaked workspace' }),
  ]);
  const confined = confinedTo(store.gateway, [mine.id]);
  for (const { id } of await store.asGateway((tx) => listFindings(tx, { limit: 2 }))) {
    const acknowledged = inWorkspace(confined, store.mine, (tx) => acknowledgeFinding(tx, { id, actor }));
    await expect(acknowledged).rejects.toMatchObject({ code: 'not_found' });
  }
  expect(await inWorkspace(confined, store.mine, (tx) => summariseFindings(tx))).toMatchObject({ total: 0 });
});
