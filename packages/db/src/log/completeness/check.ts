import { type RawBuilder, sql } from 'kysely';

/** One thing that the ledger and its events must agree on. */
export interface CompletenessCheck {
  /** As a person is told it: what holds where nothing lacks. */
  readonly name: string;
  /** The table that is walked, by `key`: the columns of its primary key behind the workspace, and what they are of. */
  readonly walk: string;
  readonly key: readonly string[];
  readonly types: readonly ('uuid' | 'text' | 'integer')[];
  /** Of a row `w`: rows with a `lack` each, a sentence that names what lacks what; null where nothing does. */
  readonly lacks: RawBuilder<unknown>;
  /** The columns that are read, where some are secrets that not every process has a right to see; all unless given. */
  readonly reads?: readonly string[];
}

/** That this subject has an event of one of these types: rides `audit_event_of_own`, which has the events of few kinds (migration 0046). */
export function eventOf(kind: string, id: RawBuilder<unknown>, types: readonly string[]): RawBuilder<unknown> {
  return sql`exists (select from rollcall.audit_event e where e.workspace_id = w.workspace_id
    and e.subject_kind = ${sql.lit(kind)} and e.subject_id = ${id} and e.type = any (array[${sql.join(types.map((type) => sql.lit(type)))}]))`;
}

/** That the newest event of this subject which tells of a field tells this of it. Rides the same index. */
export function newestTells(
  kind: string,
  id: RawBuilder<unknown>,
  { field, is }: { readonly field: string; readonly is: RawBuilder<unknown> },
): RawBuilder<unknown> {
  return sql`(${is} = (select e.after -> ${sql.lit(field)} from rollcall.audit_event e where e.workspace_id = w.workspace_id
    and e.subject_kind = ${sql.lit(kind)} and e.subject_id = ${id} and e.after ? ${sql.lit(field)}
    order by e.event_id desc limit 1))`;
}

/** A row for each condition that does not hold: what the thing is called, and which event it lacks. */
export function eachLack(
  thing: RawBuilder<unknown>,
  wants: readonly { readonly where: RawBuilder<unknown>; readonly has: RawBuilder<unknown>; readonly lack: string }[],
): RawBuilder<unknown> {
  const rows = wants.map(
    ({ where, has, lack }) =>
      sql`select case when ${where} and ${has} is not true then ${thing} || ${sql.lit(` ${lack}`)} end as lack`,
  );
  return sql.join(rows, sql` union all `);
}
