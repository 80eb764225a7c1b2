import { styleText } from 'node:util';
import type { Freshness, Past } from '@rollcall/schema';
import { ago, localTime } from './time.ts';

/** How complete and how old a list is: the line under it. */
export function freshnessLine({ coverage, asOf, fullAsOf, past }: Freshness, now: Date = new Date()): string {
  const { proven, ...others } = coverage;
  const total = Object.values(coverage).reduce((sum, count) => sum + count, 0);
  if (total === 0) return ['nothing has been listed yet', ...thenParts(past, now)].join(' · ');
  const rest = Object.entries(others).flatMap(([grade, count]) => (count > 0 ? [`${count} ${grade}`] : []));
  const age = asOf === null ? 'never believed yet' : `as of ${localTime(asOf, now)} (${ago(asOf, now)})`;
  const line = [
    `${proven} of ${total} scope${total === 1 ? '' : 's'} proven`,
    ...rest,
    age,
    ...(fullAsOf === undefined ? [] : [`in full ${ago(fullAsOf, now)}`]),
    ...thenParts(past, now),
  ].join(' · ');
  return styleText(coverage.stale + coverage.failed > 0 ? 'yellow' : 'dim', line);
}

/** What an answer about the past says of itself: the moment it is of. */
function thenParts(past: Past | undefined, now: Date): readonly string[] {
  if (past === undefined) return [];
  const { asOf, knownAt, coverageKept } = past;
  const moment = `true at ${localTime(asOf, now)} by what was known at ${localTime(knownAt, now)}`;
  return coverageKept ? [moment] : [moment, 'not all listings of then are kept'];
}
