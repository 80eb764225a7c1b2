import type { Answer } from 'dns-packet';
import type { ZoneRecord } from './record.ts';

/** How many bytes one piece of a text holds at the most (RFC 1035, 3.3). */
const pieceBytesMax = 255;

/** A record as `dns-packet` puts it into an answer. Throws `RangeError` for a type that is not written here. */
export function toAnswer({ type, name, content, priority, ttl }: ZoneRecord): Answer {
  const words = content.split(' ');
  const common = { name, ttl, class: 'IN' } as const;
  switch (type) {
    case 'A':
    case 'AAAA':
    case 'CNAME':
    case 'NS':
    case 'PTR':
      return { ...common, type, data: content };
    case 'MX':
      return { ...common, type, data: { preference: priority ?? 0, exchange: content } };
    case 'TXT':
      return { ...common, type, data: pieces(Buffer.from(content)) };
    case 'SRV': {
      const [weight, port, target = ''] = words;
      return { ...common, type, data: { priority: priority ?? 0, weight: Number(weight), port: Number(port), target } };
    }
    case 'SOA': {
      const [mname = '', rname = ''] = words;
      const [serial, refresh, retry, expire, minimum] = words.slice(2).map(Number);
      return { ...common, type, data: { mname, rname, serial, refresh, retry, expire, minimum } };
    }
    case 'CAA': {
      const [, flags = '0', tag = '', value = ''] = /^(\d+) (\w+) "(.*)"$/s.exec(content) ?? [];
      return { ...common, type, data: { flags: Number(flags), tag: caaTag(tag), value } };
    }
    case 'TLSA': {
      const [usage, selector, matchingType] = words.map(Number);
      const certificate = Buffer.from(words[3] ?? '', 'hex');
      return {
        ...common,
        type,
        data: { usage: usage ?? 0, selector: selector ?? 0, matchingType: matchingType ?? 0, certificate },
      };
    }
    default:
      throw new RangeError(`Records of type ${type} cannot be served here.`);
  }
}

function pieces(bytes: Buffer): Buffer[] {
  const all: Buffer[] = [];
  for (let from = 0; from < bytes.length || all.length === 0; from += pieceBytesMax) {
    all.push(bytes.subarray(from, from + pieceBytesMax));
  }
  return all;
}

function caaTag(tag: string): 'issue' | 'issuewild' | 'iodef' {
  return tag === 'issuewild' || tag === 'iodef' ? tag : 'issue';
}
