import type { ReportFigure } from '@rollcall/schema';
import type { ShownSection } from './shown-report.ts';
import { valueText } from './values.ts';

/** More of them are not seen at a glance: four rows of four on paper. */
const shownMax = 16;

/** The figures of a section that people are shown, and what is said of the others. */
interface KeyFigures {
  readonly shown: readonly ReportFigure[];
  readonly rest: string | undefined;
}

/**
 * All figures where they are few. Otherwise those of the whole; figures of single connections, kinds or wallets stand in the table
 * anyhow. Where there are none of the whole, the first of those are shown, none of them in part.
 */
export function keyFigures({ figures = [], table }: Pick<ShownSection, 'figures' | 'table'>): KeyFigures {
  if (figures.length <= shownMax) return { shown: figures, rest: undefined };
  const whole = figures.filter(({ id }) => partOf(id) === '');
  const shown = whole.length > 0 ? whole.slice(0, shownMax) : firstParts(figures);
  const more = valueText(figures.length - shown.length, 'count');
  const where = table === undefined ? '' : ', which the table below has by its rows';
  return { shown, rest: `${more} figures more${where}. All of them are in this report as CSV and as JSON.` };
}

/** What a figure is of, as its id says: `recorded/<connection>`. Empty: of the whole. */
function partOf(id: string): string {
  return id.includes('/') ? id.slice(id.indexOf('/') + 1) : '';
}

function firstParts(figures: readonly ReportFigure[]): readonly ReportFigure[] {
  const shown: ReportFigure[] = [];
  for (const [, of] of Map.groupBy(figures, ({ id }) => partOf(id))) {
    if (shown.length > 0 && shown.length + of.length > shownMax) break;
    shown.push(...of);
  }
  return shown.slice(0, shownMax);
}
