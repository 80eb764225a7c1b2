import { inWorkspace, liveParents } from '@rollcall/db';
import type { KindEnd } from '@rollcall/ledger';
import type { KindSpec } from '@rollcall/provider-kit';
import type { RunContext, ScopeContext } from './context.ts';
import { type Outage, syncScope } from './scope.ts';

/** Scopes that are listed side by side: a provider's answer takes time, and its rate budget allows the next meanwhile. */
const scopesAtOnce = 4;

/**
 * Lists these kinds, which stand parents before children. Kinds that are listed by the same parent are listed together, parent
 * by parent: what one answer tells of both is asked for once.
 */
export async function syncKinds(run: RunContext, specs: readonly KindSpec[]): Promise<readonly KindEnd[]> {
  const ends: KindEnd[] = [];
  for (const together of byParent(specs)) ends.push(...(await syncTogether(run, together)));
  return ends;
}

/** Neighbours with the same parent's kind, in one group. */
function byParent(specs: readonly KindSpec[]): readonly (readonly KindSpec[])[] {
  const groups: KindSpec[][] = [];
  for (const spec of specs) {
    const last = groups.at(-1);
    const joins = spec.perParent !== undefined && last?.[0]?.perParent === spec.perParent;
    if (joins) last?.push(spec);
    else groups.push([spec]);
  }
  return groups;
}

async function syncTogether(run: RunContext, specs: readonly KindSpec[]): Promise<readonly KindEnd[]> {
  const ends: KindEnd[] = [];
  const outage: Outage = { inARow: 0, error: undefined };
  // One iterator for all: each parent is taken by whoever is free.
  const parents = (await parentsOf(run, specs[0]?.perParent)).values();
  const work = async (): Promise<void> => {
    for (const parent of parents) {
      for (const spec of specs) ends.push(await syncScope(run, { spec, parent }, outage));
    }
  };
  const worked = await Promise.allSettled(Array.from({ length: scopesAtOnce }, work));
  const broken = worked.find(({ status }) => status === 'rejected');
  if (broken?.status === 'rejected') throw broken.reason;
  return ends;
}

async function parentsOf(run: RunContext, perParent: string | undefined): Promise<readonly ScopeContext['parent'][]> {
  if (perParent === undefined) return [undefined];
  return inWorkspace(run.daemon.db, run.workspaceId, (tx) =>
    liveParents(tx, { connectionId: run.connection.id, kind: perParent }),
  );
}
