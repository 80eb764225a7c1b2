import type { Meaning } from '@rollcall/ledger';
import fc from 'fast-check';

/** What a listing may show: few ids and few identities, so that they meet often. */
export const shown = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd'),
  made: fc.constantFrom(null, 1, 2, 3),
  on: fc.boolean(),
});

type Shown = typeof shown extends fc.Arbitrary<infer Value> ? Value : never;

/** One resource through all its names: what it was at each version, as `id made on presence`. */
export interface Life {
  readonly states: string[];
  now: Shown & { presence: 'live' | 'missing' };
}

/** Takes a listing into the lives, as the ledger should; answers what it should count. */
export function applied(lives: Map<string, Life>, items: readonly Shown[], believed: boolean) {
  const counts = { appeared: 0, changed: 0, vanished: 0, reappeared: 0 };
  const shown = new Set(items.map(({ id }) => id));
  const gone = [...lives.values()].filter(({ now }) => believed && now.presence === 'live' && !shown.has(now.id));
  const fresh = items.filter(({ id }) => !lives.has(id));
  const only = <T>(of: readonly T[], has: (one: T) => boolean): T | undefined => {
    const found = of.filter(has);
    return found.length === 1 ? found[0] : undefined;
  };
  const pairs = new Map<string, Life>();
  for (const one of fresh) {
    const { made } = one;
    const old = made === null ? undefined : only(gone, ({ now }) => now.made === made);
    if (old !== undefined && only(fresh, (other) => other.made === made) === one) pairs.set(one.id, old);
  }
  const put = (life: Life, next: Life['now'], change: keyof typeof counts): void => {
    life.now = next;
    life.states.push(stateOf(next));
    counts[change] += 1;
  };
  const renamed = new Set(pairs.values());
  for (const life of gone) if (!renamed.has(life)) put(life, { ...life.now, presence: 'missing' }, 'vanished');
  for (const old of renamed) lives.delete(old.now.id);
  for (const one of items) {
    const next = { ...one, presence: 'live' } as const;
    const old = pairs.get(one.id);
    const life = old ?? lives.get(one.id) ?? { states: [], now: next };
    if (old !== undefined) put(life, next, 'changed');
    else if (!lives.has(one.id)) put(life, next, 'appeared');
    else if (life.now.presence !== 'live') put(life, next, 'reappeared');
    else if (stateOf(life.now) !== stateOf(next)) put(life, next, 'changed');
    lives.set(one.id, life);
  }
  return counts;
}

function stateOf({ id, made, on, presence }: Life['now']): string {
  return `${id} ${made} ${on} ${presence}`;
}

export function meaning({ id, made, on }: Shown): Meaning {
  return { externalId: id, name: id, attributes: { made, on } };
}
