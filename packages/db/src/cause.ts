import { type RawBuilder, sql } from 'kysely';
import { automatismJoin } from './automatism.ts';
import type { Drift } from './drift.ts';
import { isAnother } from './identity.ts';
import { sinceLastLooked } from './looked.ts';

/** The joins to a change `c` that its cause is told by, beside its claims and its owner `o`. */
export function causeJoins(drift: Drift): RawBuilder<unknown> {
  const { noise } = drift;
  const meaning = (attributes: string, name: string) =>
    sql`(${sql.ref(attributes)} - ${[...noise]}::text[]) || jsonb_build_object('name', ${sql.ref(name)})`;
  const [before, after] = [meaning('c.attributes_before', 'c.name_before'), meaning('c.attributes', 'c.name')];
  // Where nothing moves by itself, nobody asks. Without the offset, it would be worked out anew wherever it is used.
  const differs = sql`(select case when c.change = 'changed' then
    rollcall.fields_unlike(${before}, ${after}) || rollcall.fields_unlike(${after}, ${before}) else '{}' end as names offset 0)`;
  return sql`
    ${drift.automatisms.length === 0 ? sql`` : sql`cross join lateral ${differs} d`}
    ${automatismJoin(drift, sql`d.names`)}
    cross join lateral (${remark(drift)}) r`;
}

/** What explains a change, and how far that goes, the strongest evidence first. */
export function cause(drift: Drift): RawBuilder<unknown> {
  const { before, startedAt, gradedBecause, rebaseline } = drift;
  const absence = sinceLastLooked(drift, (last) => {
    const lastSeen = last === null ? '' : `; last seen ${last.toISOString()}`;
    return `the listing of ${startedAt.toISOString()} does not show it (${gradedBecause})${lastSeen}`;
  });
  const sight = sinceLastLooked(drift, (last) => {
    const lastLooked = last === null ? '' : `, the one of ${last.toISOString()} did not`;
    return `the listing of ${startedAt.toISOString()} shows it${lastLooked}`;
  });
  const seen = sql`case c.change when 'vanished' then ${absence} when 'renamed' then ${identityOf(drift)} else ${sight} end`;
  const rebaselined =
    rebaseline === undefined ? sql`false` : rebaseline.selects ? sql`true` : sql`c.change in ('changed', 'renamed')`;
  const by = (kind: string, evidence: RawBuilder<unknown>, confidence: RawBuilder<unknown>) =>
    sql`jsonb_build_object('kind', ${kind}::text, 'evidence', ${evidence}, 'confidence', ${confidence})`;
  const byOperation = (id: RawBuilder<unknown>, evidence: RawBuilder<unknown>, confidence: RawBuilder<unknown>) =>
    sql`${by('operation', evidence, confidence)} || jsonb_build_object('operationId', ${id})`;
  const ours = by('rollcall', sql`${rebaseline?.evidence ?? ''}::text || ${bytes}`, rawConfidence);
  return sql`
    case
      when c.operation_id is not null then ${byOperation(
        sql`c.operation_id`,
        sql`c.claim_evidence || case when c.change in ('vanished', 'renamed') then '; ' || ${seen} else '' end`,
        sql`c.claim_confidence`,
      )}
      when o.cause is not null then
        ${likely} || o.cause || jsonb_build_object('evidence', ${`its ${drift.orphanedBy ?? drift.ownedBy?.kind ?? 'owner'} `}
          || o.name || ' ' || o.fate || ': ' || (o.cause ->> 'evidence'))
      when c.owner_operation_id is not null then ${byOperation(
        sql`c.owner_operation_id`,
        sql`c.owner_evidence || '; ' || ${absence}`,
        sql`c.owner_confidence`,
      )}
      when c.learned_operation_id is not null and c.change = 'changed' then
        ${byOperation(sql`c.learned_operation_id`, sql`c.learned_evidence`, sql`'certain'`)}
      when ${before.believedAt === null} and c.change = 'appeared' then
        ${by('first_sight', sql`'the first believed listing of its scope shows it'`, sql`'certain'`)}
      when ${drift.isConfigured} then ${by(
        'rollcall',
        sql`${`it is listed from the connection's settings: ${rebaseline?.evidence ?? 'they changed'}`}::text`,
        sql`'certain'`,
      )}
      when ${rebaselined} and not (au.evidence is not null and ${bytesDiffer}) then ${ours}
      when au.evidence is not null then
        ${by('provider', sql`au.evidence || '; ' || ${seen} || r.remark || ${nobody}`, sql`au.confidence`)}
      else ${by(
        'out_of_band',
        sql`${seen} || r.remark || ${nobody}`,
        sql`case when r.is_doubted then 'possible' else 'likely' end`,
      )}
    end`;
}

