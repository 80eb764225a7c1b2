import type { SimulatedKind } from './kinds.ts';
import type { Change } from './steps.ts';

/** A thing at the simulated provider, as it really is. */
export interface Thing {
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  /** External id of its parent, for kinds listed per parent; else ''. */
  readonly parent: string;
  /** Name of its owner; null where there is none. */
  readonly domain: string | null;
  readonly uid: string;
  readonly value: number;
}

/** Who made a change: an operation by its number, or somebody else. */
export type Author = number | 'somebody';

/** One moment of a thing's life: what it became then, and by whom. Null: it went. */
interface Moment {
  readonly at: number;
  readonly thing: Thing | null;
  readonly author: Author;
}

/**
 * The account as it really is, with everything that ever was true of it. Time is in ms and never stands still between two
 * changes.
 */
export interface World {
  readonly kinds: readonly SimulatedKind[];
  now(): number;
  advance(ms: number): void;
  live(kind: string): readonly Thing[];
  find(kind: string, id: string): Thing | undefined;
  /** Every key that ever was: `kind id`. */
  keys(): Iterable<string>;
  /** What a key was at some time from `from` to `to`; null among it where there was no such thing. */
  statesOf(key: string, from: number, to: number): readonly (Thing | null)[];
  /** What happened to a key after `after`. */
  momentsOf(key: string, after: number): readonly Moment[];
  /** What a change would do now: the things it makes, changes (by the key they had) and takes. Nothing where it fits nothing. */
  effectOf(change: Change): Effect | undefined;
  apply(effect: Effect, author: Author): void;
}

/** What a change does. */
export interface Effect {
  readonly kind: SimulatedKind;
  /** The thing that the change is about, as it was. */
  readonly target: Thing | undefined;
  readonly after: readonly Thing[];
  readonly gone: readonly Thing[];
}

/** Few names, so that one is soon used again. */
const names = [
  'ash',
  'birch',
  'cedar',
  'dogwood',
  'elm',
  'fir',
  'ginkgo',
  'hazel',
  'iris',
  'juniper',
  'kapok',
  'larch',
];

export function keyOf({ kind, id }: Pick<Thing, 'kind' | 'id'>): string {
  return `${kind} ${id}`;
}

export function createWorld(kinds: readonly SimulatedKind[], startsAt: number): World {
  const live = new Map<string, Thing>();
  const moments = new Map<string, Moment[]>();
  let time = startsAt;
  let ids = 0;

  const liveOf = (kind: string) => [...live.values()].filter((thing) => thing.kind === kind).sort(byId);
  const put = (key: string, thing: Thing | null, author: Author): void => {
    const past = moments.get(key) ?? [];
    moments.set(key, [...past, { at: time, thing, author }]);
    if (thing === null) live.delete(key);
    else live.set(key, thing);
  };
  const takesName = (kind: string, name: string) => liveOf(kind).some((thing) => thing.name === name);
  const freshName = (spec: SimulatedKind, nth: number): string | undefined =>
    names.map((_, step) => names[(nth + step) % names.length] ?? '').find((name) => !takesName(spec.spec.kind, name));

  const nextId = (): string => {
    ids += 1;
    return String(ids);
  };

  const world: World = {
    kinds,
    now: () => time,
    advance: (ms) => {
      time += ms;
    },
    live: liveOf,
    find: (kind, id) => live.get(keyOf({ kind, id })),
    keys: () => moments.keys(),
    statesOf: (key, from, to) => {
      const past = moments.get(key) ?? [];
      const before = past.filter(({ at }) => at <= from).at(-1)?.thing ?? null;
      return [before, ...past.filter(({ at }) => at > from && at <= to).map(({ thing }) => thing)];
    },
    momentsOf: (key, after) => (moments.get(key) ?? []).filter(({ at }) => at > after),
    effectOf: (change) => effectOf(change, { kinds, liveOf, freshName, moments, nextId }),
    apply: ({ after, gone }, author) => {
      time += 1;
      for (const thing of gone) put(keyOf(thing), null, author);
      for (const thing of after) put(keyOf(thing), thing, author);
    },
  };
  return world;
}

interface Means {
  readonly kinds: readonly SimulatedKind[];
  readonly liveOf: (kind: string) => readonly Thing[];
  readonly freshName: (kind: SimulatedKind, nth: number) => string | undefined;
  readonly moments: ReadonlyMap<string, readonly Moment[]>;
  readonly nextId: () => string;
}

