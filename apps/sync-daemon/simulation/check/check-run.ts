import { type Play, Violation } from '../play.ts';
import type { Played } from '../run.ts';
import type { HeldListing, Snapshot } from '../snapshot.ts';
import { checkBrake, isHeld } from './check-brake.ts';
import { checkCauses } from './check-causes.ts';
import { checkChain } from './check-chain.ts';
import { checkFindings } from './check-findings.ts';
import { checkLadder } from './check-ladder.ts';
import { checkSettled } from './check-settled.ts';
import { checkTruth, rememberMatches } from './check-truth.ts';

/** Holds what a run left in the ledger against what was true while it went. Throws `Violation`. */
export function checkRun(play: Play, played: Played): void {
  tell(play, played);
  const { step, after } = played;
  checkEnd(played);
  checkBrake(play, played);
  if (step.plan) {
    checkPlan(play, after);
    return;
  }
  checkChain(play, played);
  checkTruth(play, played);
  checkLadder(play, played);
  checkCauses(play, played);
  checkSettled(play, played);
  checkFindings(play, played);
  rememberMatches(play, played);
  remember(play, played);
}

function tell({ tally, account }: Play, { step, after }: Played): void {
  tally.runs += 1;
  for (const { met, fault } of account.faults) if (met) tally.count('fault', fault.fault);
  for (const { change } of step.meanwhile) tally.count('meanwhile', change.do);
  tally.count('outcome', `${step.plan ? 'plan, ' : ''}${after.run?.outcome ?? 'none'}`);
  for (const { grade } of after.listings) tally.count('grade', grade ?? 'failed');
  for (const { type, cause } of after.events) {
    if (!type.startsWith('resource.')) continue;
    tally.count('event', type);
    tally.count('cause', cause?.kind ?? 'none');
  }
}

function checkEnd({ step, after, takeovers }: Played): void {
  const { run, counts, events, listings } = after;
  if (run?.state !== 'finished') throw new Violation(`the run is ${run?.state} when it has ended`);
  if (counts.staged > 0) throw new Violation(`${counts.staged} items are left in the stage after the run`);
  const ends = events.filter(({ type }) => type === 'run.finished').length;
  if (ends !== (step.plan ? 0 : 1)) throw new Violation(`the run was said to be finished ${ends} times`);
  const isBad = listings.some((listing) => isFailed(listing) || listing.grade === 'refused');
  // What an earlier process had failed to list may not be listed by a later one.
  if (run.outcome === 'complete' && isBad && takeovers === 0)
    throw new Violation('the run is complete, and not every kind was believed');
}

/** Of what was never readable nothing is expected. */
function isFailed({ grade, reason }: HeldListing): boolean {
  return grade === null && !reason.startsWith('forbidden');
}

/** What a plan must leave as it was. */
function checkPlan({ beliefs }: Play, after: Snapshot): void {
  const { before } = beliefs;
  if (before === undefined) {
    if (after.resources.length + after.counts.events + after.scopes.length > 0) throw new Violation('a plan wrote');
    return;
  }
  for (const part of ['resources', 'scopes'] as const) {
    if (JSON.stringify(before[part]) !== JSON.stringify(after[part])) throw new Violation(`a plan changed ${part}`);
  }
  for (const part of ['events', 'versions', 'renames'] as const) {
    if (before.counts[part] !== after.counts[part]) throw new Violation(`a plan wrote ${part}`);
  }
}

/** What the next run is judged by. */
function remember({ beliefs, account }: Play, { after }: Played): void {
  beliefs.before = after;
  if (isHeld({ after })) return;
  for (const { kind, parent, grade, isListed } of after.listings) {
    if (isListed && grade !== null && grade !== 'refused') {
      beliefs.mappings.set(`${kind} ${parent}`, account.mappingVersion);
    }
  }
}
