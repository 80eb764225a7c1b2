import type { Play } from '../play.ts';
import { meaningOf } from '../provider.ts';
import type { Played } from '../run.ts';
import type { HeldListing } from '../snapshot.ts';
import type { Thing } from '../world.ts';

/** What the ledger holds of a thing. */
export interface Held {
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What a key was while the run went, one after the other; null where there was no such thing. */
export function statesDuring({ world }: Play, { from, to }: Played, key: string): readonly (Thing | null)[] {
  return world.statesOf(key, from, to);
}

/** What a key was throughout the run; undefined when it changed meanwhile. */
export function throughout(play: Play, played: Played, key: string): Thing | null | undefined {
  const [first = null, ...others] = statesDuring(play, played, key);
  return others.every((other) => JSON.stringify(other) === JSON.stringify(first)) ? first : undefined;
}

/** Whether the ledger holds of a thing what is true of it. */
export function isTrueOf(held: Held, thing: Thing, mappingVersion: number): boolean {
  if (held.name !== thing.name) return false;
  return Object.entries(meaningOf(thing, mappingVersion)).every(([name, value]) => held.attributes[name] === value);
}

/** Whether absences may be derived from a listing of this grade. Said here once more, so that the engine cannot differ. */
export function isBelieved({ grade, isListed }: HeldListing): boolean {
  return isListed && (grade === 'proven' || grade === 'corroborated');
}

/** Whether a listing was recorded at all: what it shows has come into the ledger. */
export function isRecorded({ grade, isListed }: HeldListing): boolean {
  return isListed && grade !== null && grade !== 'refused';
}

/** Whether a listing of this kind met a fault that cannot be waited out. */
export function isSpoilt({ account, world }: Play, kind: string): boolean {
  return account.faults.some(({ met, fault, kind: nth }) => {
    const passes = fault.fault === 'status' && fault.status !== 403;
    return met && !passes && world.kinds[nth % world.kinds.length]?.spec.kind === kind;
  });
}

/** Whether a listing of this kind met a fault in the run. */
export function isFaulty({ account, world }: Play, kind: string): boolean {
  return account.faults.some(({ met, kind: nth }) => met && world.kinds[nth % world.kinds.length]?.spec.kind === kind);
}
