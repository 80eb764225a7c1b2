import { type RawBuilder, sql } from 'kysely';
import type { Drift } from './drift.ts';

/** Whether a change `c` is of another resource under the same external id: an attribute that stays for life differs. */
export function isAnother({ identity }: Drift): RawBuilder<boolean> {
  if (identity.length === 0) return sql`false`;
  return sql`(c.change in ('changed', 'reappeared') and exists (select from unnest(${[...identity]}::text[]) i
    where nullif(c.attributes -> i, 'null') <> nullif(c.attributes_before -> i, 'null')))`;
}
