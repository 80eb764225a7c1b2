import assert from 'node:assert/strict';
import { foldPair, hashBytes, nodeHash } from './hash.ts';

/** A complete subtree: `2 ** level` leaves, from leaf `index * 2 ** level` on. Leaves count from 0, as in RFC 6962. */
export interface Node {
  readonly level: number;
  readonly index: number;
}

/** Leaves from `begin` up to, but without, `end`. */
export interface Leaves {
  readonly begin: number;
  readonly end: number;
}

/** Hashes of complete subtrees are kept of every so manieth level; those between are made of at most 128 of them. */
export const keptEveryLevels = 8;

/** The fewest complete subtrees that leaves are made of, in their order. */
export function nodesOf({ begin, end }: Leaves): readonly Node[] {
  assert(begin >= 0 && begin <= end, 'leaves are counted upwards');
  const nodes: Node[] = [];
  for (let at = begin; at < end; ) {
    let level = 0;
    let width = 1;
    while (at % (2 * width) === 0 && at + 2 * width <= end) {
      level += 1;
      width *= 2;
    }
    nodes.push({ level, index: at / width });
    at += width;
  }
  return nodes;
}

/** Nodes that lie side by side in one level of those that are kept: from `from` up to, but without, `to`. */
export interface Span {
  readonly level: number;
  readonly from: number;
  readonly to: number;
}

/** Which of the hashes that are kept a node is made of. */
export function spanOf({ level, index }: Node): Span {
  const kept = level - (level % keptEveryLevels);
  const width = 2 ** (level - kept);
  return { level: kept, from: index * width, to: (index + 1) * width };
}

/** The hash of a node, made of the hashes of its span, which lie side by side. */
export function hashOfSpan(hashes: Uint8Array): Uint8Array {
  const folded = Buffer.from(hashes);
  let count = folded.length / hashBytes;
  assert(
    count >= 1 && Number.isInteger(Math.log2(count)),
    'a complete subtree has a power of two of nodes in each level',
  );
  for (; count > 1; count /= 2) {
    for (let nth = 0; nth < count / 2; nth += 1) {
      const at = nth * 2 * hashBytes;
      foldPair(folded, at);
      folded.copyWithin(nth * hashBytes, at, at + hashBytes);
    }
  }
  return Buffer.from(folded.subarray(0, hashBytes));
}

/** Answers the hash of a complete subtree. */
export type HashOf = (node: Node) => Uint8Array;

/** The hash that RFC 6962 gives leaves which stand together in a tree: of a subtree that may be cut off at its right. */
export function hashOfLeaves(leaves: Leaves, hashOf: HashOf): Uint8Array {
  const hashes = nodesOf(leaves).map(hashOf);
  const last = hashes.pop();
  assert(last !== undefined, 'there are leaves');
  return hashes.reduceRight((right, left) => nodeHash(left, right), last);
}
