import type { ReportColumn, ReportRow } from '@rollcall/schema';
import { columnTitle, isNumeric, valueText } from './values.ts';

/** What is longer is broken into lines. */
const lettersMax = 30;
/** So many letters of a small type, gaps included, stand side by side on an upright A4 page. */
const lettersUpright = 96;
const lettersLying = 160;
/** No text is broken into lines that are shorter than this. */
const lettersBroken = 18;
/** So many columns at most say what a row is of. */
const leadingMax = 2;
const gap = 2;

/** How many letters wide each column would be, if nothing but long text were broken. */
export function columnWidths(columns: readonly ReportColumn[], rows: readonly ReportRow[]): readonly number[] {
  return columns.map((column) => {
    const title = columnTitle(column);
    const titleWidth = Math.max(...title.split(' ').map(({ length }) => length));
    const lengths = rows.map((row) => valueText(row[column.name] ?? null, column.type).length);
    const widest = lengths.reduce((most, length) => Math.max(most, length), titleWidth);
    return isNumeric(column.type) ? widest : Math.min(lettersMax, widest);
  });
}

/** Whether a table is printed on a page that lies: it would not fit onto an upright one with its texts broken into lines. */
export function needsLying({ columns, widths }: ColumnPart): boolean {
  return narrowest(columns.map((column, index) => ({ column, width: widths[index] ?? 0 }))) > lettersUpright;
}

/** How many letters of a column a page must have room for at least. */
export function brokenWidth({ type }: ReportColumn, width: number): number {
  return type === 'text' || type === 'mark' ? Math.min(width, lettersBroken) : width;
}

/** Columns that stand beside each other, and how many letters wide each would be. */
export interface ColumnPart {
  readonly columns: readonly ReportColumn[];
  readonly widths: readonly number[];
}

/**
 * A table as it fits onto a page: whole, or, where it does not even fit onto one that lies, in parts below each other. Each part begins with
 * what says what its rows are of.
 */
export function columnParts({ columns, widths }: ColumnPart): readonly ColumnPart[] {
  const all = columns.map((column, index) => ({ column, width: widths[index] ?? 0 }));
  const isText = ({ column }: Sized) => column.type === 'text';
  const texts = all.slice(0, leadingMax).findLastIndex(isText) + 1;
  const leading = all.slice(0, Math.max(1, texts));
  const parts: Sized[][] = [];
  let part = [...leading];
  for (const one of all.slice(leading.length)) {
    if (part.length > leading.length && narrowest([...part, one]) > lettersLying) {
      parts.push(part);
      part = [...leading];
    }
    part.push(one);
  }
  return [...parts, part].map((of) => ({
    columns: of.map(({ column }) => column),
    widths: of.map(({ width }) => width),
  }));
}

interface Sized {
  readonly column: ReportColumn;
  readonly width: number;
}

function narrowest(part: readonly Sized[]): number {
  return part.reduce((sum, { column, width }) => sum + brokenWidth(column, width) + gap, 0);
}
