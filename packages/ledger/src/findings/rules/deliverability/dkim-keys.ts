import type { DkimReading } from '@rollcall/schema';
import type { DnsFacts, DnsHolder, SaidRecord, SigningKey } from '../../facts/dns.ts';

/** A key that a connection signs the domain's mail with, and what stands at its selector. */
export interface ReadKey {
  readonly holder: DnsHolder;
  readonly key: SigningKey;
  /** Undefined for one that came since DNS was asked. */
  readonly reading: DkimReading | undefined;
}

export function readKeys({ holders, authority }: DnsFacts): readonly ReadKey[] {
  return holders.flatMap((holder) =>
    holder.keys.map((key) => ({ holder, key, reading: authority.dkim.find(({ name }) => name === key.name) })),
  );
}

/** Why nothing can be said of one of the keys; undefined where all are known. */
export function unknownKey(keys: readonly ReadKey[]): string | undefined {
  const unknown = keys.find(({ reading }) => reading === undefined || reading.state === 'unknown');
  if (unknown === undefined) return undefined;
  return `${unknown.key.name}: ${unknown.reading?.problem ?? 'it was not asked for yet'}`;
}

/** The record that publishes the key, as far as the connection says it. */
export function recordOfKey({ holder, key }: ReadKey): SaidRecord | undefined {
  const expected = holder.expected.find(({ name }) => name === key.name);
  if (expected !== undefined || key.publicKey === null) return expected;
  const type = key.publicKey.length === ed25519Length ? 'k=ed25519; ' : '';
  return { type: 'TXT', name: key.name, content: `v=DKIM1; ${type}p=${key.publicKey}`, priority: null };
}

/** 32 bytes in base64. Where a record names no type of key, receivers take it for RSA, whose keys are much longer. */
const ed25519Length = 44;