function effectOf(change: Change, means: Means): Effect | undefined {
  const kinds = means.kinds.filter(({ style }) => style !== 'forbidden');
  const kind = kinds[change.kind % kinds.length];
  if (kind === undefined) return undefined;
  const things = means.liveOf(kind.spec.kind);
  if (kind.isAppendOnly && change.do !== 'create') return undefined;
  const target = 'nth' in change ? things[change.nth % Math.max(1, things.length)] : undefined;
  switch (change.do) {
    case 'create':
      return created(kind, { nth: change.name, value: change.value }, means);
    case 'order': {
      // What comes in one order differs in its names; the kind must not be one whose ids are names that are told.
      if (kind.spec.perParent !== undefined || kind.spec.ownedBy !== undefined) return undefined;
      const after = Array.from({ length: change.count }, (_, nth) =>
        thingOf(kind, means, { value: 50 + nth, name: '' }),
      );
      return { kind, target: undefined, gone: [], after };
    }
    case 'recreate':
      return recreated(kind, change, means);
    case 'edit':
      return target && { kind, target, gone: [], after: [{ ...target, value: change.value }] };
    case 'delete':
      return target && { kind, target, after: [], gone: [target, ...dependants(target, means)] };
    case 'rename':
      return target && renamed({ kind, target, nth: change.name }, means);
    default:
      return change satisfies never;
  }
}

/** What goes when a thing goes: what is listed by it, and what it owns. */
function dependants({ kind, id, name }: Thing, { kinds, liveOf }: Means): readonly Thing[] {
  return kinds.flatMap(({ spec }) => {
    if (spec.perParent === kind) return liveOf(spec.kind).filter(({ parent }) => parent === id);
    if (spec.ownedBy?.kind === kind) return liveOf(spec.kind).filter(({ domain }) => domain === name);
    return [];
  });
}

function created(
  kind: SimulatedKind,
  { nth, value }: { nth: number; value: number },
  means: Means,
): Effect | undefined {
  const { perParent, ownedBy } = kind.spec;
  const above = perParent ?? ownedBy?.kind;
  const owners = above === undefined ? [] : means.liveOf(above);
  if (above !== undefined && owners.length === 0) return undefined;
  const owner = owners[(nth + value) % Math.max(1, owners.length)];
  const name = means.freshName(kind, nth);
  if (name === undefined) return undefined;
  const placed = {
    parent: perParent === undefined ? '' : (owner?.id ?? ''),
    domain: ownedBy === undefined ? null : (owner?.name ?? null),
  };
  const after = [{ ...thingOf(kind, means, { name, value }), ...placed }];
  return { kind, target: undefined, gone: [], after };
}

function thingOf(kind: SimulatedKind, means: Means, { name, value }: { name: string; value: number }): Thing {
  const number = means.nextId();
  const own = name === '' ? `ordered-${number}` : name;
  const id = kind.isNamed ? own : `${kind.spec.kind.slice(0, 2)}${number.padStart(3, '0')}`;
  return { kind: kind.spec.kind, id, name: own, parent: '', domain: null, uid: `u${number}`, value };
}

function recreated(
  kind: SimulatedKind,
  { nth, value }: { nth: number; value: number | null },
  means: Means,
): Effect | undefined {
  const things = means.liveOf(kind.spec.kind);
  const lost = [...means.moments.values()].flatMap((past) => {
    const was = past.findLast(({ thing }) => thing !== null)?.thing;
    return past.at(-1)?.thing === null && was?.kind === kind.spec.kind ? [was] : [];
  });
  const fit = lost.filter((was) => {
    const { perParent, ownedBy } = kind.spec;
    if (things.some(({ name, uid, id }) => name === was.name || uid === was.uid || id === was.id)) return false;
    if (perParent !== undefined) return means.liveOf(perParent).some(({ id }) => id === was.parent);
    return ownedBy === undefined || means.liveOf(ownedBy.kind).some(({ name }) => name === was.domain);
  });
  const was = fit[nth % Math.max(1, fit.length)];
  return was && { kind, target: undefined, gone: [], after: [{ ...was, value: value ?? was.value }] };
}

/** A thing under another name; where its id is its name, under another id, and what is listed by it moves along. */
function renamed(
  { kind, target, nth }: { kind: SimulatedKind; target: Thing; nth: number },
  means: Means,
): Effect | undefined {
  const name = means.freshName(kind, nth);
  // An owner whose id outlives its name has no rename that could explain what becomes of what it owns.
  const owns = means.kinds.some(({ spec }) => spec.ownedBy?.kind === target.kind);
  if (name === undefined || (owns && !kind.isNamed)) return undefined;
  const after = { ...target, name, id: kind.isNamed ? name : target.id };
  const below = dependants(target, means).map((thing) => ({
    ...thing,
    parent: thing.parent === target.id ? after.id : thing.parent,
    domain: thing.domain === target.name ? name : thing.domain,
  }));
  return { kind, target, gone: after.id === target.id ? [] : [target], after: [after, ...below] };
}

function byId(a: Thing, b: Thing): number {
  return a.id < b.id ? -1 : 1;
}
