import { styleText } from 'node:util';
import { plain } from './plain.ts';
import { localTime } from './time.ts';

/** Why nothing more is asked for a connection, and what to do about it. */
export function circuitLine({ name, openedAt, reason }: { name: string; openedAt: string; reason: string }): string {
  const since = `${name}: circuit open since ${localTime(openedAt)}: the provider refuses its credential (${plain(reason)})`;
  return styleText('red', `${since}; "pnpm rollcall connections update ${name}" gives another, "test" tries again`);
}
