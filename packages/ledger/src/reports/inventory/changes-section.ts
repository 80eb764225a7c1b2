import type { ReportColumn, ReportFigure, ReportRow } from '@rollcall/schema';
import type { DraftSection } from '../draft.ts';
import type { CellSince, InventoryCell } from './cells.ts';

/** Of more kinds and connections than this, there are figures of the whole only. */
const cellsWithFiguresMax = 200;

const columns: readonly ReportColumn[] = [
  { name: 'connection', title: 'Connection', type: 'text' },
  { name: 'kind', title: 'Kind', type: 'text' },
  { name: 'live_before', title: 'Live before', type: 'count' },
  { name: 'appeared', title: 'Appeared', type: 'count' },
  { name: 'vanished', title: 'Vanished', type: 'count' },
  { name: 'live_now', title: 'Live now', type: 'count' },
  { name: 'changed', title: 'Changed', type: 'count' },
  { name: 'renamed', title: 'Renamed', type: 'count' },
  { name: 'came_and_went', title: 'Came and went', type: 'count' },
  { name: 'as_before', title: 'As before', type: 'count' },
  { name: 'coverage_before', title: 'Coverage before', type: 'text' },
  { name: 'coverage', title: 'Coverage now', type: 'text' },
];

/** What became of each kind at each connection between two moments. `coverage`: as of the counts. */
export function changesSection(cells: readonly InventoryCell[], coverage: string | null): DraftSection {
  const compared = comparedCells(cells);
  const figures = figuresMade.map(({ id, label }): ReportFigure => {
    const value = coverage === null ? null : compared.reduce((total, { since }) => total + since.tally[id], 0);
    return { id, label, type: 'count', value, coverage: coverage ?? 'nothing was listed so that it is believed' };
  });
  const ofCells = compared.length > cellsWithFiguresMax ? [] : compared.flatMap(cellFigures);
  return {
    ...{ id: 'net', title: 'What differs', figures: [...figures, ...ofCells] },
    notes: [
      'Net, from the first moment to the second: live before, and appeared, less vanished, is live now. What was renamed is the same resource under another external id, and counts as renamed, whatever else of it changed.',
      'Came and went: there at neither moment, and in between. As before: something of it changed, and at the second moment it is as it was at the first.',
      'What no believed listing had shown by the first moment counts as appeared when one first showed it.',
    ],
    table: { columns, rows: compared.map(rowOf) },
  };
}

/** A cell that is compared with an earlier moment. */
export type ComparedCell = InventoryCell & { readonly since: CellSince };

export function comparedCells(cells: readonly InventoryCell[]): readonly ComparedCell[] {
  return cells.flatMap(({ since, ...cell }) => (since === undefined ? [] : [{ ...cell, since }]));
}

const figuresMade = [
  { id: 'appeared', label: 'Appeared' },
  { id: 'changed', label: 'Changed' },
  { id: 'renamed', label: 'Renamed' },
  { id: 'vanished', label: 'Vanished' },
  { id: 'came_and_went', label: 'Came and went' },
] as const;

function cellFigures({ connection, kind, coverage, since }: ComparedCell): readonly ReportFigure[] {
  return figuresMade.map(({ id, label }) => ({
    ...{ id: `${id}/${connection.name}/${kind}`, label: `${label}: ${kind} at ${connection.name}`, type: 'count' },
    ...{ value: since.tally[id], coverage: coverage.sentence },
  }));
}

function rowOf({ connection, kind, counts, coverage, isBelieved, since }: ComparedCell): ReportRow {
  const { appeared, vanished, changed, renamed, came_and_went, as_before } = since.tally;
  return {
    ...{ connection: connection.name, kind, live_before: since.isBelieved ? since.live : null, appeared, vanished },
    ...{ live_now: isBelieved ? counts.live : null, changed, renamed, came_and_went, as_before },
    ...{ coverage_before: since.coverage.sentence, coverage: coverage.sentence },
  };
}
