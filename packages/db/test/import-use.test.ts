import { randomUUID } from 'node:crypto';
import { type UseImport, UseImportId } from '@rollcall/schema';
import { beforeAll, describe, expect, test } from 'vitest';
import { addUseLines, confinedTo, endUseImport, inWorkspace, type Tx } from '../src/index.ts';
import { type GivenConnection, givenConnection, keyActor } from './support/given.ts';
import { roll } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();
const sha256 = 'a'.repeat(64);
let own: GivenConnection;

beforeAll(async () => {
  own = await givenConnection(store);
  const names = ['ada@one.example', 'bob@one.example', 'eve@one.example'];
  await roll(store, own, { items: names.map((name, n) => ({ externalId: `mb_${n}`, name, attributes: {} })) });
  const other = await givenConnection(store);
  await roll(store, other, { items: [{ externalId: 'mb_9', name: 'zoe@two.example', attributes: {} }] });
});

const newId = () => UseImportId.parse(randomUUID());

/** Lines of a file, numbered from 2 as behind a header. */
function linesOf(used: Readonly<Record<string, string | null>>, from = 2) {
  return Object.entries(used).map(([address, at], n) => ({
    line: from + n,
    address,
    lastUsed: at === null ? null : new Date(at),
  }));
}

const add = (id: UseImportId, used: Readonly<Record<string, string | null>>, from?: number) =>
  store.asGateway((tx) => addUseLines(tx, id, linesOf(used, from)));

function ended(id: UseImportId, lines: number, { tx: given, asOf }: { tx?: Tx; asOf?: Date } = {}): Promise<UseImport> {
  const end = { lines, sha256, file: 'sent.csv', asOf };
  const work = (tx: Tx) => endUseImport(tx, id, { end, actor: keyActor });
  return given === undefined ? store.asGateway(work) : work(given);
}

async function imported(used: Readonly<Record<string, string | null>>, asOf?: Date) {
  const id = newId();
  await add(id, used);
  const { outcome } = await ended(id, Object.keys(used).length, asOf === undefined ? {} : { asOf });
  return outcome;
}

async function held(): Promise<Readonly<Record<string, string | null>>> {
  const { rows } = await store.owner.query<{ address: string; at: Date | null }>(
    'select address, last_used_at as at from rollcall.resource_use where workspace_id = $1 order by 1',
    [store.mine],
  );
  return Object.fromEntries(rows.map(({ address, at }) => [address, at?.toISOString().slice(0, 10) ?? null]));
}

describe('an import in two parts', () => {
  const id = newId();

  test('holds nothing before its end, and all of it after; what no inbox is called is told and left out', async () => {
    expect(await add(id, { 'ada@one.example': '2026-05-01', 'nobody@one.example': '2026-05-01' })).toMatchObject({
      state: 'open',
      lines: 2,
      outcome: null,
    });
    expect(await add(id, { 'eve@one.example': null }, 4)).toMatchObject({ lines: 3 });
    expect(await held()).toEqual({});
    const done = await ended(id, 3);
    expect(done).toMatchObject({
      state: 'done',
      lines: 3,
      outcome: {
        ...{ added: 2, newer: 0, same: 0, older: 0, unknown: 1, sha256 },
        unknownAddresses: [{ line: 3, address: 'nobody@one.example' }],
      },
    });
    expect(await held()).toEqual({ 'ada@one.example': '2026-05-01', 'eve@one.example': null });
    expect(await ended(id, 3)).toEqual(done);
    expect(await add(id, { 'bob@one.example': null }, 5)).toEqual(done);
  });

  test('is one audit event, with what it came to and the digest of the file', async () => {
    const { rows } = await store.owner.query(
      `select subject_kind, subject_id, subject_name, actor, after from rollcall.audit_event where type = 'use.imported' and subject_id = $1`,
      [id],
    );
    const after = { lines: 3, added: 2, newer: 0, same: 0, older: 0, unknown: 1, sha256, asOf: expect.any(String) };
    expect(rows).toEqual([
      { subject_kind: 'use_import', subject_id: id, subject_name: 'sent.csv', actor: keyActor, after },
    ]);
  });
});

