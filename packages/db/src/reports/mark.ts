import { type RawBuilder, sql } from 'kysely';

/** A sum of digests, whatever the order; of rows that are many, and that nobody is to hold at once. */
export function markOf(text: RawBuilder<unknown>): RawBuilder<string> {
  return sql<string>`coalesce(sum(('x' || substring(md5(${text}), 1, 15))::bit(60)::bigint::numeric), 0)::text || '/' || count(*)`;
}
