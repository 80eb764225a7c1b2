import type { Provider } from '@rollcall/provider-kit';
import type { Affected } from './affected.ts';
import type { ResolvedItem } from './resolve-items.ts';

/**
 * The ordinals of items that get in each other's way: that act on the same resource, make what is called the same, or of
 * which one makes what another takes along. No listing shows what they do to each other before they are carried out.
 */
export function repeatedIn(
  items: readonly ResolvedItem[],
  affected: ReadonlyMap<number, Affected>,
): ReadonlySet<number> {
  const acts = items.map((item) => ({ ordinal: item.ordinal, ...actsOf(item, affected.get(item.ordinal)) }));
  const times = new Map<string, number>();
  for (const { on } of acts) for (const key of on) times.set(key, (times.get(key) ?? 0) + 1);
  const [doomed, wanted] = [acts.flatMap(({ ends }) => ends), acts.flatMap(({ needs }) => needs)].map(
    (keys) => new Set(keys),
  );
  const isInTheWay = ({ on, ends, needs }: (typeof acts)[number]) =>
    on.some((key) => (times.get(key) ?? 0) > 1) ||
    needs.some((key) => doomed?.has(key)) ||
    ends.some((key) => wanted?.has(key));
  return new Set(acts.filter(isInTheWay).map(({ ordinal }) => ordinal));
}

interface Acts {
  /** What it changes or destroys, and the names that it makes. */
  readonly on: readonly string[];
  /** What is gone afterwards, by name. */
  readonly ends: readonly string[];
  /** What owns the things that it makes, by name. */
  readonly needs: readonly string[];
}

function actsOf({ provider, expectations }: ResolvedItem, affected: Affected | undefined): Acts {
  const { changes = [], destroys = [] } = affected ?? {};
  const made = expectations.flatMap((one) => (one.becomes === 'present' ? [one] : []));
  // Many may bear one name where attributes tell them apart.
  const named = made.filter(({ attributes }) => attributes === undefined);
  return {
    on: [
      ...new Set([...changes, ...destroys].map(({ kind, externalId }) => `${kind} #${externalId}`)),
      ...named.map(({ kind, name }) => `${kind} ${name}`),
    ],
    ends: destroys.map(({ kind, name }) => `${kind} ${name}`),
    needs: made.flatMap(({ kind, name }) =>
      ownerKinds(provider, kind).flatMap((owner) => holders(name).map((holder) => `${owner} ${holder}`)),
    ),
  };
}

function ownerKinds(provider: Provider, kind: string): readonly string[] {
  return provider.kinds.flatMap(({ kind: listed, ownedBy, perParent }) =>
    listed === kind ? [ownedBy?.kind, perParent].filter((owner) => owner !== undefined) : [],
  );
}

/** The domains that a name may be in: of `a@b.example`, `b.example` and `example`. */
function holders(name: string): readonly string[] {
  const labels = name.slice(name.indexOf('@') + 1).split('.');
  return labels.map((_, at) => labels.slice(at).join('.'));
}
