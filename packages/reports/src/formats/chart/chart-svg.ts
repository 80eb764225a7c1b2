import type { ReportChart } from '@rollcall/schema';
import { None, parse, View } from 'vega';
import { escaped } from '../html/escaped.ts';
import { valueText } from '../values.ts';
import { visible } from '../visible.ts';
import { chartSpec } from './chart-spec.ts';

/**
 * A chart as SVG, drawn by Vega: the same text for the same chart, whatever was drawn before. It has no script, no style sheet and
 * no id, what is written in it is text, and it says what it shows to those who do not see it.
 */
export async function chartSvg(chart: ReportChart): Promise<string> {
  const view = new View(parse(chartSpec(chart)), { renderer: 'none', logLevel: None });
  try {
    const svg = await view.toSVG();
    const [, width = '', height = ''] = /^<svg [^>]*viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? [];
    const opening = `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`;
    return svg.replace(/^<svg [^>]*>/, () => `${opening}${describedBy(chart)}`);
  } finally {
    view.finalize();
  }
}

function describedBy({ title, unit, categories, series }: ReportChart): string {
  const said = series.map(({ name, values }) => {
    const known = values.flatMap((value, index) =>
      value === null ? [] : [`${categories[index] ?? ''} ${valueText(value, 'count')}`],
    );
    return `${name}: ${known.slice(0, valuesSaidMax).join(', ')}${known.length > valuesSaidMax ? ', …' : ''}.`;
  });
  const desc = `${unit}. ${said.slice(0, valuesSaidMax).join(' ')}`;
  return `<title>${escaped(visible(title))}</title><desc>${escaped(visible(desc))}</desc>`;
}

/** More numbers than that are heard by nobody: they are in the table. */
const valuesSaidMax = 40;
