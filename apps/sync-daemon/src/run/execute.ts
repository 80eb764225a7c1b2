import {
  asPlanner,
  assertCircuitClosed,
  closeInterrupted,
  connectionWithCredential,
  ensureScopes,
  finishRun,
  inWorkspace,
  openBudget,
  openCredential,
  pinAccount,
  type RunLease,
  recordUnreachable,
  type Tx,
} from '@rollcall/db';
import { outcomeOf } from '@rollcall/ledger';
import {
  budgetTermsOf,
  createShapeObserver,
  type KindSpec,
  ProviderError,
  patientBudget,
  type ShapeObserver,
} from '@rollcall/provider-kit';
import { type Connection, RollcallError, type RunOutcome, type WorkspaceId } from '@rollcall/schema';
import { about, inSpan, note } from '@rollcall/telemetry';
import type { Daemon } from '../daemon.ts';
import { type Access, watchAccess } from './access.ts';
import { asHolder } from './as-holder.ts';
import type { RunContext } from './context.ts';
import { type Heartbeat, RunInterrupted, startHeartbeat } from './heartbeat.ts';
import { keepShapes } from './keep-shapes.ts';
import { noteAccess } from './note-access.ts';
import { followParents } from './orphans.ts';
import { createProgress, type Progress } from './progress.ts';
import { retryLater } from './retry.ts';
import { callRoll } from './roll.ts';
import { bindCauses, judgeSettled, settleOperations } from './settle.ts';

interface Ended {
  readonly outcome: RunOutcome;
  readonly reason: string | null;
}

/**
 * Executes one run to its end: checks whose account the credential opens, lists and believes each kind, settles open
 * operations. A plan is made in a role that can write none of that. Throws when the daemon stops or breaks; the run is
 * then free to be taken over.
 */
export function executeRun(own: Daemon, taken: TakenRun): Promise<void> {
  const { workspaceId, lease } = taken;
  const { runId, connectionId, traceparent: from } = lease;
  const attributes = { 'rollcall.run.id': runId, 'rollcall.connection.id': connectionId, 'rollcall.plan': lease.plan };
  return about({ workspaceId, runId, connectionId }, () =>
    inSpan({ name: 'run', attributes, from, begins: true }, async (span) => {
      const { outcome } = await executed(own, taken);
      span.setAttribute('rollcall.run.outcome', outcome);
    }),
  );
}

interface TakenRun {
  readonly workspaceId: WorkspaceId;
  readonly lease: RunLease;
  readonly stopping: AbortSignal;
}

async function executed(own: Daemon, { workspaceId, lease, stopping }: TakenRun): Promise<Ended> {
  const daemon = lease.plan ? { ...own, db: asPlanner(own.db) } : own;
  const found = await inWorkspace(daemon.db, workspaceId, (tx) => connectionWithCredential(tx, lease.connectionId));
  if (found !== undefined) note({ connection: found.connection.name, provider: found.connection.provider });
  const { metrics } = daemon;
  const provider = found?.connection.provider ?? 'none';
  const beganAt = performance.now();
  const progress = createProgress((items) => metrics.pageRead(provider, items));
  const heartbeat = startHeartbeat(daemon, { workspaceId, lease, progress }, stopping);
  try {
    const ended =
      found === undefined || found.connection.state !== 'active'
        ? { outcome: 'cancelled' as const, reason: 'the connection is not active' }
        : await runConnection(daemon, { workspaceId, lease, ...found, heartbeat, progress });
    const end = { ...ended, doing: progress.doing(), actor: daemon.actor };
    await inWorkspace(daemon.db, workspaceId, (tx) => finishRun(tx, lease, end));
    metrics.runEnded({ provider, outcome: ended.outcome, ms: performance.now() - beganAt });
    daemon.log.info(ended, 'run finished');
    return ended;
  } finally {
    heartbeat.stop();
  }
}

interface OpenRun {
  readonly workspaceId: WorkspaceId;
  readonly lease: RunLease;
  readonly connection: Connection;
  readonly sealed: string;
  readonly refusals: number;
  readonly heartbeat: Heartbeat;
  readonly progress: Progress;
}

