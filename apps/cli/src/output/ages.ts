import { styleText } from 'node:util';
import type { ScopeAge } from '@rollcall/schema';
import { table } from './table.ts';
import { ago, localTime } from './time.ts';

/** Kinds whose age stands below a list: more than these, a person asks for. */
export const agesShown = 10;

/** How old each kind of each connection behind a list is, and when it is listed next: the lines below it. */
export function ageLines(
  { ages, agesLeftOut }: { ages: readonly ScopeAge[]; agesLeftOut: number },
  now: Date = new Date(),
): readonly string[] {
  if (ages.length === 0) return [];
  const rows = table(ages, [
    { title: 'kind', value: ({ kind }) => kind },
    { title: 'connection', value: ({ connection }) => connection },
    { title: 'grade', value: gradeOf, style: ({ troubled }) => (troubled > 0 ? 'yellow' : undefined) },
    { title: 'age', value: (age) => ageOf(age, now) },
    { title: 'next due', value: ({ nextDueAt }) => (nextDueAt === null ? null : localTime(nextDueAt, now)) },
  ]);
  if (agesLeftOut === 0) return ['', ...rows];
  return ['', ...rows, styleText('dim', `and ${agesLeftOut} younger ones: "pnpm rollcall scopes" lists them all`)];
}

/** Such as `5 min ago`, and where the newest listing was incremental `5 min ago, in full 3 d ago`. */
export function ageOf({ believedAt, fullAt }: Pick<ScopeAge, 'believedAt' | 'fullAt'>, now: Date = new Date()): string {
  if (believedAt === null) return 'never believed';
  const isFull = fullAt === null || fullAt >= believedAt;
  return isFull ? ago(believedAt, now) : `${ago(believedAt, now)}, in full ${ago(fullAt, now)}`;
}

/** Such as `proven × 40, 2 not believed since`: the grade is of what was believed last. */
function gradeOf({ grade, scopes, troubled }: ScopeAge): string {
  const all = `${grade ?? '-'}${scopes === 1 ? '' : ` × ${scopes}`}`;
  if (troubled === 0 || (scopes === 1 && grade === null)) return all;
  const which = scopes === 1 ? '' : `${troubled} `;
  return `${all}, ${which}${grade === null ? 'in trouble' : 'not believed since'}`;
}
