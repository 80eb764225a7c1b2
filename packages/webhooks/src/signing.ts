import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import type { SigningScheme } from '@rollcall/schema';

/** A key as Standard Webhooks writes it. */
export interface SigningKey {
  /** `whsec_…` or `whsk_…`: whoever has it can sign. */
  readonly secret: string;
  /** `whpk_…`, by which a receiver verifies; null of a key that both have. */
  readonly publicKey: string | null;
}

/** Signs what is sent, by the key that it was made of. */
export type Signer = (content: Buffer) => string;

/** 32 bytes: Standard Webhooks asks for 24 to 64, and SHA-256 gains nothing by more. */
const hmacBytes = 32;

/** A new key, drawn at random. */
export function newSigningKey(scheme: SigningScheme): SigningKey {
  if (scheme === 'hmac') return { secret: prefixed(prefixes.hmac, randomBytes(hmacBytes)), publicKey: null };
  const { privateKey } = generateKeyPairSync('ed25519');
  const seed = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-seedBytes);
  const point = pointOf(privateKey);
  return {
    secret: prefixed(prefixes.secret, Buffer.concat([seed, point])),
    publicKey: prefixed(prefixes.public, point),
  };
}

const prefixes = { hmac: 'whsec_', secret: 'whsk_', public: 'whpk_' } as const;

/** A signer by a secret, `whsec_…` or `whsk_…`. Throws `RangeError` when it is neither. */
export function signerOf(secret: string): Signer {
  const hmacKey = bytesOf(secret, prefixes.hmac);
  if (hmacKey !== undefined && hmacKey.length >= hmacBytesMin && hmacKey.length <= hmacBytesMax) {
    return (content) => `v1,${createHmac('sha256', hmacKey).update(content).digest('base64')}`;
  }
  const bytes = bytesOf(secret, prefixes.secret);
  if (bytes === undefined || !(bytes.length === seedBytes || bytes.length === seedBytes + pointBytes)) {
    throw new RangeError('this is not a signing secret');
  }
  const key = privateKeyOf(bytes.subarray(0, seedBytes));
  if (bytes.length > seedBytes && !pointOf(key).equals(bytes.subarray(seedBytes))) {
    throw new RangeError('the two halves of this signing secret do not belong together');
  }
  return (content) => `v1a,${sign(null, content, key).toString('base64')}`;
}

const hmacBytesMin = 24;
const hmacBytesMax = 64;
const seedBytes = 32;
const pointBytes = 32;

export interface Signed {
  /** Stable over attempts and replays, without a dot. */
  readonly id: string;
  /** Of the attempt, in seconds since 1970. */
  readonly timestamp: number;
  readonly body: Buffer;
}

/** The headers of one attempt. With two signers, while a key is being rotated, two signatures: either key verifies. */
export function signedHeaders(
  { id, timestamp, body }: Signed,
  signers: readonly Signer[],
): Readonly<Record<string, string>> {
  const content = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signers.map((signer) => signer(content)).join(' '),
  };
}

/** What stands before the seed in a PKCS #8 file of Ed25519 (RFC 8410). */
const seedPrefix = Buffer.from('302e020100300506032b657004220420', 'hex');

function privateKeyOf(seed: Buffer): KeyObject {
  return createPrivateKey({ key: Buffer.concat([seedPrefix, seed]), format: 'der', type: 'pkcs8' });
}

function pointOf(privateKey: KeyObject): Buffer {
  return createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-pointBytes);
}

function prefixed(prefix: string, bytes: Buffer): string {
  return prefix + bytes.toString('base64');
}

function bytesOf(text: string, prefix: string): Buffer | undefined {
  if (!text.startsWith(prefix)) return undefined;
  const bytes = Buffer.from(text.slice(prefix.length), 'base64');
  return prefixed(prefix, bytes) === text ? bytes : undefined;
}
