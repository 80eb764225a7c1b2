import { randomBytes } from 'node:crypto';
import { ConnectionId, RollcallError, WorkspaceId } from '@rollcall/schema';
import { decodeProtectedHeader } from 'jose';
import { v7 as uuidv7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import {
  type KeyRing,
  openCredential,
  openSealed,
  type SealedFor,
  type SealOwner,
  sealCredential,
  sealFor,
} from '../src/index.ts';

const credential = { apiKey: 'acme_live_canary-Ωmega', nested: { password: 'p w' } };
const owner: SealedFor = { workspaceId: WorkspaceId.parse(uuidv7()), connectionId: ConnectionId.parse(uuidv7()) };

test('what was sealed opens again, and only for whom it was sealed', async () => {
  const ring = ringOf('one');
  const { sealed, masterKeyId } = await sealCredential(credential, { ring, owner });
  expect(masterKeyId).toBe('one');
  expect(await openCredential(sealed, { ring, owner })).toEqual(credential);
});

test('the seal shows the key it needs and the connection it is for, and nothing of the credential', async () => {
  const { sealed } = await sealCredential(credential, { ring: ringOf('one'), owner });
  expect(decodeProtectedHeader(sealed)).toEqual({
    alg: 'dir',
    enc: 'A256GCM',
    kid: 'one',
    sub: `${owner.workspaceId}/${owner.connectionId}`,
  });
  const everything = sealed.split('.').map((part) => Buffer.from(part, 'base64url').toString('latin1'));
  expect(everything.join('')).not.toContain('canary');
});

test('sealing twice gives two texts: equal credentials are not seen to be equal', async () => {
  const ring = ringOf('one');
  const [one, other] = [
    await sealCredential(credential, { ring, owner }),
    await sealCredential(credential, { ring, owner }),
  ];
  expect(one.sealed).not.toBe(other.sealed);
});

test.each([
  { of: 'another connection', given: { ...owner, connectionId: ConnectionId.parse(uuidv7()) } },
  { of: 'another workspace', given: { ...owner, workspaceId: WorkspaceId.parse(uuidv7()) } },
])('a seal that was moved to $of does not open', async ({ given }) => {
  const ring = ringOf('one');
  const { sealed } = await sealCredential(credential, { ring, owner });
  const opening = openCredential(sealed, { ring, owner: given });
  await expect(opening).rejects.toMatchObject({ code: 'credential_unreadable' });
  await expect(opening).rejects.toThrow(/sealed for another connection.*connections update/);
});

test('a header that was rewritten for another connection does not open either: the seal covers it', async () => {
  const ring = ringOf('one');
  const { sealed } = await sealCredential(credential, { ring, owner });
  const other = { ...owner, connectionId: ConnectionId.parse(uuidv7()) };
  const header = { ...decodeProtectedHeader(sealed), sub: `${other.workspaceId}/${other.connectionId}` };
  const forged = [Buffer.from(JSON.stringify(header)).toString('base64url'), ...sealed.split('.').slice(1)].join('.');
  await expect(openCredential(forged, { ring, owner: other })).rejects.toMatchObject({ code: 'credential_unreadable' });
});

test('no bit of a seal can be turned', async () => {
  const ring = ringOf('one');
  const { sealed } = await sealCredential(credential, { ring, owner });
  for (const part of [0, 2, 3, 4]) {
    const parts = sealed.split('.').map((text) => Buffer.from(text, 'base64url'));
    const bytes = parts[part];
    if (bytes === undefined) throw new Error('a seal has five parts');
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    const turned = parts.map((text) => text.toString('base64url')).join('.');
    await expect(openCredential(turned, { ring, owner }), `part ${part}`).rejects.toBeInstanceOf(RollcallError);
  }
});

test.each([
  {
    ring: ringOf('other'),
    says: /master key one is not on this machine.*restore the master key/,
    because: 'the key is gone',
  },
  { ring: ringOf('one'), says: /cannot be opened/, because: 'another key has its name' },
])('a credential says what to do when $because', async ({ ring, says }) => {
  const { sealed } = await sealCredential(credential, { ring: ringOf('one'), owner });
  const opening = openCredential(sealed, { ring, owner });
  await expect(opening).rejects.toMatchObject({ code: 'credential_unreadable' });
  await expect(opening).rejects.toThrow(says);
  await expect(opening).rejects.not.toThrow(/canary/);
});

test.each(['', 'no seal', 'a.b.c.d.e', '....'])('"%s" is no seal', async (text) => {
  await expect(openCredential(text, { ring: ringOf('one'), owner })).rejects.toMatchObject({
    code: 'credential_unreadable',
  });
});

test('after a rotation the new key seals, and the old one still opens until it is dropped', async () => {
  const keys = new Map([
    ['old', randomBytes(32)],
    ['new', randomBytes(32)],
  ]);
  const ringAt = (current: string): KeyRing => ({
    current: async () => ({ id: current, key: new Uint8Array(keys.get(current) ?? []) }),
    find: async (id) => keys.get(id),
  });
  const before = await sealCredential(credential, { ring: ringAt('old'), owner });
  expect(await openCredential(before.sealed, { ring: ringAt('new'), owner })).toEqual(credential);
  const after = await sealCredential(credential, { ring: ringAt('new'), owner });
  expect(after.masterKeyId).toBe('new');
  keys.delete('old');
  expect(await openCredential(after.sealed, { ring: ringAt('new'), owner })).toEqual(credential);
  await expect(openCredential(before.sealed, { ring: ringAt('new'), owner })).rejects.toThrow(/master key old is not/);
});

describe('any JSON', () => {
  const ring = ringOf('one');
  const item: SealOwner = { workspaceId: owner.workspaceId, purpose: 'input', id: 'bulk/17' };

  test.each([{ password: 'canary' }, 'canary', 7, null, ['a', { b: 'Ω' }]])(
    'opens again as it was: %j',
    async (value) => {
      const { sealed, masterKeyId } = await sealFor(value, { ring, owner: item });
      expect(masterKeyId).toBe('one');
      expect(await openSealed(sealed, { ring, owner: item })).toEqual(value);
    },
  );

  test('says in its header what it is for, and nothing of itself', async () => {
    const { sealed } = await sealFor({ password: 'canary' }, { ring, owner: item });
    expect(decodeProtectedHeader(sealed)).toMatchObject({ kid: 'one', sub: `${owner.workspaceId}/input/bulk/17` });
    const everything = sealed.split('.').map((part) => Buffer.from(part, 'base64url').toString('latin1'));
    expect(everything.join('')).not.toContain('canary');
  });

  test.each<{ of: string; given: SealOwner }>([
    { of: 'another workspace', given: { ...item, workspaceId: WorkspaceId.parse(uuidv7()) } },
    { of: 'another purpose', given: { ...item, purpose: 'result' } },
    { of: 'another owner', given: { ...item, id: 'bulk/18' } },
  ])('does not open as that of $of', async ({ given }) => {
    const { sealed } = await sealFor({ password: 'canary' }, { ring, owner: item });
    const opening = openSealed(sealed, { ring, owner: given });
    await expect(opening).rejects.toMatchObject({ code: 'secret_unreadable' });
    await expect(opening).rejects.toThrow(/sealed for another owner/);
  });

  test('does not open as a credential, nor a credential as it', async () => {
    const { sealed } = await sealFor(credential, { ring, owner: { ...item, id: owner.connectionId } });
    await expect(openCredential(sealed, { ring, owner })).rejects.toMatchObject({ code: 'credential_unreadable' });
    const other = await sealCredential(credential, { ring, owner });
    for (const purpose of ['input', 'result'] as const) {
      const asItem = { ...item, purpose, id: owner.connectionId };
      await expect(openSealed(other.sealed, { ring, owner: asItem })).rejects.toMatchObject({
        code: 'secret_unreadable',
      });
    }
  });
});

/** A ring of one key, a new one each time. */
function ringOf(id: string): KeyRing {
  const key = new Uint8Array(randomBytes(32));
  return { current: async () => ({ id, key }), find: async (wanted) => (wanted === id ? key : undefined) };
}
