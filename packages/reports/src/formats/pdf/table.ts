import type { DraftTable } from '@rollcall/ledger';
import type { ReportColumn, ReportRow } from '@rollcall/schema';
import type { Cell, Content, TableLayout } from 'pdfmake';
import { columnWidths, needsLying } from '../column-widths.ts';
import { restSentence, shownRows } from '../rows.ts';
import { columnTitle, isNumeric, markOf, valueText } from '../values.ts';
import { printable } from './fonts.ts';
import { colour, pageWidth } from './style.ts';

const fontSize = 7.5;
/** Of a letter of that size, where most of them are narrow, and of a figure. */
const letterWidth = 4.1;
const padding = 4;
/** Of a column that is not as wide as what it holds. */
const lettersMin = 7;
/** A row is not broken, so it must fit onto a page. */
const cellLengthMax = 500;

/** The first rows of a table, and whether it needs a page that lies. Its head is repeated on each page. */
export async function tableContent(table: DraftTable): Promise<{ readonly content: Content; readonly lies: boolean }> {
  const { columns } = table;
  const rows = await shownRows(table);
  if (rows.length === 0) return { content: { text: 'There is nothing to list.', color: colour.soft }, lies: false };
  const widths = columnWidths(columns, rows);
  const lies = needsLying(widths);
  const body: Cell[][] = [
    columns.map((column) => headCell(columnTitle(column), isNumeric(column.type))),
    ...rows.map((row) => columns.map((column) => cellOf(column, row))),
  ];
  const rest = restSentence(table);
  const points = pointsOf(columns, widths, lies ? pageWidth.lying : pageWidth.upright);
  return {
    lies,
    content: {
      stack: [
        {
          table: { headerRows: 1, dontBreakRows: true, keepWithHeaderRows: 1, widths: points, body },
          layout,
          fontSize,
        },
        ...(rest === undefined ? [] : [{ text: rest, color: colour.soft, fontSize: 8 }]),
      ],
      margin: [0, 4, 0, 0],
    },
  };
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

/** How wide each column is, in points: what is left over goes to text, and what lacks is taken from it. */
function pointsOf(columns: readonly ReportColumn[], letters: readonly number[], page: number): number[] {
  const room = page - columns.length * 2 * padding;
  const natural = letters.map((count) => Math.max(count, 4) * letterWidth + 2);
  const sum = natural.reduce((all, width) => all + width, 0);
  const gives = columns.map(({ type }, index) =>
    isNumeric(type) || type === 'time' || type === 'day' ? 0 : (natural[index] ?? 0),
  );
  const spare = gives.reduce((all, width) => all + width, 0);
  const share = spare === 0 ? 0 : (room - sum) / spare;
  const fitted = natural.map((width, index) =>
    Math.max(lettersMin * letterWidth, width + (gives[index] ?? 0) * Math.min(share, 1)),
  );
  // Where there are too many columns even for that, all of them are narrower, and numbers are broken, too.
  const all = fitted.reduce((most, width) => most + width, 0);
  return all > room ? fitted.map((width) => (width * room) / all) : fitted;
}

const layout: TableLayout = {
  ...{ hLineWidth: (line) => (line === 0 ? 0 : 0.5), hLineColor: (line) => (line === 1 ? colour.soft : colour.faint) },
  ...{ vLineWidth: () => 0, paddingLeft: () => padding, paddingRight: () => padding },
  ...{ paddingTop: () => 2.5, paddingBottom: () => 2 },
};
