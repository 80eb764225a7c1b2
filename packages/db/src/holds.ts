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
import { now } from './clock.ts';
import type { Tx } from './database.ts';
import { appendEvent } from './events.ts';
import type { Plan } from './plan.ts';
import type { RunLease } from './runs.ts';
import type { HeldScope } from './tables.ts';

/** A hold that still decides over runs: it waits for a person, or for the run that applies it, or it was rejected. */
export interface StandingHold {
  readonly id: HoldId;
  readonly state: 'pending' | 'approved' | 'rejected';
  /** When it was approved or rejected, whichever it is now. Null while it waits. */
  readonly decidedAt: Date | null;
  readonly checksum: string;
  /** The kinds whose changes count: a run that does not list them all says nothing of them. */
  readonly brakedKinds: readonly string[];
  readonly scopes: readonly HeldScope[];
}

interface OfRun {
  readonly lease: RunLease;
  readonly connection: string;
  readonly actor: Actor;
}

/**
 * The connection's holds that still decide over runs. `locked`, they stay as they are until the transaction ends: what a
 * person says meanwhile is said after it. Rides `hold_standing`.
 */
export async function standingHolds(
  tx: Tx,
  connectionId: ConnectionId,
  { locked }: { locked: boolean },
): Promise<readonly StandingHold[]> {
  const { rows } = await sql<StandingHold>`
    select h.hold_id as id, h.state, h.decided_at as "decidedAt", h.checksum, h.braked_kinds as "brakedKinds", h.scopes
    from rollcall.hold h
    where h.workspace_id = ${tx.workspaceId} and h.connection_id = ${connectionId}
      and h.state in ('pending', 'approved', 'rejected') order by h.hold_id
    ${locked ? sql`for update` : sql``}`.execute(tx);
  return rows;
}

