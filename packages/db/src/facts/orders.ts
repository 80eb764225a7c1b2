import type { OrderFacts } from '@rollcall/ledger';
import { ConnectionId } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../database.ts';
import { inboxUse } from '../use/use-of.ts';
import { isAmong, kindsWith, type Meanings } from './meanings.ts';
import { streamed } from './streamed.ts';

/** More inboxes of one order are not judged one by one: it is then not known whether all of it is unused. */
const listedMax = 2_000;
/** More charges are counted and not listed. */
const chargesMax = 50;

/**
 * The orders of which the rules may have something to say: those that renew within so many days, that are unpaid, gone or have ended
 * while charges or inboxes name them, that have no inbox, and those that no listing shows and something names. All resources of
 * the kinds that orders bring are read once.
 */
export async function* orderFacts(
  tx: Tx,
  { meanings, renewalDays }: { readonly meanings: Meanings; readonly renewalDays: number },
): AsyncGenerator<readonly OrderFacts[]> {
  // Where nobody has orders, nothing is asked.
  if (!Object.values(meanings).some((kinds) => 'order' in kinds)) return;
  const question = sql<Row>`with ${kindsWith(tx, meanings)}, ${orders(tx)}, ${charges(tx)}, ${inboxes(tx)},
    ${candidates(renewalDays)}, ${lateCharges}, ${inboxesListed(tx)}, ${domains(tx)} ${facts}`;
  for await (const rows of streamed(tx, { name: 'order_facts', question, byHash: true })) yield rows.map(factsOf);
}

interface Row {
  readonly connection_id: string;
  readonly connection: string;
  readonly order_id: string;
  readonly seen: OrderFacts['seen'];
  readonly charges: OrderFacts['charges'];
  readonly inboxes: OrderFacts['inboxes'];
  readonly domains: OrderFacts['domains'];
  readonly known: OrderFacts['known'];
  readonly shows_ended: boolean;
}

function factsOf(row: Row): OrderFacts {
  return {
    connectionId: ConnectionId.parse(row.connection_id),
    connection: row.connection,
    externalId: row.order_id,
    seen: row.seen,
    charges: row.charges,
    inboxes: row.inboxes,
    domains: row.domains,
    known: row.known,
    showsEnded: row.shows_ended,
  };
}

/** Whole minor units, where a resource states them in a unit that somebody confirmed; else null. */
const exactMinor = sql`case when r.attributes ->> 'amountMinor' ~ '^-?[0-9]+$' and r.attributes ->> 'currency' is not null
  and coalesce(r.attributes ->> 'unit', 'confirmed') = 'confirmed' then (r.attributes ->> 'amountMinor')::numeric end`;

const own = { attributes: sql`r.attributes`, says: sql`k.says` };

function orders(tx: Tx): RawBuilder<unknown> {
  return sql`
    orders as materialized (
      select k.connection_id, r.external_id as order_id, r.presence = 'live' as is_live, r.missing_since, r.attributes,
        coalesce(rollcall.instant_in(r.attributes ->> (k.said ->> 'made')), r.first_seen_at) as made_at,
        rollcall.instant_in(r.attributes ->> 'cancelAt') as ends_at, rollcall.instant_in(r.attributes ->> 'renewsAt') as renews_at,
        r.attributes -> 'autoRenew' = 'true' as renews, k.says -> 'renewal' as renewal,
        r.attributes ->> (k.says -> 'service' ->> 'attribute') as status,
        case when ${isAmong('inForce', own)} then 'in_force' when ${isAmong('ending', own)} then 'ending'
          when ${isAmong('ended', own)} then 'ended' when ${isAmong('unpaid', own)} then 'unpaid' else 'unknown' end as service
      from kinds k
      join rollcall.resource r on r.workspace_id = ${tx.workspaceId} and r.connection_id = k.connection_id and r.kind = k.kind
      where k.kind = 'order'
    ),
    shows_ended as materialized (
      select o.connection_id from orders o where o.is_live and o.service = 'ended' group by 1
    )`;
}

