import type { Actor, ConnectionId } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import { ago } from './clock.ts';
import type { Tx } from './database.ts';
import { isAs } from './meaning.ts';
import type { RunLease } from './runs.ts';

/** A kind of a connection as late evidence is looked for in it. */
export interface BoundKind {
  readonly kind: string;
  /** The attribute that names the resource which brought one of this kind, and the kind of that. */
  readonly broughtBy: { readonly kind: string; readonly attribute: string } | undefined;
}

/** How long after an operation was sent evidence is looked for that it caused what was taken for somebody else's doing. */
const boundWithinMs = 24 * 3_600_000;

/**
 * Binds causes late: where a change was put down to somebody else or to the provider, and what listings have shown since says
 * that one of our operations caused it. The earlier event stays as it is; a new one names it, with the cause and its
 * evidence. Answers how many were bound. The caller holds the run. Where no operation was sent lately, asks one question.
 */
export async function bindLate(
  tx: Tx,
  { connectionId, lease, actor }: { connectionId: ConnectionId; lease: RunLease; actor: Actor },
  kinds: readonly BoundKind[],
): Promise<number> {
  const { first } = await tx
    .selectFrom('operation')
    .select((operation) => operation.fn.min('dispatched_at').as('first'))
    .where('workspace_id', '=', tx.workspaceId)
    .where('connection_id', '=', connectionId)
    .where('dispatched_at', '>', ago(boundWithinMs))
    .executeTakeFirstOrThrow();
  if (first === null) return 0;
  const told = await sql`
    with ${sent(tx, connectionId)}, ${eventsSince(tx, { connectionId, first })},
    evidence as (${met(tx, connectionId)} union all ${brought(kinds)}),
    bound as (select distinct on (b.event_id) b.* from evidence b order by b.event_id, b.strength, b.dispatched_at desc)
    insert into rollcall.audit_event (workspace_id, event_id, recorded_at, type, connection_id, actor, subject_kind,
      subject_id, subject_name, cause, before, after, run_id, operation_id, about_event_id)
    select ${tx.workspaceId}, rollcall.uuid_v7(), clock_timestamp(), 'resource.attributed', ${connectionId},
      ${JSON.stringify(actor)}::jsonb, e.subject_kind, e.subject_id, e.subject_name,
      jsonb_build_object('kind', 'operation', 'operationId', b.operation_id, 'evidence', b.evidence,
        'confidence', case when b.strength = 1 then 'likely' else 'possible' end),
      jsonb_build_object('cause', e.cause), jsonb_build_object('event', e.event_id, 'type', e.type), ${lease.runId},
      b.operation_id, e.event_id
    from bound b join unbound e using (event_id)`.execute(tx);
  return Number(told.numAffectedRows ?? 0);
}

/** What was sent lately and may have taken effect, one row for each of its expectations. */
function sent(tx: Tx, connectionId: ConnectionId): RawBuilder<unknown> {
  return sql`
    sent as materialized (
      select p.operation_id, p.state, p.dispatched_at, p.settled_at, x.*,
        p.procedure || ' was sent at ' || rollcall.instant(p.dispatched_at) as what
      from rollcall.operation p
      cross join lateral jsonb_to_recordset(p.expectations) as x(becomes text, kind text, name text, "externalId" text,
        attributes jsonb)
      where p.workspace_id = ${tx.workspaceId} and p.connection_id = ${connectionId}
        and p.dispatched_at > ${ago(boundWithinMs)} and p.state in ('succeeded', 'unknown', 'confirmed', 'contradicted')
    )`;
}

/**
 * What happened since: `unbound`, the changes that no operation explains and that nothing was bound to yet, and `bringing`, what
 * operations brought. Ids are in the order of time, so that the index of a connection's events is read from there on.
 */
