import type { ReportColumn, ReportRow, ReportValue, ReportValueType } from '@rollcall/schema';
import { columnParts, columnWidths, needsLying } from '../column-widths.ts';
import { restSentence, type ShownTable } from '../shown-report.ts';
import { columnTitle, isNumeric, markOf, valueText } from '../values.ts';
import { visible } from '../visible.ts';
import { escaped } from './escaped.ts';

/** A table in its parts: its first rows, and how many more there are. */
export function* tableParts(table: ShownTable, title: string): Generator<string> {
  const { columns, rows } = table;
  if (rows.length === 0) {
    yield '<p class="none">There is nothing to list.</p>\n';
    return;
  }
  const widths = columnWidths(columns, rows);
  const lying = needsLying({ columns, widths }) ? ' lying' : '';
  const [first, ...further] = columnParts({ columns, widths });
  const onPaper = further.length === 0 ? undefined : first?.columns.length;
  yield `<div class="wide${lying}${onPaper === undefined ? '' : ` paper-${onPaper}`}" role="region" aria-label="${escaped(visible(title))}" tabindex="0"><table>
<thead><tr>${columns.map(headCell).join('')}</tr></thead>
<tbody>
`;
  for (const row of rows) yield `<tr>${columns.map((column) => cell(column, row)).join('')}</tr>\n`;
  yield '</tbody>\n</table>\n';
  if (onPaper !== undefined)
    yield `<p class="rest paper">The first ${onPaper} of ${columns.length} columns: the others do not fit onto paper, and are in this report as PDF, CSV and JSON.</p>\n`;
  yield '</div>\n';
  const rest = restSentence(table);
  if (rest !== undefined) yield `<p class="rest">${escaped(rest)}</p>\n`;
}

function headCell(column: ReportColumn): string {
  return `<th scope="col"${isNumeric(column.type) ? ' class="n"' : ''}>${escaped(columnTitle(column))}</th>`;
}

function cell({ name, type }: ReportColumn, row: ReportRow): string {
  const value = row[name] ?? null;
  return `<td${classOf(value, type)}>${value === null ? '—' : content(value, type)}</td>`;
}

function content(value: ReportValue, type: ReportValueType): string {
  const text = escaped(valueText(value, type));
  const severity = type === 'mark' && typeof value === 'string' ? markOf(value).severity : undefined;
  if (severity === undefined) return text;
  return `<span class="mark ${severity}"><span class="vh">${severity}: </span>${text}</span>`;
}

/** Text that is longer has a column that is wide enough to read it. */
const lineLength = 14;

/** Numbers stand at the right. What is long is broken, anywhere if need be; what is short is not. */
function classOf(value: ReportValue, type: ReportValueType): string {
  if (isNumeric(type)) return ' class="n"';
  if (type === 'time' || type === 'day') return ' class="t"';
  if (typeof value !== 'string') return '';
  return /[^\s-]{25}|.{60}/su.test(value) ? ' class="long"' : value.length > lineLength ? ' class="line"' : '';
}
