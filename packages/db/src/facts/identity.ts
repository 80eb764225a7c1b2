import type { EmptyDomainFacts, NowhereFacts, OrphanFacts, TwinFacts } from '@rollcall/ledger';
import { ConnectionId } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../database.ts';
import { isAmong, kindsWith, type Meanings } from './meanings.ts';
import { streamed } from './streamed.ts';

/** So many of a list are told one by one. */
const listedMax = 20;

/** Addresses that are live inboxes at two accounts or more; connections to one account count once. Walks `resource_by_name`. */
export async function* twinFacts(tx: Tx, meanings: Meanings): AsyncGenerator<readonly TwinFacts[]> {
  const question = sql<TwinFacts>`with ${kindsWith(tx, meanings)},
    -- Few stand twice anywhere: only of these is more asked.
    twice as materialized (select r.name from kinds k ${live(tx)} where k.kind = 'inbox' group by 1 having count(*) > 1)
    select r.name as address, jsonb_agg(jsonb_build_object('connection', k.connection, 'provider', k.provider,
      'externalId', r.external_id, 'firstSeenAt', rollcall.instant(r.first_seen_at)) order by r.first_seen_at, k.connection) as places
    from kinds k ${live(tx)}
    where k.kind = 'inbox' and not ${isAmong('ended', own)} and r.name in (select t.name from twice t)
    group by r.name having count(distinct (k.provider, coalesce(k.account_id, k.connection_id::text))) > 1`;
  yield* streamed(tx, { name: 'twin_facts', question });
}

/** Domains with live inboxes that no connection holds, or that have ended where they are held. */
export async function* orphanFacts(tx: Tx, meanings: Meanings): AsyncGenerator<readonly OrphanFacts[]> {
  const question = sql<OrphanRow>`with ${kindsWith(tx, meanings)},
    mine as (
      select k.connection_id, k.connection, r.attributes ->> 'domain' as domain, count(*)::int as inboxes,
        (array_agg(r.name order by r.name))[1:${sql.lit(listedMax)}] as listed,
        -- What was there at first sight was there before the connection was.
        max(case when r.first_seen_at < k.created_at + interval '1 hour' then k.created_at else r.first_seen_at end) as newest_seen_at
      from kinds k ${live(tx)}
      where k.kind = 'inbox' and r.attributes ->> 'domain' is not null and not ${isAmong('ended', own)}
      group by 1, 2, 3
    ),
    held as (
      select r.name collate "C" as domain, bool_or(not x.is_over) as is_held,
        jsonb_agg(jsonb_build_object('connection', k.connection, 'status', x.status) order by k.connection)
          filter (where x.is_over) as ended
      from kinds k ${live(tx)}
      cross join lateral (select ${isAmong('ended', own)} as is_over,
        r.attributes ->> (k.says -> 'service' ->> 'attribute') as status) x
      where k.kind = 'domain' and k.says -> 'domain' -> 'isHeld' = 'true'
      group by 1
    ),
    -- Brought together by sorting: of both, the planner knows so little that it would compare each with each.
    met as materialized (
      select * from (
        select b.*, bool_or(b.is_held) over w as is_held_somewhere, first_value(b.ended) over w as ended_there
        from (
          select null::uuid as connection_id, null as connection, h.domain, null::int as inboxes, null::text[] as listed,
            null::timestamptz as newest_seen_at, h.is_held, h.ended from held h
          union all
          select m.connection_id, m.connection, m.domain collate "C", m.inboxes, m.listed, m.newest_seen_at, null, null from mine m
        ) b
        window w as (partition by b.domain order by b.is_held nulls last rows between unbounded preceding and unbounded following)
      ) b where b.connection_id is not null
    ),
    siblings as materialized (
      select m.connection_id, count(*)::int as all, (count(*) filter (where m.is_held_somewhere))::int as held from met m group by 1
    )
    select o.connection_id as "connectionId", o.connection, o.domain, o.inboxes, to_jsonb(o.listed) as listed,
      rollcall.instant(o.newest_seen_at) as "newestSeenAt", coalesce(o.ended_there, '[]') as ended,
      jsonb_build_object('held', s.held, 'all', s.all) as siblings,
      (select case when bool_and(w.since is not null) then rollcall.instant(min(w.since)) end
        from kinds k join known w using (connection_id, kind)
        where k.kind = 'domain' and k.says -> 'domain' -> 'isHeld' = 'true') as "knownSince"
    from met o join siblings s using (connection_id) where o.is_held_somewhere is not true`;
  for await (const rows of streamed(tx, { name: 'orphan_facts', question })) {
    yield rows.map((row) => ({ ...row, connectionId: ConnectionId.parse(row.connectionId) }));
  }
}

interface OrphanRow extends Omit<OrphanFacts, 'connectionId'> {
  readonly connectionId: string;
}

