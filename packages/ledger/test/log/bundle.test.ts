import { describe, expect, test } from 'vitest';
import {
  type BundleVerdict,
  bundleEndLine,
  bundleEventLine,
  bundleHeadLine,
  formatVerifierKey,
  growRange,
  inclusionPlan,
  leafHash,
  nodesOf,
  nothing,
  parseVerifierKey,
  proofOf,
  type SignerKey,
  signCheckpoint,
  signerKey,
  type VerifierKey,
  verifyBundle,
} from '../../src/index.ts';

const verifierKeyOf = (key: VerifierKey): VerifierKey => parseVerifierKey(formatVerifierKey(key));
const origin = 'rollcall/01a22449-2dc7-752c-93bc-0cbed7ee8b9e';
const size = 12;
const rotatedAt = 5;
const old = signerKey(origin, Buffer.alloc(32, 1));
const present = signerKey(origin, Buffer.alloc(32, 2));
const stranger = signerKey(origin, Buffer.alloc(32, 3));

/** The lines of a log, one of which tells of the change of its key. */
const leaves = Array.from({ length: size }, (_, index) =>
  index + 1 === rotatedAt
    ? `{"sequence": ${rotatedAt}, "sealed_at": "t", "type": "log_key.rotated", "after": {"publicKey": "${Buffer.from(present.publicKey).toString('base64')}"}}`
    : `{"sequence": ${index + 1}, "sealed_at": "t", "type": "key.created", "subject_name": "é ${index}"}`,
);
const hashOf = ({ level, index }: { level: number; index: number }): Uint8Array =>
  rangeOf(index * 2 ** level, (index + 1) * 2 ** level).range().hashes;

function rangeOf(begin: number, end: number) {
  const range = growRange({ ...nothing, begin, end: begin });
  for (const leaf of leaves.slice(begin, end)) range.appendText(leaf);
  return range;
}

function noteOf(end: number, signers: readonly SignerKey[]): string {
  return signCheckpoint(
    { origin, size: end, root: rangeOf(0, end).root(), at: '2026-11-28T22:00:00.000Z', previous: null },
    signers,
  );
}

const base64 = (hashes: readonly Uint8Array[]): string[] => hashes.map((hash) => Buffer.from(hash).toString('base64'));
const hashesOf = (begin: number, end: number): string[] => base64(nodesOf({ begin, end }).map(hashOf));

/** A bundle of the events `first` to `last`, signed by the present key, which follows the old one. */
function bundle({
  first = 3,
  last = 10,
  signers = [present],
  keys = [old, present],
  leaf = leaves,
}: {
  first?: number;
  last?: number;
  signers?: readonly SignerKey[];
  keys?: readonly SignerKey[];
  leaf?: readonly string[];
} = {}): string {
  const handover = {
    ...{ note: noteOf(6, [old, present]), sequence: rotatedAt, leaf: leaves[rotatedAt - 1] ?? '' },
    proof: base64(proofOf(inclusionPlan({ index: rotatedAt - 1, size: 6 }), hashOf)),
  };
  const head = bundleHeadLine({
    ...{
      origin,
      first,
      last,
      keys: keys.map(formatVerifierKey),
      handovers: keys.includes(present) && keys.includes(old) ? [handover] : [],
    },
    ...{ checkpoint: noteOf(size, signers), before: hashesOf(0, first - 1), after: hashesOf(last, size) },
  });
  const events = leaf.slice(first - 1, last).map((text) => bundleEventLine(base64([leafHash(text)])[0] ?? '', text));
  return `${[head, ...events, bundleEndLine(events.length)].join('\n')}\n`;
}

/** As the command reads it: what is no UTF-8 is told, and never read as something else. */
function verdictOf(file: Buffer | string, key?: VerifierKey): BundleVerdict {
  const reader = verifyBundle({ key });
  const text = Buffer.from(file).toString('latin1');
  const isWhole = text.endsWith('\n');
  for (const line of (isWhole ? text.slice(0, -1) : text).split('\n')) {
    if (text === '') continue;
    try {
      reader.take(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(line, 'latin1')));
    } catch {
      reader.spoilt('is not UTF-8');
    }
  }
  return reader.end({ isWhole });
}

const kinds = ({ problems }: BundleVerdict) =>
  problems.map(({ kind, sequence }) => (sequence === null ? kind : `${kind} ${sequence}`));

test('a bundle of any range is right, by its own keys, by the present one, and by one that it follows from', () => {
  for (let first = 1; first <= size; first += 1) {
    for (let last = first; last <= size; last += 1) {
      for (const key of [undefined, old, present]) {
        const verdict = verdictOf(bundle({ first, last }), key && verifierKeyOf(key));
        expect(verdict).toMatchObject({
          counted: 0,
          events: last - first + 1,
          head: { origin, first, last },
          checkpoint: { size, signers: [formatVerifierKey(present)] },
        });
      }
    }
  }
});

