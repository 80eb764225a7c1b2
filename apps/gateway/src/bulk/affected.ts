import {
  type Held,
  heldByPlace,
  type KindCoverage,
  kindCoverage,
  type OwnedResource,
  ownedByEach,
  type Tx,
  type WantedResource,
} from '@rollcall/db';
import type { Provider } from '@rollcall/provider-kit';
import type { Connection, DestroyedResource, Expectation } from '@rollcall/schema';
import type { ResolvedItem } from './resolve-items.ts';

/** A resource that is gone afterwards; without a version, the ledger does not hold it. */
export interface Doomed extends DestroyedResource {
  readonly version: number | null;
}

/** What an item does to the resources of the ledger. */
export interface Affected {
  readonly changes: readonly Held[];
  /** In full: what was asked for first, then what goes with it, step by step. */
  readonly destroys: readonly Doomed[];
  /** What is to come that is there already, by the ledger. */
  readonly exists: readonly Held[];
  /** External ids that it acts on and the ledger does not hold. */
  readonly unresolved: readonly { readonly kind: string; readonly externalId: string }[];
}

/** What the items of one connection do to its resources, by ordinal, and how far the ledger can be believed about them. */
export async function affectedBy(
  tx: Tx,
  { items, connection, provider }: { items: readonly ResolvedItem[]; connection: Connection; provider: Provider },
): Promise<{ affected: ReadonlyMap<number, Affected>; coverage: ReadonlyMap<string, KindCoverage> }> {
  const connectionId = connection.id;
  const held = await heldByPlace(tx, { connectionId, wanted: items.flatMap(wantedBy) });
  const affected = new Map(items.map((item) => [item.ordinal, directly(item, held.get(item.ordinal) ?? [])]));
  await addOwned(tx, { connectionId, provider, affected });
  return { affected, coverage: await kindCoverage(tx, connectionId) };
}

function wantedBy({ ordinal: at, expectations }: ResolvedItem): readonly WantedResource[] {
  return expectations.flatMap((expectation): readonly WantedResource[] => {
    if (expectation.becomes === 'more') return [];
    const { kind } = expectation;
    // Many may bear one name where attributes tell them apart: that one of it is there says nothing.
    if (expectation.becomes === 'present') {
      return expectation.attributes === undefined ? [{ at, kind, name: expectation.name }] : [];
    }
    return [{ at, kind, externalId: expectation.externalId }];
  });
}

/** What the item's own expectations say, before what goes along. */
function directly(item: ResolvedItem, held: readonly Held[]): Affected {
  const { target } = item;
  const find = ({ kind, externalId }: { kind: string; externalId: string }) =>
    held.find((one) => one.kind === kind && one.externalId === externalId);
  const gone = item.expectations.flatMap((one) => (one.becomes === 'absent' ? [one] : []));
  const changed = item.expectations.flatMap((one) => (one.becomes === 'changed' ? [one] : []));
  const renamed = gone.filter(({ kind }) => isRename(item, kind));
  const doomed = gone.filter((one) => !renamed.includes(one));
  const asked = doomed.map((one): Doomed => {
    const known = find(one);
    const { kind, externalId } = one;
    const name = known?.name ?? externalId;
    return { kind, externalId, name, because: 'asked_for', version: known?.version ?? null };
  });
  const changes = [...changed, ...renamed].flatMap((one) => find(one) ?? []);
  const isTold = (one: Held) => asked.some(isSame(one)) || changes.some(isSame(one));
  const isDeletion = item.does.is === 'common' && item.does.common.verb === 'delete';
  // What no listing shows of it, such as the end of a key that is listed by its name, is done to the target all the same.
  const also = target !== null && !isTold(target) && actsOnTarget(item) ? [target] : [];
  return {
    changes: isDeletion ? changes : [...changes, ...also],
    destroys: isDeletion ? [...asked, ...also.map(doom)] : asked,
    exists: item.expectations.flatMap((one) =>
      one.becomes === 'present'
        ? held.filter(({ kind, name, presence }) => kind === one.kind && name === one.name && presence === 'live')
        : [],
    ),
    unresolved: [...gone, ...changed].filter((one) => find(one) === undefined && !isToCome(item, one)),
  };
}

/** What is known by its name, and is made where it is not there yet. */
function isToCome({ expectations }: ResolvedItem, { kind, externalId }: WantedPlace): boolean {
  return expectations.some((one) => one.becomes === 'present' && one.kind === kind && one.name === externalId);
}

type WantedPlace = Affected['unresolved'][number];

/** A common operation changes or ends its target, unless it makes something beside it. */
function actsOnTarget({ does }: ResolvedItem): boolean {
  return does.is === 'common' && ['update', 'delete', 'rotate'].includes(does.common.verb);
}

/** Another name of the same kind comes as this one goes, and the provider says what a renamed resource keeps. */
function isRename({ provider, expectations }: ResolvedItem, kind: string): boolean {
  const keeps = provider.kinds.some((spec) => spec.kind === kind && spec.renamedBy !== undefined);
  return keeps && expectations.some((one: Expectation) => one.becomes === 'present' && one.kind === kind);
}

function doom({ kind, externalId, name, version }: Held): Doomed {
  return { kind, externalId, name, because: 'asked_for', version };
}

/** A host takes its domains along, and those their records: no chain of kinds is longer. */
const stepsMax = 4;

/** Adds what goes with what is destroyed, and with that again. */
async function addOwned(
  tx: Tx,
  of: { connectionId: Connection['id']; provider: Provider; affected: Map<number, Affected> },
): Promise<void> {
  const links = of.provider.kinds.flatMap(({ kind, ownedBy, perParent }) => [
    ...(ownedBy === undefined ? [] : [{ kind, ownerKind: ownedBy.kind, attribute: ownedBy.attribute }]),
    ...(perParent === undefined ? [] : [{ kind, ownerKind: perParent, attribute: null }]),
  ]);
  const isOwner = ({ kind }: { readonly kind: string }) => links.some(({ ownerKind }) => ownerKind === kind);
  let owners = [...of.affected].flatMap(([at, { destroys }]) =>
    destroys.filter(isOwner).map((one) => ({ at, ...one })),
  );
  for (let step = 0; step < stepsMax && owners.length > 0; step += 1) {
    const owned = await ownedByEach(tx, { connectionId: of.connectionId, owners, links });
    const next: typeof owners = [];
    for (const [at, found] of owned) {
      const known = of.affected.get(at);
      if (known === undefined) continue;
      const has = new Set(known.destroys.map(keyOf));
      const more = found.filter((one) => !has.has(keyOf(one))).map(taken(links));
      of.affected.set(at, { ...known, destroys: [...known.destroys, ...more] });
      next.push(...more.filter(isOwner).map((one) => ({ at, ...one })));
    }
    owners = next;
  }
}

/** What is listed under its owner is a part of it: a domain always has records. */
function taken(
  links: readonly { readonly kind: string; readonly ownerKind: string; readonly attribute: string | null }[],
) {
  return ({ kind, externalId, name, version, isPart }: OwnedResource): Doomed => {
    const isListedUnder = links.some((link) => link.kind === kind && link.attribute === null);
    return { kind, externalId, name, version, because: isPart || isListedUnder ? 'part_of' : 'owned' };
  };
}

function isSame(one: { readonly kind: string; readonly externalId: string }) {
  return (other: typeof one) => other.kind === one.kind && other.externalId === one.externalId;
}

function keyOf({ kind, externalId }: { readonly kind: string; readonly externalId: string }): string {
  return `${kind} ${externalId}`;
}
