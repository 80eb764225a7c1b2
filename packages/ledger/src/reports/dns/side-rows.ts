import type { DnsAnswer, DnsDelegation, Instant } from '@rollcall/schema';
import type { DnsHolder, SaidRecord } from '../../findings/facts/dns.ts';
import type { HeldDomainThen, SaidThen } from './facts.ts';

/** What one side said of a domain, in short. */
export interface DnsSideRow {
  readonly side: 'delegation' | 'authority' | 'resolver' | 'published' | 'expected';
  /** Which connection, of those that are one's. */
  readonly by: string | null;
  readonly says: string;
  /** Since when it says so; null where it says nothing, or that is not known. */
  readonly since: Instant | null;
  readonly askedAt: Instant | null;
  readonly answered: 'yes' | 'in part' | 'no';
}

interface Sides {
  readonly domain: string;
  /** Undefined where DNS had not been asked about it. */
  readonly said: SaidThen | undefined;
  readonly askedAt: Instant | null;
  readonly holders: readonly (Pick<HeldDomainThen, 'listedAt' | 'since'> & { readonly holder: DnsHolder })[];
}

/** What each side said of a domain. Of DNS that was never asked there are no rows: that is said of the domain. */
export function dnsSideRows({ domain, said, askedAt, holders }: Sides): readonly DnsSideRow[] {
  const asked = said === undefined ? [] : askedRows(domain, said, askedAt);
  const listed = holders.flatMap(({ holder, since, listedAt }): DnsSideRow[] => {
    const common = { by: holder.connection, since, askedAt: listedAt, answered: 'yes' } as const;
    const published = holder.published ?? [];
    const servers = holder.nameservers ?? [];
    const expects = inShort(domain, holder.expected, {
      dkim: holder.keys.map(({ name }) => selectorOf(name)),
      others: holder.spfIncludes.map((name) => `include:${name} in SPF`),
    });
    return [
      ...(holder.published === null && servers.length === 0
        ? []
        : [{ ...common, side: 'published', says: inShort(domain, published, { servers }) || 'no records' } as const]),
      ...(expects === '' ? [] : [{ ...common, side: 'expected', says: expects } as const]),
    ];
  });
  return [...asked, ...listed];
}

function askedRows(domain: string, said: SaidThen, askedAt: Instant | null): readonly DnsSideRow[] {
  const { authority, resolver } = said;
  const { delegation, spf, dkim, dmarc } = authority;
  const policy =
    dmarc.state === 'valid' ? `${dmarc.policy ?? 'none'}${ofOther(domain, dmarc.recordDomain)}` : dmarc.state;
  const keys = dkim.map(({ name, state }) => `${selectorOf(name)} ${state}`);
  const common = { by: null, askedAt };
  return [
    {
      ...{ ...common, side: 'delegation', says: delegationText(delegation), since: said.authoritySince },
      answered: delegation.state === 'unknown' ? 'no' : 'yes',
    },
    {
      ...{ ...common, side: 'authority', since: said.authoritySince, answered: answeredIn(authority.answers) },
      says: joined([
        ...recordsIn(domain, recordsOf(authority.answers)),
        spf.state === 'unknown' ? 'SPF unknown' : `SPF ${spf.problem ?? spfText(spf.records)}`,
        ...(keys.length === 0 ? [] : [`DKIM ${keys.join(', ')}`]),
        `DMARC ${policy}`,
      ]),
    },
    {
      ...{ ...common, side: 'resolver', since: said.resolverSince, answered: answeredIn(resolver) },
      says: inShort(domain, recordsOf(resolver), {}) || 'no records',
    },
  ];
}

/** Where some of what a server was asked was answered by another. */
function answeredIn(answers: readonly DnsAnswer[]): DnsSideRow['answered'] {
  const silent = answers.filter(({ state }) => state === 'unknown').length;
  if (silent === 0 && answers.length > 0) return 'yes';
  return silent === answers.length ? 'no' : 'in part';
}

function delegationText({ state, zone, nameservers, reason }: DnsDelegation): string {
  if (state === 'delegated') return `NS ${[...nameservers].sort().join(', ')}`;
  if (state === 'none') return `inside the zone ${zone ?? 'above'}`;
  return state === 'no_name' ? 'it does not exist' : `unknown: ${reason ?? 'nobody answered'}`;
}

function recordsOf(answers: readonly DnsAnswer[]): readonly SaidRecord[] {
  return answers.flatMap(({ name, type, records }) => records.map((record) => ({ ...record, name, type })));
}

interface Beside {
  readonly servers?: readonly string[];
  readonly dkim?: readonly string[];
  readonly others?: readonly string[];
}

/** What records come to as far as mail goes: servers, MX, SPF, selectors of DKIM, DMARC. */
function inShort(
  domain: string,
  records: readonly SaidRecord[],
  { servers = [], dkim = [], others = [] }: Beside,
): string {
  const texts = (name: string, begins: RegExp) =>
    records
      .filter((one) => one.type === 'TXT' && one.name === name && begins.test(one.content))
      .map(({ content }) => content);
  const spf = texts(domain, /^v=spf1/i);
  const dmarc = texts(`_dmarc.${domain}`, /^v=DMARC1/i);
  const selectors = records.filter(({ name }) => name.includes('._domainkey.')).map(({ name }) => selectorOf(name));
  const keys = [...new Set([...dkim, ...selectors])].sort();
  return joined([
    ...(servers.length === 0 ? [] : [`NS ${servers.join(', ')}`]),
    ...recordsIn(domain, records),
    ...(spf.length === 0 ? [] : [`SPF ${spf.join(' | ')}`]),
    ...(keys.length === 0 ? [] : [`DKIM ${keys.join(', ')}`]),
    ...(dmarc.length === 0 ? [] : [`DMARC ${policyIn(dmarc)}`]),
    ...others,
  ]);
}

function recordsIn(domain: string, records: readonly SaidRecord[]): readonly string[] {
  return ['NS', 'MX'].flatMap((type) => {
    const own = records.filter((one) => one.type === type && one.name === domain);
    const texts = [
      ...new Set(own.map(({ content, priority }) => `${priority === null ? '' : `${priority} `}${content}`)),
    ].sort();
    return texts.length === 0 ? [] : [`${type} ${texts.join(', ')}`];
  });
}

function spfText(records: readonly string[]): string {
  return records.length === 0 ? 'none' : records.join(' | ');
}

function policyIn(records: readonly string[]): string {
  return records
    .map((record) => /(?:^|;)\s*p=\s*(\w+)/i.exec(record)?.[1]?.toLowerCase() ?? 'without a policy')
    .join(' | ');
}

function ofOther(domain: string, recordDomain: string | null): string {
  return recordDomain === null || recordDomain === domain ? '' : ` (of ${recordDomain})`;
}

function selectorOf(name: string): string {
  return name.split('._domainkey', 1)[0] ?? name;
}

/** A zone may hold anything: a line of a report has an end. */
const lengthMax = 600;

function joined(parts: readonly string[]): string {
  const text = parts.join('; ');
  return text.length > lengthMax ? `${text.slice(0, lengthMax)}…` : text;
}
