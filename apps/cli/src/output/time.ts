/** A time of day in this machine's time zone, with the date when it is not today's. */
export function localTime(instant: string, now: Date = new Date()): string {
  const [day, time] = dayAndTime(new Date(instant));
  const [today] = dayAndTime(now);
  return day === today ? time : `${day} ${time}`;
}

/** A sentence whose times are told as a person reads them, to the minute and in UTC: `2026-12-01 00:00 UTC`. */
export function withReadableTimes(sentence: string): string {
  return sentence.replaceAll(instants, '$1 $2 UTC');
}

/** How long ago, in the largest unit that fits. */
export function ago(instant: string, now: Date = new Date()): string {
  const seconds = Math.max(0, Math.round((now.getTime() - Date.parse(instant)) / 1000));
  const [unit, length] = units.find(([, length]) => seconds >= length) ?? ['s', 1];
  return `${Math.floor(seconds / length)} ${unit} ago`;
}

/** How long something took. */
export function took({ from, to }: { from: string; to: string }): string {
  const ms = Date.parse(to) - Date.parse(from);
  return ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 60_000)} min`;
}

/** Nothing that is longer, such as an id, ends in one. */
const instants = /\b(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}):\d{2}(?:\.\d+)?Z\b/g;

const units = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
] as const;

function dayAndTime(date: Date): readonly [string, string] {
  // Of all locales, Sweden's writes ISO 8601.
  const [day = '', time = ''] = date.toLocaleString('sv-SE').split(' ');
  return [day, time];
}
