import { ConnectionId } from '@rollcall/schema';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  changedFigures,
  connectionsSection,
  type DriftSum,
  driftSection,
  reconcile,
  reconciliationHeadline,
  totalsOf,
} from '../../src/index.ts';

const id = ConnectionId.parse('018f0000-0000-7000-8000-000000000001');
const connection = { id, name: 'main', provider: 'acme', addedAt: null, removedAt: null };
const asOf = '2026-04-30T00:00:00.000Z';

type Given = Partial<DriftSum> & Pick<DriftSum, 'change'>;

function drifted({ change, by = 'nobody', ...more }: Given): DriftSum {
  const sum = { connectionId: id, kind: 'inbox', day: '2026-04-02', count: 1, alarms: 0, undated: 0 };
  return { ...sum, change, by, standing: by === 'nobody' ? 'open' : null, ...more };
}

const listed = {
  ...{ connectionId: id, kind: 'inbox', proven: 2, corroborated: 0, plausible: 0, stale: 0, failed: 0 },
  ...{ observed: 10, hanging: 0, oldestAt: '2026-04-01T00:00:00.000Z' },
};

function kindOf(
  drift: readonly DriftSum[],
  { opening = 0, live = 0, ...more }: { opening?: number; live?: number } & Partial<typeof listed> = {},
) {
  const held = [{ connectionId: id, kind: 'inbox', opening, live, missing: 0, suspect: 0, gone: 0 }];
  const [found] = reconcile({ connections: [connection], held, drift, listed: [{ ...listed, ...more }] });
  if (found === undefined) throw new Error('there is one');
  return found;
}

const changes = ['appeared', 'changed', 'vanished', 'reappeared', 'suspected', 'gone'] as const;
const causes = ['operation', 'attributed', 'provider', 'rollcall', 'first_sight', 'nobody'] as const;
const anyDrift = fc.array(
  fc.record({
    ...{ change: fc.constantFrom(...changes), by: fc.constantFrom(...causes), count: fc.nat({ max: 1_000 }) },
    standing: fc.constantFrom('open' as const, 'accepted' as const, 'reverted' as const),
  }),
);

test('whatever happens: the ends differ by what came and went, and each change is explained or is not', () => {
  fc.assert(
    fc.property(anyDrift, fc.nat(), (given, opening) => {
      // Nothing but an appearance is ever explained by a first sight.
      const drift = given
        .filter(({ change, by }) => by !== 'first_sight' || change === 'appeared')
        .map((one) => drifted({ ...one, standing: one.by === 'nobody' ? one.standing : null }));
      const moved = drift.reduce((sum, { change, count }) => {
        if (change === 'appeared' || change === 'reappeared') return sum + count;
        return change === 'vanished' ? sum - count : sum;
      }, 0);
      const found = kindOf(drift, { opening, live: opening + moved });
      expect(found.opening + found.firstSeen + found.appeared + found.reappeared - found.vanished).toBe(found.recorded);
      expect(found.appeared + found.changed + found.vanished + found.reappeared).toBe(
        found.explained + found.unexplained,
      );
      const { open, accepted, reverted } = found.standing;
      expect(open + accepted + reverted).toBe(found.unexplained);
      expect(found.open.vanished + found.open.changed + found.open.appeared).toBe(open);
      expect(found.outOfOrder).toBe(0);
    }),
  );
});

test('what does not fit into the order of time is counted, and said', () => {
  const kinds = [kindOf([drifted({ change: 'appeared', by: 'operation' })], { opening: 3, live: 6 })];
  expect(kinds[0]?.outOfOrder).toBe(2);
  const [said] = reconciliationHeadline({ kinds, findings: [], held: [], operations: [] });
  expect(said).toMatchObject({ severity: 'notice', sentence: expect.stringMatching(/^2 changes do not fit/) });
});

