import type { ConnectionId, PlannedChange, RunId } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from './database.ts';

/** What a run would change: the audit events that it would append. */
export interface Plan {
  /** SHA-256 over all changes: equal checksums, the same changes of the same connection for the same sorts of causes. */
  readonly checksum: string;
  readonly changes: number;
  /** By kind, how many changes of each sort. */
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** The first of them, what vanishes before all else. */
  readonly items: readonly PlannedChange[];
}

/** More than a person looks through; the checksum covers all of them. */
const itemsMax = 10_000;

/** An event id that no event has that is appended after this, and every one that was appended before is smaller than. */
export async function eventFloor(tx: Tx): Promise<string> {
  const { rows } = await sql<{ floor: string }>`
    select (lpad(to_hex(floor(extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0')
      || '70008000000000000000')::uuid::text as floor`.execute(tx);
  return rows[0]?.floor ?? '';
}

/**
 * The changes that this transaction has made for a run since `floor`, to be rolled back or kept. What a process that died
 * had recorded for the run is none of them, even if the database's clock was put back since. Rides
 * `audit_event_by_connection`.
 */
export async function planMade(
  tx: Tx,
  { connectionId, runId, floor }: { connectionId: ConnectionId; runId: RunId; floor: string },
): Promise<Omit<Plan, 'checksum'>> {
  const made = sql`
    made as materialized (
      select e.* from rollcall.audit_event e
      where e.workspace_id = ${tx.workspaceId} and e.connection_id = ${connectionId} and e.event_id >= ${floor}::uuid
        and e.run_id = ${runId} and e.type like 'resource.%' and e.xmin = pg_current_xact_id()::xid
    )`;
  const { rows } = await sql<Pick<Plan, 'changes' | 'counts'>>`
    with ${made},
    counted as (
      select m.subject_kind as kind, substring(m.type from 10) as change, count(*)::int as count from made m group by 1, 2
    )
    select (select count(*)::int from made) as changes,
      coalesce((select jsonb_object_agg(k.kind, k.counts) from (
        select c.kind, jsonb_object_agg(c.change, c.count) as counts from counted c group by c.kind) k), '{}') as counts`.execute(
    tx,
  );
  const items = await sql<PlannedChange>`
    with ${made}
    select (row_number() over (order by ${itemOrder}))::int as nth, m.type, m.subject_kind as kind,
      m.subject_id as "externalId", m.subject_name as name, m.before, m.after, m.cause
    from made m order by 1 limit ${itemsMax}`.execute(tx);
  const [sum] = rows;
  if (sum === undefined) throw new Error('an aggregate answers one row');
  return { ...sum, items: items.rows };
}

const itemOrder = sql`
  array_position(array['resource.vanished', 'resource.changed', 'resource.renamed'], m.type) nulls last, m.type,
  m.subject_kind, m.subject_name, m.subject_id`;
