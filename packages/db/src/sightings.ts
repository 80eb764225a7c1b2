import type { Sighted } from '@rollcall/ledger';
import type { ConnectionId } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from './database.ts';
import { instantOrNull } from './json.ts';
import { isAs } from './meaning.ts';
import type { OpenOperation } from './operations.ts';

/** Where it is looked for what operations were to bring about. */
interface Looked {
  readonly connectionId: ConnectionId;
  /** The kinds of which no listing is ever more than plausible: what theirs do not show is all that can be known. */
  readonly neverWhole?: readonly string[];
  /** The kind by whose resources a kind is listed, where it is. */
  readonly parentOf?: Readonly<Record<string, string>>;
}

/**
 * What believed listings that began after the answer say of each expectation. Of a resource that is live, those of its own
 * scope alone: what was listed of other parents tells nothing of it. That something did not come about, or is there still,
 * is said by listings that were whole and left nothing to a later one: of every scope in which it could be, and of the
 * parents by which these are listed, since one that nobody has seen yet may hold it.
 */
export async function sightingsOf(
  tx: Tx,
  { connectionId, neverWhole = [], parentOf = {} }: Looked,
  operation: OpenOperation,
): Promise<readonly Sighted[]> {
  const since = operation.answeredAt ?? operation.dispatchedAt;
  const wanted = operation.expectations.map((expectation) => ({
    ...expectation,
    above: ancestorsOf(expectation.kind, parentOf),
  }));
  const seen = await sql<{
    looked_at: Date | null;
    whole_at: Date | null;
    met: boolean;
    came: boolean;
    tells: boolean;
  }>`
    with scopes as materialized (
      select s.kind, s.parent, s.believed_at, s.whole_at, s.window_at,
        case when s.kind = any(${[...neverWhole]}::text[]) then s.believed_at end as only_at
      from rollcall.scope s where s.workspace_id = ${tx.workspaceId} and s.connection_id = ${connectionId}
    )
    select case when x.becomes <> 'absent' or own.external_id is not null or l.whole_at >= ${since} then l.looked_at end
        as looked_at,
      l.whole_at, ${isMet(tx, { connectionId, operation })} as met, ${hasCome(tx, { connectionId, operation })} as came,
      l.whole_at >= ${since} and not (x.becomes = 'present' and exists (${bearer(tx, connectionId)})) as tells
    from rows from (jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb)
      as (becomes text, kind text, name text, "externalId" text, count int, attributes jsonb, above text[]))
      with ordinality as x(becomes, kind, name, "externalId", count, attributes, above, nth)
    left join rollcall.resource own on own.workspace_id = ${tx.workspaceId} and own.connection_id = ${connectionId}
      and own.kind = x.kind and own.external_id = x."externalId"
    cross join lateral (
      select max(s.believed_at) filter (where s.kind = x.kind and s.believed_at >= ${since}) as looked_at,
        case when bool_and(t.at is not null) then min(t.at) end as whole_at
      from scopes s
      cross join lateral (select greatest(s.whole_at, case when x.becomes in ('present', 'more') then s.window_at end,
        case when x.becomes <> 'absent' or s.kind <> x.kind then s.only_at end) as at) t
      where case when own.presence = 'live' then s.kind = x.kind and s.parent = own.parent
        else s.kind = x.kind or s.kind = any(x.above) end) l
    order by x.nth`.execute(tx);
  return operation.expectations.map((expectation, nth) => {
    const row = seen.rows[nth];
    const lookedAt = instantOrNull(row?.looked_at ?? null);
    if (row === undefined || lookedAt === null) return { expectation, lookedAt: null, sighting: 'not_looked' };
    if (row.met) return { expectation, lookedAt, sighting: 'met' };
    if (!row.tells) return { expectation, lookedAt, sighting: 'not_looked' };
    return { expectation, lookedAt: instantOrNull(row.whole_at), sighting: row.came ? 'under_way' : 'not_met' };
  });
}