describe('every byte counts', () => {
  const file = Buffer.from(bundle({ first: 5, last: 7 }));

  test('that is another', () => {
    const missed: number[] = [];
    for (let at = 0; at < file.length; at += 1) {
      const other = Buffer.from(file);
      other[at] = (file[at] ?? 0) ^ (1 << (at % 8));
      if (verdictOf(other).counted === 0) missed.push(at);
    }
    expect(missed).toEqual([]);
  });

  test('that is missing, or there twice', () => {
    const missed: number[] = [];
    for (let at = 0; at < file.length; at += 7) {
      if (verdictOf(Buffer.concat([file.subarray(0, at), file.subarray(at + 1)])).counted === 0) missed.push(at);
      if (verdictOf(Buffer.concat([file.subarray(0, at + 1), file.subarray(at)])).counted === 0) missed.push(at);
    }
    expect(missed).toEqual([]);
  });

  test('behind which the file is cut off', () => {
    const missed: number[] = [];
    for (let at = 0; at < file.length; at += 11) if (verdictOf(file.subarray(0, at)).counted === 0) missed.push(at);
    expect(missed).toEqual([]);
  });
});

describe('what is wrong is said, with its line', () => {
  const lines = bundle().split('\n');
  const having = (change: (lines: string[]) => void): string => {
    const changed = [...lines];
    change(changed);
    return changed.join('\n');
  };

  test.each([
    { what: 'nothing', file: '', is: ['bundle_malformed'], says: /empty/ },
    { what: 'no bundle', file: 'hello\n', is: ['bundle_malformed'], says: /^Line 1 is not the first line of a bundle/ },
    {
      what: 'bytes',
      file: Buffer.from([0xff, 0xfe, 0, 10, 0xff]),
      is: ['bundle_malformed'],
      says: /^Line 1 is not UTF-8/,
    },
    {
      what: 'another version',
      file: '{"rollcall":"bundle","version":2}\n',
      is: ['bundle_malformed'],
      says: /another version/,
    },
    {
      what: 'a tail that is cut off',
      file: lines.slice(0, 5).join('\n'),
      is: ['bundle_malformed'],
      says: /cut off after line 5: it is to hold the events 3 to 10/,
    },
    {
      what: 'a hash that was altered',
      file: having((all) => {
        all[4] = `A${all[4]?.slice(1)}`;
      }),
      is: ['leaf_altered 6'],
      says: /^Line 5: the hash before sequence 6/,
    },
    {
      what: 'two that were swapped',
      file: having((all) => {
        [all[4], all[5]] = [all[5] ?? '', all[4] ?? ''];
      }),
      is: ['event_missing 6'],
      says: /^Line 5 holds sequence 7, and sequence 6/,
    },
    {
      what: 'an event that was taken out',
      file: having((all) => {
        all.splice(4, 1);
      }),
      is: ['event_missing 6', 'bundle_malformed'],
      says: /^Line 5 holds sequence 7/,
    },
    {
      what: 'an event that is there twice',
      file: having((all) => {
        all.splice(4, 0, all[4] ?? '');
      }),
      is: ['event_duplicated 7', 'bundle_malformed'],
      says: /^Line 6 holds sequence 6, and sequence 7/,
    },
    {
      what: 'something behind the end',
      file: `${bundle()}more\n`,
      is: ['bundle_malformed'],
      says: /^Line 11 stands behind the end/,
    },
  ])('$what', ({ file, is, says }) => {
    const verdict = verdictOf(file);
    expect(kinds(verdict)).toEqual(is);
    expect(verdict.problems[0]?.sentence).toMatch(says);
  });

  test('an event that was altered, with its line', () => {
    const verdict = verdictOf(
      having((all) => {
        all[4] = all[4]?.replace('é', 'e') ?? '';
      }),
    );
    expect(verdict.problems).toMatchObject([
      {
        kind: 'event_altered',
        sequence: 6,
        sentence: expect.stringMatching(/^Line 5: sequence 6 was altered: it is not the event that was signed for/),
      },
    ]);
  });

  test('an event that was altered with its hash: that it is one of these', () => {
    const verdict = verdictOf(bundle({ leaf: leaves.map((leaf) => leaf.replace('é 7', 'e 7')) }));
    expect(verdict.problems).toMatchObject([
      { kind: 'root_wrong', sentence: expect.stringContaining('The events 3 to 10 are not those') },
    ]);
  });

  test("a key that is not the signer's", () => {
    expect(kinds(verdictOf(bundle(), verifierKeyOf(stranger)))).toEqual(['key_wrong']);
    // Made by somebody else from end to end: only the key tells.
    const forged = bundle({ signers: [stranger], keys: [stranger] });
    expect(verdictOf(forged).counted).toBe(0);
    expect(kinds(verdictOf(forged, verifierKeyOf(present)))).toEqual(['key_wrong']);
    // Who adds a key and a signature of their own has no event of the log that says so.
    const added = bundle({ signers: [stranger], keys: [old, stranger] });
    expect(kinds(verdictOf(added, verifierKeyOf(old)))).toEqual(['signature_wrong']);
    expect(kinds(verdictOf(added))).toEqual(['signature_wrong']);
    const both = bundle({ signers: [old, stranger], keys: [old, stranger] });
    expect(kinds(verdictOf(both))).toEqual(['key_wrong']);
    expect(verdictOf(both, verifierKeyOf(old))).toMatchObject({
      counted: 0,
      checkpoint: { signers: [formatVerifierKey(old)] },
    });
  });
});
