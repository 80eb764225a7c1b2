import {
  type CheckpointOnRecord,
  type EndOnRecord,
  keptEveryLevels,
  type LogPart,
  type NodeOnRecord,
  originOf,
  type PlaceOnRecord,
  type VerifiedTo,
  type VerifyingPart,
  verifyEnd,
  verifyPart,
} from '@rollcall/ledger';
import { sql } from 'kysely';
import { now } from '../clock.ts';
import type { Tx } from '../database.ts';
import { instant, instantOrNull } from '../json.ts';
import { logKeys } from './keys.ts';

/** How far a log was verified, and whether that is all of it. */
export interface VerifiedLog {
  readonly verified: VerifiedTo;
  readonly isWhole: boolean;
  /** How many events the log holds now. */
  readonly size: number;
}

export interface VerifyingLog extends Pick<VerifyingPart, 'add' | 'rootAt'> {
  /** How many events are looked at. */
  readonly most: number;
}

/**
 * Verifies the next events of the workspace's log: reads them as they stand in the database, and hashes them here.
 * What the log grows by meanwhile is left to the next part. Rides the primary keys.
 */
export async function verifyLog(tx: Tx, from: VerifiedTo, { most, add, rootAt }: VerifyingLog): Promise<VerifiedLog> {
  const size = await sizeOf(tx);
  const end = Math.max(from.size, Math.min(size, from.size + most));
  const part: LogPart = {
    end,
    places: await placesIn(tx, { after: from.size, end }),
    checkpoints: await checkpointsIn(tx, { from, end }),
    nodes: await nodesIn(tx, { after: from.size, end }),
  };
  // After the checkpoints: one that is signed meanwhile by a key that is made meanwhile is not judged without that key.
  const keys = await logKeys(tx);
  const signing = { origin: originOf(tx.workspaceId), keys: keys.map(({ key }) => key) };
  const verified = verifyPart(from, part, { signing, add, ...(rootAt === undefined ? {} : { rootAt }) });
  const last = await endOf(tx);
  const isWhole = end >= last.tree.size;
  if (isWhole) verifyEnd(verified, last, add);
  return { verified, isWhole, size: last.tree.size };
}

interface Stretch {
  readonly after: number;
  readonly end: number;
}

async function sizeOf(tx: Tx): Promise<number> {
  const row = await tx
    .selectFrom('audit_tree')
    .select('size')
    .where('workspace_id', '=', tx.workspaceId)
    .executeTakeFirst();
  return Number(row?.size ?? 0);
}

interface PlaceRow {
  readonly seq: string;
  readonly leaf: Buffer | null;
  readonly event_id: string | null;
  readonly text: string | null;
  readonly also_at: string | null;
}

async function placesIn(tx: Tx, { after, end }: Stretch): Promise<ReadonlyMap<number, PlaceOnRecord>> {
  await sql`select set_config('plan_cache_mode', 'force_custom_plan', true)`.execute(tx);
  const { rows } = await sql<PlaceRow>`
    select coalesce(s.seq, l.seq) as seq, l.leaf, s.event_id, rollcall.leaf_text(e, s.seq, s.sealed_at) as text,
      (select o.seq from rollcall.sealed_event o where o.workspace_id = s.workspace_id and o.event_id = s.event_id
        and o.seq <> s.seq limit 1) as also_at
    from (select * from rollcall.sealed_event where workspace_id = ${tx.workspaceId} and seq > ${after} and seq <= ${end}) s
    full join (select * from rollcall.audit_leaf where workspace_id = ${tx.workspaceId} and seq > ${after} and seq <= ${end}) l
      on l.seq = s.seq
    left join rollcall.audit_event e on e.workspace_id = s.workspace_id and e.event_id = s.event_id
    order by 1`.execute(tx);
  const places = new Map<number, PlaceOnRecord>();
  for (const row of rows) {
    const sequence = Number(row.seq);
    const before = places.get(sequence)?.events ?? [];
    const events = row.event_id === null ? before : [...before, { id: row.event_id, text: row.text }];
    places.set(sequence, {
      sequence,
      events,
      leaf: row.leaf,
      alsoAt: row.also_at === null ? null : Number(row.also_at),
    });
  }
  return places;
}

