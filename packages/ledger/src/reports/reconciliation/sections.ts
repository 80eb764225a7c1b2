import type { ReportColumn, ReportFigure, ReportRow } from '@rollcall/schema';
import type { DraftSection } from '../draft.ts';
import type { DriftSum, HeldRun, LateChange, Unexplained, UnprovenScope, UnsettledOperation } from './facts.ts';
import type { ReconciledKind } from './reconcile.ts';
import { type ReconciliationTotals, totalsOf } from './totals.ts';

/** Of more connections, totals alone are kept: a report has some 2,000 figures at most. */
const connectionsOfFiguresMax = 500;

/** The first table: one row a connection and kind, with its coverage. Where nothing was covered, no totals. */
export function connectionsSection(kinds: readonly ReconciledKind[], isCovered: boolean): DraftSection {
  return {
    ...{ id: 'connections', title: 'What was recorded, observed and explained' },
    notes: [
      'Before, and first seen, appeared and back, less vanished, is what is recorded live at the end; appeared, changed, back and vanished is explained and unexplained together.',
      'Changes count where they happened within the period, not where they were recorded within it: at the latest when the listing began that shows them.',
      'First seen is what the first listing of a scope showed: that is no drift, however much it is.',
      ...notesOn(kinds),
    ],
    figures: figuresOf(kinds, isCovered),
    table: { columns: columnsOfKinds, rows: kinds.map((kind) => rowOf(kind, isCovered)) },
  };
}

function notesOn(kinds: readonly ReconciledKind[]): readonly string[] {
  const { undated } = totalsOf(kinds);
  const connections = new Map(kinds.map(({ connection }) => [connection.id, connection]));
  const added = [...connections.values()].filter(({ addedAt }) => addedAt !== null);
  const removed = [...connections.values()].filter(({ removedAt }) => removedAt !== null);
  const moved = [...addedNotes(added), ...removedNotes(removed)];
  if (undated === 0) return moved;
  return [
    `${undated} changes have no earlier bound of when they happened: no whole listing came before, or a clock was set back.`,
    ...moved,
  ];
}

type Connection = ReconciledKind['connection'];

/** More connections than these are told of in one sentence. */
const connectionsNotedMax = 3;

function addedNotes(added: readonly Connection[]): readonly string[] {
  if (added.length <= connectionsNotedMax)
    return added.map(
      ({ name, addedAt }) => `${name} was added at ${addedAt}: what it has was seen for the first time then.`,
    );
  const times = added.flatMap(({ addedAt }) => addedAt ?? []).sort();
  return [
    `${added.length} connections were added between ${times[0]} and ${times.at(-1)}: what each has was seen for the first time then.`,
  ];
}

function removedNotes(removed: readonly Connection[]): readonly string[] {
  if (removed.length <= connectionsNotedMax)
    return removed.map(({ name }) => `${name} was removed: what is recorded of it is as it was then.`);
  return [`${removed.length} connections were removed: what is recorded of each is as it was then.`];
}

const count = (name: string, title: string): ReportColumn => ({ name, title, type: 'count' });
const text = (name: string, title: string): ReportColumn => ({ name, title, type: 'text' });
const time = (name: string, title: string): ReportColumn => ({ name, title, type: 'time' });

const columnsOfKinds: readonly ReportColumn[] = [
  ...[
    text('connection', 'Connection'),
    text('kind', 'Kind'),
    count('opening', 'Before'),
    count('firstSeen', 'First seen'),
  ],
  ...[
    count('appeared', 'Appeared'),
    count('reappeared', 'Back'),
    count('vanished', 'Vanished'),
    count('changed', 'Changed'),
  ],
  ...[count('recorded', 'Recorded'), count('observed', 'Observed'), count('matched', 'Matched')],
  ...[count('explained', 'Explained'), count('unexplained', 'Unexplained'), count('open', 'Undecided')],
  ...[
    count('unproven', 'Unproven scopes'),
    count('absent', 'Absent'),
    text('causes', 'Explained by'),
    text('coverage', 'Coverage'),
  ],
];