test.each([
  { says: { 'ada@one.example': '2026-05-03' }, sort: 'newer', stands: '2026-05-03' },
  { says: { 'ada@one.example': '2026-05-03' }, sort: 'same', stands: '2026-05-03' },
  { says: { 'ada@one.example': '2026-05-02' }, sort: 'older', stands: '2026-05-03' },
  { says: { 'ada@one.example': null }, sort: 'older', stands: '2026-05-03' },
  { says: { 'ada@one.example': '2026-05-04' }, sort: 'newer', stands: '2026-05-04' },
])('$says is $sort, and $stands stands', async ({ says, sort, stands }) => {
  expect(await imported(says)).toMatchObject({ added: 0, newer: 0, same: 0, older: 0, [sort]: 1 });
  expect((await held())['ada@one.example']).toBe(stands);
});

test('when it was known is the newest time that said the same', async () => {
  const knownAt = async () => {
    const { rows } = await store.owner.query<{ at: Date }>(
      `select known_at as at from rollcall.resource_use where address = 'bob@one.example'`,
    );
    return rows[0]?.at.toISOString();
  };
  await imported({ 'bob@one.example': '2026-01-01' }, new Date('2026-02-02'));
  await imported({ 'bob@one.example': '2026-01-01' }, new Date('2026-02-01'));
  expect(await knownAt()).toBe('2026-02-02T00:00:00.000Z');
  await imported({ 'bob@one.example': '2026-01-01' }, new Date('2026-02-03'));
  expect(await knownAt()).toBe('2026-02-03T00:00:00.000Z');
});

describe('what is refused', () => {
  const soon = new Date(Date.now() + 3_600_000).toISOString();

  test('an address in two lines of a part, or in two parts', async () => {
    const id = newId();
    const twice = [...linesOf({ 'ada@one.example': null }), ...linesOf({ 'ada@one.example': '2026-05-01' }, 3)];
    await expect(store.asGateway((tx) => addUseLines(tx, id, twice))).rejects.toMatchObject({
      code: 'invalid_input',
      details: { issues: [{ path: 'line 3', message: 'is the address of line 2, too' }] },
    });
    await add(id, { 'ada@one.example': null });
    await expect(add(id, { 'ada@one.example': null }, 9)).rejects.toThrow('line 9 is the address of line 2, too');
    expect(await add(id, { 'ada@one.example': null })).toMatchObject({ lines: 1 });
  });

  test('a use that is yet to come', async () => {
    await expect(add(newId(), { 'ada@one.example': soon })).rejects.toThrow('line 2 is later than now');
    await expect(imported({ 'ada@one.example': null }, new Date(soon))).rejects.toThrow('yet to come');
  });

  test('an end before all lines have come', async () => {
    const before = await held();
    const id = newId();
    await add(id, { 'eve@one.example': '2026-05-09' });
    await expect(ended(id, 2)).rejects.toThrow('has 2 lines, and 1 of them have come');
    expect(await held()).toEqual(before);
  });
});

test('a key for some connections tells of their inboxes only', async () => {
  const id = newId();
  const outcome = await inWorkspace(confinedTo(store.gateway, [own.id]), store.mine, async (tx) => {
    await addUseLines(tx, id, linesOf({ 'zoe@two.example': '2026-05-01', 'eve@one.example': '2026-05-01' }));
    return (await ended(id, 2, { tx })).outcome;
  });
  expect(outcome).toMatchObject({ newer: 1, unknown: 1, unknownAddresses: [{ line: 2, address: 'zoe@two.example' }] });
});

test('what never came to its end is forgotten after a day', async () => {
  const id = newId();
  await add(id, { 'ada@one.example': null });
  await store.owner.query(
    `update rollcall.use_import set begun_at = now() - interval '25 hours' where import_id = $1`,
    [id],
  );
  await add(newId(), {});
  for (const table of ['use_import', 'use_import_line']) {
    const { rows } = await store.owner.query(`select from rollcall.${table} where import_id = $1`, [id]);
    expect(rows).toEqual([]);
  }
});
