import type { ReportHeadline } from '@rollcall/schema';
import { few as firstFew } from '../../findings/few.ts';
import type { InventoryCell } from './cells.ts';
import { type ComparedCell, comparedCells } from './changes-section.ts';

/** More lines of one sort are told as a number. */
const linesMax = 3;

/** What is to be seen to in an inventory, the worst first; or that there is nothing. */
export function inventoryHeadline(cells: readonly InventoryCell[], vanished: VanishedNames): readonly ReportHeadline[] {
  const lines = [
    ...few(lost(comparedCells(cells)), (cell) => vanishedLine(cell, vanished)),
    ...doubtful(cells).slice(0, linesMax).flatMap(doubtLine),
    ...few(absent(cells), absentLine),
  ];
  const compared = comparedCells(cells);
  const summary = compared.length === 0 ? [] : [summaryLine(compared)];
  if (lines.length > 0) return [...lines, ...summary];
  const live = cells.reduce((total, { counts }) => total + counts.live, 0);
  const sentence = `${live} resources are live, none is missing, and every listing behind that is believed.`;
  return [{ severity: 'good', sentence, cost: null, remedy: null }, ...summary];
}

/** The first names of what vanished, by connection and kind as `connection kind`. */
export type VanishedNames = ReadonlyMap<string, readonly string[]>;

function few<Cell>(cells: readonly Cell[], lineOf: (cell: Cell) => ReportHeadline): readonly ReportHeadline[] {
  const lines = cells.slice(0, linesMax).map(lineOf);
  const [more, last] = [cells.length - lines.length, lines.at(-1)];
  if (more <= 0 || last === undefined) return lines;
  const sentence = `${last.sentence} So it is with ${more} more ${more === 1 ? 'kind' : 'kinds'}, below.`;
  return [...lines.slice(0, -1), { ...last, sentence }];
}

function lost(cells: readonly ComparedCell[]): readonly ComparedCell[] {
  return cells
    .filter(({ since }) => since.tally.vanished > 0)
    .toSorted((one, other) => other.since.tally.vanished - one.since.tally.vanished);
}

function vanishedLine({ connection, kind, since }: ComparedCell, names: VanishedNames): ReportHeadline {
  const { vanished } = since.tally;
  const known = names.get(`${connection.id} ${kind}`) ?? [];
  const more = vanished - known.length;
  const named = known.length === 0 ? '' : `: ${known.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return {
    severity: 'notice',
    sentence: `${vanished} of ${since.live} ${kind} at ${connection.name} vanished${named}.`,
    cost: null,
    remedy: `If nobody meant that: "explain ${connection.name} ${kind} EXTERNAL_ID" says since when and why, and "revert" of the event plans what puts it back.`,
  };
}

/** The kinds of one connection that were not believed when they were listed last, those first of which nothing ever was. */
function doubtful(cells: readonly InventoryCell[]): readonly (readonly InventoryCell[])[] {
  const troubled = cells.filter(({ coverage }) => coverage.failed + coverage.stale > 0);
  const groups = Map.groupBy(troubled, ({ connection, isBelieved }) => `${isBelieved} ${connection.id}`);
  return [...groups.values()].toSorted(([one], [other]) => Number(one?.isBelieved) - Number(other?.isBelieved) || 0);
}

function doubtLine(cells: readonly InventoryCell[]): readonly ReportHeadline[] {
  const [first] = cells;
  if (first === undefined) return [];
  const { connection, isBelieved } = first;
  const kinds = firstFew(cells.map(({ kind }) => kind));
  const sum = (count: (cell: InventoryCell) => number) => cells.reduce((total, cell) => total + count(cell), 0);
  const [failed, scopes] = [
    sum(({ coverage }) => coverage.failed + coverage.stale),
    sum(({ coverage }) => coverage.scopes),
  ];
  const sentence = isBelieved
    ? `At ${connection.name}, the newest listings of ${kinds} are not believed, ${failed} of ${scopes}: what is counted of them is older, or lacks some.`
    : `At ${connection.name}, no listing of ${kinds} was ever believed: none of it is counted.`;
  const remedy = `"scopes --connection ${connection.name}" says what is wrong with each; then "sync ${connection.name}".`;
  return [{ severity: isBelieved ? 'notice' : 'alarm', sentence, cost: null, remedy }];
}

function absent(cells: readonly InventoryCell[]): readonly InventoryCell[] {
  const count = ({ counts }: InventoryCell) => counts.missing + counts.suspect;
  return cells.filter((cell) => count(cell) > 0).toSorted((one, other) => count(other) - count(one));
}

function absentLine({ connection, kind, counts: { missing, suspect } }: InventoryCell): ReportHeadline {
  const told = [missing > 0 ? `${missing} missing` : '', suspect > 0 ? `${suspect} suspect` : ''].filter(Boolean);
  return {
    severity: 'notice',
    sentence: `Of ${kind} at ${connection.name}, ${told.join(' and ')}: believed listings did not show them any more, and they are not gone yet.`,
    cost: null,
    remedy: `"resources --connection ${connection.name} --kind ${kind} --presence ${missing > 0 ? 'missing' : 'suspect'}" names them; the next runs ask for them by name.`,
  };
}

function summaryLine(cells: readonly ComparedCell[]): ReportHeadline {
  const sum = (what: keyof ComparedCell['since']['tally']) =>
    cells.reduce((total, { since }) => total + since.tally[what], 0);
  const told = (['appeared', 'changed', 'renamed', 'vanished'] as const).map((what) => `${sum(what)} ${what}`);
  const sentence = `Between the two moments: ${told.join(', ')}, and ${sum('came_and_went')} came and went.`;
  return { severity: 'good', sentence, cost: null, remedy: null };
}
