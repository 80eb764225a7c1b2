import { Cause, type ConnectionId, type OperationId, type OperationState } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from './database.ts';

/** Which resource. */
export interface ResourceKey {
  readonly connectionId: ConnectionId;
  readonly kind: string;
  readonly externalId: string;
}

/** The newest version of a resource, and what made it. */
export interface CurrentVersion {
  readonly version: number;
  readonly name: string;
  /** Null where what made it is not on record. */
  readonly change: { readonly type: string; readonly recordedAt: string; readonly cause: Cause | null } | null;
}

/**
 * Lets one transaction at a time decide about a resource by its version: whoever comes second waits for the first, and sees
 * what that one recorded. Held until the transaction ends.
 */
export async function lockVersion(tx: Tx, { connectionId, kind, externalId }: ResourceKey): Promise<void> {
  const name = `${tx.workspaceId}/${connectionId}/${kind}/${externalId}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, ${sql.lit(lockSeed)}))`.execute(tx);
}

/** Keeps these locks apart from those of others that hash names. */
const lockSeed = 20;

/** The version that the ledger holds now, with the cause that is known of it by now; undefined when it holds none. */
export async function currentVersion(
  tx: Tx,
  { connectionId, kind, externalId }: ResourceKey,
): Promise<CurrentVersion | undefined> {
  const { rows } = await sql<Row>`
    select r.version, r.name, e.type, rollcall.instant(v.recorded_at) as "recordedAt", coalesce(b.cause, e.cause) as cause
    from rollcall.resource r
    left join rollcall.resource_version v on v.workspace_id = r.workspace_id and v.connection_id = r.connection_id
      and v.kind = r.kind and v.external_id = r.external_id and v.version = r.version
    left join rollcall.audit_event e on e.workspace_id = v.workspace_id and e.event_id = v.event_id
    left join lateral (
      select a.cause from rollcall.audit_event a where a.workspace_id = e.workspace_id and a.about_event_id = e.event_id
      order by a.event_id desc limit 1
    ) b on true
    where r.workspace_id = ${tx.workspaceId} and r.connection_id = ${connectionId} and r.kind = ${kind}
      and r.external_id = ${externalId}`.execute(tx);
  const [row] = rows;
  if (row === undefined) return undefined;
  const { version, name, type, recordedAt, cause } = row;
  if (type === null || recordedAt === null) return { version, name, change: null };
  return { version, name, change: { type, recordedAt, cause: cause === null ? null : Cause.parse(cause) } };
}

interface Row extends Pick<CurrentVersion, 'version' | 'name'> {
  readonly type: string | null;
  readonly recordedAt: string | null;
  readonly cause: unknown;
}

/** An operation that changes a resource, or ends it, and that no listing has shown yet. */
export interface UnseenChange {
  readonly operationId: OperationId;
  readonly procedure: string;
  readonly state: OperationState;
}

/**
 * The newest operation on record that changes the resource or ends it, be it under way, and that no listing has settled.
 * Rides `operation_open` and `operation_interrupted`.
 */
export async function unseenChange(
  tx: Tx,
  { connectionId, kind, externalId }: ResourceKey,
): Promise<UnseenChange | undefined> {
  const onIt = ['changed', 'absent'].map(
    (becomes) => sql`expectations @> ${JSON.stringify([{ becomes, kind, externalId }])}::jsonb`,
  );
  const { rows } = await sql<UnseenChange>`
    select operation_id as "operationId", procedure, state from rollcall.operation
    where workspace_id = ${tx.workspaceId} and connection_id = ${connectionId} and expectations <> '[]'
      and state in ('accepted', 'dispatched', 'succeeded', 'unknown') and (${sql.join(onIt, sql` or `)})
    order by operation_id desc limit 1`.execute(tx);
  return rows[0];
}
