import { styleText } from 'node:util';
import type { Freshness } from '@rollcall/schema';
import { ago, localTime } from './time.ts';

/** How complete and how old a list is: the line under it. */
export function freshnessLine({ coverage, asOf }: Freshness, now: Date = new Date()): string {
  const { proven, ...others } = coverage;
  const total = Object.values(coverage).reduce((sum, count) => sum + count, 0);
  if (total === 0) return 'nothing has been listed yet';
  const rest = Object.entries(others).flatMap(([grade, count]) => (count > 0 ? [`${count} ${grade}`] : []));
  const age = asOf === null ? 'never believed yet' : `as of ${localTime(asOf, now)} (${ago(asOf, now)})`;
  const line = [`${proven} of ${total} scope${total === 1 ? '' : 's'} proven`, ...rest, age].join(' · ');
  return styleText(coverage.stale + coverage.failed > 0 ? 'yellow' : 'dim', line);
}
