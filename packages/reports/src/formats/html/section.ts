import type { ReportChart, ReportFigure } from '@rollcall/schema';
import { leftOut } from '../chart/chart-room.ts';
import { keyFigures } from '../key-figures.ts';
import type { ShownSection } from '../shown-report.ts';
import { figureText, markOf, valueText } from '../values.ts';
import { visible } from '../visible.ts';
import { escaped, prose } from './escaped.ts';
import { tableParts } from './table.ts';

/** A section in its parts, a few rows each: how to read it, its figures, its picture, its table. No picture is drawn where there is no number. */
export function* sectionParts(section: ShownSection, picture: string | undefined): Generator<string> {
  const { id, title, notes, chart, table } = section;
  yield `<section id="${escaped(id)}">\n<h2>${escaped(visible(title))}</h2>\n`;
  for (const note of notes ?? []) yield `<p class="note">${prose(note)}</p>\n`;
  const { shown, rest } = keyFigures(section);
  if (shown.length > 0) yield tiles(shown);
  if (rest !== undefined) yield `<p class="rest">${rest}</p>\n`;
  if (chart !== undefined) yield chartPart(chart, picture);
  if (table !== undefined) yield* tableParts(table, title);
  yield '</section>\n';
}

function tiles(figures: readonly ReportFigure[]): string {
  return `<dl class="tiles">\n${figures.map(tile).join('\n')}\n</dl>\n`;
}

function tile(figure: ReportFigure): string {
  const severity = severityOf(figure);
  return `<div${severity === undefined ? '' : ` class="${severity}"`}><dt>${escaped(visible(figure.label))}</dt><dd${figure.value === null ? ' class="unknown"' : ''}>${escaped(figureText(figure))}</dd><dd class="coverage">${escaped(visible(figure.coverage))}</dd></div>`;
}

function severityOf({ type, value }: ReportFigure): string | undefined {
  return type === 'mark' && typeof value === 'string' ? markOf(value).severity : undefined;
}

function chartPart(chart: ReportChart, picture: string | undefined): string {
  const caption = `<figcaption>${escaped(visible(chart.title))}</figcaption>`;
  if (picture === undefined)
    return `<figure class="chart">${caption}<p class="none">There is no number to draw.</p></figure>\n`;
  const rest = leftOut(chart);
  return `<figure class="chart">${caption}
${picture}
${rest === undefined ? '' : `<p class="rest">${rest}</p>\n`}<details><summary>The numbers of this picture</summary>${numbersTable(chart)}</details></figure>
`;
}

function numbersTable({ categories, series, unit }: ReportChart): string {
  const heads = series.map(({ name }) => `<th scope="col" class="n">${escaped(visible(name))}</th>`).join('');
  const rows = categories.map((category, index) => {
    const cells = series.map(
      ({ values }) => `<td class="n">${escaped(valueText(values[index] ?? null, 'count'))}</td>`,
    );
    return `<tr><td>${escaped(visible(category))}</td>${cells.join('')}</tr>`;
  });
  return `<div class="wide"><table><thead><tr><th scope="col">${escaped(visible(unit))}</th>${heads}</tr></thead><tbody>
${rows.join('\n')}
</tbody></table></div>`;
}
