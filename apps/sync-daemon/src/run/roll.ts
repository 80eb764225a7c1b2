import { inWorkspace, liveParents, wasBelieved } from '@rollcall/db';
import type { KindEnd } from '@rollcall/ledger';
import type { KindSpec } from '@rollcall/provider-kit';
import { changesToCome, isUnchanged } from './believe.ts';
import type { Parent, RunContext } from './context.ts';
import { type Judgement, judgeRun } from './judge.ts';
import { type Reception, readKinds } from './kinds.ts';
import { followListing, publishScope } from './publish.ts';
import type { ReadListing, ScopeRead } from './read.ts';
import { sideBySide } from './side-by-side.ts';

/** How calling the roll ended. */
export type RollEnd =
  | { readonly held: string; readonly ends?: never }
  | { readonly held?: never; readonly ends: readonly KindEnd[] };

/**
 * Lists these kinds, which stand parents before children, and records what they show: only when all have been listed,
 * since the run is judged as a whole. What shows no change is recorded at once, and so is everything in the first run of a
 * connection, which has nothing to lose, and in a plan, which changes nothing.
 */
export async function callRoll(run: RunContext, specs: readonly KindSpec[]): Promise<RollEnd> {
  const { db } = run.daemon;
  const ends: KindEnd[] = [];
  const record = async (read: ScopeRead): Promise<void> => void ends.push(await publishScope(run, read));
  const judges =
    !run.lease.plan && (await inWorkspace(db, run.workspaceId, (tx) => wasBelieved(tx, run.connection.id)));
  if (!judges) {
    await readKinds(run, specs, { parentsOf: (kind) => parentsOf(run, { kind, waiting: [] }), take: record });
    return { ends };
  }
  const waiting: ReadListing[] = [];
  await readKinds(run, specs, received(run, { waiting, record }));
  run.progress.enter('recording');
  const inOrder = specs.flatMap(({ kind }) => waiting.filter(({ key }) => key.kind === kind));
  const judgement = await judgeRun(run, inOrder);
  if (judgement.verdict === 'held') return { held: judgement.reason };
  for (const { kind } of specs) {
    await sideBySide(
      inOrder.filter(({ key }) => key.kind === kind),
      async (read) => void ends.push(await ended(run, judgement, read)),
    );
  }
  return { ends };
}

/** Records a listing under what was judged of it, or goes on from where that was done already. */
async function ended(
  run: RunContext,
  judgement: Exclude<Judgement, { verdict: 'held' }>,
  read: ReadListing,
): Promise<KindEnd> {
  if (judgement.verdict === 'record') return publishScope(run, read, judgement.rulingOf(read));
  const recorded = judgement.rehearsal.scopes.find((scope) => scope.read === read);
  if (recorded === undefined) throw new Error('what was applied has a result of each listing');
  return followListing(run, read, recorded.believed);
}

/** Records at once what changes nothing, and has the rest wait; also what is listed by a parent whose rename waits. */
function received(
  run: RunContext,
  { waiting, record }: { waiting: ReadListing[]; record: (read: ScopeRead) => Promise<void> },
): Reception {
  return {
    parentsOf: (kind) => parentsOf(run, { kind, waiting }),
    async take(read) {
      const waits =
        read.error === undefined &&
        (read.scope.parent?.formerly !== undefined ||
          !(await inWorkspace(run.daemon.db, run.workspaceId, (tx) => isUnchanged(tx, read))));
      if (waits) waiting.push(read);
      else await record(read);
    },
  };
}

/** The live parents of a kind, as they stand once the listings that wait are recorded. */
async function parentsOf(
  run: RunContext,
  { kind, waiting }: { kind: string; waiting: readonly ReadListing[] },
): Promise<readonly Parent[]> {
  return inWorkspace(run.daemon.db, run.workspaceId, async (tx) => {
    const live = await liveParents(tx, { connectionId: run.connection.id, kind });
    const parents = new Map<string, Parent>(live.map((parent) => [parent.externalId, parent]));
    for (const read of waiting) {
      if (read.key.kind !== kind) continue;
      for (const { change, externalId, externalIdBefore, name } of await changesToCome(tx, run, read)) {
        if (change === 'vanished') parents.delete(externalId);
        else if (externalIdBefore === null) parents.set(externalId, { externalId, name });
        else {
          parents.delete(externalIdBefore);
          parents.set(externalId, { externalId, name, formerly: externalIdBefore });
        }
      }
    }
    return [...parents.values()];
  });
}
