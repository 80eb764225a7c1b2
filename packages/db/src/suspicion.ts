import { sql } from 'kysely';
import { classified, vanishedOf } from './classify.ts';
import type { Tx } from './database.ts';
import type { Drift } from './drift.ts';

/** The share of the live resources that must have an attribute for its loss to be no matter of single ones. */
const nearlyAll = 0.95;

/**
 * Attributes that nearly every live resource of the scope has, and no item of the listing any more. What only operations
 * tell is none of them: no listing ever shows it. Reads the whole scope: to be asked only when most of it has changed.
 */
export async function lostAttributes(
  tx: Tx,
  drift: Pick<Drift, 'lease' | 'scope' | 'noise'> & { readonly unseen: readonly string[] },
): Promise<readonly string[]> {
  const { lease, scope, unseen, noise } = drift;
  const found = await sql<{ attribute: string }>`
    with unseen as materialized (select decode(u, 'hex') as digest from unnest(${[...unseen]}::text[]) u),
    live as materialized (
      select r.attributes, substring(r.digest from 1 for 16) in (select u.digest from unseen u) as is_unseen
      from rollcall.resource r
      where r.workspace_id = ${tx.workspaceId} and r.connection_id = ${scope.connectionId} and r.kind = ${scope.kind}
        and r.parent = ${scope.parent} and r.presence = 'live'
    ),
    had as (
      select a.key, count(*) as count, bool_or(not l.is_unseen) as is_shown
      from live l cross join lateral jsonb_each(l.attributes) a where a.value <> 'null' group by a.key
    ),
    shown as materialized (
      select distinct a.key from rollcall.stage_item s cross join lateral jsonb_each(s.attributes::jsonb) a
      where s.workspace_id = ${tx.workspaceId} and s.run_id = ${lease.runId} and s.kind = ${scope.kind}
        and s.parent = ${scope.parent} and s.fence = ${lease.fence} and a.value <> 'null'
    )
    select h.key as attribute from had h
    where not h.is_shown and h.count >= ${nearlyAll}::float8 * (select count(*) from live)
      and h.key not in (select s.key from shown s) and h.key <> all(${[...noise]}::text[])
      and not exists (select from rollcall.learned l where l.workspace_id = ${tx.workspaceId}
        and l.connection_id = ${scope.connectionId} and l.kind = ${scope.kind} and l.attributes ? h.key)
    order by h.key`.execute(tx);
  return found.rows.map(({ attribute }) => attribute);
}

/**
 * Some of what a listing does not show any more and nothing explains, as if its absences were believed: up to `most`. A run
 * always picks the same, and the next run others. Reads only.
 */
export async function sampleVanishing(
  tx: Tx,
  drift: Drift,
  most: number,
): Promise<readonly { readonly externalId: string; readonly name: string }[]> {
  const found = await sql<{ externalId: string; name: string }>`
    with ${classified(tx, { ...drift, believesAbsence: true }, vanishedOf)}
    select d.external_id as "externalId", d.name from explained d where not d.explained
    order by md5(d.external_id || ${drift.lease.runId}::text) limit ${most}`.execute(tx);
  return found.rows;
}
