import { spawnSync } from 'node:child_process';
import { createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { newSigningKey, signedHeaders, signerOf } from '../src/signing.ts';

const body = Buffer.from('{"name":"Zoë","sum":1}');
const id = '0192f0c1-6f2e-7a52-9d0e-3c1a5b7d9e01';
const now = () => Math.floor(Date.now() / 1_000);

test('what is signed with hmac, the library of Standard Webhooks verifies, with either of two secrets', () => {
  const [old, fresh] = [newSigningKey('hmac').secret, newSigningKey('hmac').secret];
  const headers = signedHeaders({ id, timestamp: now(), body }, [signerOf(fresh), signerOf(old)]);
  expect(headers['webhook-signature']).toMatch(/^v1,[A-Za-z0-9+/]{43}= v1,[A-Za-z0-9+/]{43}=$/);
  for (const secret of [old, fresh]) expect(new Webhook(secret).verify(body, headers)).toEqual({ name: 'Zoë', sum: 1 });
  expect(() => new Webhook(newSigningKey('hmac').secret).verify(body, headers)).toThrow('No matching signature');
  expect(() => new Webhook(old).verify(Buffer.from('{"sum":2}'), headers)).toThrow('No matching signature');
});

test('the example of Standard Webhooks is signed as it says', () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const example = {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    timestamp: 1_614_265_330,
    body: Buffer.from('{"test": 2432232314}'),
  };
  expect(signedHeaders(example, [signerOf(secret)])['webhook-signature']).toBe(
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  );
});

// RFC 8032, section 7.1, test 3: a second implementation's word.
test('an Ed25519 key signs as RFC 8032 says', () => {
  const seed = Buffer.from('c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7', 'hex');
  const signature =
    '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a';
  const signer = signerOf(`whsk_${seed.toString('base64')}`);
  expect(signer(Buffer.from('af82', 'hex'))).toBe(`v1a,${Buffer.from(signature, 'hex').toString('base64')}`);
});

test('what is signed with ed25519, the public key verifies, and so does OpenSSL', ({ skip }) => {
  const { secret, publicKey } = newSigningKey('ed25519');
  const timestamp = now();
  const headers = signedHeaders({ id, timestamp, body }, [signerOf(secret)]);
  const [version, signature = ''] = (headers['webhook-signature'] ?? '').split(',');
  expect([version, publicKey?.slice(0, 5), secret.slice(0, 5)]).toEqual(['v1a', 'whpk_', 'whsk_']);
  const content = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
  const point = Buffer.from((publicKey ?? '').slice(5), 'base64');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: point.toString('base64url') }, format: 'jwk' });
  expect(verify(null, content, key, Buffer.from(signature, 'base64'))).toBe(true);

  if (spawnSync('openssl', ['version']).status !== 0) skip();
  const dir = mkdtempSync(join(tmpdir(), 'rollcall-openssl-'));
  const file = (name: string, bytes: string | Buffer) => {
    writeFileSync(join(dir, name), bytes);
    return join(dir, name);
  };
  const args = ['-pubin', '-inkey', file('key', key.export({ format: 'pem', type: 'spki' })), '-rawin'];
  const signed = ['-sigfile', file('signature', Buffer.from(signature, 'base64'))];
  const openssl = (text: Buffer) =>
    spawnSync('openssl', ['pkeyutl', '-verify', ...args, '-in', file('content', text), ...signed], {
      encoding: 'utf8',
    });
  expect(openssl(content).stdout).toContain('Verified Successfully');
  expect(openssl(Buffer.concat([content, Buffer.from(' ')])).status).not.toBe(0);
  rmSync(dir, { recursive: true });
});

test.each([
  'whsec_',
  'whsec_c2hvcnQ=',
  'whsec_not base64 at all, and much longer than it has to be',
  'whsk_c2hvcnQ=',
  'whpk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  `whsk_${Buffer.alloc(64, 7).toString('base64')}`,
])('%s signs nothing', (secret) => {
  expect(() => signerOf(secret)).toThrow(RangeError);
});