/** Holds a run for its plan, or has the hold that waits for the same plan already go on waiting. The caller holds the run. */
export async function holdFor(
  tx: Tx,
  run: OfRun,
  held: {
    readonly plan: Plan;
    readonly reasons: readonly string[];
    readonly scopes: readonly HeldScope[];
    readonly same: StandingHold | undefined;
  },
): Promise<HoldId> {
  const { plan, reasons, scopes, same } = held;
  if (same !== undefined) {
    await tx
      .updateTable('hold')
      .set({ run_id: run.lease.runId, seen_at: now })
      .where('hold_id', '=', same.id)
      .execute();
    return same.id;
  }
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
      braked_kinds: [...new Set(scopes.map(({ kind }) => kind))],
      scopes: JSON.stringify(scopes),
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

/** Closes a hold whose plan no run would make any more, and forgets its changes. */
export async function supersede(
  tx: Tx,
  run: OfRun,
  { hold, note }: { hold: StandingHold; note: string },
): Promise<void> {
  if (!(await close(tx, { id: hold.id, state: 'superseded', note }))) return;
  await tell(tx, { type: 'hold.superseded', id: hold.id, run, after: { note, checksum: hold.checksum } });
}

/** Says that a run made just the changes that were approved, in the transaction that makes them. */
export async function applyHold(tx: Tx, run: OfRun, hold: StandingHold): Promise<void> {
  if (!(await close(tx, { id: hold.id, state: 'applied' }))) throw new Error(`hold ${hold.id} is decided already`);
  await tell(tx, { type: 'hold.applied', id: hold.id, run, after: { checksum: hold.checksum } });
}

/** Closes what waits for a connection that is being removed: nobody can apply it any more. */
export async function closeHolds(
  tx: Tx,
  connection: { readonly id: ConnectionId; readonly name: string },
  actor: Actor,
): Promise<void> {
  const note = 'its connection was removed';
  for (const { id, checksum } of await standingHolds(tx, connection.id, { locked: true })) {
    if (!(await close(tx, { id, state: 'superseded', note }))) continue;
    await appendEvent(tx, {
      type: 'hold.superseded',
      actor,
      connectionId: connection.id,
      subject: { kind: 'hold', externalId: id, name: connection.name },
      after: { note, checksum },
    });
  }
}

interface Decision {
  readonly checksum: string;
  readonly decision: 'approved' | 'rejected';
  readonly note: string | null;
  readonly actor: Actor;
}

/**
 * Approves or rejects the plan of this checksum, or of what it begins with; one that was rejected may still be approved.
 * Throws `not_found` when no plan of the workspace has it, `ambiguous_name` when several have, `hold_moved` when it cannot
 * be decided any more, `connection_not_active` when no run could apply it. Answers the hold, with the kinds that its run
 * was to list.
 */
export async function decideHold(
  tx: Tx,
  { checksum, decision, note, actor }: Decision,
): Promise<{ hold: Hold; connectionId: ConnectionId; kinds: readonly string[] | null }> {
  const found = await undecided(tx, { checksum, decision });
  await tx
    .updateTable('hold')
    .set({ state: decision, decided_at: now, decided_by: JSON.stringify(actor), note })
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

interface FoundHold {
  readonly id: HoldId;
  readonly connectionId: string;
  readonly connection: string;
  readonly connectionState: string;
  readonly state: string;
  readonly kinds: string[] | null;
}

async function undecided(tx: Tx, { checksum, decision }: Pick<Decision, 'checksum' | 'decision'>): Promise<FoundHold> {
  const open = decision === 'approved' ? ['pending', 'rejected'] : ['pending'];
  const { rows } = await sql<FoundHold>`
    select h.hold_id as id, h.connection_id as "connectionId", c.name as connection, c.state as "connectionState", h.state,
      h.kinds
    from rollcall.hold h
    join rollcall.connection c on c.workspace_id = h.workspace_id and c.connection_id = h.connection_id
    where h.workspace_id = ${tx.workspaceId} and starts_with(h.checksum, ${checksum})
    order by not h.state = any(${open}::text[]), h.opened_at desc for update of h`.execute(tx);
  const [found, ...others] = rows;
  if (found === undefined) {
    throw new RollcallError('not_found', 'No held plan has this checksum: "holds list" shows those there are.');
  }
  if (!open.includes(found.state)) {
    throw new RollcallError(
      'hold_moved',
      `This plan is ${found.state}, and can be decided no more: "holds list" shows what waits now.`,
      { details: { state: found.state } },
    );
  }
  if (others.some(({ state }) => open.includes(state))) {
    throw new RollcallError('ambiguous_name', 'Several held plans have a checksum that begins so: give more of it.');
  }
  if (decision === 'approved' && found.connectionState !== 'active') {
    throw new RollcallError(
      'connection_not_active',
      `The connection "${found.connection}" is ${found.connectionState}, and no run can apply the plan: "connections resume ${found.connection}" wakes it.`,
    );
  }
  return found;
}

/** Holds, newest first; unless all are wanted, those that still decide over runs. Rides the primary key. */
export async function listHolds(
  tx: Tx,
  { all, before, limit }: { all: boolean; before?: HoldId | undefined; limit: number },
): Promise<readonly Hold[]> {
  const { rows } = await sql<unknown>`
    ${holdRows} where h.workspace_id = ${tx.workspaceId}
      ${all ? sql`` : sql`and h.state in ('pending', 'approved', 'rejected') and c.state <> 'removed'`}
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

/** Closes a hold that nobody has closed yet; false when somebody has. */
async function close(
  tx: Tx,
  { id, state, note }: { id: HoldId; state: 'superseded' | 'applied'; note?: string },
): Promise<boolean> {
  const closed = await tx
    .updateTable('hold')
    .set({ state, ...(note === undefined ? {} : { note, decided_at: now }) })
    .where('hold_id', '=', id)
    .where('state', 'in', ['pending', 'approved', 'rejected'])
    .returning('hold_id')
    .executeTakeFirst();
  if (closed !== undefined && state === 'superseded') {
    await sql`
      delete from rollcall.hold_item i where i.workspace_id = ${tx.workspaceId} and i.hold_id = ${id}`.execute(tx);
  }
  return closed !== undefined;
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
