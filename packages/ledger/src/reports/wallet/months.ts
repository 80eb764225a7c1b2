/**
 * What a period is told apart by: its beginning, the beginning of each month (of UTC) within it, and its end; the end is where it has
 * come to by then. Of more than ten years, months are no picture any more: then of its two ends alone.
 */
export function monthBoundaries(from: Date, end: Date): readonly [Date, Date, ...Date[]] {
  const months: Date[] = [];
  for (let next = monthAfter(from); next < end && months.length <= monthsMax; next = monthAfter(next))
    months.push(next);
  if (months.length > monthsMax) return [from, end];
  const [second = end, ...others] = months;
  return months.length === 0 ? [from, end] : [from, second, ...others, end];
}

const monthsMax = 120;

function monthAfter(at: Date): Date {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1));
}
