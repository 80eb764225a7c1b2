import type { DraftSection } from '@rollcall/ledger';
import { isDrawn } from './chart/chart-room.ts';
import { drawCharts } from './drawing/draw.ts';
import { escaped } from './html/escaped.ts';
import { firstScreen } from './html/first-screen.ts';
import { sectionParts } from './html/section.ts';
import { printStyle, screenStyle } from './html/style.ts';
import { type ShownSection, shownReport } from './shown-report.ts';
import { visible } from './visible.ts';
import { standing } from './wording.ts';
import type { WrittenReport } from './written-report.ts';

/** Nothing is asked of anybody, and nothing runs: what a name could smuggle in would do nothing, either. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** A report as one HTML file that needs nothing else, to be read on a screen and printed to A4. */
export async function* html(report: WrittenReport): AsyncGenerator<string> {
  const [pictures, { head, sections }] = await Promise.all([picturesOf(report.sections), shownReport(report)]);
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(visible(head.title))}</title>
<style>
${screenStyle}
${printStyle(head)}
</style>
</head>
<body>
<main>
`;
  yield firstScreen(head);
  yield contents(sections);
  for (const section of sections) yield* sectionParts(section, pictures.get(section.id));
  yield `<footer id="standing">
<h2>What this stands on</h2>
<dl>
${standing(head)
  .map(([name, text]) => `<div><dt>${escaped(name)}</dt><dd>${escaped(text)}</dd></div>`)
  .join('\n')}
</dl>
</footer>
</main>
</body>
</html>
`;
}

/** The picture of each section that has one, by its id. */
async function picturesOf(sections: readonly DraftSection[]): Promise<ReadonlyMap<string, string>> {
  const charts = sections.flatMap(({ id, chart }) => (chart !== undefined && isDrawn(chart) ? [{ id, chart }] : []));
  const drawn = await drawCharts(charts.map(({ chart }) => chart));
  return new Map(charts.map(({ id }, index) => [id, drawn[index] ?? '']));
}

function contents(sections: readonly ShownSection[]): string {
  if (sections.length < 4) return '';
  const links = sections.map(({ id, title }) => `<li><a href="#${escaped(id)}">${escaped(visible(title))}</a></li>`);
  return `<nav aria-label="Contents"><ol>\n${links.join('\n')}\n</ol></nav>\n`;
}