function rowOf(kind: ReconciledKind, isCovered: boolean): ReportRow {
  const { connection, absent, standing, coverage, unproven } = kind;
  const { opening, firstSeen, appeared, reappeared, vanished, changed, recorded, observed, matched } = kind;
  const counts = {
    ...{ opening, firstSeen, appeared, reappeared, vanished, changed, recorded, observed, matched },
    ...{ explained: kind.explained, unexplained: kind.unexplained, open: standing.open },
    absent: absent.missing + absent.suspect + absent.gone,
  };
  const shown = isCovered ? counts : Object.fromEntries(Object.keys(counts).map((name) => [name, null]));
  return {
    ...{ connection: connection.name, kind: kind.kind, ...shown, unproven },
    ...{ causes: isCovered ? causesOf(kind) : null, coverage: coverage.sentence },
  };
}

function causesOf({ explainedBy, standing }: ReconciledKind): string {
  const { operation, attributed, provider, rollcall } = explainedBy;
  return [
    [operation, 'operations of ours'],
    [attributed, 'operations, bound later'],
    [provider, 'the provider itself'],
    [rollcall, 'our mapping or settings'],
    [standing.accepted, 'unexplained, but accepted'],
    [standing.reverted, 'unexplained, but taken back'],
  ]
    .filter(([counted]) => counted !== 0)
    .map(([counted, by]) => `${counted} ${by}`)
    .join(', ');
}

const totalLabels: readonly (readonly [Exclude<keyof ReconciliationTotals, 'coverage'>, string])[] = [
  ['opening', 'Recorded before'],
  ['firstSeen', 'First seen'],
  ['recorded', 'Recorded at the end'],
  ['observed', 'Observed'],
  ['matched', 'Matched'],
  ['appeared', 'Appeared'],
  ['reappeared', 'Back'],
  ['vanished', 'Vanished'],
  ['changed', 'Changed'],
  ['explained', 'Explained'],
  ['unexplained', 'Unexplained'],
  ['open', 'Unexplained and undecided'],
  ['unproven', 'Unproven scopes'],
];

const connectionLabels = [
  ['recorded', 'recorded'],
  ['explained', 'explained'],
  ['unexplained', 'unexplained'],
] as const;

/** Totals, and the most asked of them of each connection: what is of a kind stands in the table. */
function figuresOf(kinds: readonly ReconciledKind[], isCovered: boolean): readonly ReportFigure[] {
  const figure = (
    id: string,
    label: string,
    { value, coverage }: { value: number; coverage: string },
  ): ReportFigure => ({
    ...{ id, label, type: 'count', value: isCovered ? value : null, coverage },
  });
  const totals = totalsOf(kinds);
  const all = totalLabels.map(([name, label]) =>
    figure(name, label, { value: totals[name], coverage: totals.coverage.sentence }),
  );
  const connections = [...Map.groupBy(kinds, ({ connection }) => connection.name)];
  if (connections.length > connectionsOfFiguresMax) return all;
  const each = connections.flatMap(([connection, of]) => {
    const { coverage, ...sums } = totalsOf(of);
    return connectionLabels.map(([name, label]) =>
      figure(`${name}/${connection}`, `${connection}: ${label}`, { value: sums[name], coverage: coverage.sentence }),
    );
  });
  return [...all, ...each];
}

/** Longer periods are shown by the month. */
const daysShownMax = 62;

/** What was explained and what was not, day by day. */
export function driftSection(
  drift: readonly DriftSum[],
  { from, end }: { readonly from: Date; readonly end: Date },
): DraftSection {
  const days = daysBetween(from, end);
  const length = days.length > daysShownMax ? 7 : 10;
  const categories = [...new Set(days.map((day) => day.slice(0, length)))];
  const counts = new Map(categories.map((category) => [category, { explained: 0, unexplained: 0 }]));
  for (const { day, change, by, count } of drift) {
    if (by === 'first_sight' || change === 'suspected' || change === 'gone') continue;
    const of = counts.get(day.slice(0, length));
    if (of !== undefined) of[by === 'nobody' ? 'unexplained' : 'explained'] += count;
  }
  const series = (name: string, of: 'explained' | 'unexplained') => ({
    ...{ name, values: categories.map((category) => counts.get(category)?.[of] ?? 0) },
  });
  const title = length === 10 ? 'Changes by day' : 'Changes by month';
  return {
    ...{ id: 'drift', title },
    chart: {
      ...{ type: 'stacked', title, unit: 'changes', categories },
      series: [series('Explained', 'explained'), series('Unexplained', 'unexplained')],
    },
  };
}

