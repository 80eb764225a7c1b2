import { dnsMeaning } from '@rollcall/provider-kit';
import type { Answer, RecordType } from 'dns-packet';
import type { ZoneRecord } from './record.ts';

/** The types whose content is read and written here. What is of another cannot be compared. */
const readableTypes = [
  ...(['A', 'AAAA', 'CAA', 'CNAME', 'DS', 'MX', 'NS', 'PTR', 'SOA', 'SRV', 'TLSA', 'TXT'] as const),
] satisfies readonly RecordType[];

export type ReadableType = (typeof readableTypes)[number];

export function isReadable(type: string): type is ReadableType {
  return readableTypes.some((readable) => readable === type);
}

/** What an answer says; undefined for a type that is not read here, such as a signature. */
export function recordOf(answer: Answer): ZoneRecord | undefined {
  const written = contentOf(answer);
  if (written === undefined) return undefined;
  const { type, name, content, priority } = dnsMeaning({ type: answer.type, name: answer.name, ...written });
  return { type, name, content, priority, ttl: 'ttl' in answer ? (answer.ttl ?? 0) : 0 };
}

function contentOf(answer: Answer): { readonly content: string; readonly priority?: number } | undefined {
  switch (answer.type) {
    case 'A':
    case 'AAAA':
    case 'CNAME':
    case 'NS':
    case 'PTR':
      return { content: answer.data };
    case 'MX':
      // A host that is the root alone is how a domain says that it takes no mail (RFC 7505).
      return { content: answer.data.exchange || '.', priority: answer.data.preference ?? 0 };
    case 'TXT':
      return { content: textOf(answer.data) };
    case 'SRV': {
      const { priority = 0, weight = 0, port, target } = answer.data;
      return { content: `${weight} ${port} ${target || '.'}`, priority };
    }
    case 'SOA': {
      const { mname, rname, serial, refresh, retry, expire, minimum } = answer.data;
      return { content: [mname, rname, serial, refresh, retry, expire, minimum].join(' ') };
    }
    case 'CAA':
      return { content: `${answer.data.flags ?? 0} ${answer.data.tag} ${quoted(Buffer.from(answer.data.value))}` };
    case 'DS': {
      const { keyTag, algorithm, digestType, digest } = answer.data;
      return { content: `${keyTag} ${algorithm} ${digestType} ${digest.toString('hex')}` };
    }
    case 'TLSA': {
      const { usage, selector, matchingType, certificate } = answer.data;
      return { content: `${usage} ${selector} ${matchingType} ${certificate.toString('hex')}` };
    }
    default:
      return undefined;
  }
}

/** A text in the form of zone files, so that one which looks like that form is not taken for it. */
function textOf(data: string | Buffer | readonly (string | Buffer)[]): string {
  const chunks = typeof data === 'string' || Buffer.isBuffer(data) ? [data] : data;
  return quoted(Buffer.concat(chunks.map((chunk) => Buffer.from(chunk))));
}

function quoted(bytes: Buffer): string {
  const text = bytes.toString();
  const isText = !text.includes('\ufffd') || bytes.equals(Buffer.from(text));
  if (isText) return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
  const escaped = [...bytes].map((byte) =>
    byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c
      ? String.fromCharCode(byte)
      : `\\${String(byte).padStart(3, '0')}`,
  );
  return `"${escaped.join('')}"`;
}
