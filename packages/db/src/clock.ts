import { sql } from 'kysely';

/** The database's time. What processes tell each other through it is told and judged by one clock. */
export const now = sql<Date>`clock_timestamp()`;

/** So many milliseconds before now. */
export function ago(ms: number) {
  return sql<Date>`clock_timestamp() - ${ms} * interval '1 ms'`;
}

/** So many milliseconds from now. */
export function inMs(ms: number) {
  return sql<Date>`clock_timestamp() + ${ms} * interval '1 ms'`;
}
