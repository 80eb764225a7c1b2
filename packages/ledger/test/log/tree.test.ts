import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  consistencyPlan,
  emptyRoot,
  growRange,
  hashOfSpan,
  inclusionPlan,
  leafHash,
  type Node,
  nodesOf,
  nodesOfPlan,
  nothing,
  partPlan,
  proofOf,
  provesGrowth,
  provesInclusion,
  rootOf,
  rootWith,
  spanOf,
} from '../../src/index.ts';
import { growthByDefinition, pathByDefinition, rootByDefinition } from './reference.ts';

/** The leaves of Certificate Transparency's own tests, and the root of the first so many of them. */
const vectors = {
  leaves: ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'],
  roots: [
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
    '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  ],
};
const ofVectors = vectors.leaves.map((leaf) => Buffer.from(leaf, 'hex').toString('latin1'));

/** Those texts whose bytes are the leaves that are wanted, or so many that differ. */
const leafTexts = (count: number) => Array.from({ length: count }, (_, nth) => `leaf ${nth}`);
const bytesOf = (texts: readonly string[]) => texts.map((text) => Buffer.from(text));

/** A log as it is kept: its root, its frontier, and the hashes of every eighth level. */
function logOf(texts: readonly string[]) {
  const kept = new Map<string, Uint8Array>();
  const nameOf = ({ level, index }: Node) => `${level}/${index}`;
  const log = growRange(nothing, (node, hash) => kept.set(nameOf(node), Buffer.from(hash)));
  for (const [index, text] of texts.entries()) {
    kept.set(nameOf({ level: 0, index }), leafHash(text));
    log.appendText(text);
  }
  const hashOf = (node: Node): Uint8Array => {
    const { level, from, to } = spanOf(node);
    const parts = Array.from({ length: to - from }, (_, nth) => kept.get(nameOf({ level, index: from + nth })));
    return hashOfSpan(Buffer.concat(parts.map((part) => part ?? expect.fail('it is not kept'))));
  };
  return { log, hashOf, kept };
}

const hex = (hashes: readonly Uint8Array[]) => hashes.map((hash) => Buffer.from(hash).toString('hex'));

describe('the vectors of Certificate Transparency', () => {
  test.each(vectors.roots.map((root, size) => ({ size, root })))(
    'the root of $size leaves is $root',
    ({ size, root }) => {
      // All bytes of the leaves are below 0x80, so that their text has the same bytes.
      expect(hex([logOf(ofVectors.slice(0, size)).log.root()])).toEqual([root]);
    },
  );

  test.each([
    { index: 0, size: 8, path: ['96a296d2', '5f083f0a', '6b47aaf2'] },
    { index: 5, size: 8, path: ['bc1a0643', 'ca854ea1', 'd37ee418'] },
  ])('the audit path of leaf $index of $size', ({ index, size, path }) => {
    const { hashOf } = logOf(ofVectors.slice(0, size));
    expect(hex(proofOf(inclusionPlan({ index, size }), hashOf)).map((hash) => hash.slice(0, 8))).toEqual(path);
  });

  test.each([
    { from: 2, to: 8, path: ['5f083f0a', '6b47aaf2'] },
    { from: 6, to: 8, path: ['0ebc5d34', 'ca854ea1', 'd37ee418'] },
    { from: 2, to: 5, path: ['5f083f0a', 'bc1a0643'] },
  ])('the proof that $from grew to $to', ({ from, to, path }) => {
    const { hashOf } = logOf(ofVectors.slice(0, to));
    expect(hex(proofOf(consistencyPlan({ from, to }), hashOf)).map((hash) => hash.slice(0, 8))).toEqual(path);
  });
});

test('roots, audit paths and proofs of growth are those that the RFC defines, for every size up to 40', () => {
  for (let size = 0; size <= 40; size += 1) {
    const texts = leafTexts(size);
    const { log, hashOf } = logOf(texts);
    const root = rootByDefinition(bytesOf(texts));
    expect(hex([log.root()])).toEqual(hex([root]));
    for (let nth = 0; nth < size; nth += 1) {
      const path = proofOf(inclusionPlan({ index: nth, size }), hashOf);
      expect(hex(path)).toEqual(hex(pathByDefinition(nth, bytesOf(texts))));
      const growth = proofOf(consistencyPlan({ from: nth + 1, to: size }), hashOf);
      expect(hex(growth)).toEqual(hex(growthByDefinition(nth + 1, bytesOf(texts))));
    }
  }
});

/** A log of up to 700 leaves, which has two levels that are kept, and two places in it. */
const logs = fc.integer({ min: 1, max: 700 }).chain((size) =>
  fc.record({
    size: fc.constant(size),
    one: fc.integer({ min: 0, max: size }),
    other: fc.integer({ min: 0, max: size }),
  }),
);

test('a log that is built in parts, from frontiers and ranges, is the same log', () => {
  fc.assert(
    fc.property(logs, ({ size, one, other }) => {
      const [begin, end] = [Math.min(one, other), Math.max(one, other)];
      const texts = leafTexts(size);
      const whole = logOf(texts);
      const first = growRange(nothing);
      for (const text of texts.slice(0, begin)) first.appendText(text);
      const middle = growRange({ begin, end: begin, hashes: new Uint8Array(0) });
      middle.append(Buffer.concat(texts.slice(begin, end).map(leafHash)));
      const again = growRange(first.range());
      again.appendRange(middle.range());
      for (const text of texts.slice(end)) again.appendText(text);
      expect(again.range()).toEqual(whole.log.range());
      expect(middle.range().hashes).toEqual(Buffer.concat(nodesOf({ begin, end }).map(whole.hashOf)));
      expect(rootOf(whole.log.range().hashes)).toEqual(whole.log.root());
    }),
  );
});

test('of every eighth level each complete subtree is kept, once it is complete', () => {
  const { kept } = logOf(leafTexts(70_000));
  const levels = Map.groupBy(kept.keys(), (name) => name.split('/')[0]);
  expect([...levels].map(([level, names]) => [level, names.length])).toEqual([
    ['0', 70_000],
    ['8', 273],
    ['16', 1],
  ]);
});

/** Every way to alter a proof a little. */
function altered(proof: readonly Uint8Array[]): readonly (readonly Uint8Array[])[] {
  const flipped = proof.map((_, nth) =>
    proof.map((hash, at) =>
      at === nth ? Buffer.from(hash.map((byte, place) => (place === 7 ? byte ^ 1 : byte))) : hash,
    ),
  );
  return [...flipped, proof.slice(1), proof.slice(0, -1), [...proof, emptyRoot], [emptyRoot, ...proof]];
}

test('a proof of inclusion proves its own leaf at its own place, and nothing else', () => {
  fc.assert(
    fc.property(logs, ({ size, one }) => {
      const index = Math.min(one, size - 1);
      const { log, hashOf } = logOf(leafTexts(size));
      const leaf = leafHash(`leaf ${index}`);
      const root = log.root();
      const proof = proofOf(inclusionPlan({ index, size }), hashOf);
      expect(provesInclusion({ index, size }, { leaf, proof, root })).toBe(true);
      const wrong = [
        ...altered(proof).map((each) => provesInclusion({ index, size }, { leaf, proof: each, root })),
        provesInclusion({ index, size }, { leaf: leafHash('another'), proof, root }),
        provesInclusion({ index, size }, { leaf, proof, root: leafHash('another') }),
        provesInclusion({ index: index + 1, size }, { leaf, proof, root }),
        provesInclusion({ index: index - 1, size }, { leaf, proof, root }),
        provesInclusion({ index: index + 0.5, size }, { leaf, proof, root }),
      ];
      // A proof of nothing is the same whatever is left out of it.
      expect(wrong.filter((proves) => proves).length).toBe(proof.length === 0 ? 2 : 0);
    }),
  );
});

test('a proof of growth proves that growth, and no other', () => {
  fc.assert(
    fc.property(logs, ({ size, one }) => {
      const from = Math.max(one, 1);
      const { hashOf, log } = logOf(leafTexts(size));
      const fromRoot = logOf(leafTexts(from)).log.root();
      const toRoot = log.root();
      const proof = proofOf(consistencyPlan({ from, to: size }), hashOf);
      const proves = (given: Partial<{ proof: readonly Uint8Array[]; fromRoot: Uint8Array; toRoot: Uint8Array }>) =>
        provesGrowth({ from, to: size }, { fromRoot, toRoot, proof, ...given });
      expect(proves({})).toBe(true);
      const other = leafHash('another');
      const wrong = [
        ...altered(proof)
          .filter((each) => each.length !== proof.length || proof.length > 0)
          .map((each) => proves({ proof: each })),
        proves({ fromRoot: other }),
        proves({ toRoot: other }),
      ];
      expect(wrong).not.toContain(true);
      expect(provesGrowth({ from: 0, to: size }, { fromRoot: emptyRoot, toRoot, proof: [] })).toBe(true);
      expect(provesGrowth({ from: 0, to: size }, { fromRoot: other, toRoot, proof: [] })).toBe(false);
      expect(provesGrowth({ from: size, to: from }, { fromRoot: toRoot, toRoot: fromRoot, proof })).toBe(from === size);
    }),
  );
});

function rootOrError(root: () => Uint8Array): unknown {
  try {
    return root();
  } catch (error) {
    return error;
  }
}

test('leaves that follow each other are proven all at once, and none of them may be another', () => {
  fc.assert(
    fc.property(logs, ({ size, one, other }) => {
      const part = { begin: Math.min(one, other), end: Math.max(one, other), size };
      const { hashOf, log } = logOf(leafTexts(size));
      const plan = partPlan(part);
      const proof = {
        size,
        before: Buffer.concat(plan.before.map(hashOf)),
        after: Buffer.concat(plan.after.map(hashOf)),
      };
      const rangeOf = (texts: readonly string[]) => {
        const range = growRange({ begin: part.begin, end: part.begin, hashes: new Uint8Array(0) });
        for (const text of texts) range.appendText(text);
        return range.range();
      };
      const texts = leafTexts(size).slice(part.begin, part.end);
      expect(rootWith(rangeOf(texts), proof)).toEqual(log.root());
      if (texts.length === 0) return;
      expect(rootWith(rangeOf(['another', ...texts.slice(1)]), proof)).not.toEqual(log.root());
      expect(rootOrError(() => rootWith(rangeOf([...texts, 'another']), proof))).not.toEqual(log.root());
    }),
  );
});

test('what is outside of a log has no proof', () => {
  expect(() => inclusionPlan({ index: 3, size: 3 })).toThrow('a log of 3 has no leaf 3');
  expect(() => consistencyPlan({ from: 4, to: 3 })).toThrow('a log does not grow from 4 to 3');
  expect(() => partPlan({ begin: 1, end: 4, size: 3 })).toThrow('a log of 3 has no leaves 1 to 4');
  expect(nodesOfPlan(inclusionPlan({ index: 0, size: 1 }))).toEqual([]);
});

test('places are right beyond what 32 bits count', () => {
  const size = 2 ** 40 + 5;
  expect(nodesOf({ begin: 2 ** 40 - 1, end: size })).toEqual([
    { level: 0, index: 2 ** 40 - 1 },
    { level: 2, index: 2 ** 38 },
    { level: 0, index: 2 ** 40 + 4 },
  ]);
  expect(inclusionPlan({ index: 2 ** 40 + 4, size })).toEqual([
    { begin: 2 ** 40, end: 2 ** 40 + 4 },
    { begin: 0, end: 2 ** 40 },
  ]);
});
