import type { ReportChart, ReportFigure, ReportHead, ReportHeadline } from '@rollcall/schema';
import { keyFigures } from './key-figures.ts';
import { sentenceParts } from './sentence.ts';
import { restSentence, type ShownSection, type ShownTable, shownReport } from './shown-report.ts';
import { sinceRows } from './since-rows.ts';
import { columnTitle, figureText, isNumeric, markOf, valueText } from './values.ts';
import { visible } from './visible.ts';
import { costText, coverageText, periodText, reasonsBeside, sinceText, standing, stateTexts } from './wording.ts';
import type { WrittenReport } from './written-report.ts';

/** A report as Markdown, as GitHub has it. Its pictures are tables of their numbers. */
export async function* markdown(report: WrittenReport): AsyncGenerator<string> {
  const { head, sections } = await shownReport(report);
  yield [
    `# ${plain(head.title)}`,
    `${plain(head.workspace.name)} · ${periodText(head)} · **${stateTexts[head.state]}**`,
    ...reasonsBeside(head).map(({ sentence, remedy }) => `> ${prose(sentence)}${remedyText(remedy)}`),
    head.headline.map(headlineText).join('\n'),
    prose(coverageText(head)),
    ...(head.since === null ? [] : sinceParts(head.since)),
    '',
  ].join('\n\n');
  for (const section of sections) yield* sectionParts(section);
  const rows = standing(head).map(([name, text]) => [name, plain(text)]);
  yield `## What this stands on\n\n${tableText([{ title: '' }, { title: '' }], rows)}`;
}

function headlineText(headline: ReportHeadline): string {
  const cost = costText(headline);
  return `- ${signs[headline.severity]} ${prose(headline.sentence)}${cost === undefined ? '' : ` **${plain(cost)}**`}${remedyText(headline.remedy)}`;
}

const signs = { good: '**Good:**', notice: '**Notice:**', alarm: '**Alarm:**' } as const;

function remedyText(remedy: string | null): string {
  return remedy === null ? '' : ` → ${prose(remedy)}`;
}

function sinceParts(since: NonNullable<ReportHead['since']>): readonly string[] {
  const heads = [{ title: 'What' }, { title: 'Before', right: true }, { title: 'Now', right: true }, { title: 'Why' }];
  const { shown, rest } = sinceRows(since);
  const rows = shown.map(({ what, before, now, why }) => [plain(what), plain(before), plain(now), prose(why)]);
  const table = rows.length === 0 ? [] : [tableText(heads, rows).trimEnd()];
  return ['## Since it was issued', prose(sinceText(since)), ...table, ...(rest === undefined ? [] : [rest])];
}

function* sectionParts(section: ShownSection): Generator<string> {
  const { title, notes, chart, table } = section;
  yield `## ${plain(title)}\n\n`;
  for (const note of notes ?? []) yield `${prose(note)}\n\n`;
  const { shown, rest } = keyFigures(section);
  if (shown.length > 0) yield figureTable(shown);
  if (rest !== undefined) yield `${rest}\n\n`;
  if (chart !== undefined) yield chartTable(chart);
  if (table !== undefined) yield* tableParts(table);
}

function figureTable(figures: readonly ReportFigure[]): string {
  const heads = [{ title: 'Figure' }, { title: 'Value', right: true }, { title: 'Stands on' }];
  return tableText(
    heads,
    figures.map((figure) => [plain(figure.label), plain(figureText(figure)), plain(figure.coverage)]),
  );
}

function chartTable({ title, unit, categories, series }: ReportChart): string {
  const heads = [{ title: plain(unit) }, ...series.map(({ name }) => ({ title: plain(name), right: true }))];
  const rows = categories.map((category, index) => [
    plain(category),
    ...series.map(({ values }) => valueText(values[index] ?? null, 'count')),
  ]);
  return `**${plain(title)}**\n\n${tableText(heads, rows)}`;
}

function* tableParts(table: ShownTable): Generator<string> {
  const { columns, rows } = table;
  if (rows.length === 0) {
    yield 'There is nothing to list.\n\n';
    return;
  }
  const heads = columns.map((column) => ({ title: plain(columnTitle(column)), right: isNumeric(column.type) }));
  const cells = rows.map((row) =>
    columns.map(({ name, type }) => {
      const value = row[name] ?? null;
      const severity = type === 'mark' && typeof value === 'string' ? markOf(value).severity : undefined;
      return `${severity === 'alarm' ? '**alarm** ' : ''}${plain(valueText(value, type))}`;
    }),
  );
  yield tableText(heads, cells);
  const rest = restSentence(table);
  if (rest !== undefined) yield `${rest}\n\n`;
}

function tableText(
  heads: readonly { readonly title: string; readonly right?: boolean }[],
  rows: readonly (readonly string[])[],
): string {
  const lines = [heads.map(({ title }) => title), heads.map(({ right = false }) => (right ? '---:' : '---')), ...rows];
  return `${lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('')}\n`;
}

/** Text that is nothing else in Markdown: no link, no picture, no tag, no end of a cell. */
function plain(text: string): string {
  return visible(text)
    .replaceAll(/[\\`*_{}[\]<>#|~!&$]/g, '\\$&')
    .replaceAll(/:\/\/|\bwww\./gi, (found) => (found === '://' ? '\\://' : `${found.slice(0, -1)}\\.`));
}

/** A sentence of ours: what is between backticks in it is a command, and may hold anything but these. */
function prose(sentence: string): string {
  return sentenceParts(sentence)
    .map(({ text, isCommand }) => (isCommand && !text.includes('|') ? `\`${visible(text)}\`` : plain(text)))
    .join('')
    .replace(/^(\s*\d+)(?=[.)](\s|$))|^(?=\s*[-+=])/, '$1\\');
}
