import { creationGraceMs } from '@rollcall/ledger';
import { type Play, Violation } from '../play.ts';
import type { Played } from '../run.ts';
import type { HeldListing, HeldResource } from '../snapshot.ts';
import { keyOf, type Thing } from '../world.ts';
import { isHeld } from './check-brake.ts';
import { isDeferred } from './in-flight.ts';
import { isBelieved, isFaulty, isRecorded, isSpoilt, isTrueOf, statesDuring, throughout } from './truth.ts';

/**
 * What a run says happened was true at some moment of it; and what a listing that is believed has shown, or not shown, is
 * in the ledger: no false deletion, no missed one, nothing lost.
 */
export function checkTruth(play: Play, played: Played): void {
  checkVersions(play, played);
  const resources = new Map(played.after.resources.map((resource) => [keyOf(resource), resource]));
  for (const listing of played.after.listings) {
    checkGrade(play, played, listing);
    if (isRecorded(listing) && !isHeld(played)) checkScope(play, played, { listing, resources });
  }
}

function checkVersions(play: Play, played: Played): void {
  for (const version of played.after.versions) {
    const key = keyOf(version);
    const states = statesDuring(play, played, key);
    if (version.presence === 'live') {
      const isTrue = states.some((thing) => thing !== null && isTrueOf(version, thing, play.account.mappingVersion));
      if (!isTrue) throw new Violation(`${key} was never as the ledger holds it: ${JSON.stringify(version)}`);
    } else if (states.every((thing) => thing !== null)) {
      throw new Violation(`false deletion: ${key} became ${version.presence}, and it was there throughout`);
    }
  }
}

function isNamed({ world }: Play, kind: string): boolean {
  return world.kinds.some((one) => one.spec.kind === kind && one.isNamed);
}

/** What one of our operations made a moment ago may be absent for a moment: a documented grace. */
function isNew(play: Play, key: string, { startedAt }: HeldListing): boolean {
  return play.world
    .momentsOf(key, startedAt - creationGraceMs - 60_000)
    .some(({ thing, author }) => thing !== null && author !== 'somebody');
}

interface Believed {
  readonly listing: HeldListing;
  readonly resources: ReadonlyMap<string, HeldResource>;
}

function checkScope(play: Play, played: Played, { listing, resources }: Believed): void {
  const { kind, parent } = listing;
  for (const key of play.world.keys()) {
    if (!key.startsWith(`${kind} `)) continue;
    const thing = throughout(play, played, key);
    const held = resources.get(key);
    if (thing === undefined || isDeferred(play, played, { listing, key, thing })) continue;
    // A rename is left to the next run as a whole, both its names, when an operation under way is about one of them.
    const isLeft = /left to the next run/.test(listing.reason) && isNamed(play, kind);
    if (thing !== null && thing.parent === parent) {
      if (isLeft && held === undefined) continue;
      assertHeld(play, played, { listing, thing, held });
    } else if (thing === null && held?.parent === parent && held.presence === 'live' && isBelieved(listing)) {
      if (isNew(play, key, listing) || isLeft) continue;
      throw new Violation(`missed deletion: ${key} is live, and a ${listing.grade} listing did not show it`);
    }
  }
}

/** Notes which keys the ledger holds as they are, for the next run to begin from. */
export function rememberMatches(play: Play, played: Played): void {
  if (isHeld(played)) return;
  const resources = new Map(played.after.resources.map((resource) => [keyOf(resource), resource]));
  const recorded = new Set(played.after.listings.filter(isRecorded).map(({ kind }) => kind));
  for (const key of play.world.keys()) {
    const thing = throughout(play, played, key);
    if (thing === undefined || !recorded.has(key.split(' ')[0] ?? '')) continue;
    if (!matches(play, thing, resources.get(key))) continue;
    play.beliefs.matchedAt.set(key, played.from);
    play.beliefs.readWith.set(key, play.account.mappingVersion);
  }
}

function assertHeld(
  play: Play,
  { step }: Played,
  { listing, thing, held }: { listing: HeldListing; thing: Thing; held: HeldResource | undefined },
): void {
  // A listing that is not taken for whole may lack what a fault hid; and where nothing but a short page tells the end, it
  // may hide what is new, which then comes later.
  const isSteady = !isFaulty(play, thing.kind) && step.meanwhile.length === 0;
  if (!isSteady && (!isBelieved(listing) || isNewAndUncounted(play, thing))) return;
  if (matches(play, thing, held) && held?.parent === thing.parent) return;
  throw new Violation(`a ${listing.grade} listing shows ${JSON.stringify(thing)}, and it is ${JSON.stringify(held)}`);
}

function isNewAndUncounted({ world, beliefs }: Play, { kind, id }: Thing): boolean {
  const style = world.kinds.find(({ spec }) => spec.kind === kind)?.style;
  const was = beliefs.before?.resources.find((resource) => resource.kind === kind && resource.id === id);
  return (style === 'overlapping' || style === 'unstated') && was?.presence !== 'live';
}

function matches({ account }: Play, thing: Thing | null, held: HeldResource | undefined): boolean {
  if (thing === null) return held?.presence !== 'live';
  return held?.presence === 'live' && isTrueOf(held, thing, account.mappingVersion);
}

const wanted = { counted: 'proven', whole: 'proven', overlapping: 'corroborated', unstated: 'corroborated' } as const;

/** A listing that nothing befell earns the grade that its style can. A steep fall is doubted, and so may be what is new. */
function checkGrade(play: Play, { step, takeovers }: Played, listing: HeldListing): void {
  const kind = play.world.kinds.find(({ spec }) => spec.kind === listing.kind);
  if (kind === undefined || kind.style === 'forbidden' || kind.style === 'doubtful') return;
  if (isSpoilt(play, listing.kind) || step.meanwhile.length > 0 || takeovers > 0 || !listing.isListed) return;
  // A parent that is gone, and whose own listing was not believed, is asked for in vain.
  if (listing.reason.startsWith('not_found')) return;
  if (listing.reason.startsWith('a person rejected')) return;
  const isFall = listing.grade === 'refused' && /below half|is empty/.test(listing.reason);
  // Of one page there is nothing that could overlap.
  const isFine = listing.grade === wanted[kind.style];
  if (!isFine && !isFall)
    throw new Violation(`${listing.kind} is ${listing.grade} without a reason: ${listing.reason}`);
}
