import { WorkspaceId } from '@rollcall/schema';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatVerifierKey,
  leafHash,
  NoteError,
  noteHash,
  openCheckpoint,
  openNote,
  originOf,
  parseVerifierKey,
  readCheckpoint,
  type SignerKey,
  signCheckpoint,
  signerKey,
  signNote,
  verifierKey,
} from '../../src/index.ts';

const origin = originOf(WorkspaceId.parse('019c0000-0000-7000-8000-000000000001'));
const signer = signerKey(origin, Buffer.alloc(32, 1));
const successor = signerKey(origin, Buffer.alloc(32, 2));
const publicHalf = ({ name, publicKey }: SignerKey) => verifierKey(name, publicKey);
const key = publicHalf(signer);
const text = { origin, size: 7, root: leafHash('root'), at: '2026-11-28T12:00:00.000Z', previous: leafHash('before') };
const note = signCheckpoint(text, [signer]);

/** What is said of a note that is not believed; the empty text of one that is. */
function faultOf(given: string, keys = [key]): string {
  try {
    openCheckpoint(given, keys);
    return '';
  } catch (error) {
    return error instanceof NoteError ? error.kind : `${error}`;
  }
}

test('a checkpoint is a signed note of five lines', () => {
  expect(note.split('\n').slice(0, -2)).toEqual([
    'rollcall/019c0000-0000-7000-8000-000000000001',
    '7',
    Buffer.from(leafHash('root')).toString('base64'),
    'time 2026-11-28T12:00:00.000Z',
    `previous ${Buffer.from(leafHash('before')).toString('base64')}`,
    '',
  ]);
  expect(note.split('\n').at(-2)).toMatch(
    /^\u2014 rollcall\/019c0000-0000-7000-8000-000000000001 [A-Za-z0-9+/]{90}[A-Za-z0-9+/=]{2}$/,
  );
  expect(openCheckpoint(note, [key])).toEqual({ ...text, signers: [key] });
  expect(readCheckpoint(note)).toEqual(text);
  expect(openCheckpoint(signCheckpoint({ ...text, previous: null }, [signer]), [key]).previous).toBeNull();
  expect(noteHash(note)).not.toEqual(noteHash(`${note} `));
});

test('keys and signatures are those of RFC 8032, and ids those of signed-note', () => {
  // RFC 8032, 7.1, test 2; the example of C2SP signed-note for a name and a public key that are its own.
  const seed = Buffer.from('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb', 'hex');
  const known = signerKey('example', seed);
  expect(Buffer.from(known.publicKey).toString('hex')).toBe(
    '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
  );
  const quasimodo =
    'Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n\u2014 quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n';
  expect(() => openNote(quasimodo, [publicHalf(known)])).toThrow('None of the keys');
});

test('a verifier key is read as it is written', () => {
  const written = formatVerifierKey(key);
  expect(written).toMatch(/^rollcall\/[0-9a-f-]{36}\+[0-9a-f]{8}\+[A-Za-z0-9+/=]{44}$/);
  expect(parseVerifierKey(`${written}\n`)).toEqual(key);
});

test.each([
  { what: 'nothing', given: '' },
  { what: 'another id', given: formatVerifierKey({ ...key, id: '00000000' }) },
  { what: 'an id that is none', given: formatVerifierKey(key).replace(/\+[0-9a-f]{8}\+/, '+xyz+') },
  { what: 'a key that is too short', given: formatVerifierKey({ ...key, publicKey: key.publicKey.subarray(1) }) },
  { what: 'another algorithm', given: `${origin}+${key.id}+${Buffer.from([2, ...key.publicKey]).toString('base64')}` },
  { what: 'a name with a space', given: formatVerifierKey({ ...key, name: 'a b' }) },
])('no verifier key is $what', ({ given }) => {
  expect(() => parseVerifierKey(given)).toThrow(NoteError);
});

test('at a change of keys both sign, and whoever knows either of them believes it', () => {
  const both = signCheckpoint(text, [signer, successor]);
  expect(openCheckpoint(both, [key]).signers).toEqual([key]);
  expect(openCheckpoint(both, [publicHalf(successor)]).signers).toEqual([publicHalf(successor)]);
  expect(openCheckpoint(both, [publicHalf(successor), key]).signers).toHaveLength(2);
});

describe('a note is not believed', () => {
  const [signature = ''] = note.match(/\u2014.*\n$/u) ?? [];
  test.each([
    { what: 'signed by somebody else', given: signCheckpoint(text, [successor]), want: 'unsigned' },
    { what: 'whose size was altered', given: note.replace('\n7\n', '\n8\n'), want: 'forged' },
    { what: 'whose origin was altered', given: note.replace('rollcall/019c', 'rollcall/019d'), want: 'forged' },
    { what: 'whose time was altered', given: note.replace('12:00', '12:01'), want: 'forged' },
    {
      what: 'whose signature is of another text',
      given: signNote('another\n', [signer]).replace('another\n', 'x\n1\ny\n'),
      want: 'forged',
    },
    { what: 'whose signature was cut off', given: note.replace(signature, ''), want: 'malformed' },
    { what: 'with a shortened signature', given: note.replace(/.{8}\n$/, '\n'), want: 'forged' },
    { what: 'without its last newline', given: note.slice(0, -1), want: 'malformed' },
    { what: 'with a carriage return', given: note.replaceAll('\n', '\r\n'), want: 'malformed' },
    { what: 'that is empty', given: '', want: 'malformed' },
    { what: 'that is some other text', given: 'hello\n', want: 'malformed' },
    { what: 'that is signed and is no checkpoint', given: signNote('hello\n', [signer]), want: 'malformed' },
    {
      what: 'of a size with a leading zero',
      given: signNote(`o\n07\n${note.split('\n')[2]}\ntime ${text.at}\n`, [signer]),
      want: 'malformed',
    },
    { what: 'whose root is no hash', given: signNote(`o\n7\nabcd\ntime ${text.at}\n`, [signer]), want: 'malformed' },
    { what: 'with a hyphen for a dash', given: note.replace('\u2014', '-'), want: 'malformed' },
  ])('$what', ({ given, want }) => {
    expect(faultOf(given)).toBe(want);
  });

  test('whatever byte of it was altered', () => {
    fc.assert(
      fc.property(fc.nat({ max: note.length - 1 }), fc.constantFrom('A', 'b', '0', ' ', '\n'), (at, sign) => {
        const given = note.slice(0, at) + sign + note.slice(at + 1);
        expect(faultOf(given) === '').toBe(given === note);
      }),
    );
  });
});

test('signatures of witnesses beside ours are passed over', () => {
  const witness = signerKey('witness.example', Buffer.alloc(32, 9));
  const cosigned =
    note + (signNote(`${note.slice(0, note.lastIndexOf('\n\n') + 1)}`, [witness]).match(/\u2014.*\n$/u)?.[0] ?? '');
  expect(openCheckpoint(cosigned, [key]).signers).toEqual([key]);
  expect(openCheckpoint(cosigned, [publicHalf(witness)]).signers).toEqual([publicHalf(witness)]);
});
