import type { Unasked } from '@rollcall/ledger';
import { type Actor, BrakeOverrides, type ConnectionId } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from './database.ts';
import { appendEvent } from './events.ts';
import type { ScopeKey } from './listings.ts';
import type { RunLease } from './runs.ts';

/** What changed in the last day that nobody asked for: per scope, and over the connection and the workspace. */
export interface RecentLosses {
  readonly scopes: readonly (Unasked & Pick<ScopeKey, 'kind' | 'parent'>)[];
  readonly connection: Unasked;
  readonly workspace: Unasked;
}

/** What was recorded by listings that began after `since`. Rides `listing_unasked`. */
export async function recentLosses(
  tx: Tx,
  { connectionId, since }: { connectionId: ConnectionId; since: Date },
): Promise<RecentLosses> {
  const { rows } = await sql<Unasked & { kind: string; parent: string; ours: boolean }>`
    select l.kind, l.parent, l.connection_id = ${connectionId} as ours, sum(l.lost)::int as lost,
      sum(l.altered)::int as altered
    from rollcall.listing l
    where l.workspace_id = ${tx.workspaceId} and l.started_at > ${since} and (l.lost > 0 or l.altered > 0)
    group by 1, 2, 3`.execute(tx);
  const ours = rows.filter((row) => row.ours);
  return {
    scopes: ours.map(({ kind, parent, lost, altered }) => ({ kind, parent, lost, altered })),
    connection: total(ours),
    workspace: total(rows),
  };
}

/** The sum of what nobody asked for. */
export function total(losses: readonly Unasked[]): Unasked {
  return losses.reduce<Unasked>(
    (sum, { lost, altered }) => ({ lost: sum.lost + lost, altered: sum.altered + altered }),
    { lost: 0, altered: 0 },
  );
}

/** How many resources are live: of a connection, and of the whole workspace. Counts them: ask only when it matters. */
export async function countAllLive(
  tx: Tx,
  connectionId: ConnectionId,
): Promise<{ connection: number; workspace: number }> {
  const { rows } = await sql<{ connection: number; workspace: number }>`
    select (count(*) filter (where r.connection_id = ${connectionId}))::int as connection, count(*)::int as workspace
    from rollcall.resource r
    join rollcall.connection c on c.workspace_id = r.workspace_id and c.connection_id = r.connection_id
    where r.workspace_id = ${tx.workspaceId} and r.presence = 'live' and c.state <> 'removed'`.execute(tx);
  return rows[0] ?? { connection: 0, workspace: 0 };
}

/**
 * Of each scope, how many staged items bear the id of a resource that the ledger holds in whatever scope of the kind: so many of
 * them at most are changes; and of how many it holds live in this one: these have not vanished. One question for a whole run.
 */
export async function countStagedKnown(
  tx: Tx,
  lease: RunLease,
): Promise<readonly (Pick<ScopeKey, 'kind' | 'parent'> & { readonly known: number; readonly liveHere: number })[]> {
  const { rows } = await sql<{ kind: string; parent: string; known: number; liveHere: number }>`
    select s.kind, s.parent, count(*)::int as known,
      (count(*) filter (where r.presence = 'live' and r.parent = s.parent))::int as "liveHere"
    from rollcall.stage_item s
    join rollcall.resource r on r.workspace_id = s.workspace_id and r.connection_id = ${lease.connectionId}
      and r.kind = s.kind and r.external_id = s.external_id
    where s.workspace_id = ${tx.workspaceId} and s.run_id = ${lease.runId} and s.fence = ${lease.fence}
    group by 1, 2`.execute(tx);
  return rows;
}

/** The limits that somebody set: for the workspace, and for the connection unless none is given. */
export async function brakeOverrides(
  tx: Tx,
  connectionId: ConnectionId | undefined,
): Promise<{ readonly workspace: BrakeOverrides; readonly connection: BrakeOverrides }> {
  const workspace = await tx.selectFrom('workspace').select('brake').executeTakeFirstOrThrow();
  const connection =
    connectionId === undefined
      ? undefined
      : await tx
          .selectFrom('connection')
          .select('brake')
          .where('workspace_id', '=', tx.workspaceId)
          .where('connection_id', '=', connectionId)
          .executeTakeFirstOrThrow();
  return {
    workspace: BrakeOverrides.parse(workspace.brake),
    connection: BrakeOverrides.parse(connection?.brake ?? {}),
  };
}

/** Sets the limits of a connection, or of the workspace, in place of those that were set before; `{}` for the defaults. */
export async function setBrake(
  tx: Tx,
  {
    connection,
    overrides,
    actor,
  }: { connection: { id: ConnectionId; name: string } | null; overrides: BrakeOverrides; actor: Actor },
): Promise<void> {
  const before = await brakeOverrides(tx, connection?.id);
  const brake = JSON.stringify(overrides);
  if (connection === null) await tx.updateTable('workspace').set({ brake }).execute();
  else await tx.updateTable('connection').set({ brake }).where('connection_id', '=', connection.id).execute();
  await appendEvent(tx, {
    type: 'brake.changed',
    actor,
    ...(connection === null ? {} : { connectionId: connection.id }),
    subject:
      connection === null
        ? { kind: 'workspace', externalId: tx.workspaceId, name: 'workspace' }
        : { kind: 'connection', externalId: connection.id, name: connection.name },
    before: { brake: connection === null ? before.workspace : before.connection },
    after: { brake: overrides },
  });
}
