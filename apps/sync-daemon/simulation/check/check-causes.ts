import type { Cause } from '@rollcall/schema';
import { type Play, Violation } from '../play.ts';
import type { Played } from '../run.ts';
import type { HeldEvent, HeldResource } from '../snapshot.ts';
import { type Author, keyOf } from '../world.ts';
import { isAbout, namesOf, type OnRecord, operationsOf, wasInFlight } from './in-flight.ts';

/** The cause of every event is one of those that made the change, or that nobody could tell from them. */
export function checkCauses(play: Play, played: Played): void {
  const before = new Map(play.beliefs.before?.resources.map((resource) => [keyOf(resource), resource]));
  const operations = operationsOf(play, played.after);
  for (const event of played.after.events) {
    if (!event.type.startsWith('resource.')) continue;
    assertNotInFlight(play, played, { event, operations });
    if (event.type === 'resource.suspected' || event.type === 'resource.gone') assertKept(play, event);
    else assertAllowed(play, played, { event, operations, was: before.get(formerKeyOf(event)) });
  }
}

/** A listing says nothing about what an operation did while it was read. */
function assertNotInFlight(
  _play: Play,
  { after, takeovers }: Played,
  { event, operations }: { event: HeldEvent; operations: readonly OnRecord[] },
): void {
  const operation = operations.find(({ held }) => held.operationId === event.operationId);
  const resource = after.resources.find((one) => keyOf(one) === keyOf(event));
  const listing = after.listings.find(({ kind, parent }) => kind === event.kind && parent === resource?.parent);
  // The listing that a process had recorded before it died is not on record any more.
  if (operation === undefined || listing === undefined || !listing.isListed || takeovers > 0) return;
  if (!wasInFlight(operation, listing)) return;
  throw new Violation(`${event.type} of ${keyOf(event)} is put down to an operation that was still under way`);
}

/** A step down the ladder keeps the cause of the vanishing. */
function assertKept({ beliefs }: Play, event: HeldEvent): void {
  const wanted = beliefs.vanishedBy.get(keyOf(event));
  if (wanted !== undefined && named(wanted) !== named(event.cause)) {
    throw new Violation(`${event.type} of ${keyOf(event)}: ${named(event.cause)}, and it vanished by ${named(wanted)}`);
  }
}

interface Judged {
  readonly event: HeldEvent;
  readonly operations: readonly OnRecord[];
  /** As it was before the run. */
  readonly was: HeldResource | undefined;
}

function assertAllowed(play: Play, played: Played, judged: Judged): void {
  const { event } = judged;
  const allowed = allowedCauses(play, played, judged);
  if (allowed.has(named(event.cause))) return;
  const causes = [...allowed].join(' or ');
  throw new Violation(`${event.type} of ${keyOf(event)} is put down to ${named(event.cause)}, and it was ${causes}`);
}

function allowedCauses(play: Play, played: Played, judged: Judged): ReadonlySet<string> {
  const { event, operations } = judged;
  const key = keyOf(event);
  const keys = [key, formerKeyOf(event)];
  const since = Math.min(...keys.map((one) => play.beliefs.matchedAt.get(one) ?? 0));
  const authors = [...keys, ...aboveOf(play, keys)].flatMap((one) =>
    play.world.momentsOf(one, since).flatMap(({ at, author }) => (at <= played.to ? [author] : [])),
  );
  const scope = scopeOf(play, played, event);
  const isFirst = !(play.beliefs.before?.scopes ?? []).some(
    ({ kind, parent, believedAt }) => `${kind} ${parent}` === scope && believedAt !== null,
  );
  const allowed = new Set<string>(isFirst && event.type === 'resource.appeared' ? ['first_sight'] : []);
  // A scope follows its parent when that is renamed: it was believed under another name.
  const isMoved = played.after.events.some(
    ({ type, id }) => type === 'resource.renamed' && scope === `${event.kind} ${id}`,
  );
  if (!isFirst || isMoved || played.takeovers > 0 || event.type !== 'resource.appeared') {
    for (const author of authors) allowed.add(authorNamed(play, author));
  }
  if (isRead(play, { event, scope })) allowed.add('rollcall');
  for (const operation of operations) if (mayClaim(play, operation, { keys, event })) allowed.add(nameOf(operation));
  if (isKnownGap(play, { event, keys })) allowed.add('out_of_band');
  // An order explains so many of what came, whoever made them.
  const isCounted = operations.some((operation) => mayClaim(play, operation, { keys, event, counted: true }));
  if (isCounted) allowed.add('out_of_band');
  return allowed;
}

