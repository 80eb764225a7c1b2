import {
  type ChildKind,
  dropScope,
  type HeldScope,
  inWorkspace,
  type OrphanedScope,
  orphanedScopes,
  recordAbsence,
  recordLeftOut,
  recordOrphaned,
  recordSummed,
  recordUnlisted,
  scopeState,
  stepsAfterParents,
  type Tx,
} from '@rollcall/db';
import { asHolder } from './as-holder.ts';
import type { RunContext } from './context.ts';

/** Resources that a run takes down the ladder after their parents, of one kind; the rest wait for the next. */
const stepsPerRun = 5_000;

/**
 * Has what is listed by parents follow parents that are not live any more. Such a scope is never listed again: what it
 * holds vanishes with its parent, and goes down the presence ladder with it. Where the connection's settings name the
 * parents, we only stopped looking: what is known stays, and its scope says so.
 */
export async function followParents(run: RunContext): Promise<void> {
  for (const { child, isConfigured } of childKinds(run)) {
    if (isConfigured) {
      const teller = { lease: run.lease, actor: run.daemon.actor };
      await asHolder(run, (tx) => recordUnlisted(tx, child, teller));
      continue;
    }
    await stepDown(run, child);
    await vanishWithParents(run, child);
  }
}

/** The kinds that are listed by parents, as far as the run lists them or their parents. */
function childKinds({ provider, lease, connection }: RunContext): { child: ChildKind; isConfigured: boolean }[] {
  const wanted = (kind: string) => lease.kinds === null || lease.kinds.includes(kind);
  return provider.kinds.flatMap(({ kind, perParent }) => {
    const parent = provider.kinds.find((spec) => spec.kind === perParent);
    if (parent === undefined || !(wanted(kind) || wanted(parent.kind))) return [];
    const child = { connectionId: connection.id, kind, parentKind: parent.kind };
    return [{ child, isConfigured: parent.configured === true }];
  });
}

async function vanishWithParents(run: RunContext, child: ChildKind): Promise<void> {
  const { db } = run.daemon;
  const orphaned = await inWorkspace(db, run.workspaceId, (tx) => orphanedScopes(tx, child));
  for (const scope of orphaned) {
    run.signal.throwIfAborted();
    await asHolder(run, (tx) => vanish(tx, run, { child, scope }));
  }
}

/**
 * Has all that is listed by parents vanish with parents that are not live, in the transaction of a caller that holds the
 * run. Answers a checksum of what vanished, scope by scope.
 */
export async function vanishOrphans(tx: Tx, run: RunContext): Promise<readonly HeldScope[]> {
  const sums: HeldScope[] = [];
  for (const { child, isConfigured } of childKinds(run)) {
    if (isConfigured) continue;
    for (const scope of await orphanedScopes(tx, child)) {
      sums.push({ kind: child.kind, parent: scope.parent, checksum: await vanish(tx, run, { child, scope }) });
    }
  }
  return sums;
}

/**
 * Says of scopes that were not listed, since their parents were found gone by a listing that is not recorded, why they grow
 * old. `read` are the scopes that were listed.
 */
export async function tellLeftOut(
  tx: Tx,
  run: RunContext,
  { read, trouble }: { read: readonly Pick<HeldScope, 'kind' | 'parent'>[]; trouble: string },
): Promise<void> {
  const teller = { lease: run.lease, actor: run.daemon.actor };
  const listed = (kind: string) => run.lease.kinds === null || run.lease.kinds.includes(kind);
  for (const { child, isConfigured } of childKinds(run)) {
    if (isConfigured || !listed(child.kind)) continue;
    const parents = read.filter(({ kind }) => kind === child.kind).map(({ parent }) => parent);
    await recordLeftOut(tx, { ...child, read: parents, trouble }, teller);
  }
}

async function vanish(
  tx: Tx,
  run: RunContext,
  { child, scope }: { child: ChildKind; scope: OrphanedScope },
): Promise<string> {
  const { daemon, lease } = run;
  const key = { connectionId: child.connectionId, kind: child.kind, parent: scope.parent };
  const { counts, checksum } = await recordSummed(tx, {
    lease,
    scope: key,
    startedAt: daemon.now(),
    before: await scopeState(tx, key),
    unseen: 'all',
    believesAbsence: true,
    rebaseline: undefined,
    claims: [],
    ownedBy: undefined,
    renamedBy: undefined,
    isConfigured: false,
    orphanedBy: child.parentKind,
    childKinds: [],
    noise: [],
    final: undefined,
    lookedAt: undefined,
    identity: [],
    times: undefined,
    automatisms: [],
    gradedBecause: scope.grade,
    actor: daemon.actor,
  });
  const { vanished } = counts;
  if (vanished > 0) await recordOrphaned(tx, { lease, child, vanished }, scope);
  await dropScope(tx, child, scope.parent);
  run.log.info({ ...key, vanished }, 'a parent is gone');
  return checksum;
}

async function stepDown(run: RunContext, child: ChildKind): Promise<void> {
  const { daemon, lease } = run;
  await asHolder(run, async (tx) => {
    const steps = await stepsAfterParents(tx, child, stepsPerRun);
    if (steps.length === 0) return;
    const scope = { connectionId: child.connectionId, kind: child.kind, parent: '' };
    await recordAbsence(tx, { lease, scope, startedAt: daemon.now(), actor: daemon.actor }, steps);
  });
}
