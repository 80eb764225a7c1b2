import { AuditEvent, eventTypes } from '@rollcall/schema';
import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { appendEvent, type EventFilter, inWorkspace, listEvents, type NewEvent } from '../src/index.ts';
import { daemonActor, type GivenConnection, givenConnection, keyActor } from './support/given.ts';
import { roll } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();

let connection: GivenConnection;
beforeEach(async () => {
  connection = await givenConnection(store);
});

const append = (given: Partial<NewEvent>) =>
  store.asGateway((tx) =>
    appendEvent(tx, {
      type: 'connection.updated',
      actor: keyActor,
      connectionId: connection.id,
      subject: { kind: 'connection', externalId: connection.id, name: connection.name },
      ...given,
    }),
  );
const list = (filter: Partial<EventFilter> = {}) =>
  store.asGateway((tx) => listEvents(tx, { connectionId: connection.id, limit: 100, ...filter }));

test('an event is read back as it was said', async () => {
  const said = {
    before: { a: null, 'ü"': [1, 'x'] },
    after: { a: 1 },
    cause: { kind: 'out_of_band', evidence: 'it was seen' },
  } as const;
  const id = await append(said);
  const [event] = await list();
  expect(AuditEvent.strict().parse(event)).toEqual({
    ...{
      id,
      at: expect.any(String),
      sequence: null,
      type: 'connection.updated',
      severity: 'normal',
      standing: null,
      interval: null,
      traceparent: null,
      connection: connection.name,
      actor: keyActor,
      ...said,
    },
    subject: { kind: 'connection', externalId: connection.id, name: connection.name },
  });
  expect(Math.abs(Date.now() - Date.parse(event?.at ?? ''))).toBeLessThan(10_000);
});

test('an event that goes with a change that is undone was never said', async () => {
  const undone = store.asGateway(async (tx) => {
    await appendEvent(tx, {
      type: 'key.created',
      actor: keyActor,
      connectionId: connection.id,
      subject: { kind: 'gateway_key', externalId: 'k', name: 'k' },
    });
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  expect((await list()).map(({ type }) => type)).toEqual(['connection.added']);
});

test('events are listed newest first, and pages hold each once', async () => {
  const ids = [];
  for (const type of eventTypes) ids.push(await append({ type }));
  const found = [];
  let before: EventFilter['before'];
  for (;;) {
    const page = await list({ before, limit: 5 });
    found.push(...page);
    before = page.at(-1)?.id;
    if (page.length < 5) break;
  }
  expect(found.slice(0, -1).map(({ id }) => id)).toEqual(ids.toReversed());
  expect(found.at(-1)?.type).toBe('connection.added');
});

test('events are found by type and connection, and another workspace has its own', async () => {
  await append({ type: 'key.revoked' });
  await append({ type: 'run.finished', actor: daemonActor });
  await givenConnection(store);
  expect((await list({ types: ['run.finished'] })).map(({ actor }) => actor)).toEqual([daemonActor]);
  expect(await list({ types: ['resource.gone'] })).toEqual([]);
  const everywhere = await store.asGateway((tx) => listEvents(tx, { types: ['connection.added'], limit: 100 }));
  expect(everywhere.length).toBeGreaterThan(2);
  const theirs = await inWorkspace(store.gateway, store.theirs, (tx) => listEvents(tx, { limit: 100 }));
  expect(theirs).toEqual([]);
});

describe('ids that are made in SQL', () => {
  const made = async (count: number): Promise<string[]> => {
    const { rows } = await store.asDaemon((tx) =>
      sql<{ id: string }>`select rollcall.uuid_v7() as id from generate_series(1, ${count})`.execute(tx),
    );
    return rows.map(({ id }) => id);
  };

  test('are version 7 of the variant of RFC 9562, and all different', async () => {
    const ids = await made(10_000);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('say when they were made, and sort by it', async () => {
    const timeOf = (id: string) => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
    const before = Date.now() - 2;
    const ids = await made(1_000);
    const after = Date.now() + 2;
    for (const id of ids) expect(timeOf(id)).toBeGreaterThanOrEqual(before);
    for (const id of ids) expect(timeOf(id)).toBeLessThanOrEqual(after);
    const times = ids.map(timeOf);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
  });

  test('of events are younger than those of the operations and runs that caused them', async () => {
    const { runId } = await roll(store, connection, { items: [{ externalId: 'a', name: 'a', attributes: {} }] });
    const events = await list({ types: ['resource.appeared'] });
    for (const { id } of events) expect(String(id) > String(runId)).toBe(true);
  });
});

test('what is listed under another parent than before says so, beside what else of it changed', async () => {
  const list = async (parent: string, ttl: number) => {
    const items = [{ externalId: 'rec_1', name: 'www.one.example', attributes: { ttl } }];
    const { runId } = await roll(store, connection, { kind: 'dns_record', parent, items });
    const { rows } = await store.owner.query(
      `select type, before, after from rollcall.audit_event where run_id = $1 and type like 'resource.%'`,
      [runId],
    );
    return rows;
  };
  await list('one', 300);
  expect(await list('two', 300)).toEqual([
    { type: 'resource.changed', before: { parent: 'one' }, after: { parent: 'two' } },
  ]);
  expect(await list('two', 60)).toEqual([{ type: 'resource.changed', before: { ttl: 300 }, after: { ttl: 60 } }]);
});
