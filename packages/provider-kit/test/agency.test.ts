import { createPublicKey } from 'node:crypto';
import {
  agencyName,
  clientDomain,
  clientName,
  type DomainUse,
  dkimPublicKey,
  role,
} from '@rollcall/provider-kit/sandbox';
import { expect, test } from 'vitest';

const uses: readonly DomainUse[] = ['team', 'mail', 'news', 'desk', 'trial', 'past'];
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

test('the agency of a seed is always the same', () => {
  expect(agencyName(1)).toBe('agency');
  expect(upTo(3).map((index) => clientName(1, index))).toEqual(['alder', 'birch', 'cedar']);
  expect(upTo(5).map((index) => clientDomain(1, 'mail', index))).toEqual([
    { name: 'alder-mail.example', client: 'alder', flaw: null },
    { name: 'birch-mail.example', client: 'birch', flaw: 'spf' },
    { name: 'cedar-mail.example', client: 'cedar', flaw: 'dkim' },
    { name: 'alder-mail-2.example', client: 'alder', flaw: null },
    { name: 'birch-mail-2.example', client: 'birch', flaw: null },
  ]);
});

test.each([
  { what: 'clients', names: upTo(2000).map((index) => clientName(3, index)) },
  { what: 'domains', names: uses.flatMap((use) => upTo(2000).map((index) => clientDomain(3, use, index).name)) },
  { what: 'domains of any seed', names: upTo(2000).map((seed) => clientDomain(seed, 'mail', 0).name) },
  { what: 'inboxes', names: upTo(20_000).map((index) => role(index).localPart) },
  { what: 'keys', names: upTo(100).map((index) => dkimPublicKey(1, clientDomain(1, 'mail', index).name)) },
])('no two $what have the same name', ({ names }) => {
  expect(new Set(names).size).toBe(names.length);
});

test.each(['ed25519', 'rsa'] as const)('a key of %s is one that can be read', (algorithm) => {
  const bytes = Buffer.from(dkimPublicKey(1, 'alder-mail.example', algorithm), 'base64');
  // Of an Ed25519 key DNS has the bytes alone (RFC 8463); this is what stands before them elsewhere.
  const der = algorithm === 'rsa' ? bytes : Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), bytes]);
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  expect(key.asymmetricKeyType).toBe(algorithm);
  expect(key.asymmetricKeyDetails?.modulusLength).toBe(algorithm === 'rsa' ? 2048 : undefined);
});

test('names are names of domains and addresses', () => {
  for (const seed of [0, 1, 7, 999_999_999]) {
    for (const index of [0, 20, 4999]) {
      expect(clientDomain(seed, 'news', index).name).toMatch(/^[a-z]+(-\d+)?-news(-\d+)?\.example$/);
      expect(role(index).localPart).toMatch(/^[a-z]+\.[a-z]+\d*$/);
    }
  }
});
