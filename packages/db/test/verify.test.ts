import { beforeAll, describe, expect, test } from 'vitest';
import type { Checkpoint } from '../src/index.ts';
import { useAltering } from './support/altered.ts';
import { columnsOf, givenSignedLog, verified } from './support/signed-log.ts';
import { useStore } from './support/store.ts';

const store = useStore();
const altered = useAltering(store);

const events = 600;
let checkpoints: readonly Checkpoint[];
beforeAll(async () => {
  checkpoints = await givenSignedLog(store, events);
});

const problemsAfter = async (by: string, most?: number) =>
  (await altered(by, (tx) => verified(tx, most === undefined ? {} : { most }))).problems;
const kindsAfter = async (by: string) =>
  (await problemsAfter(by)).map(({ kind, sequence }) => (sequence === null ? kind : `${kind} ${sequence}`));
/** The event that has this sequence. */
const at = (sequence: number) =>
  `event_id = (select s.event_id from rollcall.sealed_event s where s.seq = ${sequence})`;

test.each([64, 1_000])(
  'what nobody altered is right, looked at %i events at a time',
  async (most) => {
    const { problems, roots } = await store.asGateway((tx) =>
      verified(tx, { most, sizes: checkpoints.map(({ size }) => size) }),
    );
    expect(problems).toEqual([]);
    for (const { size, root } of checkpoints) expect(roots.get(size)).toBe(Buffer.from(root).toString('hex'));
    expect((await store.asDaemon((tx) => verified(tx, { most }))).problems).toEqual([]);
  },
  60_000,
);

describe('an alteration of one value', () => {
  /** The least that can be altered of a value. */
  const changes: Readonly<Record<string, (column: string) => string>> = {
    uuid: () => 'rollcall.uuid_v7()',
    text: (column) => `overlay(${column} placing 'X' from 1)`,
    'timestamp with time zone': (column) => `${column} + interval '1 microsecond'`,
    jsonb: (column) => `replace(${column}::text, '":', 'x":')::jsonb`,
  };

  test('of any column of an event is named', async () => {
    for (const { name, type } of await columnsOf(store, 'audit_event')) {
      // Of another workspace, or under another id, it is gone from where it was.
      const isKey = name === 'workspace_id' || name === 'event_id';
      const to = name === 'severity' ? "'alarm'" : changes[type]?.(name);
      expect([name, await kindsAfter(`update rollcall.audit_event set ${name} = ${to} where ${at(57)}`)]).toEqual([
        name,
        [isKey ? 'event_missing 57' : 'event_altered 57'],
      ]);
      if (isKey || ['type', 'severity', 'actor', 'recorded_at'].includes(name) || name.startsWith('subject_')) continue;
      expect(await kindsAfter(`update rollcall.audit_event set ${name} = null where ${at(57)}`)).toEqual([
        'event_altered 57',
      ]);
    }
  }, 60_000);

  test('of any column of what orders, hashes and signs is named', async () => {
    const altering = {
      'sealed_event.sealed_at': ['event_altered 57', `sealed_at = sealed_at + interval '1 microsecond' where seq = 57`],
      'sealed_event.event_id': ['event_missing 57', 'event_id = rollcall.uuid_v7() where seq = 57'],
      'sealed_event.seq': ['event_missing 57', 'order_wrong', 'seq = 1000 where seq = 57'],
      'audit_leaf.leaf': ['leaf_altered 57', `leaf = overlay(leaf placing '\\x00' from 3) where seq = 57`],
      'audit_leaf.seq': ['leaf_missing 57', 'tree_wrong', 'seq = 1000 where seq = 57'],
      'audit_node.hash': ['tree_wrong', `hash = overlay(hash placing '\\x00' from 3) where index = 1`],
      'audit_node.index': ['tree_wrong', 'index = 7 where index = 1'],
      'audit_node.level': ['tree_wrong', 'level = 16 where index = 1'],
      'audit_tree.frontier': ['tree_wrong', `frontier = overlay(frontier placing '\\x00' from 3)`],
      'audit_tail.size': ['order_wrong', 'size = size + 1'],
      'audit_checkpoint.size': ['checkpoint_altered', 'size = 200 where number = 2'],
      'audit_checkpoint.root': ['checkpoint_altered', `root = overlay(root placing '\\x00' from 3) where number = 2`],
      'audit_checkpoint.at': ['checkpoint_altered', `at = at + interval '1 millisecond' where number = 2`],
      'audit_checkpoint.frontier': [
        'checkpoint_altered',
        `frontier = overlay(frontier placing '\\x00' from 3) where number = 2`,
      ],
      'audit_checkpoint.number': ['checkpoint_missing', 'checkpoint_altered', 'number = 9 where number = 2'],
      'audit_checkpoint.note': [
        'signature_wrong',
        'link_broken',
        `note = replace(note, 'time 2', 'time 1') where number = 2`,
      ],
      'log_key.public_key': ['key_wrong', `public_key = overlay(public_key placing '\\x00' from 3) where nth = 1`],
    } as const;
    for (const [what, said] of Object.entries(altering)) {
      const kinds = await kindsAfter(`${unchecked}; update rollcall.${what.split('.')[0]} set ${said.at(-1)}`);
      expect([what, [...new Set(kinds)]]).toEqual([
        what,
        said.slice(0, -1).map((kind) => expect.stringContaining(kind)),
      ]);
    }
  }, 60_000);
});

