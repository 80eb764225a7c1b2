import { ConnectionId, Presence } from '@rollcall/schema';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  changeRows,
  emptyTally,
  type InventoryPair,
  type InventoryState,
  inventoryChange,
  inventoryDraft,
  tallied,
} from '../../src/index.ts';

const noise = new Set(['used']);

function state(given: Partial<InventoryState> = {}): InventoryState {
  return { externalId: 'a', name: 'a', presence: 'live', attributes: { plan: 'x', used: 1 }, ...given };
}

function pair(before: InventoryState | null, now: InventoryState): InventoryPair {
  return { kind: 'inbox', before, now, changedAt: '2026-11-02T00:00:00.000Z' };
}

const gone = state({ presence: 'gone' });
const missing = state({ presence: 'missing' });
const named = state({ name: 'b' });

test.each([
  { given: pair(null, state()), want: { change: 'appeared' } },
  { given: pair(missing, state()), want: { change: 'appeared' } },
  { given: pair(state(), missing), want: { change: 'vanished' } },
  { given: pair(null, gone), want: 'came_and_went' },
  { given: pair(missing, gone), want: 'still_absent' },
  { given: pair(state(), state()), want: 'as_before' },
  { given: pair(state(), state({ attributes: { plan: 'x', used: 2 } })), want: 'as_before' },
  { given: pair(state(), named), want: { change: 'changed', fields: [{ field: 'name', before: 'a', now: 'b' }] } },
  {
    given: pair(state({ attributes: { plan: '1', of: ['p'] } }), state({ externalId: 'b', attributes: { plan: 1 } })),
    want: {
      change: 'renamed',
      fields: [
        { field: 'external id', before: 'a', now: 'b' },
        { field: 'of', before: '["p"]', now: null },
        { field: 'plan', before: '1', now: '1' },
      ],
    },
  },
])('from $given.before to $given.now is $want', ({ given, want }) => {
  expect(inventoryChange(given, noise)).toEqual(want);
});

test('what vanished is told with what it was, and what is absent now', () => {
  const given = pair(state(), missing);
  const told = changeRows(
    given,
    { change: 'vanished' },
    { connection: 'main', coverage: '1 of 1 scopes proven', noise },
  );
  expect(told).toMatchObject([
    { connection: 'main', change: 'vanished', field: null, before: '{"plan":"x"}', now: 'missing' },
  ]);
});

const some = fc.record({ presence: fc.constantFrom(...Presence.options), name: fc.constantFrom('a', 'b') });

test('live before, and appeared, less vanished, is live now, whatever became of each', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.option(some), some)), (given) => {
      const pairs = given.map(([before, now]) => pair(before === null ? null : state(before), state(now)));
      const tally = pairs.map((one) => inventoryChange(one, noise)).reduce(tallied, emptyTally);
      const live = (states: readonly (InventoryState | null)[]) =>
        states.filter((one) => one?.presence === 'live').length;
      const now = live(pairs.map((one) => one.now));
      expect(live(pairs.map(({ before }) => before)) + tally.appeared - tally.vanished).toBe(now);
      expect(Object.values(tally).reduce((sum, count) => sum + count, 0)).toBe(pairs.length);
    }),
  );
});

const id = ConnectionId.parse('019ac000-0000-7000-8000-000000000001');
const connection = { id, name: 'main', provider: 'acme', removedAt: null };
const nothing = { proven: 0, corroborated: 0, plausible: 0, stale: 0, failed: 0 };
const table = { columns: [], count: 0, mark: '', async *pages() {} };
const parts = {
  resources: table,
  compared: undefined,
  open: undefined,
  removed: [],
  isCoverageKept: true,
  isConfined: false,
};

test('where no listing was believed, it is incomplete and counts nothing', () => {
  const freshness = [{ connectionId: id, kind: 'inbox', asOf: null, coverage: { ...nothing, failed: 2 } }];
  const draft = inventoryDraft({
    ...parts,
    facts: { connections: [connection], now: { counts: [], freshness }, before: undefined },
  });
  expect(draft).toMatchObject({ state: 'incomplete', headline: [{ severity: 'alarm' }] });
  const figures = draft.sections.flatMap((section) => section.figures ?? []);
  expect(figures.map(({ value }) => value)).toEqual([null, null, null]);
});

test('the headline names what vanished and what is missing, and what to do about it', () => {
  const freshness = [
    { connectionId: id, kind: 'inbox', asOf: '2026-11-03T00:00:00.000Z', coverage: { ...nothing, proven: 2 } },
  ];
  const count = { connectionId: id, kind: 'inbox', mark: '1' };
  const now = [
    { ...count, presence: 'live' as const, count: 7 },
    { ...count, presence: 'missing' as const, count: 1 },
  ];
  const before = { counts: [{ ...count, presence: 'live' as const, count: 8 }], freshness };
  const tallies = new Map([[`${id} inbox`, { ...emptyTally, vanished: 1 }]]);
  const draft = inventoryDraft({
    ...parts,
    facts: { connections: [connection], now: { counts: now, freshness }, before: { ...before, tallies } },
    compared: { changes: table, vanished: new Map([[`${id} inbox`, ['a@b.example']]]) },
    open: { sentence: 'The period ends later.', remedy: null },
  });
  expect(draft.state).toBe('open');
  expect(draft.headline.map(({ sentence }) => sentence)).toEqual([
    '1 of 8 inbox at main vanished: a@b.example.',
    'Of inbox at main, 1 missing: believed listings did not show them any more, and they are not gone yet.',
    'Between the two moments: 0 appeared, 0 changed, 0 renamed, 1 vanished, and 0 came and went.',
  ]);
  expect(draft.headline[0]?.remedy).toContain('explain main inbox');
  const net = draft.sections.find((section) => section.id === 'net')?.table;
  expect(net).toMatchObject({ rows: [{ live_before: 8, appeared: 0, vanished: 1, live_now: 7 }] });
});
