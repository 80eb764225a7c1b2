import type { ReportChart, ReportFigure } from '@rollcall/schema';
import type { Content } from 'pdfmake';
import { isDrawn, leftOut } from '../chart/chart-room.ts';
import { chartSvg } from '../chart/chart-svg.ts';
import { keyFigures } from '../key-figures.ts';
import type { ShownSection } from '../shown-report.ts';
import { figureText, markOf } from '../values.ts';
import { printable, prose } from './fonts.ts';
import { colour, pageWidth } from './style.ts';
import { tableContent } from './table.ts';

const tilesAcross = 4;

/** A section, and whether its last page lies. */
export async function sectionContent(
  section: ShownSection,
  { afterLying }: { readonly afterLying: boolean },
): Promise<{ readonly content: readonly Content[]; readonly lies: boolean }> {
  const { title, notes = [], chart, table } = section;
  const { shown, rest } = keyFigures(section);
  const written = table === undefined ? undefined : tableContent(table);
  const lies = written?.lies === true;
  const bare = shown.length === 0 && chart === undefined;
  const beginning: Content = {
    ...(bare && lies && !afterLying ? { pageBreak: 'before', pageOrientation: 'landscape' } : {}),
    ...(!(bare && lies) && afterLying ? { pageBreak: 'before', pageOrientation: 'portrait' } : {}),
    unbreakable: true,
    margin: [0, 18, 0, 4],
    stack: [
      { text: printable(title), fontSize: 13, bold: true, outline: true, margin: [0, 0, 0, 3] },
      ...notes.map((note): Content => ({ text: prose(note), color: colour.soft, margin: [0, 0, 0, 2] })),
      ...tiles(shown),
      ...(rest === undefined ? [] : [{ text: rest, color: colour.soft, fontSize: 8 }]),
    ],
  };
  const content = [
    beginning,
    ...(chart === undefined ? [] : [await chartContent(chart)]),
    ...(written === undefined ? [] : lies && !bare ? [lying(written.content)] : [written.content]),
  ];
  return { content, lies };
}

function lying(content: Content): Content {
  return { stack: [content], pageBreak: 'before', pageOrientation: 'landscape' };
}

function tiles(figures: readonly ReportFigure[]): Content[] {
  const rows: ReportFigure[][] = [];
  for (let from = 0; from < figures.length; from += tilesAcross) rows.push(figures.slice(from, from + tilesAcross));
  return rows.map((row) => ({
    columns: [...row.map(tile), ...Array.from({ length: tilesAcross - row.length }, () => ({ text: '' }))],
    ...{ columnGap: 10, margin: [0, 6, 0, 2] },
  }));
}

function tile(figure: ReportFigure): Content {
  const severity =
    figure.type === 'mark' && typeof figure.value === 'string' ? markOf(figure.value).severity : undefined;
  return {
    stack: [
      { text: printable(figure.label), color: colour.soft, fontSize: 7.5 },
      {
        text: printable(figureText(figure)),
        ...{ fontSize: 12, bold: figure.value !== null, lineHeight: 1.05, margin: [0, 1, 0, 1] },
        color: severity === undefined ? (figure.value === null ? colour.soft : colour.ink) : colour[severity],
      },
      { text: printable(figure.coverage), color: colour.soft, fontSize: 6.5 },
    ],
  };
}

async function chartContent(chart: ReportChart): Promise<Content> {
  const rest = leftOut(chart);
  return {
    unbreakable: true,
    margin: [0, 8, 0, 6],
    stack: [
      { text: printable(chart.title), bold: true, margin: [0, 0, 0, 3] },
      isDrawn(chart)
        ? { svg: await chartSvg(printableChart(chart)), fit: [pageWidth.upright, chartHeightMax] }
        : { text: 'There is no number to draw.', color: colour.soft },
      ...(rest === undefined ? [] : [{ text: rest, color: colour.soft }]),
    ],
  };
}

/** What fits onto a page below its title. */
const chartHeightMax = 620;

function printableChart({ title, unit, categories, series, ...chart }: ReportChart): ReportChart {
  return {
    ...{ ...chart, title: printable(title), unit: printable(unit), categories: categories.map(printable) },
    series: series.map(({ name, values }) => ({ name: printable(name), values })),
  };
}
