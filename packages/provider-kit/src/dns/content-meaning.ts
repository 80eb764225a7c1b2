import { dnsName } from './dns-name.ts';
import { dnsText, quotedText } from './dns-text.ts';

interface Written {
  readonly content: string;
  readonly priority?: number | null | undefined;
}

interface Meaning {
  readonly content: string;
  readonly priority: number | null;
}

/** What the content of a record of this type means, in one spelling, and its priority apart from it. */
export function contentMeaning(type: string, { content, priority }: Written): Meaning {
  const words = content.trim().split(/\s+/);
  const lead = leads[type];
  if (lead === undefined) return { content: spelled(type, content.trim(), words), priority: null };
  const [first = '', ...others] = words;
  const hasLead = words.length === lead && /^\d+$/.test(first);
  const rest = hasLead ? others : words;
  // Where both places have one, the field is what the provider acts on.
  const own = priority ?? (hasLead ? Number(first) : null);
  return { content: spelled(type, rest.join(' '), rest), priority: own };
}

/** How many words a content has that begins with its priority. */
const leads: Readonly<Record<string, number>> = { MX: 2, SRV: 4, URI: 3 };

function spelled(type: string, text: string, words: readonly string[]): string {
  switch (type) {
    case 'TXT':
    case 'SPF':
      return dnsText(text);
    case 'CNAME':
    case 'DNAME':
    case 'MX':
    case 'NS':
    case 'PTR':
    case 'ALIAS':
    case 'ANAME':
      return dnsName(text);
    case 'SRV':
      return [...words.slice(0, -1).map(number), dnsName(words.at(-1) ?? '')].join(' ');
    case 'URI':
      return [...words.slice(0, -1).map(number), quotedText(dnsText(words.at(-1) ?? ''))].join(' ');
    case 'AAAA':
      return ipv6(text);
    case 'CAA':
      return caa(text);
    case 'DS':
    case 'CDS':
    case 'TLSA':
    case 'SMIMEA':
      return hexAfter(3, words);
    case 'SSHFP':
      return hexAfter(2, words);
    default:
      return words.join(' ');
  }
}

function number(word: string): string {
  return /^\d{1,9}$/.test(word) ? String(Number(word)) : word;
}

/** Numbers, then hexadecimal digits in any case and any number of pieces. */
function hexAfter(numbers: number, words: readonly string[]): string {
  return [...words.slice(0, numbers).map(number), words.slice(numbers).join('').toLowerCase()].join(' ').trim();
}

/** The shortest form (RFC 5952), which is also how a URL is written. */
function ipv6(text: string): string {
  const host = /^[0-9a-f:.]+$/i.test(text) ? URL.parse(`http://[${text}]/`)?.hostname : undefined;
  return host === undefined ? text.toLowerCase() : host.slice(1, -1);
}

/** Flags, a tag in lower case, and a value in quotes: of an authority's domain the case means nothing (RFC 8659). */
function caa(text: string): string {
  const [, flags = '', tag = '', value = ''] = /^(\d{1,3})\s+(\w+)\s+(.+)$/s.exec(text) ?? [];
  if (tag === '') return text;
  const plain = dnsText(value);
  const [authority = '', ...parameters] = plain.split(';');
  const isAuthority = /^issue/i.test(tag);
  const said = isAuthority ? [dnsName(authority), ...parameters.map((text) => text.trim())].join('; ').trim() : plain;
  return `${number(flags)} ${tag.toLowerCase()} ${quotedText(said)}`;
}
