import type { ReportChart, ReportColumn, ReportFigure, ReportRow } from '@rollcall/schema';
import type { DraftSection } from '../draft.ts';
import type { InventoryCell } from './cells.ts';

/** Of more kinds and connections than this, there are figures of the whole only: each issued report keeps its figures. */
const cellsWithFiguresMax = 1_000;
/** A chart of more kinds is not read. */
const kindsDrawnMax = 12;

const columns: readonly ReportColumn[] = [
  { name: 'connection', title: 'Connection', type: 'text' },
  { name: 'provider', title: 'Provider', type: 'text' },
  { name: 'kind', title: 'Kind', type: 'text' },
  { name: 'live', title: 'Live', type: 'count' },
  { name: 'missing', title: 'Missing', type: 'count' },
  { name: 'suspect', title: 'Suspect', type: 'count' },
  { name: 'gone', title: 'Gone', type: 'count' },
  { name: 'listed', title: 'Oldest listing', type: 'time', passing: true },
  { name: 'coverage', title: 'Coverage', type: 'text' },
];

/** How many there are of each kind at each connection. `coverage`: what the whole stands on; null where nothing of it is believed. */
export function countsSection(cells: readonly InventoryCell[], coverage: string | null): DraftSection {
  const sum = (count: (cell: InventoryCell) => number) =>
    coverage === null ? null : cells.reduce((total, cell) => total + count(cell), 0);
  const whole = (id: string, label: string, value: number | null): ReportFigure => ({
    ...{ id, label, type: 'count', value, coverage: coverage ?? 'nothing was listed so that it is believed' },
  });
  const figures = [
    whole(
      'live',
      'Live resources',
      sum(({ counts }) => counts.live),
    ),
    whole(
      'absent',
      'Missing or suspect',
      sum(({ counts }) => counts.missing + counts.suspect),
    ),
    ...(cells.length > cellsWithFiguresMax ? [] : cells.map(liveFigure)),
  ];
  return {
    ...{ id: 'counts', title: 'Counts', figures, chart: chartOf(cells) },
    notes: [
      'Live is what the newest believed listings show. Missing and suspect were not shown any more; gone, too, and the provider said so when it was asked, or nothing showed it for long.',
      'A kind that no listing was ever believed of has no count.',
    ],
    table: { columns, rows: cells.map(rowOf) },
  };
}

function liveFigure({ connection, kind, counts, coverage, isBelieved }: InventoryCell): ReportFigure {
  return {
    ...{ id: `live/${connection.name}/${kind}`, label: `Live ${kind} at ${connection.name}`, type: 'count' },
    ...{ value: isBelieved ? counts.live : null, coverage: coverage.sentence },
  };
}

function rowOf({ connection, kind, counts, coverage, isBelieved }: InventoryCell): ReportRow {
  const counted = isBelieved ? counts : { live: null, missing: null, suspect: null, gone: null };
  return {
    ...{ connection: connection.name, provider: connection.provider, kind, ...counted },
    ...{ listed: coverage.oldestAt, coverage: coverage.sentence },
  };
}

function chartOf(cells: readonly InventoryCell[]): ReportChart {
  const byKind = [...Map.groupBy(cells, ({ kind }) => kind)]
    .map(([kind, of]) => ({ kind, live: of.reduce((total, { counts }) => total + counts.live, 0) }))
    .filter(({ live }) => live > 0)
    .sort((one, other) => other.live - one.live || (one.kind < other.kind ? -1 : 1))
    .slice(0, kindsDrawnMax);
  return {
    ...{ type: 'bar', title: 'Live resources by kind', unit: 'resources' },
    categories: byKind.map(({ kind }) => kind),
    series: [{ name: 'live', values: byKind.map(({ live }) => live) }],
  };
}
