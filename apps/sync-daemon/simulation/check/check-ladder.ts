import { type Play, Violation } from '../play.ts';
import type { Played } from '../run.ts';
import type { HeldListing, HeldResource } from '../snapshot.ts';
import { keyOf } from '../world.ts';
import { isHeld } from './check-brake.ts';
import { isBelieved, isFaulty, throughout } from './truth.ts';

const rungs = ['live', 'missing', 'suspect', 'gone'];
const graceMs = 24 * 3_600_000;

/** What is absent goes down the ladder by one rung a run, on time, and asked for by name before it is gone. */
export function checkLadder(play: Play, played: Played): void {
  const before = new Map(play.beliefs.before?.resources.map((resource) => [keyOf(resource), resource]));
  checkOrphans(played);
  if (isHeld(played)) return;
  const listings = new Map(played.after.listings.map((listing) => [`${listing.kind} ${listing.parent}`, listing]));
  for (const resource of played.after.resources) {
    const was = before.get(keyOf(resource));
    const listing = listings.get(`${resource.kind} ${resource.parent}`);
    if (was === undefined) continue;
    const steps = rungs.indexOf(resource.presence) - rungs.indexOf(was.presence);
    if (steps > 1 && played.takeovers === 0) throw new Violation(`${keyOf(was)} fell by ${steps} rungs in one run`);
    if (was.presence === 'live' && resource.presence === 'missing') checkSince(play, played, { resource, listing });
    if (was.presence === 'suspect' && resource.presence === 'gone') checkGone(play, played, was);
    if (listing !== undefined && isBelieved(listing)) checkDescent(play, played, { was, resource, listing });
  }
}

/** What is listed by a parent goes with it. */
function checkOrphans({ after }: Played): void {
  if (after.run?.outcome !== 'complete') return;
  const gone = new Set(after.resources.flatMap((one) => (one.presence === 'live' ? [] : [one.id])));
  for (const { parent, presence, ...resource } of after.resources) {
    if (presence === 'live' && gone.has(parent)) throw new Violation(`${keyOf(resource)} is left behind by ${parent}`);
  }
}

/** By how much the times of two daemons and the database may differ. */
function skewOf({ script }: Play): number {
  return Math.max(...script.skews.map(Math.abs));
}

function checkSince(
  play: Play,
  { from, to, takeovers }: Played,
  { resource, listing }: { resource: HeldResource; listing: HeldListing | undefined },
): void {
  const since = resource.missingSince ?? 0;
  if (listing?.isListed === true && takeovers === 0 && since !== listing.startedAt) {
    throw new Violation(`${keyOf(resource)} is missing since ${since}, and its listing began at ${listing.startedAt}`);
  }
  const skew = skewOf(play);
  if (since < from - skew || since > to + skew) throw new Violation(`${keyOf(resource)} is missing since ${since}`);
}

function checkGone(play: Play, { to }: Played, was: HeldResource): void {
  const age = to - (was.missingSince ?? to);
  if (age < graceMs - 2 * skewOf(play)) throw new Violation(`${keyOf(was)} is gone after ${age} ms`);
  const spec = play.world.kinds.find(({ spec: { kind } }) => kind === was.kind)?.spec;
  if (spec?.readable === true && !play.account.denied.has(keyOf(was))) {
    throw new Violation(`${keyOf(was)} is gone, and nobody asked for it by name`);
  }
}

/** A believed listing without it takes it further. */
function checkDescent(
  play: Play,
  played: Played,
  { was, resource, listing }: { was: HeldResource; resource: HeldResource; listing: HeldListing },
): void {
  if (throughout(play, played, keyOf(was)) !== null || was.presence === 'live' || was.presence === 'gone') return;
  // What is left to the next run may be the thing that is back: then nothing descends.
  if (/left to the next run/.test(listing.reason)) return;
  const missingMs = listing.startedAt - (was.missingSince ?? listing.startedAt);
  if (missingMs <= 0) return;
  const stays = was.presence === resource.presence;
  if (stays && was.presence === 'missing') throw new Violation(`${keyOf(was)} stays missing`);
  // One whose question failed stays where it is.
  const isAnswered = play.account.denied.has(keyOf(was)) || !isFaulty(play, was.kind);
  if (stays && was.presence === 'suspect' && missingMs >= graceMs && isAnswered) {
    throw new Violation(`${keyOf(was)} stays suspect after ${missingMs} ms`);
  }
}
