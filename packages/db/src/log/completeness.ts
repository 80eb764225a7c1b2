import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../database.ts';
import { changesHaveEvents } from './completeness/changes.ts';
import type { CompletenessCheck } from './completeness/check.ts';
import { eventsHaveChanges } from './completeness/events.ts';

/**
 * Everything that is looked at, in its order: that each change which the ledger holds has its event, and each event its
 * change. docs/VERIFYING.md says what cannot be looked at.
 */
export const completenessChecks: readonly CompletenessCheck[] = [...changesHaveEvents, ...eventsHaveChanges];

/** Where a look goes on: the check, by its name, and the key of the last row that it looked at. */
export interface CompletenessPosition {
  readonly check: string;
  readonly after: readonly string[];
}

export interface CompletenessLook {
  /** How many rows were looked at. */
  readonly looked: number;
  /** How many of them lack something; the first of these are named, each in a sentence. */
  readonly lacking: number;
  readonly named: readonly string[];
  /** From where to go on; undefined once this check is through. */
  readonly next: CompletenessPosition | undefined;
}

/** What one question looks at: 100 ms or so. */
const rowsAtOnce = 5_000;
/** Of each page: who reads a thousand sentences of one sort reads none of them. */
const namedMax = 20;

/**
 * Looks at the next rows of one check, in the order of their key. Rides the primary key of the table that is walked, and of the
 * one where the other half must be.
 */
export async function lookForCompleteness(tx: Tx, position: CompletenessPosition): Promise<CompletenessLook> {
  const check = completenessChecks.find(({ name }) => name === position.check);
  if (check === undefined) throw new RangeError(`no such check: ${position.check}`);
  const { walk, key, lacks, reads } = check;
  const seen = reads === undefined ? sql`w.*` : sql.join(reads.map((name) => sql.ref(`w.${name}`)));
  const columns = sql.join(key.map((name) => sql.ref(`w.${name}`)));
  const after = position.after.length === key.length ? sql`and (${columns}) > (${cast(check, position.after)})` : sql``;
  // Planned anew each time: what holds for a table of three rows is wrong for one of a million.
  await sql`select set_config('plan_cache_mode', 'force_custom_plan', true)`.execute(tx);
  const { rows } = await sql<{ looked: number; lacking: number; named: string[] | null; last: string[] | null }>`
    with page as materialized (
      select ${seen} from ${sql.table(`rollcall.${walk}`)} w
      where w.workspace_id = ${tx.workspaceId} ${after}
      order by ${columns} limit ${rowsAtOnce}
    ),
    lacking as materialized (select l.lack from page w cross join lateral (${lacks}) l where l.lack is not null)
    select (select count(*)::int from page) as looked, (select count(*)::int from lacking) as lacking,
      (select array_agg(n.lack) from (select k.lack from lacking k limit ${namedMax}) n) as named,
      (select array[${sql.join(key.map((name) => sql`${sql.ref(`w.${name}`)}::text`))}] from page w
        order by ${sql.join(key.map((name) => sql`${sql.ref(`w.${name}`)} desc`))} limit 1) as last`.execute(tx);
  const [{ looked, lacking, named, last } = { looked: 0, lacking: 0, named: null, last: null }] = rows;
  const next = looked < rowsAtOnce || last === null ? undefined : { check: check.name, after: last };
  return { looked, lacking, named: named ?? [], next };
}

function cast({ key, types }: CompletenessCheck, values: readonly string[]): RawBuilder<unknown> {
  return sql.join(key.map((_, index) => sql`${values[index]}::${sql.raw(types[index] ?? 'text')}`));
}
