import { inWorkspace, liveParents, wasBelieved } from '@rollcall/db';
import type { KindEnd } from '@rollcall/ledger';
import type { KindSpec } from '@rollcall/provider-kit';
import { changesToCome, isUnchanged } from './believe.ts';
import type { Parent, RunContext } from './context.ts';
import { type Reception, readKinds } from './kinds.ts';
import { publishScope } from './publish.ts';
import type { ReadListing, ScopeRead } from './read.ts';
import { sideBySide } from './side-by-side.ts';

/**
 * Lists these kinds, which stand parents before children, and records what they show: only when all have been listed,
 * since the run is judged as a whole. What shows no change is recorded at once, and so is everything in the first run of a
 * connection, which has nothing to lose, and in a plan, which changes nothing.
 */
export async function callRoll(run: RunContext, specs: readonly KindSpec[]): Promise<readonly KindEnd[]> {
  const { db } = run.daemon;
  const ends: KindEnd[] = [];
  const publish = async (read: ScopeRead): Promise<void> => void ends.push(await publishScope(run, read));
  const judges =
    !run.lease.plan && (await inWorkspace(db, run.workspaceId, (tx) => wasBelieved(tx, run.connection.id)));
  if (!judges) {
    await readKinds(run, specs, { parentsOf: (kind) => parentsOf(run, { kind, waiting: [] }), take: publish });
    return ends;
  }
  const waiting: ReadListing[] = [];
  await readKinds(run, specs, received(run, { waiting, publish }));
  run.progress.enter('recording');
  for (const { kind } of specs) {
    await sideBySide(
      waiting.filter(({ key }) => key.kind === kind),
      publish,
    );
  }
  return ends;
}

/** Records at once what changes nothing, and has the rest wait. */
function received(
  run: RunContext,
  { waiting, publish }: { waiting: ReadListing[]; publish: (read: ScopeRead) => Promise<void> },
): Reception {
  return {
    parentsOf: (kind) => parentsOf(run, { kind, waiting }),
    async take(read) {
      const changes =
        read.error === undefined && !(await inWorkspace(run.daemon.db, run.workspaceId, (tx) => isUnchanged(tx, read)));
      if (changes) waiting.push(read);
      else await publish(read);
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
