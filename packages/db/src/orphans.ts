import type { PresenceStep } from '@rollcall/ledger';
import type { ConnectionId, Grade } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from './database.ts';
import type { RunLease } from './runs.ts';
import { type ScopeTeller, tellScopes } from './tell-scopes.ts';

/** A kind that is listed by parents. */
export interface ChildKind {
  readonly connectionId: ConnectionId;
  readonly kind: string;
  readonly parentKind: string;
}

/** A scope whose parent is not live any more. */
export interface OrphanedScope {
  readonly parent: string;
  readonly parentName: string;
  /** That of the listing that does not show the parent. */
  readonly grade: Exclude<Grade, 'refused'>;
}

/** The scopes of a kind whose parents are not live: no listing will tell of them. */
export async function orphanedScopes(tx: Tx, child: ChildKind): Promise<readonly OrphanedScope[]> {
  const found = await sql<OrphanedScope>`
    select s.parent, p.name as "parentName", coalesce(ps.grade, 'corroborated') as grade
    from rollcall.scope s
    join rollcall.resource p on p.workspace_id = s.workspace_id and p.connection_id = s.connection_id
      and p.kind = ${child.parentKind} and p.external_id = s.parent
    left join rollcall.scope ps on ps.workspace_id = p.workspace_id and ps.connection_id = p.connection_id
      and ps.kind = p.kind and ps.parent = p.parent
    where s.workspace_id = ${tx.workspaceId} and s.connection_id = ${child.connectionId} and s.kind = ${child.kind}
      and p.presence <> 'live'
    order by s.parent`.execute(tx);
  return found.rows;
}

/** Takes a scope out of coverage: its parent is gone. One that comes back gets it anew. */
export async function dropScope(tx: Tx, child: ChildKind, parent: string): Promise<void> {
  await tx
    .deleteFrom('scope')
    .where('workspace_id', '=', tx.workspaceId)
    .where('connection_id', '=', child.connectionId)
    .where('kind', '=', child.kind)
    .where('parent', '=', parent)
    .execute();
}

/** Keeps what became of a scope in a run that did not list it. */
export async function recordOrphaned(
  tx: Tx,
  { lease, child, vanished }: { lease: RunLease; child: ChildKind; vanished: number },
  { parent, parentName, grade }: OrphanedScope,
): Promise<void> {
  const row = {
    grade,
    reason: `its ${child.parentKind} ${parentName} is gone, and what it held went with it`,
    certificate: null,
    ...{ seen: 0, appeared: 0, changed: 0, vanished, reappeared: 0, unchanged: 0 },
    started_at: new Date(),
  };
  await tx
    .insertInto('listing')
    .values({
      workspace_id: tx.workspaceId,
      run_id: lease.runId,
      connection_id: child.connectionId,
      kind: child.kind,
      parent,
      ...row,
    })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'run_id', 'kind', 'parent']).doUpdateSet(row))
    .execute();
}

/**
 * The steps down the presence ladder that absent resources of a kind take after their parents, one each: up to `most`.
 * Rides `resource_absent`.
 */
export async function stepsAfterParents(
  tx: Tx,
  child: ChildKind,
  most: number,
): Promise<readonly { externalId: string; step: PresenceStep }[]> {
  const found = await sql<{ externalId: string } & PresenceStep>`
    select r.external_id as "externalId", case r.presence when 'missing' then 'suspect' else 'gone' end as presence,
      'its ' || p.kind || ' ' || p.name || ' is ' || p.presence || ': ' || (e.cause ->> 'evidence') as evidence
    from rollcall.resource r
    join rollcall.resource p on p.workspace_id = r.workspace_id and p.connection_id = r.connection_id
      and p.kind = ${child.parentKind} and p.external_id = r.parent
    join rollcall.resource_version v on v.workspace_id = p.workspace_id and v.connection_id = p.connection_id
      and v.kind = p.kind and v.external_id = p.external_id and v.version = p.version
    join rollcall.audit_event e on e.workspace_id = v.workspace_id and e.event_id = v.event_id
    where r.workspace_id = ${tx.workspaceId} and r.connection_id = ${child.connectionId} and r.kind = ${child.kind}
      and ((r.presence = 'missing' and p.presence in ('suspect', 'gone')) or (r.presence = 'suspect' and p.presence = 'gone'))
    order by r.external_id limit ${most}`.execute(tx);
  return found.rows.map(({ externalId, presence, evidence }) => ({ externalId, step: { presence, evidence } }));
}

/**
 * Says of the scopes that a run did not list, since what it found of their parents is not recorded, why that is so: what is
 * known of them grows old. Writes nothing where that stands already.
 */
export async function recordLeftOut(
  tx: Tx,
  child: ChildKind & { readonly read: readonly string[]; readonly trouble: string },
  teller: ScopeTeller,
): Promise<void> {
  await sql`
    with left_out as materialized (
      select s.kind, s.parent, s.believed_at, s.grade, s.trouble as trouble_before, ${child.trouble}::text as trouble
      from rollcall.scope s
      join rollcall.resource p on p.workspace_id = s.workspace_id and p.connection_id = s.connection_id
        and p.kind = ${child.parentKind} and p.external_id = s.parent and p.presence = 'live'
      where s.workspace_id = ${tx.workspaceId} and s.connection_id = ${child.connectionId} and s.kind = ${child.kind}
        and s.parent not in (select r from unnest(${[...child.read]}::text[]) r)
        and s.trouble is distinct from ${child.trouble}
    ),
    written as (
      update rollcall.scope s set trouble = u.trouble from left_out u
      where s.workspace_id = ${tx.workspaceId} and s.connection_id = ${child.connectionId} and s.kind = u.kind
        and s.parent = u.parent
    )
    ${tellScopes(tx, teller, sql`select * from left_out`)}`.execute(tx);
}

/**
 * Says of the scopes whose parents the connection's settings do not name any more that they are not listed: what is known
 * of them grows old, and is not gone. Writes nothing where that stands already.
 */
export async function recordUnlisted(tx: Tx, child: ChildKind, teller: ScopeTeller): Promise<void> {
  await sql`
    with unlisted as materialized (
      select s.kind, s.parent, s.believed_at, s.grade, s.trouble as trouble_before, t.trouble
      from rollcall.scope s
      join rollcall.resource p on p.workspace_id = s.workspace_id and p.connection_id = s.connection_id
        and p.kind = ${child.parentKind} and p.external_id = s.parent and p.presence <> 'live'
      cross join lateral (select ${`the connection's settings do not name the ${child.parentKind} `}::text || p.name
        || ' any more: it is not listed' as trouble) t
      where s.workspace_id = ${tx.workspaceId} and s.connection_id = ${child.connectionId} and s.kind = ${child.kind}
        and s.trouble is distinct from t.trouble
    ),
    written as (
      update rollcall.scope s set trouble = u.trouble from unlisted u
      where s.workspace_id = ${tx.workspaceId} and s.connection_id = ${child.connectionId} and s.kind = u.kind
        and s.parent = u.parent
    )
    ${tellScopes(tx, teller, sql`select * from unlisted`)}`.execute(tx);
}