function daysBetween(from: Date, end: Date): readonly string[] {
  const days: string[] = [];
  // Each is the beginning of a day; a period of centuries ends at the years that are asked of a ledger.
  for (
    let at = Math.floor(from.getTime() / 86_400_000);
    at * 86_400_000 < end.getTime() && days.length < 40_000;
    at += 1
  ) {
    days.push(new Date(at * 86_400_000).toISOString().slice(0, 10));
  }
  return days;
}

export const unexplainedColumns: readonly ReportColumn[] = [
  ...[
    text('standing', 'Standing'),
    text('severity', 'Severity'),
    text('connection', 'Connection'),
    text('kind', 'Kind'),
  ],
  ...[
    text('name', 'Name'),
    text('change', 'Change'),
    time('after', 'After the listing of'),
    time('notAfter', 'By the listing of'),
  ],
  ...[
    { name: 'cost', title: 'Cost', type: 'amount' } as const,
    text('evidence', 'Evidence'),
    text('remedy', 'What to do'),
  ],
  ...[text('externalId', 'External id'), text('event', 'Event')],
];

export function unexplainedRow({ money, eventId, ...one }: Unexplained): ReportRow {
  return {
    ...one,
    cost: money === null ? null : { ...money, unit: 'confirmed' },
    remedy:
      one.standing === 'open'
        ? `"rollcall accept ${eventId} --reason WHY" takes it as right; "rollcall revert ${eventId}" plans what takes it back.`
        : null,
    event: eventId,
  };
}

export function unprovenSection(scopes: readonly UnprovenScope[], all: number): DraftSection {
  const more =
    all > scopes.length ? [`${all - scopes.length} more are not shown: these are those on which most hangs.`] : [];
  return {
    ...{ id: 'unproven', title: 'Unproven' },
    notes: [
      'What hangs on a scope is what its newest believed listing showed: what became of it since, nobody knows.',
      ...more,
    ],
    table: {
      columns: [
        ...[text('connection', 'Connection'), text('kind', 'Kind'), text('parent', 'Of'), text('why', 'Why')],
        ...[
          { ...time('believedAt', 'Believed last'), passing: true },
          { ...time('attemptedAt', 'Tried last'), passing: true },
          count('hanging', 'Resources'),
        ],
      ],
      rows: scopes.map((scope) => ({ ...scope })),
    },
  };
}

const becameOf: Readonly<Record<HeldRun['state'], string>> = {
  opened: 'alarm: it waits for a person',
  approved: 'notice: approved, and not applied yet',
  applied: 'good: approved and applied',
  rejected: 'notice: rejected',
  superseded: 'good: superseded by what later runs found',
};

export function heldSection(held: readonly HeldRun[]): DraftSection {
  const columns = [
    ...[text('connection', 'Connection'), time('openedAt', 'Held at'), text('reasons', 'Why')],
    ...[{ name: 'state', title: 'What became of it', type: 'mark' } as const, text('by', 'By'), text('holdId', 'Hold')],
  ];
  const rows = held.map(({ reasons, state, ...one }) => ({
    ...one,
    reasons: reasons.join('; '),
    state: becameOf[state],
  }));
  return { id: 'held', title: 'Runs that were held', table: { columns, rows } };
}

export function operationsSection(operations: readonly UnsettledOperation[]): DraftSection {
  const columns = [
    ...[text('connection', 'Connection'), text('procedure', 'Operation'), time('at', 'Unknown or contradicted at')],
    ...[{ name: 'state', title: 'What became of it', type: 'mark' } as const, text('operationId', 'Id')],
  ];
  const mark = (state: string): string =>
    state === 'unknown' || state === 'contradicted' ? `alarm: ${state}` : `good: ${state}`;
  const rows = operations.map(({ state, ...one }) => ({ ...one, state: mark(state) }));
  return { id: 'operations', title: 'Operations that were unknown or contradicted', table: { columns, rows } };
}

/** What became known of the period since it was reported. */
export function lateChangeOf({ what, change, connection, kind, name, at, reason, eventId }: LateChange) {
  const said = { recorded: 'it was recorded', accepted: 'it was accepted', attributed: 'its cause was bound' }[what];
  return {
    what: `${kind} ${name} of ${connection ?? 'no connection'} ${change}`,
    ...{
      before: what === 'recorded' ? null : 'unexplained',
      now: what === 'recorded' ? 'unexplained' : what,
      type: 'text' as const,
    },
    ...{ reason: `${said} at ${at}${reason === null ? '' : `: ${reason}`}`, eventId },
  };
}
