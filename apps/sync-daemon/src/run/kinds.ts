import type { KindSpec } from '@rollcall/provider-kit';
import type { Parent, RunContext } from './context.ts';
import { type Outage, readScope, type ScopeRead } from './read.ts';
import { withSample } from './sample.ts';
import { sideBySide } from './side-by-side.ts';

/** What becomes of the scopes of a run as they are read. */
export interface Reception {
  /** The parents of the kind whose scopes are listed, as they stand once what was read so far is believed. */
  parentsOf(kind: string): Promise<readonly Parent[]>;
  take(read: ScopeRead): Promise<void>;
}

/**
 * Lists these kinds, which stand parents before children. Kinds that are listed by the same parent are listed together, parent
 * by parent: what one answer tells of both is asked for once.
 */
export async function readKinds(run: RunContext, specs: readonly KindSpec[], reception: Reception): Promise<void> {
  for (const together of byParent(specs)) {
    const outage: Outage = { inARow: 0, error: undefined };
    const perParent = together[0]?.perParent;
    const parents = perParent === undefined ? [undefined] : await reception.parentsOf(perParent);
    run.progress.expect(parents.length * together.length);
    await sideBySide(parents, async (parent) => {
      for (const spec of together) {
        await reception.take(await withSample(run, await readScope(run, { spec, parent }, outage)));
        run.progress.scopeDone();
      }
    });
  }
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
