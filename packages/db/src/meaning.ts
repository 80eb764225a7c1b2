import { type RawBuilder, sql } from 'kysely';

/** Whether attributes hold each of the wanted ones, with exactly that value: a list with more in it is another list. */
export function isAs(attributes: RawBuilder<unknown>, wanted: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql`not exists (select from jsonb_each(${wanted}) w where ${attributes} -> w.key is distinct from w.value)`;
}