/** The kinds that a kind is listed by, the nearest first. */
function ancestorsOf(kind: string, parentOf: Readonly<Record<string, string>>): readonly string[] {
  const parent = parentOf[kind];
  return parent === undefined ? [] : [parent, ...ancestorsOf(parent, parentOf)];
}

/** The live resource `r` of the name and attributes of an expectation `x` that something is to be present. */
function bearer(tx: Tx, connectionId: ConnectionId): RawBuilder<unknown> {
  return sql`select from rollcall.resource r where r.workspace_id = ${tx.workspaceId}
    and r.connection_id = ${connectionId} and r.kind = x.kind and r.name = x.name and r.presence = 'live'
    and (x.attributes is null or ${isAs(sql`r.attributes`, sql`x.attributes`)})`;
}

/** Whether as many more came about because of it as an expectation `x` says, whatever became of them. */
function hasCome(
  tx: Tx,
  { connectionId, operation }: { connectionId: ConnectionId; operation: OpenOperation },
): RawBuilder<boolean> {
  return sql`(x.becomes = 'more' and x.attributes is not null and x.count <= (select count(*) from rollcall.audit_event e
    join rollcall.resource r on r.workspace_id = e.workspace_id and r.connection_id = e.connection_id
      and r.kind = e.subject_kind and r.external_id = e.subject_id and r.presence = 'live'
    where e.workspace_id = ${tx.workspaceId} and e.connection_id = ${connectionId}
      and e.operation_id = ${operation.id} and e.type = 'resource.appeared' and e.subject_kind = x.kind))`;
}

/** Whether the ledger holds what an expectation `x` says, by what was seen since the operation was sent. */
function isMet(
  tx: Tx,
  { connectionId, operation }: { connectionId: ConnectionId; operation: OpenOperation },
): RawBuilder<boolean> {
  const since = operation.answeredAt ?? operation.dispatchedAt;
  // What was there before counts where a listing would have told that it is not there any more.
  const isSeen = sql`(coalesce(r.true_from, r.last_changed_at) >= ${operation.dispatchedAt}
    or exists (select from rollcall.scope s where s.workspace_id = r.workspace_id and s.connection_id = r.connection_id
      and s.kind = r.kind and s.parent = r.parent and s.grade <> 'plausible' and s.whole_at >= ${since}))`;
  return sql`case x.becomes
    when 'present' then exists (${bearer(tx, connectionId)} and ${isSeen})
    when 'absent' then not exists (select from rollcall.resource r where r.workspace_id = ${tx.workspaceId}
      and r.connection_id = ${connectionId} and r.kind = x.kind and r.external_id = x."externalId"
      and r.presence = 'live')
    when 'more' then x.count <= (select count(*) from rollcall.audit_event e
      where e.workspace_id = ${tx.workspaceId} and e.connection_id = ${connectionId}
        and e.operation_id = ${operation.id} and e.type = 'resource.appeared' and e.subject_kind = x.kind
        and (x.attributes is null or exists (select from rollcall.resource r where r.workspace_id = ${tx.workspaceId}
          and r.connection_id = ${connectionId} and r.kind = x.kind and r.external_id = e.subject_id
          and ${isAs(sql`r.attributes`, sql`x.attributes`)})))
    when 'changed' then case when x.attributes is null
      then exists (select from rollcall.audit_event e where e.workspace_id = ${tx.workspaceId}
        and e.connection_id = ${connectionId} and e.operation_id = ${operation.id} and e.type like 'resource.%'
        and e.subject_kind = x.kind and e.subject_id = x."externalId")
      else exists (select from rollcall.resource r where r.workspace_id = ${tx.workspaceId}
        and r.connection_id = ${connectionId} and r.kind = x.kind and r.external_id = x."externalId"
        and r.presence = 'live' and ${isAs(sql`r.attributes`, sql`x.attributes`)}) end
    else false end`;
}