/** Owners' causes of before there was a confidence have none. */
const likely = sql`'{"confidence": "likely"}'::jsonb`;
const nobody = '; no operation of ours asked for it';

/** Of what appears, vanishes or never was kept, no bytes can be held against each other. */
const bytesDiffer = sql`coalesce(c.raw_digest <> c.raw_digest_before, false)`;
const bytesAgree = sql`(c.change in ('changed', 'renamed') and c.raw_digest = c.raw_digest_before)`;

const bytes = sql`case when ${bytesAgree} then '; the provider says the same, byte for byte'
  when ${bytesDiffer} then '; the provider''s own words differ, too' else '' end`;

/** The same bytes with another meaning are our own doing for certain; with other bytes, that is one explanation. */
const rawConfidence = sql`case when ${bytesAgree} then 'certain' when ${bytesDiffer} then 'possible' else 'likely' end`;

function identityOf({ startedAt, renamedBy }: Drift): RawBuilder<unknown> {
  return sql`${`it has the same ${renamedBy?.attribute} as `}::text || c.external_id_before
    || ${`, which the listing of ${startedAt.toISOString()} does not show any more (${renamedBy?.reason})`}::text`;
}

/** How far the provider's clock and ours may be apart before its times contradict what we saw. */
const clockSkewMs = 60_000;

/**
 * What the resource itself says of a change: the provider's own time of it, and whether it is another resource. Doubted is
 * what contradicts the listings: then one of them may have been wrong.
 */
function remark(drift: Drift): RawBuilder<unknown> {
  const { times, before } = drift;
  const timeOf = (attribute: string | undefined) =>
    attribute === undefined ? sql`null::timestamptz` : sql`rollcall.instant_in(c.attributes ->> ${attribute})`;
  const skewed = (at: Date | null) => (at === null ? null : new Date(at.getTime() - clockSkewMs));
  return sql`
    select coalesce(case
        when w.made <= ${skewed(before.wholeAt)}::timestamptz then '; the provider says that it was made at '
          || rollcall.instant(w.made) || ', before a listing that did not show it'
        when w.made is not null then '; the provider says that it was made at ' || rollcall.instant(w.made)
        when w.changed <= ${skewed(before.believedAt)}::timestamptz then '; the provider says that it was changed last at '
          || rollcall.instant(w.changed) || ', before the listing that showed it otherwise'
        when w.changed is not null then '; the provider says that it was changed at ' || rollcall.instant(w.changed)
      end, '') || case when w.is_another then '; it is another one under the same external id: ' || ${identitiesIn(drift)}
        else '' end as remark,
      coalesce(w.made <= ${skewed(before.wholeAt)}::timestamptz or w.changed <= ${skewed(before.believedAt)}::timestamptz
        or (c.change = 'appeared' and ${before.wholeAt === null}), false) as is_doubted
    from (
      select case when c.change = 'appeared' then ${timeOf(times?.made)} end as made,
        case when c.change = 'changed' then ${timeOf(times?.changed)} end as changed, ${isAnother(drift)} as is_another offset 0
    ) w`;
}

function identitiesIn({ identity }: Drift): RawBuilder<unknown> {
  return sql`(select string_agg('its ' || i || ' differs', ', ') from unnest(${[...identity]}::text[]) i
    where c.attributes -> i <> c.attributes_before -> i)`;
}