describe('the headline', () => {
  const headline = (kinds: readonly ReturnType<typeof kindOf>[], more: object = {}) =>
    reconciliationHeadline({ kinds, findings: [], held: [], operations: [], ...more }).map(
      ({ severity, sentence, cost }) => [severity, sentence, cost] as const,
    );

  test.each([
    {
      what: 'nothing is wrong',
      drift: [drifted({ change: 'changed', by: 'operation' }), drifted({ change: 'changed', standing: 'accepted' })],
      want: [
        'good',
        '0 resources are recorded, of 2 changes, each is explained or was decided, and 2 of 2 scopes proven.',
      ],
    },
    {
      what: 'some vanished',
      drift: [drifted({ change: 'vanished', count: 3 })],
      want: ['alarm', '3 inboxes of main vanished that nobody here deleted.'],
    },
    {
      what: 'one changed and one came',
      drift: [drifted({ change: 'changed' }), drifted({ change: 'reappeared' })],
      want: ['notice', 'Of main, 1 inbox changed and 1 inbox appeared by nobody here.'],
    },
  ])('says what is so when $what', ({ drift, want }) => {
    expect(headline([kindOf(drift)])[0]?.slice(0, 2)).toEqual(want);
  });

  test('what vanished costs what its findings say; sums are of one currency', () => {
    const finding = { rule: 'inbox_vanished', severity: 'alarm', state: 'open', connection: 'main', count: 1 };
    const old = { ...finding, oldestAt: '2026-04-18T00:00:00.000Z' };
    const findings = [
      { ...old, money: { minor: '900', currency: 'USD' } },
      { ...old, money: { minor: '350', currency: 'USD' } },
      { ...old, state: 'accepted', money: { minor: '7', currency: 'USD' } },
    ];
    const kinds = [kindOf([drifted({ change: 'vanished', count: 2 })], { opening: 2 })];
    const cost = { minor: '1250', currency: 'USD' };
    expect(headline(kinds, { findings })).toEqual([
      ['alarm', '2 inboxes of main vanished that nobody here deleted.', cost],
      ['alarm', '2 findings stand and cost something, the oldest since 2026-04-18.', cost],
    ]);
    const mixed = [...findings, { ...old, money: { minor: '5', currency: 'EUR' } }];
    expect(headline(kinds, { findings: mixed }).map(([, , one]) => one)).toEqual([
      null,
      { minor: '5', currency: 'EUR' },
      cost,
    ]);
  });

  test('what is held, unsettled and unproven is told', () => {
    const held = [
      { holdId: 'h', connection: 'main', openedAt: asOf, reasons: ['too many'], state: 'opened', by: 'daemon' },
      { holdId: 'i', connection: 'main', openedAt: asOf, reasons: ['too many'], state: 'applied', by: 'ada' },
    ];
    const operations = [{ operationId: 'o', connection: 'main', procedure: 'acme.make', at: asOf, state: 'unknown' }];
    const kinds = [kindOf([], { stale: 3, hanging: 40 })];
    expect(headline(kinds, { held, operations }).map(([severity, sentence]) => `${severity}: ${sentence}`)).toEqual([
      `alarm: A run of main is held since ${asOf}, and nothing of it is recorded: too many.`,
      'notice: Of 1 operation it is not known, or contradicted, what came of them, acme.make among them.',
      "notice: 2 of 5 scopes proven, 3 stale: of 3 nothing that was believed tells of the period's end, and 40 resources hang on them.",
    ]);
  });
});

test('of what was not covered there are no totals, in figures or rows', () => {
  const kinds = [kindOf([drifted({ change: 'changed' })], { live: 4 })];
  const { figures = [], table } = connectionsSection(kinds, false);
  expect(new Set(figures.map(({ value }) => value))).toEqual(new Set([null]));
  expect(table).toMatchObject({ rows: [{ recorded: null, unexplained: null, coverage: '2 of 2 scopes proven' }] });
  expect(connectionsSection(kinds, true).figures?.find(({ id: name }) => name === 'unexplained/main')).toMatchObject({
    ...{ value: 1, coverage: '2 of 2 scopes proven' },
  });
  expect(totalsOf(kinds)).toMatchObject({ recorded: 4, unexplained: 1, open: 1 });
});

test.each([
  { end: '2026-04-04', categories: ['2026-04-01', '2026-04-02', '2026-04-03'], unexplained: [0, 5, 0] },
  { end: '2026-07-01', categories: ['2026-04', '2026-05', '2026-06'], unexplained: [5, 0, 0] },
])('changes are shown by day, or by month up to $end', ({ end, categories, unexplained }) => {
  const drift = [
    drifted({ change: 'changed', count: 5 }),
    drifted({ change: 'appeared', by: 'first_sight', count: 100 }),
    drifted({ change: 'gone', count: 7 }),
  ];
  const { chart } = driftSection(drift, { from: new Date('2026-04-01'), end: new Date(end) });
  expect(chart?.categories).toEqual(categories);
  expect(chart?.series.map(({ values }) => values)).toEqual([categories.map(() => 0), unexplained]);
});

test('an amount that comes back with its keys in another order is the same figure', () => {
  const figure = { id: 'f', label: 'F', type: 'amount' as const, coverage: '' };
  const kept = { ...figure, value: { unit: 'confirmed' as const, minor: '5', currency: 'USD' } };
  const made = { ...figure, value: { minor: '5', currency: 'USD', unit: 'confirmed' as const } };
  expect(changedFigures([kept], [made])).toEqual([]);
  expect(changedFigures([kept], [{ ...made, value: { ...made.value, minor: '6' } }])).toHaveLength(1);
});

test('connections that were added are named where they are few, and told in one sentence where they are many', () => {
  const found = kindOf([drifted({ change: 'appeared' })]);
  const added = (count: number) =>
    Array.from({ length: count }, (_, index) => {
      const of = ConnectionId.parse(`018f0000-0000-7000-8000-00000000000${index}`);
      return {
        ...found,
        connection: { ...connection, id: of, name: `c${index}`, addedAt: `2026-04-0${index + 1}T00:00:00.000Z` },
      };
    });
  const notes = (count: number) =>
    connectionsSection(added(count), true).notes?.filter((note) => note.includes('added')) ?? [];
  expect(notes(3)).toHaveLength(3);
  expect(notes(4)).toEqual([
    '4 connections were added between 2026-04-01T00:00:00.000Z and 2026-04-04T00:00:00.000Z: what each has was seen for the first time then.',
  ]);
});