/** Somebody who owns the database is held by no constraint. */
const unchecked = 'alter table rollcall.audit_checkpoint drop constraint audit_checkpoint_check';
const swap = (table: string, column: string, [one, other]: readonly [number, number]) => `
  create temporary table swapping on commit drop as select seq, ${column} as value from rollcall.${table} where seq in (${one}, ${other});
  ${table === 'sealed_event' ? 'drop index rollcall.sealed_event_by_event;' : ''}
  update rollcall.${table} t set ${column} = s.value from swapping s where t.seq in (${one}, ${other}) and s.seq <> t.seq`;
/** All that the database has of what comes after this sequence, as if it had never been: what a cleverer intruder takes away. */
const cutAt = (sequence: number) => `
  delete from rollcall.audit_event e using rollcall.sealed_event s where s.event_id = e.event_id and s.seq > ${sequence};
  delete from rollcall.sealed_event where seq > ${sequence};
  delete from rollcall.audit_leaf where seq > ${sequence};
  delete from rollcall.audit_node where (index + 1) * 2 ^ level > ${sequence};
  delete from rollcall.audit_checkpoint where size > ${sequence};
  delete from rollcall.log_key where nth = 2;
  update rollcall.audit_tail set size = ${sequence};
  update rollcall.audit_tree set size = ${sequence}, frontier = (select c.frontier from rollcall.audit_checkpoint c
    where c.size = ${sequence} order by c.number limit 1)`;

