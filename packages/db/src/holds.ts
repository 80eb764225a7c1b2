import {
  type Actor,
  ConnectionId,
  type EventType,
  Hold,
  HoldId,
  PlannedChange,
  RollcallError,
  RunId,
} from '@rollcall/schema';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from './database.ts';
import { appendEvent } from './events.ts';
import type { Plan } from './plan.ts';
import type { RunLease } from './runs.ts';

/** A hold as runs see it: what was planned, of which kinds, and what a person said of it. */
export interface OpenHold {
  readonly id: HoldId;
  readonly state: 'pending' | 'approved';
  readonly checksum: string;
  /** The kinds whose changes pass the limits: a run that lists others says nothing of them. */
  readonly brakedKinds: readonly string[];
}

interface OfRun {
  readonly lease: RunLease;
  readonly connection: string;
  readonly actor: Actor;
}

/** The connection's hold that waits for a person or for the run that applies it; undefined when there is none. */
export async function openHoldOf(tx: Tx, connectionId: ConnectionId): Promise<OpenHold | undefined> {
  const { rows } = await sql<OpenHold>`
    select h.hold_id as id, h.state, h.checksum, h.braked_kinds as "brakedKinds" from rollcall.hold h
    where h.workspace_id = ${tx.workspaceId} and h.connection_id = ${connectionId}
      and h.state in ('pending', 'approved') for update`.execute(tx);
  return rows[0];
}

/** Whether the last thing that a person said of this plan was no. */
export async function wasRejected(
  tx: Tx,
  { connectionId, checksum }: { connectionId: ConnectionId; checksum: string },
): Promise<boolean> {
  const { rows } = await sql<{ state: string }>`
    select h.state from rollcall.hold h
    where h.workspace_id = ${tx.workspaceId} and h.connection_id = ${connectionId} and h.checksum = ${checksum}
      and h.state in ('rejected', 'applied') order by h.decided_at desc limit 1`.execute(tx);
  return rows[0]?.state === 'rejected';
}

/**
 * Holds a run for its plan: a new hold, or the one that waits for the same plan already. One that waits for another plan is
 * superseded. The caller holds the run.
 */
export async function holdFor(
  tx: Tx,
  run: OfRun,
  {
    plan,
    reasons,
    brakedKinds,
    open,
  }: {
    plan: Plan;
    reasons: readonly string[];
    brakedKinds: readonly string[];
    open: OpenHold | undefined;
  },
): Promise<HoldId> {
  if (open?.state === 'pending' && open.checksum === plan.checksum) {
    await tx
      .updateTable('hold')
      .set({ run_id: run.lease.runId, seen_at: sql<Date>`clock_timestamp()` })
      .where('hold_id', '=', open.id)
      .execute();
    return open.id;
  }
  if (open !== undefined) await supersede(tx, run, { open, note: 'a later run would change something else' });
  const id = HoldId.parse(uuidv7());
  await tx
    .insertInto('hold')
    .values({
      workspace_id: tx.workspaceId,
      hold_id: id,
      connection_id: run.lease.connectionId,
      state: 'pending',
      checksum: plan.checksum,
      reasons: JSON.stringify(reasons),
      counts: JSON.stringify(plan.counts),
      changes: plan.changes,
      kinds: run.lease.kinds === null ? null : [...run.lease.kinds],
      braked_kinds: [...brakedKinds],
      run_id: run.lease.runId,
    })
    .execute();
  await sql`
    insert into rollcall.hold_item (workspace_id, hold_id, nth, type, kind, external_id, name, before, after, cause)
    select ${tx.workspaceId}, ${id}, i.nth, i.type, i.kind, i."externalId", i.name, i.before, i.after, i.cause
    from jsonb_to_recordset(${JSON.stringify(plan.items)}::jsonb) as i(nth int, type text, kind text,
      "externalId" text, name text, before jsonb, after jsonb, cause jsonb)`.execute(tx);
  const after = { reasons, counts: plan.counts, checksum: plan.checksum };
  await tell(tx, { type: 'hold.opened', id, run, after });
  return id;
}

/** Closes a hold whose plan no run would make any more. */
export async function supersede(tx: Tx, run: OfRun, { open, note }: { open: OpenHold; note: string }): Promise<void> {
  await close(tx, { id: open.id, state: 'superseded', note });
  await tell(tx, { type: 'hold.superseded', id: open.id, run, after: { note, checksum: open.checksum } });
}

/** Says that a run made just the changes that were approved, in the transaction that makes them. */
export async function applyHold(tx: Tx, run: OfRun, open: OpenHold): Promise<void> {
  await close(tx, { id: open.id, state: 'applied', note: undefined });
  await tell(tx, { type: 'hold.applied', id: open.id, run, after: { checksum: open.checksum } });
}

/**
 * Approves or rejects the plan of this checksum, or of what it begins with. Throws `not_found` when no plan of the workspace
 * has it, `ambiguous_name` when several have, and `hold_moved` when it is not pending any more. Answers the hold, with the
 * kinds that its run was to list.
 */
