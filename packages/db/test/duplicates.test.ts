import type { Meaning } from '@rollcall/ledger';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clearStage, countDisguisedDuplicates, stageItems } from '../src/index.ts';
import { givenConnection, givenRun } from './support/given.ts';
import { finish, roll, stage } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();

test.each<{ because: string; held: string[]; shown: string[]; want: number }>([
  { because: 'a listing without repetition has none', held: ['a1'], shown: ['a1', 'b1'], want: 0 },
  { because: 'something known came twice', held: ['a1'], shown: ['a1', 'a1'], want: 1 },
  { because: 'something new came twice', held: [], shown: ['a1', 'a1'], want: 1 },
  { because: 'something new came twice in two forms', held: [], shown: ['a1', 'a2'], want: 1 },
  { because: 'something known came as it was and changed', held: ['a1'], shown: ['a1', 'a2'], want: 1 },
  { because: 'in whichever order', held: ['a1'], shown: ['a2', 'a1'], want: 1 },
  { because: 'something known came in two forms that are both new', held: ['a1'], shown: ['a2', 'a3'], want: 1 },
  { because: 'a change alone is none', held: ['a1', 'b1'], shown: ['a2', 'b1'], want: 0 },
  { because: 'each repetition counts', held: ['a1', 'b1'], shown: ['a1', 'a1', 'a2', 'b2', 'b2'], want: 3 },
])('a listing of $shown over $held has $want duplicates: $because', async ({ held, shown, want }) => {
  expect(await duplicatesOf(held, shown)).toBe(want);
});

test('whatever a listing shows, its duplicates are its items less the different ids', { timeout: 30_000 }, () => {
  const items = fc.array(fc.constantFrom('a1', 'a2', 'a3', 'b1', 'b2', 'c1'), { maxLength: 8 });
  const held = fc.uniqueArray(fc.constantFrom('a1', 'b1', 'c1'));
  return fc.assert(
    fc.asyncProperty(held, items, async (before, shown) => {
      const ids = new Set(shown.map(([id]) => id));
      expect(await duplicatesOf(before, shown)).toBe(shown.length - ids.size);
    }),
    { numRuns: 40 },
  );
});

test('what was there before and is missing now may come back changed: that is no duplicate', async () => {
  const connection = await givenConnection(store);
  await roll(store, connection, { items: [form('a1'), form('b1')] });
  await roll(store, connection, { items: [form('b1')] });
  expect(await roll(store, connection, { items: [form('a2'), form('b1')] })).toMatchObject({
    duplicates: 0,
    counts: { reappeared: 1 },
  });
});

test('the same id in another kind, or under another parent, is another thing', async () => {
  const connection = await givenConnection(store);
  await roll(store, connection, { kind: 'inbox', items: [form('a1')] });
  const lease = await givenRun(store, connection);
  for (const scope of [{ kind: 'domain' }, { kind: 'record', parent: 'x' }, { kind: 'record', parent: 'y' }]) {
    const staged = await stage(store, { lease, showing: { ...scope, items: [form('a2')] } });
    const disguised = await store.asDaemon((tx) => countDisguisedDuplicates(tx, { lease, ...staged }));
    expect(staged.duplicates + disguised).toBe(0);
  }
  await finish(store, lease);
});

test('a second batch is held against the first, and clearing the stage forgets one scope only', async () => {
  const connection = await givenConnection(store);
  const lease = await givenRun(store, connection);
  const scopes = ['inbox', 'domain'].map((kind) => ({ connectionId: connection.id, kind, parent: '' }));
  const item = (id: string) => ({
    externalId: id,
    name: id,
    attributes: '{}',
    digest: 'ab'.repeat(32),
    rawDigest: null,
  });
  for (const scope of scopes) {
    expect(await store.asDaemon((tx) => stageItems(tx, { lease, scope }, [item('a'), item('b')]))).toBe(2);
    expect(await store.asDaemon((tx) => stageItems(tx, { lease, scope }, [item('b'), item('c')]))).toBe(1);
  }
  const [inboxes] = scopes;
  if (inboxes === undefined) throw new Error('there is a scope');
  await store.asDaemon((tx) => clearStage(tx, { lease, scope: inboxes }));
  const { rows } = await store.owner.query(
    `select kind, string_agg(external_id, '' order by external_id) as ids from rollcall.stage_item where run_id = $1
      group by kind`,
    [lease.runId],
  );
  expect(rows).toEqual([{ kind: 'domain', ids: 'abc' }]);
});

/** Lists `shown` where the ledger holds `held`. The letter of a form is its id, the number what it looks like. */
async function duplicatesOf(held: readonly string[], shown: readonly string[]): Promise<number> {
  const connection = await givenConnection(store);
  await roll(store, connection, { items: held.map(form) });
  const lease = await givenRun(store, connection);
  const staged = await stage(store, { lease, showing: { items: shown.map(form) } });
  const disguised = await store.asDaemon((tx) => countDisguisedDuplicates(tx, { lease, ...staged }));
  return staged.duplicates + disguised;
}

function form(text: string): Meaning {
  return { externalId: text.slice(0, 1), name: 'x', attributes: { looks: text.slice(1) } };
}
