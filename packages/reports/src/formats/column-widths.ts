import type { ReportColumn, ReportRow } from '@rollcall/schema';
import { columnTitle, isNumeric, valueText } from './values.ts';

/** What is longer is broken into lines. */
const lettersMax = 30;
/** So many letters of a small type, gaps included, stand side by side on an upright A4 page. */
const lettersUpright = 96;
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

/** Whether a table is printed on a page that lies. */
export function needsLying(widths: readonly number[]): boolean {
  return widths.reduce((sum, width) => sum + width + gap, 0) > lettersUpright;
}
