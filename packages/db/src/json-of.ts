import { type RawBuilder, sql } from 'kysely';

/**
 * The text of a JSON object, of the texts of its fields; NULL where one of them is. A page of resources takes four fifths of
 * what it takes with json_build_object, which looks up how to write each argument for each row (2026-11-28).
 */
export function jsonOf(fields: Readonly<Record<string, RawBuilder<unknown>>>): RawBuilder<string> {
  const parts = Object.entries(fields).map(
    ([name, text], nth) => sql`${sql.lit(`${nth === 0 ? '{' : ','}${JSON.stringify(name)}:`)} || ${text}`,
  );
  return sql`(${sql.join(parts, sql` || `)} || '}')`;
}

/** A text as JSON. */
export function jsonText(text: RawBuilder<unknown>): RawBuilder<string> {
  return sql`to_json(${text})::text`;
}

/** A time as JSON: what `rollcall.instant` writes needs no escaping. */
export function jsonInstant(at: RawBuilder<unknown>): RawBuilder<string> {
  return sql`coalesce('"' || rollcall.instant(${at}) || '"', 'null')`;
}
