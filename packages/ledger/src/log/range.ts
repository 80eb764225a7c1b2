import assert from 'node:assert/strict';
import { emptyRoot, foldPair, hashBytes, leafDigest, nodeHash } from './hash.ts';
import { keptEveryLevels, type Leaves, type Node, nodesOf } from './nodes.ts';

/**
 * What must be known of leaves that follow each other to go on from them: the hashes of the fewest complete subtrees that they
 * are made of (`nodesOf`), side by side. From 0 on it says all of a log that its root says, and is called its frontier.
 */
export interface Range extends Leaves {
  readonly hashes: Uint8Array;
}

/** A range that grows at its end. One that takes in everything up to a log's size has its root. */
export interface GrowingRange {
  readonly end: number;
  /** Takes in the next leaf, by the text that it is the hash of. */
  appendText(text: string): void;
  /** Takes in the next leaves, by their hashes side by side. */
  append(leaves: Uint8Array): void;
  /** Takes in the leaves of a range that begins where this one ends. */
  appendRange(range: Range): void;
  range(): Range;
  /** The root of the log that ends here. Only of a range from 0 on. */
  root(): Uint8Array;
}

/** Told of the hash of each complete subtree of a level that is kept, as it becomes complete; the bytes are only lent. */
export type Keep = (node: Node, hash: Uint8Array) => void;

/** Leaves fit into numbers, so no range has more subtrees than this: 53 to both sides of its widest. */
const nodesMax = 2 * 53;

/** Goes on from a range, or from an empty one at `begin`. Throws when the hashes are not as many as its subtrees. */
export function growRange({ begin, end, hashes }: Range, keep: Keep = () => {}): GrowingRange {
  const nodes = nodesOf({ begin, end });
  assert.equal(hashes.length, nodes.length * hashBytes, 'a range has the hash of each of its subtrees');
  const stack = Buffer.alloc((nodesMax + 1) * hashBytes);
  stack.set(hashes);
  const levels = new Uint8Array(nodesMax + 1);
  levels.set(nodes.map(({ level }) => level));
  let depth = nodes.length;
  let to = end;

  /** The hash of the next node of a level lies on top of the stack: folds it with those that it completes a subtree with. */
  function settle(from: number): void {
    let level = from;
    const width = 2 ** from;
    let index = to / width;
    to += width;
    for (; index % 2 === 1 && depth > 0 && levels[depth - 1] === level; depth -= 1) {
      foldPair(stack, (depth - 1) * hashBytes);
      level += 1;
      index = (index - 1) / 2;
      if (level % keptEveryLevels === 0) {
        keep({ level, index }, stack.subarray((depth - 1) * hashBytes, depth * hashBytes));
      }
    }
    levels[depth] = level;
    depth += 1;
  }

  return {
    get end() {
      return to;
    },
    appendText(text) {
      stack.write(leafDigest(text), depth * hashBytes, hashBytes, 'binary');
      settle(0);
    },
    append(leaves) {
      for (let at = 0; at < leaves.length; at += hashBytes) {
        stack.set(leaves.subarray(at, at + hashBytes), depth * hashBytes);
        settle(0);
      }
    },
    appendRange(range) {
      assert.equal(range.begin, to, 'a range goes on where the one before ends');
      const parts = nodesOf(range);
      assert.equal(range.hashes.length, parts.length * hashBytes, 'a range has the hash of each of its subtrees');
      for (const [nth, { level }] of parts.entries()) {
        stack.set(range.hashes.subarray(nth * hashBytes, (nth + 1) * hashBytes), depth * hashBytes);
        settle(level);
      }
    },
    range: () => ({ begin, end: to, hashes: Buffer.from(stack.subarray(0, depth * hashBytes)) }),
    root() {
      assert.equal(begin, 0, 'a root is of all leaves from the first on');
      return rootOf(stack.subarray(0, depth * hashBytes));
    },
  };
}

/** A range without leaves, from which a log is built. */
export const nothing: Range = { begin: 0, end: 0, hashes: new Uint8Array(0) };

/** The root of a log, from the hashes of its frontier. */
export function rootOf(frontier: Uint8Array): Uint8Array {
  if (frontier.length === 0) return emptyRoot;
  let root: Uint8Array = Buffer.from(frontier.subarray(-hashBytes));
  for (let at = frontier.length - 2 * hashBytes; at >= 0; at -= hashBytes) {
    root = nodeHash(frontier.subarray(at, at + hashBytes), root);
  }
  return root;
}
