import type { KindFreshness } from '@rollcall/ledger';
import { ConnectionId, type Freshness } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from './database.ts';
import { fromRuns, heldBy, listedScopes } from './listed-then.ts';
import { keptFrom, type Moment, pastMillisecond } from './moment.ts';
import type { CountFilter } from './only.ts';

export interface FreshnessFilter extends CountFilter {
  /**
   * Whether connections count that were removed after the moment. Lists of the past do not show them; a report of a moment is the same
   * whatever was removed since.
   */
  readonly withRemoved?: boolean | undefined;
}

/**
 * How old and how complete what the ledger held at a moment was, by the listings that it knew then. A scope that no run had
 * listed by then does not count, nor does one whose parent was gone.
 */
export async function pastFreshness(tx: Tx, filter: FreshnessFilter, moment: Moment): Promise<Freshness> {
  const after = pastMillisecond(moment.asOf);
  const isThere = filter.withRemoved
    ? sql`coalesce(c.removed_at >= ${after}::timestamptz, true)`
    : sql`c.state <> 'removed'`;
  const found = await sql<Freshness>`
    with recursive ${scopesThen(tx, filter, moment)}
    select ${countedScopes}
    from scope s
    join rollcall.connection c on c.workspace_id = ${tx.workspaceId} and c.connection_id = s.connection_id
      and ${isThere}`.execute(tx);
  const [row] = found.rows;
  if (row === undefined) throw new Error('an aggregate answers one row');
  const { runsFrom } = await keptFrom(tx);
  const coverageKept = runsFrom === null || (moment.asOf >= runsFrom && moment.knownAt >= runsFrom);
  return {
    ...row,
    past: { asOf: moment.asOf.toISOString(), knownAt: moment.knownAt.toISOString(), coverageKept },
  };
}

/** The same of each kind at each connection, of removed ones as well. */
export async function pastFreshnessByKind(
  tx: Tx,
  filter: CountFilter,
  moment: Moment,
): Promise<readonly KindFreshness[]> {
  const { rows } = await sql<Omit<KindFreshness, 'connectionId'> & { connection_id: string }>`
    with recursive ${scopesThen(tx, filter, moment)}
    select s.connection_id, s.kind, ${countedScopes}
    from scope s group by s.connection_id, s.kind order by s.connection_id, s.kind collate "C"`.execute(tx);
  return rows.map(({ connection_id, ...row }) => ({ ...row, connectionId: ConnectionId.parse(connection_id) }));
}

/** To be told of rows of `scope`. */
const countedScopes = sql`
  rollcall.instant(min(s.started_at)) as "asOf", json_build_object(
    'proven', count(*) filter (where not s.troubled and s.grade = 'proven'),
    'corroborated', count(*) filter (where not s.troubled and s.grade = 'corroborated'),
    'plausible', count(*) filter (where not s.troubled and s.grade = 'plausible'),
    'stale', count(*) filter (where s.troubled and s.grade is not null),
    'failed', count(*) filter (where s.grade is null)) as coverage`;

/** `scope`, to be told in a recursive `with`: one row each. */
function scopesThen(tx: Tx, filter: CountFilter, { asOf, knownAt }: Moment): RawBuilder<unknown> {
  const ofScope = sql`l.workspace_id = ${tx.workspaceId} and l.connection_id = s.connection_id and l.kind = s.kind
    and l.parent = s.parent and l.started_at <= ${asOf}::timestamptz and l.finished_at <= ${knownAt}::timestamptz`;
  // What a run listed that was held is not believed.
  const wasBelieved = sql`l.grade <> 'refused' and not ${heldBy(knownAt)}`;
  return sql`
    ${listedScopes(tx, filter)},
    scope as (
      select s.connection_id, s.kind, b.started_at, b.grade, not n.believed as troubled
      from listed s
      cross join lateral (
        select coalesce(${wasBelieved}, false) as believed, l.grade, l.certificate ${fromRuns} where ${ofScope}
        order by l.started_at desc limit 1
      ) n
      left join lateral (
        select l.grade, l.started_at ${fromRuns} where ${ofScope} and ${wasBelieved}
        order by l.started_at desc limit 1
      ) b on true
      -- A grade without a certificate is how a scope ends whose parent is gone.
      where not (n.grade is not null and n.certificate is null)
    )`;
}
