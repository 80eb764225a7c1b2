import type { SpfReading } from '@rollcall/schema';
import { spf } from 'mailauth/lib/spf/index.js';
import { type Lookup, mailResolver } from './mail-resolver.ts';

/** An address that nobody has (RFC 1112, 4): what a record says of it, it says of everybody that it does not name. */
const nobodysAddress = '240.0.0.1';
/** Past 10 a receiver refuses the record; it is counted as far as this, so that it can be said by how much. */
const lookupsMax = 40;
const elapsedMsMax = 30_000;

/**
 * What the SPF record of a domain comes to. mailauth evaluates it by RFC 7208, as a receiver would, for an address that no record
 * names: so each of its terms is looked at up to its end, and counted as receivers count.
 */
export async function readSpf(domain: string, lookup: Lookup): Promise<SpfReading> {
  const own = await lookup(domain, 'TXT');
  if (own.state === 'unknown') return { ...nothing, state: 'unknown', reason: own.reason };
  const records = claimsOf(own.records.map(({ content }) => content));
  if (records.length === 0) return nothing;
  const asked = new Set<string>();
  const includes: string[] = [];
  const noting: Lookup = async (name, type) => {
    const lower = name.toLowerCase();
    asked.add(`${lower} ${type}`);
    if (type === 'TXT' && lower !== domain && !includes.includes(lower)) includes.push(lower);
    return lookup(name, type);
  };
  const sender = `postmaster@${domain}`;
  const { status, lookups } = await spf({
    ...{ sender, ip: nobodysAddress, helo: domain, mta: domain, strict: true, resolver: mailResolver(noting) },
    ...{ maxResolveCount: lookupsMax, maxVoidCount: lookupsMax, maxElapsedTime: elapsedMsMax },
  });
  const counted = { lookups: lookups?.count ?? 0, voids: lookups?.void ?? 0 };
  // Where so many lookups came to fewer questions, it comes back to where it was.
  const loops = counted.lookups > lookupsMax && asked.size < lookupsMax;
  const read = { ...nothing, records, includes, loops, ...counted };
  const [, said = null] = status.comment?.split(`${sender}: `) ?? [];
  switch (status.result) {
    case 'temperror':
      return { ...read, state: 'unknown', reason: said ?? 'it cannot be evaluated' };
    case 'permerror':
      return { ...read, problem: counted.lookups > lookupsMax ? null : (said ?? 'it cannot be evaluated') };
    case 'none':
      return { ...read, problem: 'it does not begin with "v=spf1" and a space, so no receiver takes it for SPF' };
    case 'pass':
    case 'fail':
    case 'softfail':
      return { ...read, ends: status.result };
    default:
      return { ...read, ends: 'neutral' };
  }
}

const nothing: SpfReading = {
  ...{ state: 'read', reason: null, records: [], problem: null, ends: null },
  ...{ lookups: 0, voids: 0, includes: [], loops: false },
};

/** The texts that receivers take for SPF; where there is none, those that were meant to be. */
function claimsOf(texts: readonly string[]): string[] {
  const exact = texts.filter((text) => /^v=spf1(?: |$)/i.test(text));
  return exact.length > 0 ? exact : texts.filter((text) => /^[\s"']*v\s*[=:]\s*spf/i.test(text));
}
