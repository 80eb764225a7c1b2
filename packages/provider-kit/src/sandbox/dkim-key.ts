import { createRandom, type Random } from './random.ts';

/** The public key that signs a domain's mail, as DNS has it: one that can be read, and whose other half nobody has. */
export function dkimPublicKey(seed: number, domain: string, algorithm: DkimAlgorithm = 'ed25519'): string {
  return newDkimPublicKey(createRandom(seed, `dkim/${domain}`), algorithm);
}

export type DkimAlgorithm = 'ed25519' | 'rsa';

/** Another such key. */
export function newDkimPublicKey(random: Random, algorithm: DkimAlgorithm): string {
  const bytes = Buffer.from(random.text('0123456789abcdef', algorithm === 'rsa' ? 512 : 64), 'hex');
  if (algorithm === 'ed25519') return bytes.toString('base64');
  // The highest bit makes it one of 2048 bits, and the lowest an odd one.
  bytes.writeUInt8(bytes.readUInt8(0) | 0x80, 0);
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) | 1, bytes.length - 1);
  return Buffer.concat([beforeModulus, bytes, exponent]).toString('base64');
}

/** A SubjectPublicKeyInfo of an RSA key of 2048 bits up to its modulus, and what follows that: 65537. */
const beforeModulus = Buffer.from('30820122300d06092a864886f70d01010105000382010f003082010a0282010100', 'hex');
const exponent = Buffer.from('0203010001', 'hex');
