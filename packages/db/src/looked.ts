import { type RawBuilder, sql } from 'kysely';
import type { DatedPart } from './digests.ts';
import type { Drift } from './drift.ts';

/** What is said by when a change `c` was last looked for. */
export function sinceLastLooked({ before, lookedAt }: Drift, say: (last: Date | null) => string): RawBuilder<unknown> {
  const usual = sql`${say(before.fullAt)}::text`;
  if (lookedAt === undefined) return usual;
  return sql`case when ${isIn(lookedAt)} then ${say(lookedAt.at)}::text else ${usual} end`;
}

/** Whether a change `c` is of that part of its scope. */
export function isIn({ orderedBy, since }: DatedPart): RawBuilder<boolean> {
  return sql`rollcall.instant_in(coalesce(c.attributes_before, c.attributes) ->> ${orderedBy}) >= ${since}`;
}