/** Every charge that names an order, as little of it as is asked for; what was charged for each; and since when any is on record. */
function charges(tx: Tx): RawBuilder<unknown> {
  return sql`
    charge as materialized (
      select k.connection_id, r.attributes ->> (k.said -> 'charges' ->> 'order') as order_id, r.name, r.external_id,
        rollcall.instant_in(r.attributes ->> (k.said -> 'charges' ->> 'datedBy')) as at,
        k.said -> 'charges' -> 'types' ? (r.attributes ->> 'type') as is_charge, ${exactMinor} as minor,
        r.attributes ->> 'currency' as currency
      from kinds k
      join rollcall.resource r on r.workspace_id = ${tx.workspaceId} and r.connection_id = k.connection_id and r.kind = k.kind
        and r.presence = 'live'
      where k.said ? 'charges'
    ),
    charged as materialized (
      select c.connection_id, c.order_id, count(*)::int as count, max(c.at) as last_at from charge c
      where c.is_charge and c.order_id is not null group by 1, 2
    ),
    recorded as materialized (select c.connection_id, min(c.at) as since from charge c group by 1)`;
}

/** Every inbox that was ever there, as little of it as is asked for; and how many there are for each order. */
function inboxes(tx: Tx): RawBuilder<unknown> {
  return sql`
    inbox as materialized (
      select k.connection_id, r.name, r.attributes ->> (k.said ->> 'order') as order_id, r.attributes ->> 'domain' as domain,
        r.presence = 'live' and not ${isAmong('ended', own)} as is_live, ${isAmong('suspended', own)} as is_suspended,
        r.attributes -> (k.says ->> 'holdsMail') as holds_mail, r.missing_since, r.first_seen_at,
        coalesce(rollcall.instant_in(r.attributes ->> (k.said ->> 'made')), r.first_seen_at) as made_at
      from kinds k
      join rollcall.resource r on r.workspace_id = ${tx.workspaceId} and r.connection_id = k.connection_id and r.kind = k.kind
      where k.kind = 'inbox'
    ),
    brought as materialized (
      select i.connection_id, i.order_id, (count(*) filter (where i.is_live))::int as total,
        max(i.first_seen_at) filter (where i.is_live) as newest_seen_at, max(i.missing_since) as last_gone_at
      from inbox i where i.order_id is not null group by 1, 2
    )`;
}

function candidates(renewalDays: number): RawBuilder<unknown> {
  return sql`
    candidates as materialized (
      select coalesce(o.connection_id, c.connection_id, b.connection_id) as connection_id,
        coalesce(o.order_id, c.order_id, b.order_id) as order_id, o.is_live, o.missing_since, o.attributes, o.made_at, o.ends_at,
        o.renews_at, o.renews, o.renewal, o.status, o.service, coalesce(c.count, 0) as count, c.last_at,
        coalesce(b.total, 0) as total, b.newest_seen_at, b.last_gone_at,
        -- What is charged after this was charged for nothing.
        case when o.order_id is null then '-infinity' when not o.is_live then o.missing_since
          when o.service = 'ended' then coalesce(o.ends_at, 'infinity') else 'infinity' end::timestamptz as over_at
      from orders o
      full join charged c on c.connection_id = o.connection_id and c.order_id = o.order_id collate "C"
      full join brought b on b.connection_id = coalesce(o.connection_id, c.connection_id)
        and b.order_id = coalesce(o.order_id, c.order_id) collate "C"
      where (o.order_id is null and (c.count > 0 or b.total > 0))
        or (not o.is_live or o.service = 'ended') and (b.total > 0 or c.count > 0)
        or o.is_live and (o.service = 'unpaid' or o.service = 'in_force' and (
          coalesce(b.total, 0) = 0 and c.count > 0
          or o.renews and o.renews_at between clock_timestamp() and clock_timestamp() + ${renewalDays} * interval '1 day'
          or b.total > 0 and coalesce(c.last_at, '-infinity') < clock_timestamp() - interval '30 days'))
    )`;
}

/** A day of grace: clocks differ, and a charge may be booked a while after it was due. */
const lateCharges = sql`
  late_charge as materialized (
    select h.*, row_number() over (partition by h.connection_id, h.order_id order by h.at desc, h.external_id) as place
    from candidates c join charge h on h.connection_id = c.connection_id and h.order_id = c.order_id
    where h.is_charge and c.over_at < 'infinity' and h.at > c.over_at + interval '1 day'
  ),
  late as materialized (
    select h.connection_id, h.order_id, count(*)::int as count,
      jsonb_agg(jsonb_build_object('name', h.name, 'externalId', h.external_id, 'at', rollcall.instant(h.at))
        order by h.place) filter (where h.place <= ${chargesMax}) as listed,
      bool_and(h.minor is not null) as is_exact
    from late_charge h group by 1, 2
  ),
  late_sums as materialized (
    select s.connection_id, s.order_id,
      jsonb_agg(jsonb_build_object('minor', s.minor::text, 'currency', s.currency) order by s.currency) as sums
    from (
      select h.connection_id, h.order_id, h.currency, sum(abs(h.minor)) as minor from late_charge h group by 1, 2, 3
    ) s group by 1, 2
  )`;

