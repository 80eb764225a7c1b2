import { type RawBuilder, sql } from 'kysely';
import type { Tx } from './database.ts';

/** The events of changes that somebody may have made elsewhere; those of a change's further steps are not among them. */
export const changeTypes = [
  'resource.appeared',
  'resource.changed',
  'resource.renamed',
  'resource.vanished',
  'resource.reappeared',
] as const;

/**
 * The standing of an event in the table or alias `event`; null where there is nothing to be decided. Looks at no more than
 * what names that event: rides `audit_event_about` and `bulk_reverts`.
 */
export function standingOf(tx: Tx, event: string): RawBuilder<string | null> {
  const { about, bulk } = deciding(tx, event);
  // Of an aggregate, nothing is looked at but what it is of; what merely exists, the planner may look for in all there is.
  const said = sql`(select min(case a.type when 'drift.accepted' then '1 accepted' else '2 attributed' end) ${about})`;
  const done = sql`(select min(case when ${isReverting} then '1 reverting' else '2 reverted' end) ${bulk})`;
  return sql`case when ${isChange(event)} then coalesce(substring(${said} from 3), substring(${done} from 3),
    case when ${isOutOfBand(event)} then 'open' end) end`;
}

/** Changes that somebody made elsewhere, and that nobody has said anything of. Rides `audit_event_out_of_band`. */
export function isOpen(tx: Tx, event: string): RawBuilder<boolean> {
  const { about, bulk } = deciding(tx, event);
  return sql`(${isChange(event)} and ${isOutOfBand(event)} and not exists (select ${about}) and not exists (select ${bulk}))`;
}

/** In the words of the index. */
function isOutOfBand(event: string): RawBuilder<boolean> {
  return sql`${sql.ref(`${event}.cause`)} ->> 'kind' = 'out_of_band'`;
}

function isChange(event: string): RawBuilder<boolean> {
  return sql`${sql.ref(`${event}.type`)} in (${sql.join(changeTypes.map((type) => sql.lit(type)))})`;
}

/** The later events, and the bulk operations, that decide over an event. */
function deciding(tx: Tx, event: string): { about: RawBuilder<unknown>; bulk: RawBuilder<unknown> } {
  const id = sql.ref(`${event}.event_id`);
  return {
    about: sql`from rollcall.audit_event a where a.workspace_id = ${tx.workspaceId} and a.about_event_id = ${id}
      and a.type in ('drift.accepted', 'resource.attributed')`,
    bulk: sql`from rollcall.bulk b where b.workspace_id = ${tx.workspaceId} and b.reverts = ${id}
      and (b.state = 'running' or (b.state = 'finished' and not ${failed}))`,
  };
}

/** What was not carried out, or is known to have done nothing, has taken nothing back. */
const failed = some(sql`(i.state <> 'done' or o.state in ('failed', 'contradicted'))`);
const isReverting = sql`b.state = 'running' or ${some(sql`o.settled_at is null`)}`;

function some(condition: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql`exists (select from rollcall.bulk_item i
    left join rollcall.operation o on o.workspace_id = i.workspace_id and o.operation_id = i.operation_id
    where i.workspace_id = b.workspace_id and i.bulk_id = b.bulk_id and ${condition})`;
}