/**
 * Where the engine is known to put a change down to somebody else: what a listing that may not be whole left out was read
 * with an older mapping than its scope; and what follows an owner that was not on record yet.
 */
function isKnownGap(
  { world, beliefs, account }: Play,
  { event, keys }: { event: HeldEvent; keys: readonly string[] },
): boolean {
  if (event.type !== 'resource.changed') return false;
  const isReadAnew = keys.some(
    (key) => (beliefs.readWith.get(key) ?? account.mappingVersion) !== account.mappingVersion,
  );
  // The owner of something may not have been recorded yet when it was renamed.
  const owners = aboveOf({ world }, keys);
  const isOwnerNew = owners.some((owner) => !beliefs.before?.resources.some((held) => keyOf(held) === owner));
  return isReadAnew || isOwnerNew;
}

/** What a thing belongs to, as it is or was: what happened to that happened to it. */
function aboveOf({ world }: Pick<Play, 'world'>, keys: readonly string[]): readonly string[] {
  return keys.flatMap((key) =>
    world.momentsOf(key, 0).flatMap(({ thing }) => {
      const spec = world.kinds.find(({ spec: { kind } }) => kind === thing?.kind)?.spec;
      if (thing === null || spec === undefined) return [];
      if (spec.perParent !== undefined) return [`${spec.perParent} ${thing.parent}`];
      const { ownedBy } = spec;
      if (ownedBy === undefined) return [];
      const owners = [...world.keys()].filter(
        (one) => one.startsWith(`${ownedBy.kind} `) && namesOf({ world }, one).has(thing.domain ?? ''),
      );
      return owners;
    }),
  );
}

/** Whether it was read otherwise than before. */
function isRead({ beliefs, account }: Play, { event, scope }: { event: HeldEvent; scope: string }): boolean {
  // A scope that followed its renamed parent is not known by its new name.
  const mapping = beliefs.readWith.get(keyOf(event)) ?? beliefs.mappings.get(scope);
  const changes = event.type === 'resource.changed' || event.type === 'resource.renamed';
  return changes && mapping !== undefined && mapping !== account.mappingVersion;
}

function mayClaim(
  play: Play,
  { sent, held }: OnRecord,
  { keys, event, counted = false }: { keys: readonly string[]; event: HeldEvent; counted?: boolean },
): boolean {
  if (held.state === 'failed') return false;
  const becomes = claims[event.type] ?? [];
  return sent.record.expectations.some((expectation) => {
    if (!becomes.includes(expectation.becomes) || (counted && expectation.becomes !== 'more')) return false;
    return keys.some((key) => {
      const names = namesOf(play, key);
      return isAbout(play, expectation, { key, names });
    });
  });
}

/** What an operation was sent for that may show as such an event. */
const claims: Readonly<Record<string, readonly string[]>> = {
  'resource.appeared': ['present', 'more'],
  'resource.reappeared': ['present', 'more'],
  // With its owner.
  'resource.changed': ['changed', 'present', 'more', 'absent'],
  'resource.renamed': ['absent', 'present', 'changed'],
  'resource.vanished': ['absent'],
};

function formerKeyOf(event: HeldEvent): string {
  return event.type === 'resource.renamed' ? `${event.kind} ${event.before?.['externalId']}` : keyOf(event);
}

function scopeOf({ world }: Play, { after }: Played, event: HeldEvent): string {
  const isParted = world.kinds.some(({ spec }) => spec.kind === event.kind && spec.perParent !== undefined);
  const parent = after.resources.find((resource) => keyOf(resource) === keyOf(event))?.parent ?? '';
  return `${event.kind} ${isParted ? parent : ''}`;
}

function authorNamed({ sent }: Play, author: Author): string {
  return author === 'somebody' ? 'out_of_band' : `operation ${sent[author]?.record.id}`;
}

function nameOf({ held }: OnRecord): string {
  return `operation ${held.operationId}`;
}

function named(cause: Cause | null): string {
  if (cause === null) return 'nothing';
  return cause.kind === 'operation' ? `operation ${cause.operationId}` : cause.kind;
}
