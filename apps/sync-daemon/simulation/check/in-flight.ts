import type { Expectation } from '@rollcall/schema';
import type { Play, Sent } from '../play.ts';
import type { Played } from '../run.ts';
import type { HeldListing, HeldOperation, Snapshot } from '../snapshot.ts';
import type { Thing } from '../world.ts';

/** An operation with what the database holds of it. */
export interface OnRecord {
  readonly sent: Sent;
  readonly held: HeldOperation;
}

export function operationsOf({ sent }: Play, { operations }: Pick<Snapshot, 'operations'>): readonly OnRecord[] {
  return sent.flatMap((one) => {
    const held = operations.find(({ operationId }) => operationId === one.record.id);
    return held === undefined ? [] : [{ sent: one, held }];
  });
}

/** Whether an operation was under way when the listing began, or had not been sent yet. */
export function wasInFlight({ held }: OnRecord, { startedAt }: Pick<HeldListing, 'startedAt'>): boolean {
  return held.answeredAt === null || held.answeredAt > startedAt;
}

/** Whether what became of a key is left to the next run: an operation of ours was under way that is about it. */
export function isDeferred(
  play: Play,
  { after }: Played,
  { listing, key, thing }: { listing: HeldListing; key: string; thing: Thing | null },
): boolean {
  const names = namesOf(play, key);
  if (thing !== null) names.add(thing.name);
  return operationsOf(play, after).some(
    (operation) =>
      operation.held.state !== 'failed' &&
      wasInFlight(operation, listing) &&
      operation.sent.record.expectations.some((expectation) => isAbout(play, expectation, { key, names })),
  );
}

/** The names that a key ever had, and those of its owners and parents. */
export function namesOf({ world }: Pick<Play, 'world'>, key: string): Set<string> {
  return new Set(world.momentsOf(key, 0).flatMap(({ thing }) => (thing === null ? [] : [thing.name])));
}

/** Whether an expectation may have to do with a key: itself, its name, its kind, or what it belongs to. */
export function isAbout(
  { world }: Pick<Play, 'world'>,
  expectation: Expectation,
  { key, names }: { key: string; names: ReadonlySet<string> },
): boolean {
  const [kind = '', id = ''] = key.split(' ');
  const spec = world.kinds.find((one) => one.spec.kind === kind)?.spec;
  if (expectation.becomes === 'absent' && [spec?.ownedBy?.kind, spec?.perParent].includes(expectation.kind))
    return true;
  if (expectation.kind !== kind) return false;
  switch (expectation.becomes) {
    case 'present':
      return names.has(expectation.name);
    case 'absent':
    case 'changed':
      return expectation.externalId === id;
    case 'more':
      return true;
    default:
      return expectation satisfies never;
  }
}
