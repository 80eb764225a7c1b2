import { type RawBuilder, sql } from 'kysely';

/** Which attributes tell of the use of a kind, by provider. */
export type ToldUse = Readonly<Record<string, UseAttributes>>;

/** What is left out is told by none. */
interface UseAttributes {
  /** Of inboxes: true while there is mail in one, false while there is none. */
  readonly holdsMail?: string | undefined;
  /** Of keys: when one was used last; null where it never was. */
  readonly usedAt?: string | undefined;
}

/**
 * A `Use`, of an inbox: as the row `u` of `resource_use` has it, where there is one; else as the listing says, which is known `since`
 * then, where it shows that there is no mail in it. Null where nothing tells.
 */
export function inboxUse({
  saysUnused,
  since,
}: Record<'saysUnused' | 'since', RawBuilder<unknown>>): RawBuilder<unknown> {
  return sql`case when u.address is not null then ${use('import', sql`u.known_at`, sql`u.last_used_at`)}
    when ${saysUnused} and ${since} is not null then ${use('listing', since, sql`null::timestamptz`)} end`;
}

/** A `Use`. */
export function use(
  from: 'import' | 'listing',
  knownAt: RawBuilder<unknown>,
  lastUsedAt: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`jsonb_build_object('from', ${sql.lit(from)}, 'knownAt', rollcall.instant(${knownAt}),
    'lastUsedAt', rollcall.instant(${lastUsedAt}))`;
}
