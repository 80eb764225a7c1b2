import { UsedResource, UseImportId } from '@rollcall/schema';
import { beforeAll, expect, test } from 'vitest';
import { addUseLines, endUseImport, noteUses, readResource } from '../src/index.ts';
import { type GivenConnection, givenConnection, keyActor } from './support/given.ts';
import { roll } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();
const told = { acme: { holdsMail: 'full', usedAt: 'usedAt' } };
const startedAt = new Date('2026-05-01T00:00:00Z');
const listed = startedAt.toISOString();
const imported = '2026-05-02T00:00:00.000Z';

let whole: GivenConnection;
/** No listing of it is believed whole. */
let doubted: GivenConnection;
/** In its listing, no mailbox holds mail. */
let empty: GivenConnection;

beforeAll(async () => {
  [whole, doubted, empty] = [await givenConnection(store), await givenConnection(store), await givenConnection(store)];
  const inbox = (externalId: string, attributes: Record<string, unknown>) => ({
    ...{ externalId, name: `${externalId}@one.example`, attributes },
  });
  const inboxes = [
    ...[inbox('full', { full: true }), inbox('bare', { full: false }), inbox('silent', {}), inbox('gone', {})],
    ...[inbox('used', { full: false }), inbox('never', { full: true })],
  ];
  await roll(store, whole, { startedAt, items: inboxes });
  await roll(store, doubted, { startedAt, items: inboxes.slice(0, 2), believed: false });
  await roll(store, empty, { startedAt, items: inboxes.slice(1, 2) });
  const id = UseImportId.parse('00000000-0000-4000-8000-000000000001');
  await store.asGateway(async (tx) => {
    const used = { used: '2026-04-03', never: null, gone: '2026-04-03' };
    const lines = Object.entries(used).map(([name, at], line) => ({
      ...{ line, address: `${name}@one.example`, lastUsed: at === null ? null : new Date(at) },
    }));
    await addUseLines(tx, id, lines);
    const end = { lines: lines.length, sha256: 'a'.repeat(64), file: undefined, asOf: new Date(imported) };
    await endUseImport(tx, id, { end, actor: keyActor });
  });
  await roll(store, whole, { startedAt, items: inboxes.filter(({ externalId }) => externalId !== 'gone') });
  const key = (externalId: string, attributes: Record<string, unknown>) => ({
    externalId,
    name: externalId,
    attributes,
  });
  const keys = [key('idle', { usedAt: null }), key('busy', { usedAt: '2026-04-01T00:00:00Z' }), key('mute', {})];
  await roll(store, whole, { kind: 'api_key', startedAt, items: keys });
  await store.asDaemon((tx) =>
    noteUses(tx, { connectionId: whole.id, kind: 'api_key' }, [{ externalId: 'busy', usedAt: '2026-04-09T00:00:00Z' }]),
  );
});

test.each<{ of?: 'doubted' | 'empty'; kind?: string; id: string; use: UsedResource['use'] }>([
  { id: 'used', use: { from: 'import', knownAt: imported, lastUsedAt: '2026-04-03T00:00:00.000Z' } },
  { id: 'never', use: { from: 'import', knownAt: imported, lastUsedAt: null } },
  { id: 'bare', use: { from: 'listing', knownAt: listed, lastUsedAt: null } },
  // Of what holds mail, nobody says when it came.
  { id: 'full', use: 'unknown' },
  { id: 'silent', use: 'unknown' },
  { id: 'gone', use: 'unknown' },
  { of: 'doubted', id: 'bare', use: 'unknown' },
  { of: 'empty', id: 'bare', use: 'unknown' },
  { kind: 'api_key', id: 'idle', use: { from: 'listing', knownAt: listed, lastUsedAt: null } },
  { kind: 'api_key', id: 'busy', use: { from: 'listing', knownAt: listed, lastUsedAt: '2026-04-09T00:00:00.000Z' } },
  { kind: 'api_key', id: 'mute', use: 'unknown' },
])('the use of $kind $id ($of) is $use', async ({ of, kind = 'inbox', id, use }) => {
  const connection = { doubted, empty, whole }[of ?? 'whole'].name;
  const { data } = await readResource(store.gateway, store.mine, { connection, kind, externalId: id, told });
  expect(UsedResource.parse(JSON.parse(data ?? '')).use).toEqual(use);
});

test('of a kind whose use nobody tells, none is said', async () => {
  const one = { connection: whole.name, kind: 'api_key', externalId: 'busy', told: { other: { usedAt: 'usedAt' } } };
  const { data } = await readResource(store.gateway, store.mine, one);
  expect(UsedResource.parse(JSON.parse(data ?? '')).use).toBeNull();
});