/** The live inboxes of each candidate, each with what is known of its use. */
function inboxesListed(tx: Tx): RawBuilder<unknown> {
  return sql`
    -- A listing in which no mailbox holds mail may be of an account whose answers lack the field.
    tells as materialized (
      select i.connection_id from inbox i where i.is_live and i.holds_mail = 'true' group by 1
    ),
    inbox_use as materialized (
      select i.connection_id, i.order_id, i.name, i.domain, i.made_at, i.is_suspended,
        row_number() over (partition by i.connection_id, i.order_id order by i.name) as place,
        ${inboxUse({ saysUnused: sql`i.holds_mail = 'false' and t.connection_id is not null`, since: sql`n.since` })} as use
      from candidates c
      join inbox i on i.connection_id = c.connection_id and i.order_id = c.order_id and i.is_live
      left join rollcall.resource_use u on u.workspace_id = ${tx.workspaceId} and u.address = i.name
      left join tells t on t.connection_id = i.connection_id
      left join known n on n.connection_id = i.connection_id and n.kind = 'inbox'
    ),
    listed as materialized (
      select u.connection_id, u.order_id, jsonb_agg(jsonb_build_object('name', u.name, 'domain', u.domain,
        'madeAt', rollcall.instant(u.made_at), 'isSuspended', u.is_suspended, 'use', u.use) order by u.name) as listed
      from inbox_use u where u.place <= ${listedMax} group by 1, 2
    )`;
}

/** The domains of each candidate, with what is wrong with them and who is on them, at whatever connection. */
function domains(tx: Tx): RawBuilder<unknown> {
  const of = { attributes: sql`d.attributes`, says: sql`k.says` };
  return sql`
    domain_names as materialized (
      select distinct c.connection_id, c.order_id, n.name from candidates c
      cross join lateral jsonb_array_elements_text(case when jsonb_typeof(c.attributes -> 'domains') = 'array'
        then c.attributes -> 'domains' else '[]' end) as n(name)
    ),
    holders as materialized (
      select h.domain, count(*)::int as count from (
        select i.domain from inbox i where i.is_live
        union all
        select r.attributes ->> 'domain' from kinds k
        join rollcall.resource r on r.workspace_id = ${tx.workspaceId} and r.connection_id = k.connection_id and r.kind = k.kind
          and r.presence = 'live'
        where k.kind in ('alias', 'forwarder')
      ) h where h.domain in (select n.name from domain_names n) group by 1
    ),
    sending as materialized (
      select distinct r.name from kinds k
      join rollcall.resource r on r.workspace_id = ${tx.workspaceId} and r.connection_id = k.connection_id and r.kind = k.kind
        and r.presence = 'live'
      where k.kind = 'domain' and k.says -> 'domain' ->> 'serves' = 'sending'
    ),
    in_force as materialized (
      select k.connection_id, r.name, bool_and(r.attributes -> (k.says ->> 'inForce') = 'true') as is_in_force from kinds k
      join rollcall.resource r on r.workspace_id = ${tx.workspaceId} and r.connection_id = k.connection_id and r.kind = k.kind
        and r.presence = 'live'
      where k.says ? 'inForce' and jsonb_typeof(r.attributes -> (k.says ->> 'inForce')) = 'boolean' group by 1, 2
    ),
    lists as materialized (
      select k.connection_id, r.name, jsonb_agg(distinct x.list) as lists from kinds k
      join rollcall.resource r on r.workspace_id = ${tx.workspaceId} and r.connection_id = k.connection_id and r.kind = k.kind
        and r.presence = 'live'
      cross join lateral jsonb_array_elements_text(case when jsonb_typeof(r.attributes -> (k.said ->> 'listedOn')) = 'array'
        then r.attributes -> (k.said ->> 'listedOn') else '[]' end) as x(list)
      where k.said ? 'listedOn' group by 1, 2
    ),
    domain_list as materialized (
      select n.connection_id, n.order_id, jsonb_agg(jsonb_build_object('name', n.name,
        'isLive', coalesce(d.presence = 'live', false),
        'service', case when d.presence is distinct from 'live' then 'unknown' when ${isAmong('inForce', of)} then 'in_force'
          when ${isAmong('ended', of)} then 'ended' when ${isAmong('suspended', of)} then 'suspended' else 'unknown' end,
        'madeAt', rollcall.instant(coalesce(rollcall.instant_in(d.attributes ->> (k.said ->> 'made')), d.first_seen_at)),
        'isInForce', f.is_in_force, 'listedOn', coalesce(l.lists, '[]'), 'holders', coalesce(h.count, 0),
        'serves', case when s.name is null then 'inboxes' else 'sending' end) order by n.name) as domains
      from domain_names n
      left join kinds k on k.connection_id = n.connection_id and k.kind = 'domain'
      left join rollcall.resource d on d.workspace_id = ${tx.workspaceId} and d.connection_id = n.connection_id
        and d.kind = 'domain' and d.name = n.name collate "C" and d.presence = 'live'
      left join in_force f on f.connection_id = n.connection_id and f.name = n.name collate "C"
      left join lists l on l.connection_id = n.connection_id and l.name = n.name collate "C"
      left join holders h on h.domain = n.name
      left join sending s on s.name = n.name collate "C"
      group by 1, 2
    )`;
}

