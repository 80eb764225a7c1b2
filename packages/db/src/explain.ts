import type { ConnectionId, Explanation } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from './database.ts';

/** Which resource, and how its kind is tied to others. */
export interface ExplainedResource {
  readonly connectionId: ConnectionId;
  readonly kind: string;
  readonly externalId: string;
  /** The kind that it is listed by; undefined where one listing covers the connection. */
  readonly parentKind: string | undefined;
  readonly ownedBy: { readonly kind: string; readonly attribute: string } | undefined;
}

/** So many changes tell how a resource came to be as it is; "history" has all of them. */
const changesMax = 5;

/** What the ledger holds of a resource, of the listings that cover it, and of its owner. Undefined when it was never seen. */
export async function explainedResource(
  tx: Tx,
  of: ExplainedResource,
): Promise<Omit<Explanation, 'attributes' | 'sentences'> | undefined> {
  const { connectionId, kind, externalId, parentKind } = of;
  const { rows } = await sql<Omit<Explanation, 'attributes' | 'sentences'>>`
    with one as materialized (
      select r.*, c.name as connection, c.provider, coalesce((c.due_at ->> r.kind)::timestamptz, c.next_due_at) as due
      from rollcall.resource r
      join rollcall.connection c on c.workspace_id = r.workspace_id and c.connection_id = r.connection_id
      where r.workspace_id = ${tx.workspaceId} and r.connection_id = ${connectionId} and r.kind = ${kind}
        and r.external_id = ${externalId}
    )
    select json_build_object('connection', r.connection, 'provider', r.provider, 'kind', r.kind,
        'externalId', r.external_id, 'name', r.name, 'presence', r.presence, 'version', r.version, 'attributes', r.attributes,
        'firstSeenAt', rollcall.instant(r.first_seen_at), 'lastChangedAt', rollcall.instant(r.last_changed_at)) as resource,
      rollcall.instant(case when r.presence = 'live' then greatest(s.whole_at, r.true_from) else went.true_after end)
        as "lastSeenAt",
      rollcall.instant(r.missing_since) as "missingSince",
      case when s.kind is not null then json_build_object(
        'parent', case when r.parent <> '' then json_build_object('kind', ${parentKind ?? ''}::text, 'externalId', r.parent,
          'name', p.name) end,
        'grade', s.grade, 'believedAt', rollcall.instant(s.believed_at), 'attemptedAt', rollcall.instant(s.attempted_at),
        'trouble', s.trouble, 'doubt', s.doubt, 'nextDueAt', rollcall.instant(r.due),
        'certificate', case when l.run_id is not null then json_build_object('runId', l.run_id, 'reason', l.reason) end
      ) end as scope,
      coalesce(newest.changes, '[]') as changes, ${ownerOf(tx, of)} as owner
    from one r
    left join rollcall.scope s on s.workspace_id = r.workspace_id and s.connection_id = r.connection_id
      and s.kind = r.kind and s.parent = r.parent
    left join rollcall.listing l on l.workspace_id = s.workspace_id and l.run_id = s.believed_run_id and l.kind = s.kind
      and l.parent = s.parent
    left join rollcall.resource p on p.workspace_id = r.workspace_id and p.connection_id = r.connection_id
      and p.kind = ${parentKind ?? ''} and p.external_id = r.parent
    left join lateral (
      select v.true_after from rollcall.resource_version v
      where ${versionOf} and v.presence = 'missing' order by v.version desc limit 1
    ) went on r.presence <> 'live'
    left join lateral (
      select json_agg(json_build_object('type', v.type, 'recordedAt', rollcall.instant(v.recorded_at),
          'interval', case when v.true_from is not null then json_build_object('after', rollcall.instant(v.true_after),
            'notAfter', rollcall.instant(v.true_from)) end,
          'runId', v.run_id, 'cause', v.cause) order by v.version desc) as changes
      from (
        select v.version, v.recorded_at, v.true_after, v.true_from, v.run_id, e.type, e.cause
        from rollcall.resource_version v
        join rollcall.audit_event e on e.workspace_id = v.workspace_id and e.event_id = v.event_id
        where ${versionOf} order by v.version desc limit ${changesMax}
      ) v
    ) newest on true`.execute(tx);
  return rows[0];
}

const versionOf = sql`v.workspace_id = r.workspace_id and v.connection_id = r.connection_id and v.kind = r.kind
  and v.external_id = r.external_id`;

/** The resource whose absence explains that of `r`: its parent, or what bears the name in an attribute of it. */
function ownerOf(tx: Tx, { connectionId, parentKind, ownedBy }: ExplainedResource): RawBuilder<unknown> {
  if (parentKind !== undefined) {
    return sql`json_build_object('kind', ${parentKind}::text, 'name', coalesce(p.name, r.parent), 'presence', p.presence)`;
  }
  if (ownedBy === undefined) return sql`null`;
  const { kind, attribute } = ownedBy;
  return sql`case when r.attributes ->> ${attribute} is not null then json_build_object('kind', ${kind}::text,
    'name', r.attributes ->> ${attribute}, 'presence', (select o.presence from rollcall.resource o
      where o.workspace_id = ${tx.workspaceId} and o.connection_id = ${connectionId} and o.kind = ${kind}
        and o.name = r.attributes ->> ${attribute} order by o.presence = 'live' desc limit 1)) end`;
}
