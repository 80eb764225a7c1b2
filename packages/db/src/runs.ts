import {
  type Actor,
  ConnectionId,
  Grade,
  KindResult,
  type Run,
  type RunDoing,
  RunId,
  type RunOutcome,
  type RunTrigger,
} from '@rollcall/schema';
import { type Selectable, sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { ago, now } from './clock.ts';
import type { Tx } from './database.ts';
import { appendEvent } from './events.ts';
import { instant, instantOrNull } from './json.ts';
import type { Queue } from './queue.ts';
import type { Tables } from './tables.ts';

export interface RunRequest {
  readonly connection: { readonly id: ConnectionId; readonly name: string };
  readonly trigger: RunTrigger;
  readonly plan: boolean;
  /** Whether everything is listed in full, also where the newest part of it would do; not, unless said. */
  readonly full?: boolean;
  /** Null for every kind. */
  readonly kinds: readonly string[] | null;
}

/** Records a caller's run and queues it, both or neither. */
export async function requestRun(tx: Tx, queue: Queue, request: RunRequest & { actor: Actor }): Promise<RunId> {
  const runId = await insertRun(tx, { ...request, connectionId: request.connection.id });
  await queue.send(tx, { runId, connectionId: request.connection.id });
  // A plan changes nothing, and says nothing.
  if (request.plan) return runId;
  await appendEvent(tx, {
    type: 'run.requested',
    actor: request.actor,
    connectionId: request.connection.id,
    subject: { kind: 'run', externalId: runId, name: request.connection.name },
    after: { plan: request.plan, full: request.full === true, kinds: request.kinds },
    runId,
  });
  return runId;
}

/**
 * The kinds that runs of the connection will still list, being queued or under way and not given up for lost: `every` one,
 * or these; undefined where there is no such run. A plan counts as one that lists nothing.
 */
export async function kindsGoing(
  tx: Tx,
  connectionId: ConnectionId,
): Promise<'every' | ReadonlySet<string> | undefined> {
  const going = await tx
    .selectFrom('run')
    .select(['plan', 'kinds'])
    .where('connection_id', '=', connectionId)
    .where((run) =>
      run.or([
        run.and([run('state', '=', 'queued'), run('requested_at', '>', ago(queuedMsMax))]),
        run.and([run('state', '=', 'running'), run('heartbeat_at', '>', ago(runSilenceMsMax))]),
      ]),
    )
    .execute();
  if (going.length === 0) return undefined;
  const listing = going.filter(({ plan }) => !plan);
  if (listing.some(({ kinds }) => kinds === null)) return 'every';
  return new Set(listing.flatMap(({ kinds }) => kinds ?? []));
}

/** A run that this worker holds. Every write names its fence: an older holder can write nothing. */
export interface RunLease {
  readonly runId: RunId;
  readonly connectionId: ConnectionId;
  readonly fence: number;
  readonly plan: boolean;
  readonly full: boolean;
  readonly kinds: readonly string[] | null;
  /** The trace of whoever asked for it; null where nobody did, or said none. */
  readonly traceparent: string | null;
}

/** A run that no worker took within this time has lost its job. */
const queuedMsMax = 24 * 3_600_000;

/** A run whose worker has not been heard of for this long is abandoned: the queue has found it another one by then. */
export const runSilenceMsMax = 60_000;

/** Two beats of a run that were not heard: its worker is lost. */
const runLostMs = 25_000;

/**
 * The run that another one of its connection is kept waiting for though nobody works on it: its own job cannot be tried again
 * while the waiting one has the connection's turn in the queue.
 */
export async function lostRunBefore(tx: Tx, runId: RunId): Promise<RunId | undefined> {
  const lost = await tx
    .selectFrom('run as waiting')
    .innerJoin('run as lost', 'lost.connection_id', 'waiting.connection_id')
    .select('lost.run_id')
    .where('waiting.workspace_id', '=', tx.workspaceId)
    .where('waiting.run_id', '=', runId)
    .where('lost.workspace_id', '=', tx.workspaceId)
    .where('lost.run_id', '<>', runId)
    .where('lost.state', '=', 'running')
    .where('lost.heartbeat_at', '<', ago(runLostMs))
    .executeTakeFirst();
  return lost === undefined ? undefined : RunId.parse(lost.run_id);
}

/**
 * Takes a run that is queued, or whose worker was lost. Undefined when it has finished; `busy` while another run of
 * the connection is under way. A run that was abandoned for good is closed as failed, so that it blocks nobody.
 */
export async function claimRun(tx: Tx, runId: RunId): Promise<RunLease | 'busy' | undefined> {
  const run = await tx.selectFrom('run').selectAll().where('run_id', '=', runId).forUpdate().executeTakeFirst();
  if (run === undefined || run.state === 'finished') return undefined;
  await closeAbandoned(tx, { connectionId: run.connection_id, except: runId });
  const other = await tx
    .selectFrom('run')
    .select('run_id')
    .where('connection_id', '=', run.connection_id)
    .where('state', '=', 'running')
    .where('run_id', '<>', runId)
    .executeTakeFirst();
  if (other !== undefined) return 'busy';
  const claimed = await tx
    .updateTable('run')
    .set({ state: 'running', fence: run.fence + 1, started_at: now, heartbeat_at: now, progress: null })
    .where('run_id', '=', runId)
    .returningAll()
    .executeTakeFirstOrThrow();
  return {
    runId,
    connectionId: ConnectionId.parse(claimed.connection_id),
    fence: claimed.fence,
    plan: claimed.plan,
    full: claimed.full,
    kinds: claimed.kinds,
    traceparent: claimed.traceparent,
  };
}

/**
 * Says that the holder lives, and how far it is, in one update that no index notices. False when it has lost the run, or
 * the connection is no longer active.
 */
export async function beatRun(tx: Tx, lease: RunLease, doing?: RunDoing): Promise<boolean> {
  const beaten = await tx
    .updateTable('run')
    .set({ heartbeat_at: now, ...progressOf(doing) })
    .where('run_id', '=', lease.runId)
    .where('fence', '=', lease.fence)
    .where('state', '=', 'running')
    .returning('connection_id')
    .executeTakeFirst();
  if (beaten === undefined) return false;
  const connection = await tx
    .selectFrom('connection')
    .select('state')
    .where('connection_id', '=', beaten.connection_id)
    .executeTakeFirstOrThrow();
  return connection.state === 'active';
}

/**
 * Holds the run for the rest of the transaction; false when another worker holds it now. Nobody takes it over or closes it
 * meanwhile, and of its own transactions that hold it, one goes on at a time; its beats go on beside them: what is recorded
 * may take minutes.
 */
export async function holdRun(tx: Tx, lease: RunLease): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${lease.runId}, 0))`.execute(tx);
  const held = await tx
    .selectFrom('run')
    .select('run_id')
    .where('run_id', '=', lease.runId)
    .where('fence', '=', lease.fence)
    .where('state', '=', 'running')
    .forKeyShare()
    .executeTakeFirst();
  return held !== undefined;
}

/** Closes a run, with its `run.finished` event unless it was a plan. */
export async function finishRun(
  tx: Tx,
  lease: RunLease,
  end: { outcome: RunOutcome; reason: string | null; doing?: RunDoing; actor: Actor },
): Promise<void> {
  if (!(await holdRun(tx, lease))) return;
  await tx
    .updateTable('run')
    .set({
      state: 'finished',
      outcome: end.outcome,
      reason: end.reason,
      finished_at: new Date(),
      ...progressOf(end.doing),
    })
    .where('run_id', '=', lease.runId)
    .execute();
  await tx.deleteFrom('stage_item').where('run_id', '=', lease.runId).execute();
  if (lease.plan) return;
  const connection = await tx
    .selectFrom('connection')
    .select('name')
    .where('connection_id', '=', lease.connectionId)
    .executeTakeFirstOrThrow();
  await appendEvent(tx, {
    type: 'run.finished',
    actor: end.actor,
    connectionId: lease.connectionId,
    subject: { kind: 'run', externalId: lease.runId, name: connection.name },
    after: { outcome: end.outcome, reason: end.reason, plan: lease.plan },
    runId: lease.runId,
  });
}

/** Gives a run back to the queue: the worker is stopping. */
export async function releaseRun(tx: Tx, lease: RunLease): Promise<void> {
  await tx
    .updateTable('run')
    .set({ state: 'queued', heartbeat_at: null })
    .where('run_id', '=', lease.runId)
    .where('fence', '=', lease.fence)
    .where('state', '=', 'running')
    .execute();
}

/** Runs, newest first. Rides the primary key, or `run_by_connection`. */
export async function listRuns(
  tx: Tx,
  filter: { connectionId?: ConnectionId | undefined; before?: RunId | undefined; limit: number },
): Promise<readonly Run[]> {
  let query = runRows(tx).orderBy('run.run_id', 'desc').limit(filter.limit);
  if (filter.connectionId !== undefined) query = query.where('run.connection_id', '=', filter.connectionId);
  if (filter.before !== undefined) query = query.where('run.run_id', '<', filter.before);
  return withKinds(tx, await query.execute());
}

/** The runs of these ids, in no particular order; ids of other workspaces are not there. */
export async function runsById(tx: Tx, ids: readonly RunId[]): Promise<readonly Run[]> {
  if (ids.length === 0) return [];
  return withKinds(tx, await runRows(tx).where('run.run_id', 'in', ids).execute());
}

/** Records a run that is queued; its job is the caller's to send. */
export async function insertRun(
  tx: Tx,
  run: Omit<RunRequest, 'connection'> & { readonly connectionId: ConnectionId },
): Promise<RunId> {
  const runId = RunId.parse(uuidv7());
  await tx
    .insertInto('run')
    .values({
      workspace_id: tx.workspaceId,
      run_id: runId,
      connection_id: run.connectionId,
      trigger: run.trigger,
      plan: run.plan,
      full: run.full === true,
      kinds: run.kinds === null ? null : [...run.kinds],
      state: 'queued',
    })
    .execute();
  return runId;
}

async function closeAbandoned(tx: Tx, run: { connectionId: string; except: RunId }): Promise<void> {
  // Locked before it is judged: whoever holds it is waited for, and has beaten meanwhile if it lives.
  const abandoned = await tx
    .selectFrom('run')
    .select('run_id')
    .where('connection_id', '=', run.connectionId)
    .where('run_id', '<>', run.except)
    .where((old) =>
      old.or([
        old.and([old('state', '=', 'running'), old('heartbeat_at', '<', ago(runSilenceMsMax))]),
        old.and([old('state', '=', 'queued'), old('requested_at', '<', ago(queuedMsMax))]),
      ]),
    )
    .forUpdate()
    .execute();
  if (abandoned.length === 0) return;
  const ids = abandoned.map(({ run_id }) => run_id);
  await tx
    .updateTable('run')
    .set((old) => ({
      state: 'finished',
      outcome: 'failed',
      reason: old
        .case()
        .when('state', '=', 'queued')
        .then('no worker took it for a day')
        .else('its worker was lost, and nobody took it over')
        .end(),
      finished_at: now,
    }))
    .where('run_id', 'in', ids)
    .execute();
  for (const id of ids) await tx.deleteFrom('stage_item').where('run_id', '=', id).execute();
}

function progressOf(doing: RunDoing | undefined) {
  return doing === undefined ? {} : { progress: JSON.stringify(doing) };
}

function runRows(tx: Tx) {
  return tx
    .selectFrom('run')
    .innerJoin('connection', (join) =>
      join
        .onRef('connection.workspace_id', '=', 'run.workspace_id')
        .onRef('connection.connection_id', '=', 'run.connection_id'),
    )
    .selectAll('run')
    .select('connection.name as connection_name')
    .where('run.workspace_id', '=', tx.workspaceId);
}

async function withKinds(
  tx: Tx,
  rows: readonly (Selectable<Tables['run']> & { connection_name: string })[],
): Promise<readonly Run[]> {
  if (rows.length === 0) return [];
  const kinds = await kindsOf(
    tx,
    rows.map((row) => row.run_id),
  );
  return rows.map((row) => ({
    ...runFacts(row),
    connection: row.connection_name,
    kinds: kinds.filter(({ runId }) => runId === row.run_id).map(({ result }) => result),
  }));
}

/** What a run's own row tells of it. */
export function runFacts(row: Selectable<Tables['run']>): Omit<Run, 'connection' | 'kinds'> {
  return {
    runId: RunId.parse(row.run_id),
    trigger: row.trigger,
    plan: row.plan,
    full: row.full,
    state: row.state,
    outcome: row.outcome,
    reason: row.reason,
    requestedAt: instant(row.requested_at),
    startedAt: instantOrNull(row.started_at),
    finishedAt: instantOrNull(row.finished_at),
  };
}

/**
 * One result a kind of each run, in the order they were listed in: its scopes added up, with the worst grade and that
 * scope's reason. A kind may have thousands of scopes, and a run that is followed is asked for again and again.
 */
async function kindsOf(tx: Tx, runIds: readonly string[]): Promise<readonly { runId: string; result: KindResult }[]> {
  const worstFirst = sql`order by array_position(${worst}::text[], l.grade), l.started_at`;
  const found = await sql<{ run_id: string } & Record<keyof KindResult, unknown>>`
    select l.run_id, l.kind, sum(l.seen)::int as seen, sum(l.appeared)::int as appeared, sum(l.changed)::int as changed,
      sum(l.vanished)::int as vanished, sum(l.reappeared)::int as reappeared, sum(l.unchanged)::int as unchanged,
      (array_agg(l.grade ${worstFirst}))[1] as grade, (array_agg(l.reason ${worstFirst}))[1] as reason
    from rollcall.listing l
    where l.workspace_id = ${tx.workspaceId} and l.run_id = any(${[...runIds]}::uuid[])
    group by l.run_id, l.kind order by min(l.started_at), l.kind`.execute(tx);
  return found.rows.map(({ run_id, ...result }) => ({ runId: run_id, result: KindResult.parse(result) }));
}

/** A listing that never ended is worse than any grade. */
const worst = [null, ...Grade.options.toReversed()];
