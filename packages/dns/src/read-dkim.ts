import type { DkimReading } from '@rollcall/schema';
import { getPublicKey } from 'mailauth/lib/tools.js';
import { type Lookup, mailResolver } from './mail-resolver.ts';

/** Receivers refuse shorter RSA keys (RFC 8301). */
const bitsMin = 1_024;

/** The key at `SELECTOR._domainkey.DOMAIN`, as mailauth reads it when it checks a signature, by the letter of RFC 6376. */
export async function readDkim(name: string, lookup: Lookup): Promise<DkimReading> {
  const { state, records, aliases, reason } = await lookup(name, 'TXT');
  const none: DkimReading = {
    name,
    state: 'missing',
    problem: null,
    record: null,
    keyType: null,
    bits: null,
    publicKey: null,
  };
  if (state === 'unknown') return { ...none, state: 'unknown', problem: reason };
  const [first] = records;
  if (first === undefined) {
    const target = aliases.at(-1);
    return { ...none, problem: target === undefined ? null : `its alias leads to ${target}, where there is nothing` };
  }
  const record = first.content;
  const publicKey = keyIn(record);
  const found = { ...none, record, publicKey: publicKey === '' ? null : publicKey };
  if (records.length > 1)
    return { ...found, state: 'malformed', problem: `there are ${records.length} records where one may be` };
  if (publicKey === '') return { ...found, state: 'revoked', problem: 'its key is taken back (p= is empty)' };
  try {
    const { keyType, modulusLength } = await getPublicKey('DKIM', name, bitsMin, mailResolver(lookup), {
      strict: true,
    });
    return { ...found, state: 'valid', keyType, bits: modulusLength ?? null };
  } catch (error) {
    return { ...found, state: 'malformed', problem: problemOf(error) };
  }
}

/** What stands behind `p=`; null where there is no such tag. */
function keyIn(record: string): string | null {
  const tag = record.split(';').find((part) => /^\s*p\s*=/.test(part));
  return tag === undefined ? null : tag.slice(tag.indexOf('=') + 1).replaceAll(/\s/g, '');
}

function problemOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const message = error instanceof Error ? error.message : String(error);
  return code === 'ESHORTKEY' ? `its RSA key has fewer than ${bitsMin} bits` : message;
}
