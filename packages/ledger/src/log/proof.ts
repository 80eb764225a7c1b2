import { emptyRoot, nodeHash, sameHash } from './hash.ts';
import { type HashOf, hashOfLeaves, type Leaves, type Node, nodesOf } from './nodes.ts';
import { growRange, type Range } from './range.ts';

/** What a proof consists of: the hash of each of these, in this order. */
export type ProofPlan = readonly Leaves[];

/** The complete subtrees that the hashes of a proof are made of. */
export function nodesOfPlan(plan: ProofPlan): readonly Node[] {
  return plan.flatMap(nodesOf);
}

/** The hashes of a proof. */
export function proofOf(plan: ProofPlan, hashOf: HashOf): readonly Uint8Array[] {
  return plan.map((leaves) => hashOfLeaves(leaves, hashOf));
}

/** Of which leaf, in a log of which size. */
export interface Place {
  /** From 0 on. */
  readonly index: number;
  readonly size: number;
}

/** What proves that a leaf is in a log: its audit path (RFC 6962, 2.1.1). Throws `RangeError` when it is not. */
export function inclusionPlan({ index, size }: Place): ProofPlan {
  if (!(index >= 0 && index < size)) throw new RangeError(`a log of ${size} has no leaf ${index}`);
  const plan: Leaves[] = [];
  for (let width = 1; width < size; width *= 2) {
    const nth = Math.floor(index / width);
    const begin = (nth % 2 === 0 ? nth + 1 : nth - 1) * width;
    if (begin < size) plan.push({ begin, end: Math.min(begin + width, size) });
  }
  return plan;
}

/** Whether `proof` proves that this leaf has this place in the log of this root. */
export function provesInclusion(
  { index, size }: Place,
  {
    leaf,
    proof,
    root,
  }: { readonly leaf: Uint8Array; readonly proof: readonly Uint8Array[]; readonly root: Uint8Array },
): boolean {
  if (!(Number.isSafeInteger(index) && Number.isSafeInteger(size) && index >= 0 && index < size)) return false;
  let hash = leaf;
  let nth = index;
  let last = size - 1;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (nth % 2 === 1 || nth === last) {
      hash = nodeHash(sibling, hash);
      while (nth % 2 === 0 && nth !== 0) {
        nth /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    nth = Math.floor(nth / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && sameHash(hash, root);
}

/** Two sizes of a log, the smaller first. */
export interface Growth {
  readonly from: number;
  readonly to: number;
}

/** What proves that a log only grew (RFC 6962, 2.1.2). Throws `RangeError` when it did not. */
export function consistencyPlan({ from, to }: Growth): ProofPlan {
  if (!(from >= 0 && from <= to)) throw new RangeError(`a log does not grow from ${from} to ${to}`);
  return from === 0 ? [] : within(from, { begin: 0, end: to }, true);
}

function within(from: number, leaves: Leaves, isRoot: boolean): readonly Leaves[] {
  const { begin, end } = leaves;
  if (from === end - begin) return isRoot ? [] : [leaves];
  let width = 1;
  while (2 * width < end - begin) width *= 2;
  const middle = begin + width;
  return from <= width
    ? [...within(from, { begin, end: middle }, isRoot), { begin: middle, end }]
    : [...within(from - width, { begin: middle, end }, false), { begin, end: middle }];
}

/** Both roots of a log that grew, and the proof that it only grew. */
export interface GrowthProof {
  readonly fromRoot: Uint8Array;
  readonly toRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** Whether `proof` proves that the log of the one root grew into that of the other. */
export function provesGrowth({ from, to }: Growth, { fromRoot, toRoot, proof }: GrowthProof): boolean {
  if (!(Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 0 && from <= to)) return false;
  if (from === to) return proof.length === 0 && sameHash(fromRoot, toRoot);
  if (from === 0) return proof.length === 0 && sameHash(fromRoot, emptyRoot);
  let nth = from - 1;
  let last = to - 1;
  while (nth % 2 === 1) {
    nth = Math.floor(nth / 2);
    last = Math.floor(last / 2);
  }
  // A log that was one complete subtree is the first hash itself.
  const [first, ...rest] = nth === 0 ? [fromRoot, ...proof] : proof;
  if (first === undefined) return false;
  let before = first;
  let after = first;
  for (const hash of rest) {
    if (last === 0) return false;
    if (nth % 2 === 1 || nth === last) {
      before = nodeHash(hash, before);
      after = nodeHash(hash, after);
      while (nth % 2 === 0 && nth !== 0) {
        nth /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      after = nodeHash(after, hash);
    }
    nth = Math.floor(nth / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && sameHash(before, fromRoot) && sameHash(after, toRoot);
}

/** Leaves that follow each other, in a log of which size. */
export interface Part extends Leaves {
  readonly size: number;
}

/** What stands before leaves and after them, which with them makes up the log: a proof of all of them together. */
export interface PartProof {
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/** The subtrees whose hashes, side by side, are `before` and `after`. */
export function partPlan({ begin, end, size }: Part): {
  readonly before: readonly Node[];
  readonly after: readonly Node[];
} {
  if (!(begin >= 0 && begin <= end && end <= size))
    throw new RangeError(`a log of ${size} has no leaves ${begin} to ${end}`);
  return { before: nodesOf({ begin: 0, end: begin }), after: nodesOf({ begin: end, end: size }) };
}

/** The root of the log, if the proof is right, that has these leaves in their place. Throws when it has too few or too many hashes. */
export function rootWith(leaves: Range, { before, after, size }: PartProof & { readonly size: number }): Uint8Array {
  const log = growRange({ begin: 0, end: leaves.begin, hashes: before });
  log.appendRange(leaves);
  log.appendRange({ begin: leaves.end, end: size, hashes: after });
  return log.root();
}
