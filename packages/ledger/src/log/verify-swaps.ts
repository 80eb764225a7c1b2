import { leafHash, sameHash } from './hash.ts';

/** A place whose event is not what its leaf says. */
export interface MismatchedPlace {
  readonly sequence: number;
  readonly text: string;
  readonly hash: Uint8Array;
  readonly leaf: Uint8Array;
}

/** More are not compared with each other: of a log that was rewritten, nothing was swapped. */
const comparedMax = 50;

/** The pairs of places whose events, or whose leaves, stand each in the place of the other. */
export function swapsAmong(places: readonly MismatchedPlace[]): readonly (readonly [number, number])[] {
  if (places.length > comparedMax) return [];
  const swaps: [number, number][] = [];
  const taken = new Set<number>();
  for (const [nth, one] of places.entries()) {
    const other = places
      .slice(nth + 1)
      .find((candidate) => !taken.has(candidate.sequence) && areSwapped(one, candidate));
    if (other === undefined || taken.has(one.sequence)) continue;
    taken.add(one.sequence).add(other.sequence);
    swaps.push([one.sequence, other.sequence]);
  }
  return swaps;
}

function areSwapped(one: MismatchedPlace, other: MismatchedPlace): boolean {
  if (sameHash(one.hash, other.leaf) && sameHash(other.hash, one.leaf)) return true;
  return isEventOf(one, other) && isEventOf(other, one);
}

/** Whether the event that has the one place, put into the other, is what was hashed there. */
function isEventOf({ text }: MismatchedPlace, { text: there, leaf }: MismatchedPlace): boolean {
  const [, place] = placeIn.exec(there) ?? [];
  const [whole] = placeIn.exec(text) ?? [];
  if (place === undefined || whole === undefined) return false;
  return sameHash(leafHash(`${place}${text.slice(whole.length)}`), leaf);
}

/** What a leaf says of the place itself: its sequence, and when it was sealed. */
const placeIn = /^(\{"sequence": \d+, "sealed_at": "[^"]*")/;