/** Those of as many events as were looked at already may have been made since. */
async function checkpointsIn(
  tx: Tx,
  { from, end }: { readonly from: VerifiedTo; readonly end: number },
): Promise<readonly CheckpointOnRecord[]> {
  const rows = await tx
    .selectFrom('audit_checkpoint')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where(
      sql<boolean>`size <= ${end} and (size > ${from.size} or size = ${from.size} and number > ${from.link?.number ?? 0})`,
    )
    .orderBy('size')
    .orderBy('number')
    .execute();
  return rows.map(({ number, size, root, at, note, frontier }) => ({
    ...{ number: Number(number), size: Number(size), root, at: instant(at), note, frontier },
  }));
}

async function nodesIn(tx: Tx, { after, end }: Stretch): Promise<readonly NodeOnRecord[]> {
  const nodes: NodeOnRecord[] = [];
  for (let level = keptEveryLevels; 2 ** level <= end; level += keptEveryLevels) {
    const [from, to] = [Math.floor(after / 2 ** level), Math.floor(end / 2 ** level)];
    if (from === to) continue;
    const rows = await tx
      .selectFrom('audit_node')
      .select(['index', 'hash'])
      .where('workspace_id', '=', tx.workspaceId)
      .where(sql<boolean>`level = ${level} and index >= ${from} and index < ${to}`)
      .execute();
    nodes.push(...rows.map(({ index, hash }) => ({ level, index: Number(index), hash })));
  }
  return nodes;
}

/** In one statement: of one moment, though the log grows. */
async function endOf(tx: Tx): Promise<EndOnRecord> {
  const { rows } = await sql<{
    now: Date;
    tree_size: string;
    frontier: Buffer;
    tail: string;
    last_sequence: string | null;
    last_leaf: string | null;
    waiting_since: Date | null;
    largest: { number: number; size: number; at: string } | null;
    newest: { number: number; at: string } | null;
  }>`
    select ${now} as now, t.size as tree_size, t.frontier,
      coalesce((select l.size from rollcall.audit_tail l where l.workspace_id = ${tx.workspaceId}), 0) as tail,
      (select max(s.seq) from rollcall.sealed_event s where s.workspace_id = ${tx.workspaceId}) as last_sequence,
      (select max(l.seq) from rollcall.audit_leaf l where l.workspace_id = ${tx.workspaceId}) as last_leaf,
      (select s.sealed_at from rollcall.sealed_event s where s.workspace_id = ${tx.workspaceId} and s.seq > t.size
        order by s.seq limit 1) as waiting_since,
      (select jsonb_build_object('number', c.number, 'size', c.size, 'at', rollcall.instant(c.at)) from rollcall.audit_checkpoint c
        where c.workspace_id = ${tx.workspaceId} order by c.size desc, c.number desc limit 1) as largest,
      (select jsonb_build_object('number', c.number, 'at', rollcall.instant(c.at)) from rollcall.audit_checkpoint c
        where c.workspace_id = ${tx.workspaceId} order by c.number desc limit 1) as newest
    from (select coalesce(sum(a.size), 0)::bigint as size, coalesce(max(a.frontier), '') as frontier
      from rollcall.audit_tree a where a.workspace_id = ${tx.workspaceId}) t`.execute(tx);
  const [row] = rows;
  if (row === undefined) throw new Error('a select without a table has a row');
  return {
    ...{ now: instant(row.now), tree: { size: Number(row.tree_size), frontier: row.frontier } },
    ...{ tail: Number(row.tail), waitingSince: instantOrNull(row.waiting_since) },
    ...{ lastSequence: Number(row.last_sequence ?? 0), lastLeaf: Number(row.last_leaf ?? 0) },
    ...{ largest: row.largest, newest: row.newest, keys: await keysOnRecord(tx) },
  };
}

/** What told of a key may wait for its place still. */
async function keysOnRecord(tx: Tx): Promise<EndOnRecord['keys']> {
  const keys = [];
  for (const { key, eventId } of await logKeys(tx)) {
    const { rows } = await sql<{ text: string | null }>`
      select rollcall.leaf_text(e, coalesce(s.seq, 0), coalesce(s.sealed_at, e.recorded_at)) as text from rollcall.audit_event e
        left join rollcall.sealed_event s on s.workspace_id = e.workspace_id and s.event_id = e.event_id
      where e.workspace_id = ${tx.workspaceId} and e.event_id = ${eventId}`.execute(tx);
    keys.push({ key, toldBy: rows[0]?.text ?? null });
  }
  return keys;
}
