import type { ConnectionId, Scope, ScopeAge } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from './database.ts';
import { instantOrNull } from './json.ts';

/** Where a page of scopes ended. */
export type ScopePosition = readonly [connectionId: string, kind: string, parent: string];

/** Which kind the parents of a kind are of, by provider and kind: `{ provider: { dns_record: 'domain' } }`. */
export type ParentKinds = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface ScopeQuestion {
  readonly connectionId?: ConnectionId | undefined;
  readonly kind?: string | undefined;
}

/** Scopes, connection by connection in the order they were added, then by kind and parent. Rides the primary key. */
export async function listScopes(
  tx: Tx,
  {
    after,
    limit,
    parentKinds,
    ...question
  }: ScopeQuestion & { after: ScopePosition | undefined; limit: number; parentKinds: ParentKinds },
): Promise<readonly { readonly scope: Scope; readonly position: ScopePosition }[]> {
  // The kind of the parent is a column of the page: worked out in the join itself, it could not be looked up in the
  // primary key of resources, which is under row-level security.
  const { rows } = await sql<ScopeRow>`
    with page as materialized (
      select s.*, c.name as connection, c.provider, ${nextDueAt} as next_due_at,
        ${JSON.stringify(parentKinds)}::jsonb -> c.provider ->> s.kind as parent_kind
      ${fromScopes(tx, question)}
        ${after === undefined ? sql`` : sql`and (s.connection_id, s.kind, s.parent) > (${sql.join([...after])})`}
      order by s.connection_id, s.kind, s.parent limit ${limit}
    )
    select p.*, r.name as parent_name from page p
    left join rollcall.resource r on r.workspace_id = p.workspace_id and r.connection_id = p.connection_id
      and r.kind = p.parent_kind and r.external_id = p.parent collate "C"
    order by p.connection_id, p.kind, p.parent`.execute(tx);
  return rows.map((row) => ({ scope: scopeOf(row), position: [row.connection_id, row.kind, row.parent] }));
}

/**
 * How old the kinds of connections are, the oldest first: what was never believed, then what was longest ago. `more` says
 * how many were left out.
 */
export async function scopeAges(
  tx: Tx,
  { limit, ...question }: ScopeQuestion & { limit: number },
): Promise<{ readonly data: readonly ScopeAge[]; readonly more: number }> {
  const { rows } = await sql<AgeRow>`
    select c.name as connection, c.provider, s.kind, count(*)::int as scopes,
      count(*) filter (where s.trouble is not null)::int as troubled,
      case when bool_or(s.grade is null) then null
        when bool_or(s.grade = 'plausible') then 'plausible'
        when bool_or(s.grade = 'corroborated') then 'corroborated'
        else 'proven' end as grade,
      case when bool_and(s.believed_at is not null) then min(s.believed_at) end as believed_at,
      case when bool_and(s.full_at is not null) then min(s.full_at) end as full_at,
      ${nextDueAt} as next_due_at, (count(*) over ())::int as total
    ${fromScopes(tx, question)}
    group by c.workspace_id, c.connection_id, s.kind
    order by 7 nulls first, c.name, s.kind limit ${limit}`.execute(tx);
  const data = rows.map(({ believed_at, full_at, next_due_at, total: _total, ...age }) => ({
    ...age,
    believedAt: instantOrNull(believed_at),
    fullAt: instantOrNull(full_at),
    nextDueAt: instantOrNull(next_due_at),
  }));
  return { data, more: (rows[0]?.total ?? 0) - data.length };
}

interface ScopeRow {
  readonly connection_id: string;
  readonly connection: string;
  readonly provider: string;
  readonly kind: string;
  readonly parent: string;
  readonly parent_name: string | null;
  readonly grade: Scope['grade'];
  readonly believed_at: Date | null;
  readonly full_at: Date | null;
  readonly attempted_at: Date | null;
  readonly trouble: string | null;
  readonly next_due_at: Date | null;
}

interface AgeRow extends Omit<ScopeAge, 'believedAt' | 'fullAt' | 'nextDueAt'> {
  readonly believed_at: Date | null;
  readonly full_at: Date | null;
  readonly next_due_at: Date | null;
  readonly total: number;
}

/** Of a kind that was never due: when its connection is. Both are nothing while the connection is not active. */
const nextDueAt = sql`coalesce((c.due_at ->> s.kind)::timestamptz, c.next_due_at)`;

function fromScopes(tx: Tx, { connectionId, kind }: ScopeQuestion): RawBuilder<unknown> {
  return sql`from rollcall.scope s
    join rollcall.connection c on c.workspace_id = s.workspace_id and c.connection_id = s.connection_id
    where s.workspace_id = ${tx.workspaceId} and c.state <> 'removed'
      ${connectionId === undefined ? sql`` : sql`and s.connection_id = ${connectionId}`}
      ${kind === undefined ? sql`` : sql`and s.kind = ${kind}`}`;
}

function scopeOf(row: ScopeRow): Scope {
  return {
    connection: row.connection,
    provider: row.provider,
    kind: row.kind,
    parent: row.parent === '' ? null : { externalId: row.parent, name: row.parent_name },
    grade: row.grade,
    believedAt: instantOrNull(row.believed_at),
    fullAt: instantOrNull(row.full_at),
    attemptedAt: instantOrNull(row.attempted_at),
    trouble: row.trouble,
    nextDueAt: instantOrNull(row.next_due_at),
  };
}