function eventsSince(
  tx: Tx,
  { connectionId, first }: { connectionId: ConnectionId; first: Date },
): RawBuilder<unknown> {
  const firstId = `${first.getTime().toString(16).padStart(12, '0')}${'0'.repeat(20)}`;
  return sql`
    since as materialized (
      select e.event_id, e.type, e.subject_kind, e.subject_id, e.subject_name, e.cause, e.after, e.operation_id, e.recorded_at,
        coalesce(e.true_from, e.recorded_at) as seen_at
      from rollcall.audit_event e
      where e.workspace_id = ${tx.workspaceId} and e.connection_id = ${connectionId} and e.event_id >= ${firstId}::uuid
        and e.type in ('resource.appeared', 'resource.reappeared', 'resource.renamed', 'resource.changed',
          'resource.attributed')
    ),
    unbound as materialized (
      select * from since e where e.type <> 'resource.attributed' and e.cause ->> 'kind' in ('out_of_band', 'provider')
        and not exists (select from rollcall.audit_event a where a.workspace_id = ${tx.workspaceId}
          and a.about_event_id = e.event_id and a.type = 'resource.attributed')
    ),
    bringing as materialized (
      select distinct on (e.subject_kind, e.subject_id) e.subject_kind, e.subject_id, e.subject_name, x.operation_id,
        x.dispatched_at, x.what
      from since e join sent x on x.operation_id = e.operation_id and x.kind = e.subject_kind
      where e.type in ('resource.appeared', 'resource.attributed')
      order by e.subject_kind, e.subject_id, e.event_id
    )`;
}

/**
 * Of what an operation was to lead to, the steps on the way: a change that did not yet look like it, of a resource that does by
 * now. One that touched nothing else is likely to be such a step; one that touched other things as well may be.
 */
function met(tx: Tx, connectionId: ConnectionId): RawBuilder<unknown> {
  const isSo = sql`exists (select from rollcall.resource r where r.workspace_id = ${tx.workspaceId}
    and r.connection_id = ${connectionId} and r.kind = e.subject_kind and r.external_id = e.subject_id
    and r.presence = 'live' and (x.name is null or r.name = x.name) and ${isAs(sql`r.attributes`, sql`x.attributes`)})`;
  return sql`
    select e.event_id, x.operation_id, x.dispatched_at,
      x.what || ' for it, and a later listing showed what that was to lead to' as evidence,
      case when e.type <> 'resource.changed' or (select bool_and(x.attributes ? k) from jsonb_object_keys(e.after) k)
        then 1 else 2 end as strength
    from sent x
    join unbound e on e.subject_kind = x.kind and e.seen_at >= x.dispatched_at and e.recorded_at < x.settled_at
    where x.state = 'confirmed' and x.attributes is not null and ${isSo}
      and case x.becomes
        when 'changed' then e.type = 'resource.changed' and e.subject_id = x."externalId"
          and e.after ?| (select array_agg(k) from jsonb_object_keys(x.attributes) k)
        when 'present' then e.type in ('resource.appeared', 'resource.reappeared', 'resource.renamed')
          and e.subject_name = x.name
        else false end`;
}

/** What names a resource as the one that brought it, and that one was brought by an operation. */
function brought(kinds: readonly BoundKind[]): RawBuilder<unknown> {
  const links = kinds.flatMap(({ kind, broughtBy }) =>
    broughtBy === undefined ? [] : [{ kind, of: broughtBy.kind, attribute: broughtBy.attribute }],
  );
  return sql`
    select e.event_id, b.operation_id, b.dispatched_at,
      'it names ' || l.of || ' ' || b.subject_name || ' as what it came with: ' || b.what || ' for that' as evidence,
      1 as strength
    from jsonb_to_recordset(${JSON.stringify(links)}::jsonb) as l(kind text, of text, attribute text)
    join unbound e on e.subject_kind = l.kind and e.type = 'resource.appeared'
    join bringing b on b.subject_kind = l.of and b.subject_id = e.after ->> l.attribute and e.seen_at >= b.dispatched_at`;
}