/** Live domains that are there for inboxes and have none, no alias and no forwarder at any connection; and by which nothing is sent. */
export async function* emptyDomainFacts(tx: Tx, meanings: Meanings): AsyncGenerator<readonly EmptyDomainFacts[]> {
  const question = sql<EmptyDomainRow>`with ${kindsWith(tx, meanings)},
    domains as (
      select r.name collate "C" as domain, bool_or(k.says -> 'domain' ->> 'serves' = 'sending') as is_for_sending,
        jsonb_agg(jsonb_build_object('connectionId', k.connection_id, 'connection', k.connection, 'externalId', r.external_id)
          order by k.connection) as places,
        max(coalesce(rollcall.instant_in(r.attributes ->> (k.said ->> 'made')), r.first_seen_at)) as newest_at
      from kinds k ${live(tx)}
      where k.kind = 'domain' and k.says ? 'domain' and not ${isAmong('ended', own)}
      group by 1
    ),
    peopled as (
      select distinct (r.attributes ->> 'domain') collate "C" as domain from kinds k ${live(tx)}
      where k.kind in ('inbox', 'alias', 'forwarder') and not ${isAmong('ended', own)}
    ),
    -- Brought together by grouping: of both, the planner knows so little that it would compare each with each.
    empty as (
      select b.domain, bool_or(b.is_for_sending) as is_for_sending, (array_agg(b.places) filter (where b.places is not null))[1] as places,
        max(b.newest_at) as newest_at
      from (
        select d.domain, d.is_for_sending, d.places, d.newest_at, false as is_peopled from domains d
        union all
        select p.domain, null, null, null, true from peopled p
      ) b
      group by 1 having not bool_or(b.is_peopled)
    )
    select d.domain, d.places, rollcall.instant(d.newest_at) as "newestAt",
      (select case when bool_and(w.since is not null) then rollcall.instant(min(w.since)) end from known w
        where w.kind in ('inbox', 'alias', 'forwarder')) as "knownSince"
    from empty d where not d.is_for_sending`;
  for await (const rows of streamed(tx, { name: 'empty_domain_facts', question })) {
    yield rows.map(({ places, ...row }) => ({
      ...row,
      places: places.map((place) => ({ ...place, connectionId: ConnectionId.parse(place.connectionId) })),
    }));
  }
}

interface EmptyDomainRow extends Omit<EmptyDomainFacts, 'places'> {
  readonly places: readonly {
    readonly connectionId: string;
    readonly connection: string;
    readonly externalId: string;
  }[];
}

/** Live aliases and forwarders that deliver to an address of their own connection which is not there. */
export async function* nowhereFacts(tx: Tx, meanings: Meanings): AsyncGenerator<readonly NowhereFacts[]> {
  const question = sql<NowhereRow>`with ${kindsWith(tx, meanings)}
    select k.connection_id as "connectionId", k.connection, k.kind, r.external_id as "externalId", r.name, m.missing,
      m.own + case when k.says ->> 'deliversTo' <> 'targets' and jsonb_typeof(r.attributes -> 'targets') = 'array'
        then jsonb_array_length(r.attributes -> 'targets') else 0 end as targets,
      (select bool_and(w.since is not null) from known w
        where w.connection_id = k.connection_id and w.kind in ('inbox', 'alias', 'forwarder')) as "isKnown"
    from kinds k ${live(tx)}
    cross join lateral (
      select count(*)::int as own, jsonb_agg(t.address order by t.address) filter (where not exists (
        select from rollcall.resource n where n.workspace_id = ${tx.workspaceId} and n.connection_id = k.connection_id
          and n.kind in ('inbox', 'alias', 'forwarder') and n.name = t.address collate "C" and n.presence = 'live')) as missing
      from jsonb_array_elements_text(case when jsonb_typeof(r.attributes -> (k.says ->> 'deliversTo')) = 'array'
        then r.attributes -> (k.says ->> 'deliversTo') else '[]' end) as t(address)
      -- What is no address is a group of the account, which no listing shows.
      where t.address like '%@%'
    ) m
    where k.says ? 'deliversTo' and m.missing is not null`;
  for await (const rows of streamed(tx, { name: 'nowhere_facts', question })) {
    yield rows.map((row) => ({ ...row, connectionId: ConnectionId.parse(row.connectionId) }));
  }
}

interface NowhereRow extends Omit<NowhereFacts, 'connectionId'> {
  readonly connectionId: string;
}

const own = { attributes: sql`r.attributes`, says: sql`k.says` };

/** The live resources of the kinds `k`, as `r`. */
function live(tx: Tx): RawBuilder<unknown> {
  return sql`join rollcall.resource r on r.workspace_id = ${tx.workspaceId} and r.connection_id = k.connection_id
    and r.kind = k.kind and r.presence = 'live'`;
}
