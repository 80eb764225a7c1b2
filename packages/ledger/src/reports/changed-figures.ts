import type { ReportChange, ReportFigure } from '@rollcall/schema';

/** More of them are told as a number: who wants all compares the two reports. */
const changesMax = 500;

/** Which figures are others than in an earlier report of the same, in the order of the newer one; those that are gone come last. */
export function changedFigures(before: readonly ReportFigure[], now: readonly ReportFigure[]): readonly ReportChange[] {
  const earlier = new Map(before.map((figure) => [figure.id, figure]));
  const kept = new Set(now.map(({ id }) => id));
  const changed = now.flatMap((figure) => {
    const old = earlier.get(figure.id);
    return same(old?.value ?? null, figure.value) ? [] : [changeOf(figure, old?.value ?? null, figure.value)];
  });
  const gone = before.filter(({ id, value }) => !kept.has(id) && value !== null);
  return [...changed, ...gone.map((figure) => changeOf(figure, figure.value, null))].slice(0, changesMax);
}

function changeOf(
  { label: what, type }: ReportFigure,
  before: ReportFigure['value'],
  now: ReportFigure['value'],
): ReportChange {
  return { what, before, now, type, reason: null, eventId: null };
}

function same(one: ReportFigure['value'], other: ReportFigure['value']): boolean {
  return textOf(one) === textOf(other);
}

/** What was kept comes back with its keys in another order. */
function textOf(value: ReportFigure['value']): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return JSON.stringify(
    Object.entries(value)
      .filter(([, of]) => of !== undefined)
      .sort(),
  );
}
