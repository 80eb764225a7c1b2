import { type RawBuilder, sql } from 'kysely';
import type { Drift } from './drift.ts';

/** The common table expression of what the provider changes by itself in this kind. */
export function automatisms({ automatisms }: Drift): RawBuilder<unknown> {
  if (automatisms.length === 0) return sql``;
  const rows = automatisms.map(({ isDocumented, ...row }) => ({
    ...row,
    confidence: isDocumented ? 'likely' : 'possible',
  }));
  return sql`
    automatism as materialized (
      select row_number() over () as nth, a.*
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as a(change text, attributes text[], "from" jsonb, "to" jsonb,
        rises text[], reason text, confidence text)
    ),`;
}

/**
 * Joins to a change `c` what explains it of that, as `au`: its evidence, and how far that goes. A change that differs in
 * something that no automatism moves has another cause as a whole. `differs` holds the attributes that differ.
 */
export function automatismJoin({ automatisms }: Drift, differs: RawBuilder<unknown>): RawBuilder<unknown> {
  if (automatisms.length === 0)
    return sql`left join (select null::text as evidence, null::text as confidence) au on false`;
  return sql`
    left join lateral (
      select string_agg(distinct a.reason, '; ') as evidence,
        case when bool_or(a.confidence = 'possible') then 'possible' else 'likely' end as confidence
      from automatism a
      left join lateral unnest(a.attributes) as moved(attribute) on c.change = 'changed'
      where a.change = c.change and ${among(sql`a."from"`, sql`c.attributes_before`)} and ${among(sql`a."to"`, sql`c.attributes`)}
        and (c.change <> 'changed' or (${differs} ?| a.attributes and ${rises(differs)}))
      having count(*) > 0 and (c.change <> 'changed' or count(distinct moved.attribute)
        filter (where ${differs} ? moved.attribute) = (select count(*) from jsonb_object_keys(${differs})))
    ) au on true`;
}

/** Whether each attribute that is named there has one of its values. */
function among(wanted: RawBuilder<unknown>, attributes: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql`not exists (select from jsonb_each(${wanted}) w
    where coalesce(not w.value @> jsonb_build_array(coalesce(${attributes} -> w.key, 'null')), true))`;
}

/** Whether what may only rise did not fall; what was not there yet may come to be anything. */
function rises(differs: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql`not exists (select from unnest(a.rises) r(attribute) where ${differs} ? r.attribute
    and coalesce(c.attributes_before -> r.attribute, 'null') <> 'null'
    and not coalesce(c.attributes -> r.attribute > c.attributes_before -> r.attribute, false))`;
}
