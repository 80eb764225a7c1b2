import type { Cause, OperationState, Presence } from '@rollcall/schema';
import type pg from 'pg';
import type { Home } from './store.ts';

/** What the database holds of one connection, as its owner sees it. Times are in ms. */
export interface Snapshot {
  readonly resources: readonly HeldResource[];
  /** Of the run that was asked for. */
  readonly events: readonly HeldEvent[];
  readonly versions: readonly HeldVersion[];
  readonly listings: readonly HeldListing[];
  readonly operations: readonly HeldOperation[];
  readonly findings: readonly HeldFinding[];
  readonly scopes: readonly HeldScope[];
  readonly run: { readonly state: string; readonly outcome: string | null; readonly reason: string | null } | null;
  readonly isCircuitOpen: boolean;
  /** Rows of the whole connection. */
  readonly counts: {
    readonly events: number;
    readonly versions: number;
    readonly renames: number;
    readonly staged: number;
  };
}

export interface HeldResource {
  readonly kind: string;
  readonly id: string;
  readonly parent: string;
  readonly name: string;
  readonly presence: Presence;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly version: number;
  readonly missingSince: number | null;
}

export interface HeldEvent {
  readonly eventId: string;
  readonly type: string;
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  readonly cause: Cause | null;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly operationId: string | null;
}

export interface HeldVersion extends Omit<HeldResource, 'parent' | 'missingSince'> {
  readonly eventId: string;
}

/** About an operation. */
export interface HeldFinding {
  readonly rule: string;
  readonly state: 'open' | 'resolved';
  readonly operationId: string | null;
}

export interface HeldListing {
  readonly kind: string;
  readonly parent: string;
  readonly grade: string | null;
  readonly reason: string;
  readonly startedAt: number;
  /** What of the listing vanished; more than was listed where its parent is gone. */
  readonly vanished: number;
  readonly isListed: boolean;
}

export interface HeldOperation {
  readonly operationId: string;
  readonly state: OperationState;
  readonly dispatchedAt: number | null;
  readonly answeredAt: number | null;
}

interface HeldScope {
  readonly kind: string;
  readonly parent: string;
  readonly grade: string | null;
  readonly believedAt: number | null;
}

/** Reads everything at once, in one round trip. */
export async function takeSnapshot(
  owner: pg.Pool,
  { connection, workspaceId }: Home,
  runId: string,
): Promise<Snapshot> {
  const found = await owner.query<{ snapshot: Snapshot }>({
    name: 'snapshot',
    text: snapshotSql,
    values: [connection.id, runId, workspaceId],
  });
  const [row] = found.rows;
  if (row === undefined) throw new Error('a snapshot is one row');
  return row.snapshot;
}

const ms = (column: string) => `(extract(epoch from ${column}) * 1000)::bigint`;

const snapshotSql = `
  select json_build_object(
    'resources', (select coalesce(json_agg(json_build_object('kind', r.kind, 'id', r.external_id, 'parent', r.parent,
        'name', r.name, 'presence', r.presence, 'attributes', r.attributes, 'version', r.version,
        'missingSince', ${ms('r.missing_since')}) order by r.kind, r.external_id), '[]')
      from rollcall.resource r where r.workspace_id = c.workspace_id and r.connection_id = c.connection_id),
    'events', (select coalesce(json_agg(json_build_object('eventId', e.event_id, 'type', e.type,
        'kind', e.subject_kind, 'id', e.subject_id, 'name', e.subject_name, 'cause', e.cause, 'before', e.before, 'after', e.after,
        'operationId', e.operation_id) order by e.event_id), '[]')
      from rollcall.audit_event e
      where e.workspace_id = c.workspace_id and e.connection_id = c.connection_id and e.run_id = $2),
    'versions', (select coalesce(json_agg(json_build_object('kind', v.kind, 'id', v.external_id, 'name', v.name,
        'presence', v.presence, 'attributes', v.attributes, 'version', v.version, 'eventId', v.event_id)
        order by v.recorded_at, v.version, v.kind, v.external_id), '[]')
      from rollcall.resource_version v
      where v.workspace_id = c.workspace_id and v.connection_id = c.connection_id and v.run_id = $2),
    'listings', (select coalesce(json_agg(json_build_object('kind', l.kind, 'parent', l.parent, 'grade', l.grade,
        'reason', l.reason, 'vanished', l.vanished, 'isListed', l.certificate is not null,
        'startedAt', ${ms('l.started_at')}) order by l.kind, l.parent), '[]')
      from rollcall.listing l where l.workspace_id = c.workspace_id and l.run_id = $2),
    'operations', (select coalesce(json_agg(json_build_object('operationId', o.operation_id, 'state', o.state,
        'dispatchedAt', ${ms('o.dispatched_at')}, 'answeredAt', ${ms('o.answered_at')}) order by o.operation_id), '[]')
      from rollcall.operation o where o.workspace_id = c.workspace_id and o.connection_id = c.connection_id),
    'findings', (select coalesce(json_agg(json_build_object('rule', f.rule, 'state', f.state,
        'operationId', f.operation_id) order by f.fingerprint), '[]')
      from rollcall.finding f where f.workspace_id = c.workspace_id and f.connection_id = c.connection_id),
    'scopes', (select coalesce(json_agg(json_build_object('kind', s.kind, 'parent', s.parent, 'grade', s.grade,
        'believedAt', ${ms('s.believed_at')}) order by s.kind, s.parent), '[]')
      from rollcall.scope s where s.workspace_id = c.workspace_id and s.connection_id = c.connection_id),
    'run', (select json_build_object('state', u.state, 'outcome', u.outcome, 'reason', u.reason)
      from rollcall.run u where u.workspace_id = c.workspace_id and u.run_id = $2),
    'isCircuitOpen', c.circuit_opened_at is not null,
    'counts', json_build_object(
      'events', (select count(*) from rollcall.audit_event e
        where e.workspace_id = c.workspace_id and e.connection_id = c.connection_id and e.type like 'resource.%'),
      'versions', (select count(*) from rollcall.resource_version v
        where v.workspace_id = c.workspace_id and v.connection_id = c.connection_id),
      'renames', (select count(*) from rollcall.resource_rename n
        where n.workspace_id = c.workspace_id and n.connection_id = c.connection_id),
      'staged', (select count(*) from rollcall.stage_item i where i.workspace_id = c.workspace_id))) as snapshot
  from rollcall.connection c where c.workspace_id = $3 and c.connection_id = $1`;
