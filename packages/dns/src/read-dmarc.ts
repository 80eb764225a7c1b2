import type { DmarcReading } from '@rollcall/schema';
import {
  createRecordLookup,
  type DmarcRecord,
  discoverPolicy,
  parseDmarcRecord,
} from 'mailauth/lib/dmarc/get-dmarc-record.js';
import { type Lookup, mailResolver } from './mail-resolver.ts';

const policies = ['none', 'quarantine', 'reject'] as const;

/**
 * The policy for a domain's mail: its own record, or that of its organizational domain, which mailauth finds by walking up the
 * tree (RFC 9989, which no longer asks a list of public suffixes).
 */
export async function readDmarc(domain: string, lookup: Lookup): Promise<DmarcReading> {
  const own = await lookup(`_dmarc.${domain}`, 'TXT');
  if (own.state === 'unknown') return { ...nothing, state: 'unknown', problem: own.reason };
  const records = claimsOf(own.records.map(({ content }) => content));
  try {
    const resolver = mailResolver(lookup);
    const { record, recordDomain, orgDomain } = await discoverPolicy(
      domain,
      createRecordLookup(resolver, { strict: true }),
    );
    const found = { ...nothing, records, recordDomain, organizationalDomain: orgDomain };
    if (records.length > 1)
      return { ...found, recordDomain: domain, state: 'several', problem: 'receivers heed none of several' };
    const [text] = records;
    if (text !== undefined) return { ...found, recordDomain: domain, ...judge(text) };
    return record === false ? found : { ...found, ...judge(record.rr) };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { ...nothing, records, state: 'unknown', problem };
  }
}

const nothing: DmarcReading = {
  ...{ state: 'missing', problem: null, records: [], recordDomain: null, organizationalDomain: null },
  ...{ policy: null, dkimMode: null, spfMode: null },
};

const version = /^v[ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)/i;

/** The texts that receivers take for DMARC; where there is none, those that were meant to be. */
function claimsOf(texts: readonly string[]): string[] {
  const exact = texts.filter((text) => version.test(text.trim()));
  return exact.length > 0 ? exact : texts.filter((text) => /^[\s"']*v\s*[=:]\s*dmarc/i.test(text));
}

type Judged = Pick<DmarcReading, 'state' | 'problem' | 'policy' | 'dkimMode' | 'spfMode'>;

function judge(text: string): Judged {
  const parsed = parseDmarcRecord(text, { strict: true });
  const problem = parsed === null ? 'a tag stands in it twice' : problemOf(text, parsed);
  const policy = policies.find((one) => one === parsed?.p) ?? null;
  return { state: problem === null ? 'valid' : 'malformed', problem, policy, ...modesOf(parsed) };
}

function modesOf(parsed: DmarcRecord | null): Pick<DmarcReading, 'dkimMode' | 'spfMode'> {
  return {
    dkimMode: parsed?.adkim === 's' ? 'strict' : 'relaxed',
    spfMode: parsed?.aspf === 's' ? 'strict' : 'relaxed',
  };
}

/** Null where it says what it was meant to say. */
function problemOf(text: string, parsed: DmarcRecord): string | null {
  if (!/^v[ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)/.test(text.trim())) return 'it does not begin with "v=DMARC1;"';
  const stray = text.split(';').find((part) => part.trim() !== '' && !part.includes('='));
  if (stray !== undefined) return `"${stray.trim()}" is no tag`;
  if (parsed.p === undefined) return 'it has no policy (p=)';
  for (const tag of ['p', 'sp', 'np'] as const) {
    const value = parsed[tag];
    if (value !== undefined && !policies.some((policy) => policy === value)) return `${tag}=${value} is no policy`;
  }
  for (const tag of ['adkim', 'aspf'] as const) {
    const value = parsed[tag];
    if (value !== undefined && value !== 'r' && value !== 's') return `${tag}=${value} is neither r nor s`;
  }
  for (const tag of ['rua', 'ruf'] as const) {
    const bare = parsed[tag]?.split(',').find((uri) => !/^\s*[a-z][a-z0-9+.-]*:\S+\s*$/i.test(uri));
    if (bare !== undefined) return `${tag} names "${bare.trim()}", which is no URI such as mailto:reports@example.com`;
  }
  return null;
}
