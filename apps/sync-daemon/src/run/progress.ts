import type { Budget } from '@rollcall/provider-kit';
import type { RunDoing, RunPhase } from '@rollcall/schema';

/** How far a run is. Kept in memory and told with the beat: what a page adds is written by nobody. */
export interface Progress {
  /** As it stands now. */
  doing(): RunDoing;
  enter(phase: RunPhase): void;
  /** So many more scopes are known, all of which are still to be done. */
  expect(scopes: number): void;
  scopeDone(): void;
  page(scope: { spec: { kind: string }; parent: { name: string } | undefined }, items: number): void;
  /** The same budget, of which is counted what is asked of it. */
  counting(budget: Budget): Budget;
}

/** `onPage` is told of every page, with its items. */
export function createProgress(onPage: (items: number) => void = () => {}): Progress {
  const doing: RunDoing = {
    phase: 'opening',
    ...{ kind: null, parent: null, bucket: null },
    ...{ pages: 0, items: 0, requests: 0, scopesDone: 0, scopesKnown: 0 },
  };
  return {
    doing: () => ({ ...doing }),
    enter(phase) {
      doing.phase = phase;
    },
    expect(scopes) {
      doing.scopesKnown += scopes;
    },
    scopeDone() {
      doing.scopesDone += 1;
    },
    page({ spec, parent }, items) {
      doing.kind = spec.kind;
      doing.parent = parent?.name ?? null;
      doing.pages += 1;
      doing.items += items;
      onPage(items);
    },
    counting: (budget) => ({
      pause: (bucket, ms) => budget.pause(bucket, ms),
      slow: (bucket) => budget.slow(bucket),
      async take(bucket, signal) {
        doing.bucket = bucket;
        const release = await budget.take(bucket, signal);
        doing.requests += 1;
        return release;
      },
    }),
  };
}
