import { createHmac, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { ApiKeyId } from '@rollcall/schema';

const tokenPattern = /^rc_live_([0-9A-Za-z]{12})_([0-9A-Za-z_-]{43})_([0-9a-f]{8})$/;

/** A new token: its public id, the HMAC of its secret that is kept, and the text that is shown once. */
export function newToken(pepper: Buffer): { id: ApiKeyId; secretHmac: Buffer; token: string } {
  const id = ApiKeyId.parse(alphanumeric(12));
  const secret = randomBytes(32).toString('base64url');
  return { id, secretHmac: hmac(secret, pepper), token: `rc_live_${id}_${secret}_${checksumOf(id, secret)}` };
}

/** What a token says; undefined for one that is malformed or mistyped, which the checksum tells without a query. */
export function readToken(token: string): { id: string; secret: string } | undefined {
  const [, id, secret, checksum] = tokenPattern.exec(token) ?? [];
  if (id === undefined || secret === undefined || checksum !== checksumOf(id, secret)) return undefined;
  return { id, secret };
}

// A 256-bit random secret needs no slow hash; the pepper keeps a stolen table from being tested against guesses.
export function hmac(secret: string, pepper: Buffer): Buffer {
  return createHmac('sha256', pepper).update(secret).digest();
}

function checksumOf(id: string, secret: string): string {
  return crc32(`${id}_${secret}`).toString(16).padStart(8, '0');
}

function alphanumeric(length: number): string {
  let text = '';
  while (text.length < length)
    text += randomBytes(length * 2)
      .toString('base64')
      .replace(/[^0-9A-Za-z]/g, '');
  return text.slice(0, length);
}