export async function decideHold(
  tx: Tx,
  {
    checksum,
    decision,
    note,
    actor,
  }: { checksum: string; decision: 'approved' | 'rejected'; note: string | null; actor: Actor },
): Promise<{ hold: Hold; connectionId: ConnectionId; kinds: readonly string[] | null }> {
  const { rows } = await sql<{ id: HoldId; connectionId: string; state: string; kinds: string[] | null }>`
    select h.hold_id as id, h.connection_id as "connectionId", h.state, h.kinds from rollcall.hold h
    where h.workspace_id = ${tx.workspaceId} and starts_with(h.checksum, ${checksum})
    order by h.state <> 'pending', h.opened_at desc for update`.execute(tx);
  const [found, ...others] = rows;
  if (found === undefined) {
    throw new RollcallError('not_found', 'No held plan has this checksum: "holds list" shows those there are.');
  }
  if (found.state !== 'pending') {
    throw new RollcallError(
      'hold_moved',
      `This plan is ${found.state}, and can be decided no more: "holds list" shows what waits now.`,
      { details: { state: found.state } },
    );
  }
  if (others.some(({ state }) => state === 'pending')) {
    throw new RollcallError('ambiguous_name', 'Several held plans have a checksum that begins so: give more of it.');
  }
  await tx
    .updateTable('hold')
    .set({
      state: decision,
      decided_at: sql<Date>`clock_timestamp()`,
      decided_by: JSON.stringify(actor),
      note,
    })
    .where('hold_id', '=', found.id)
    .execute();
  const hold = await holdById(tx, found.id);
  const connectionId = ConnectionId.parse(found.connectionId);
  await appendEvent(tx, {
    type: decision === 'approved' ? 'hold.approved' : 'hold.rejected',
    actor,
    connectionId,
    subject: { kind: 'hold', externalId: hold.id, name: hold.connection },
    after: { checksum: hold.checksum, note },
    runId: hold.runId,
  });
  return { hold, connectionId, kinds: found.kinds };
}

/** Holds, newest first; unless all are wanted, those that wait. Rides the primary key. */
export async function listHolds(
  tx: Tx,
  { all, before, limit }: { all: boolean; before?: HoldId | undefined; limit: number },
): Promise<readonly Hold[]> {
  const { rows } = await sql<unknown>`
    ${holdRows} where h.workspace_id = ${tx.workspaceId} ${all ? sql`` : sql`and h.state in ('pending', 'approved')`}
      ${before === undefined ? sql`` : sql`and h.hold_id < ${before}`}
    order by h.hold_id desc limit ${limit}`.execute(tx);
  return Hold.array().parse(rows);
}

/** The hold of this id; throws `not_found`. */
export async function holdById(tx: Tx, id: HoldId): Promise<Hold> {
  const { rows } = await sql<unknown>`
    ${holdRows} where h.workspace_id = ${tx.workspaceId} and h.hold_id = ${id}`.execute(tx);
  if (rows[0] === undefined) {
    throw new RollcallError('not_found', 'There is no hold of this id: "holds list --every" shows those there are.');
  }
  return Hold.parse(rows[0]);
}

/** The changes of a held plan, in its order, from the one after `after`. */
export async function holdItems(
  tx: Tx,
  { id, after, limit }: { id: HoldId; after: number; limit: number },
): Promise<readonly PlannedChange[]> {
  const { rows } = await sql<unknown>`
    select i.nth, i.type, i.kind, i.external_id as "externalId", i.name, i.before, i.after, i.cause
    from rollcall.hold_item i
    where i.workspace_id = ${tx.workspaceId} and i.hold_id = ${id} and i.nth > ${after}
    order by i.nth limit ${limit}`.execute(tx);
  return PlannedChange.array().parse(rows);
}

const holdRows = sql`
  select h.hold_id as id, c.name as connection, h.state, h.checksum, h.reasons, h.counts, h.changes,
    rollcall.instant(h.opened_at) as "openedAt", h.run_id as "runId", rollcall.instant(h.seen_at) as "seenAt",
    rollcall.instant(h.decided_at) as "decidedAt", h.decided_by as "decidedBy", h.note
  from rollcall.hold h
  join rollcall.connection c on c.workspace_id = h.workspace_id and c.connection_id = h.connection_id`;

async function close(
  tx: Tx,
  { id, state, note }: { id: HoldId; state: 'superseded' | 'applied'; note: string | undefined },
): Promise<void> {
  await tx
    .updateTable('hold')
    .set({
      state,
      ...(note === undefined ? {} : { note }),
      ...(state === 'superseded' ? { decided_at: sql<Date>`clock_timestamp()` } : {}),
    })
    .where('hold_id', '=', id)
    .execute();
}

async function tell(
  tx: Tx,
  { type, id, run, after }: { type: EventType; id: HoldId; run: OfRun; after: Readonly<Record<string, unknown>> },
): Promise<void> {
  await appendEvent(tx, {
    type,
    actor: run.actor,
    connectionId: run.lease.connectionId,
    subject: { kind: 'hold', externalId: id, name: run.connection },
    after,
    runId: RunId.parse(run.lease.runId),
  });
}