describe('who drops, adds or moves events is told of, by their sequences', () => {
  test.each([
    {
      what: 'an event that was deleted',
      by: () => `delete from rollcall.audit_event where ${at(100)}`,
      is: ['event_missing 100'],
    },
    {
      what: 'one with its place',
      by: () => `delete from rollcall.audit_event where ${at(100)}; delete from rollcall.sealed_event where seq = 100`,
      is: ['event_missing 100'],
    },
    {
      what: 'one with its place and its leaf',
      by: () => `delete from rollcall.audit_event where ${at(100)}; delete from rollcall.sealed_event where seq = 100;
        delete from rollcall.audit_leaf where seq = 100`,
      is: ['event_missing 100'],
    },
    { what: 'a leaf', by: () => 'delete from rollcall.audit_leaf where seq = 100', is: ['leaf_missing 100'] },
    {
      what: 'events that were swapped',
      by: () => swap('sealed_event', 'event_id', [100, 233]),
      is: ['events_swapped 100'],
    },
    {
      what: 'leaves that were swapped',
      by: () => swap('audit_leaf', 'leaf', [150, 151]),
      is: ['events_swapped 150', 'tree_wrong'],
    },
    {
      what: 'two that were swapped with their leaves',
      by: () => `${swap('sealed_event', 'event_id', [150, 151])};
        update rollcall.audit_leaf l set leaf = rollcall.leaf_hash(rollcall.leaf_text(e, s.seq, s.sealed_at))
        from rollcall.sealed_event s join rollcall.audit_event e using (workspace_id, event_id) where s.seq = l.seq and l.seq in (150, 151)`,
      is: ['root_wrong', 'tree_wrong'],
    },
    {
      what: 'an event that was altered with its leaf',
      by: () => `update rollcall.audit_event set subject_name = 'x' where ${at(150)};
        update rollcall.audit_leaf l set leaf = rollcall.leaf_hash(rollcall.leaf_text(e, s.seq, s.sealed_at))
        from rollcall.sealed_event s join rollcall.audit_event e using (workspace_id, event_id) where s.seq = l.seq and l.seq = 150`,
      is: ['root_wrong', 'tree_wrong'],
    },
    {
      what: 'an event with two places',
      by: () => `drop index rollcall.sealed_event_by_event; insert into rollcall.sealed_event
        select workspace_id, ${events + 1}, event_id, sealed_at from rollcall.sealed_event where seq = 100; update rollcall.audit_tail set size = size + 1`,
      is: ['event_duplicated 100'],
    },
    {
      what: 'a place with two events',
      by: () => `alter table rollcall.sealed_event drop constraint sealed_event_pkey; insert into rollcall.sealed_event
        select workspace_id, 100, rollcall.uuid_v7(), sealed_at from rollcall.sealed_event where seq = 100`,
      is: ['event_duplicated 100'],
    },
    {
      what: 'a tail that was cut off by halves',
      by: () =>
        `delete from rollcall.sealed_event where seq > ${events - 3}; update rollcall.audit_tail set size = ${events - 3}`,
      is: [`event_missing ${events - 2}`, `event_missing ${events - 1}`, `event_missing ${events}`, 'tail_cut'],
    },
    {
      what: 'a tail that was cut off, but for its checkpoints',
      by: () => cutAt(300).replace('delete from rollcall.audit_checkpoint where size > 300;', ''),
      is: ['tail_cut'],
    },
    {
      what: 'a checkpoint',
      by: () => 'delete from rollcall.audit_checkpoint where number = 2',
      is: ['checkpoint_missing'],
    },
    {
      what: 'a checkpoint in the place of another',
      by: () =>
        `update rollcall.audit_checkpoint c set note = o.note, at = o.at from rollcall.audit_checkpoint o where c.number = 3 and o.number = 2`,
      is: ['link_broken', 'link_broken'],
    },
    {
      what: 'a checkpoint that somebody else signed',
      by: () =>
        `update rollcall.audit_checkpoint set note = regexp_replace(note, '\n— .*', E'\n— rollcall/${store.mine} ' || encode('\\x0102030405', 'base64') || E'\n') where number = 2`,
      is: ['key_wrong', 'link_broken'],
    },
  ])('$what', async ({ by, is }) => {
    const problems = await problemsAfter(by());
    const kinds = problems.map(({ kind, sequence }) => (sequence === null ? kind : `${kind} ${sequence}`));
    expect(kinds.toSorted()).toEqual(is);
    for (const { sentence } of problems) expect(sentence).toMatch(/^[A-Z].{60}.*\.$/);
  });
});

test('what the database alone cannot know is known by a root that is kept elsewhere', async () => {
  const size = checkpoints.at(-1)?.size ?? 0;
  // Everything fits that is left: the log ends where the third checkpoint was made.
  const cut = await altered(cutAt(300), (tx) => verified(tx, { sizes: [size] }));
  expect(cut.problems).toEqual([]);
  expect(cut.roots.has(size)).toBe(false);
});