const facts = sql`
  select c.connection_id, k.connection, c.order_id,
    case when c.made_at is not null then jsonb_build_object('isLive', c.is_live, 'goneSince', rollcall.instant(c.missing_since),
      'service', c.service, 'status', c.status, 'madeAt', rollcall.instant(c.made_at), 'endsAt', rollcall.instant(c.ends_at),
      'inboxCount', case when jsonb_typeof(c.attributes -> 'inboxCount') = 'number' then c.attributes -> 'inboxCount' end,
      'price', (select case when p.minor is not null then jsonb_build_object('minor', p.minor::text, 'currency', r.attributes ->> 'currency') end
        from (select c.attributes) r(attributes) cross join lateral (select ${exactMinor} as minor) p),
      'renewal', case when c.renews and c.renews_at is not null and c.renewal is not null
        then c.renewal || jsonb_build_object('at', rollcall.instant(c.renews_at)) end) end as seen,
    jsonb_build_object('count', c.count, 'lastAt', rollcall.instant(c.last_at), 'recordedFrom', rollcall.instant(rec.since),
      'periodDays', (select kc.said -> 'charges' -> 'periodDays' from kinds kc
        where kc.connection_id = c.connection_id and kc.said ? 'charges' limit 1),
      'late', jsonb_build_object('count', coalesce(l.count, 0), 'listed', coalesce(l.listed, '[]'),
        'sums', case when l.is_exact then ls.sums end)) as charges,
    jsonb_build_object('total', c.total, 'listed', coalesce(i.listed, '[]'), 'newestSeenAt', rollcall.instant(c.newest_seen_at),
      'lastGoneAt', rollcall.instant(c.last_gone_at)) as inboxes,
    coalesce(d.domains, '[]') as domains,
    (select jsonb_build_object('orders', rollcall.instant(max(n.since) filter (where n.kind = 'order')),
        'inboxes', rollcall.instant(max(n.since) filter (where n.kind = 'inbox')),
        'domains', rollcall.instant(max(n.since) filter (where n.kind = 'domain')),
        'charges', rollcall.instant(max(n.since) filter (where kn.said ? 'charges')))
      from known n join kinds kn using (connection_id, kind) where n.connection_id = c.connection_id) as known,
    e.connection_id is not null as shows_ended
  from candidates c
  join kinds k on k.connection_id = c.connection_id and k.kind = 'order'
  left join shows_ended e on e.connection_id = c.connection_id
  left join recorded rec on rec.connection_id = c.connection_id
  left join late l on l.connection_id = c.connection_id and l.order_id = c.order_id
  left join late_sums ls on ls.connection_id = c.connection_id and ls.order_id = c.order_id
  left join listed i on i.connection_id = c.connection_id and i.order_id = c.order_id
  left join domain_list d on d.connection_id = c.connection_id and d.order_id = c.order_id`;
