import type { ReportColumn, ReportRow } from '@rollcall/schema';
import type { Cell, Content, TableLayout } from 'pdfmake';
import { brokenWidth, type ColumnPart, columnParts, columnWidths, needsLying } from '../column-widths.ts';
import { restSentence, type ShownTable } from '../shown-report.ts';
import { columnTitle, isNumeric, markOf, valueText } from '../values.ts';
import { printable } from './fonts.ts';
import { colour, pageWidth } from './style.ts';

const fontSize = 7.5;
/** Of a letter of that size, where most of them are narrow, and of a figure. */
const letterWidth = 4.1;
const padding = 4;
/** A row is not broken, so it must fit onto a page. */
const cellLengthMax = 500;

/** The first rows of a table, and whether it needs a page that lies. Its head is repeated on each page. */
export function tableContent(table: ShownTable): { readonly content: Content; readonly lies: boolean } {
  const { columns, rows } = table;
  if (rows.length === 0) return { content: { text: 'There is nothing to list.', color: colour.soft }, lies: false };
  const widths = columnWidths(columns, rows);
  const lies = needsLying({ columns, widths });
  const rest = restSentence(table);
  const page = lies ? pageWidth.lying : pageWidth.upright;
  const parts = columnParts({ columns, widths }).map((part) => partContent(part, rows, page));
  return {
    lies,
    content: {
      stack: [
        ...parts.flatMap((part, index) => (index === 0 ? [part] : [continued(index + 1, parts.length), part])),
        ...(rest === undefined ? [] : [{ text: rest, color: colour.soft, fontSize: 8 }]),
      ],
      margin: [0, 4, 0, 0],
    },
  };
}

/** The rows of a table with some of its columns. */
function partContent({ columns, widths: letters }: ColumnPart, rows: readonly ReportRow[], page: number): Content {
  const body: Cell[][] = [
    columns.map((column) => headCell(columnTitle(column), isNumeric(column.type))),
    ...rows.map((row) => columns.map((column) => cellOf(column, row))),
  ];
  const widths = pointsOf(columns, letters, page);
  return { table: { headerRows: 1, dontBreakRows: true, keepWithHeaderRows: 1, widths, body }, layout, fontSize };
}

function continued(number: number, parts: number): Content {
  const text = `The same rows, further columns (part ${number} of ${parts})`;
  return { text, color: colour.soft, fontSize: 8, margin: [0, 10, 0, 2] };
}

/** A table of texts whose widths are known. `right` are the columns of numbers. */
export function plainTable(table: {
  readonly titles: readonly string[];
  readonly widths: readonly (number | '*')[];
  readonly right: readonly number[];
  readonly rows: readonly (readonly string[])[];
}): Content {
  const { titles, widths, right, rows } = table;
  const body: Cell[][] = [
    titles.map((title, index) => headCell(title, right.includes(index))),
    ...rows.map((cells) =>
      cells.map(
        (text, index): Cell => ({ text: shortened(text), alignment: right.includes(index) ? 'right' : 'left' }),
      ),
    ),
  ];
  return { table: { headerRows: 1, dontBreakRows: true, widths: [...widths], body }, layout, fontSize };
}

function headCell(title: string, right: boolean): Cell {
  return { text: printable(title), bold: true, color: colour.soft, alignment: right ? 'right' : 'left' };
}

function cellOf({ name, type }: ReportColumn, row: ReportRow): Cell {
  const value = row[name] ?? null;
  const severity = type === 'mark' && typeof value === 'string' ? markOf(value).severity : undefined;
  const text = shortened(valueText(value, type));
  const marked =
    severity === undefined || severity === 'good' ? {} : { color: colour[severity], bold: severity === 'alarm' };
  return { text, alignment: isNumeric(type) ? 'right' : 'left', ...marked };
}

function shortened(text: string): string {
  const letters = [...printable(text)];
  return letters.length > cellLengthMax ? `${letters.slice(0, cellLengthMax).join('')}… (cut here)` : letters.join('');
}

/** How wide each column is, in points: what is left over goes to text, and what lacks is taken from text that can be broken. */
function pointsOf(columns: readonly ReportColumn[], letters: readonly number[], page: number): number[] {
  const room = page - columns.length * 2 * padding;
  const natural = letters.map(pointsFor);
  const lacks = sumOf(natural) - room;
  const gives = columns.map((column, index) => {
    const width = natural[index] ?? 0;
    if (lacks > 0) return width - pointsFor(brokenWidth(column, letters[index] ?? 0));
    return isNumeric(column.type) || column.type === 'time' || column.type === 'day' ? 0 : width;
  });
  const spare = sumOf(gives);
  // No column is more than twice as wide as what it holds.
  const share = spare === 0 ? 0 : Math.max(-1, Math.min(1, -lacks / spare));
  const fitted = natural.map((width, index) => width + (gives[index] ?? 0) * share);
  // Where one column alone is too wide even for that, numbers are broken, too.
  const all = sumOf(fitted);
  return all > room ? fitted.map((width) => (width * room) / all) : fitted;
}

function pointsFor(letters: number): number {
  return Math.max(letters, 4) * letterWidth + 2;
}

function sumOf(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0);
}

const layout: TableLayout = {
  ...{ hLineWidth: (line) => (line === 0 ? 0 : 0.5), hLineColor: (line) => (line === 1 ? colour.soft : colour.faint) },
  ...{ vLineWidth: () => 0, paddingLeft: () => padding, paddingRight: () => padding },
  ...{ paddingTop: () => 2.5, paddingBottom: () => 2 },
};