async function runConnection(daemon: Daemon, open: OpenRun): Promise<Ended> {
  const { lease, progress } = open;
  const { signal } = open.heartbeat;
  try {
    assertCircuitClosed(open.connection);
    const { run, access, shapes } = await openRun(daemon, open);
    try {
      if (!lease.plan) await asHolder(run, (tx) => prepare(tx, run));
      await openAccount(run);
      progress.enter('listing');
      const roll = await callRoll(run, wantedKinds(run));
      if (roll.held !== undefined) return { outcome: 'held', reason: roll.held };
      const outcome = outcomeOf(roll.ends);
      progress.enter('settling');
      if (!lease.plan) await followParents(run);
      if (!lease.plan) await settleOperations(run);
      if (!lease.plan) await bindCauses(run);
      if (!lease.plan) await judgeSettled(run);
      return { outcome, reason: reasons[outcome] };
    } finally {
      if (!lease.plan && !signal.aborted) await noteAccess(run, { access, refusals: open.refusals });
      if (!lease.plan && !signal.aborted) await keepShapes(run, shapes);
      await run.session.close();
    }
  } catch (error) {
    const interrupted = signal.reason instanceof RunInterrupted ? signal.reason : error;
    if (interrupted instanceof RunInterrupted) return { outcome: 'cancelled', reason: interrupted.message };
    if (signal.aborted) throw error;
    if (error instanceof ProviderError) return { outcome: 'failed', reason: `${error.kind}: ${error.message}` };
    if (error instanceof RollcallError && error.code === 'circuit_open') {
      return { outcome: 'cancelled', reason: `${error.code}: ${error.message}` };
    }
    throw error;
  }
}

async function openRun(
  daemon: Daemon,
  { workspaceId, lease, connection, sealed, heartbeat, progress }: OpenRun,
): Promise<{ run: RunContext; access: Access; shapes: ShapeObserver }> {
  const provider = daemon.providers.named(connection.provider);
  const owner = { workspaceId, connectionId: connection.id };
  const credential = await openCredential(sealed, { ring: daemon.ring, owner });
  const terms = { ...budgetTermsOf(provider, connection), priority: 'background' } as const;
  const budget = progress.counting(patientBudget(openBudget(daemon.db, owner, terms)));
  const shapes = createShapeObserver(provider.document);
  const { session, access } = watchAccess(daemon.providers.open(connection, { credential, budget, shapes }));
  const { signal, betweenPages } = heartbeat;
  return {
    run: { daemon, workspaceId, lease, connection, provider, session, signal, log: daemon.log, progress, betweenPages },
    access,
    shapes,
  };
}

/** Which kinds, and why, stands beside each of them. */
const reasons = {
  complete: null,
  partial: 'not every kind could be believed',
  failed: 'no kind could be believed',
} as const;

/** Gives every kind its scope, and closes what a crash of the gateway left open. */
async function prepare(tx: Tx, { provider, connection, daemon }: RunContext): Promise<void> {
  const kinds = provider.kinds.filter(({ perParent }) => perParent === undefined).map(({ kind }) => kind);
  await ensureScopes(tx, { connectionId: connection.id, kinds });
  await closeInterrupted(tx, connection.id, daemon.actor);
}

/** An account that cannot be opened leaves what is known of all its scopes as old as it is, and says so there. */
async function openAccount(run: RunContext): Promise<void> {
  try {
    await assertSameAccount(run);
  } catch (error) {
    if (error instanceof ProviderError && !run.lease.plan && !run.signal.aborted) {
      const reason = `${error.kind}: ${error.message}`;
      const teller = { lease: run.lease, actor: run.daemon.actor };
      await asHolder(run, (tx) => recordUnreachable(tx, teller, reason));
    }
    throw error;
  }
}

/** Another account's credential would make everything vanish and other things appear: nothing of it is applied. */
async function assertSameAccount(run: RunContext): Promise<void> {
  const { connection, daemon } = run;
  const opened = await retryLater(() => run.session.identify(run.signal), run);
  if (opened === null) return;
  if (connection.account === null) {
    // A plan pins nothing; whoever pinned it meanwhile was here first.
    const pin = { account: opened, actor: daemon.actor };
    const pinned = run.lease.plan ? opened : await asHolder(run, (tx) => pinAccount(tx, connection, pin));
    return assertAccount(opened, pinned);
  }
  assertAccount(opened, connection.account);
}

function assertAccount(opened: { readonly id: string }, pinned: { readonly id: string }): void {
  if (opened.id === pinned.id) return;
  throw new ProviderError(
    'account_changed',
    `the credential opens account ${opened.id}, and this connection is for ${pinned.id}: give the right credential with "connections update", or add another connection`,
  );
}

function wantedKinds({ provider, lease }: RunContext): readonly KindSpec[] {
  return provider.kinds.filter(({ kind }) => lease.kinds === null || lease.kinds.includes(kind));
}
