import type { ReportChange, ReportHead } from '@rollcall/schema';
import { figureText, valueText } from './values.ts';

/** More of them are no first page. */
const shownMax = 20;

/** What changed since a report was issued, as people read it. `why` is a sentence. */
export interface SinceRow {
  readonly what: string;
  readonly before: string;
  readonly now: string;
  readonly why: string;
}

/** The first of what changed, those of which somebody can say why before all others, and what is said of the rest. */
export function sinceRows({ changes }: NonNullable<ReportHead['since']>): {
  readonly shown: readonly SinceRow[];
  readonly rest: string | undefined;
} {
  const sorted = [
    ...changes.filter(({ reason }) => reason !== null),
    ...changes.filter(({ reason }) => reason === null),
  ];
  // Where nothing says why, nothing is what the others follow from.
  const otherwise = changes.some(({ reason }) => reason !== null)
    ? 'Follows from other changes'
    : 'No one event tells why';
  const more = changes.length - shownMax;
  return {
    shown: sorted.slice(0, shownMax).map((change) => rowOf(change, otherwise)),
    rest: more > 0 ? `And ${valueText(more, 'count')} more, which are in this report as CSV and as JSON.` : undefined,
  };
}

function rowOf({ what, before, now, type, reason }: ReportChange, otherwise: string): SinceRow {
  const [old = '', present = ''] = [before, now].map((value) => (value === null ? '—' : figureText({ value, type })));
  return { what, before: old, now: present, why: reason ?? otherwise };
}
