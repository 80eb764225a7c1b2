import { contentMeaning } from './content-meaning.ts';
import { recordName } from './dns-name.ts';

/** A DNS record as a provider lists it or a caller writes it. */
export interface WrittenRecord {
  readonly type: string;
  /** Whole, or the part before the zone, or `@`. */
  readonly name: string;
  readonly content: string;
  readonly ttl?: number | null | undefined;
  readonly priority?: number | null | undefined;
}

/** What a DNS record means: two records that mean the same are equal here, however they were written. */
export interface DnsMeaning {
  readonly type: string;
  /** In lower case, without a root dot, in its ASCII form. */
  readonly name: string;
  /** In one spelling; a priority that stood in front of it is left out. */
  readonly content: string;
  /** In seconds; null where it is not said. */
  readonly ttl: number | 'automatic' | null;
  /** Of the types that have one (MX, SRV, URI), wherever it was written; null for any other. */
  readonly priority: number | null;
}

/**
 * What a record means. Case and root dot of host names mean nothing, and neither do the quotes and chunks of a text, the
 * spelling of an address, or whether a priority stands in its own field. The `zone` completes a name that is not whole;
 * without one, every name is. What is not recognised is left as it was written.
 */
export function dnsMeaning(record: WrittenRecord, zone?: string): DnsMeaning {
  const type = record.type.trim().toUpperCase();
  const { content, priority } = contentMeaning(type, record);
  return { type, name: recordName(record.name, zone), content, ttl: ttlMeaning(record.ttl), priority };
}

/**
 * The fields that were written otherwise than their meaning is, as they were; null where there is none. A difference in
 * them alone means nothing.
 */
export function asWritten(record: WrittenRecord, zone?: string): Readonly<Record<string, string | number>> | null {
  const { type, name, content, ttl, priority } = record;
  const meaning: Readonly<Record<string, unknown>> = { ...dnsMeaning(record, zone) };
  const fields = Object.entries({ type, name, content, ttl, priority });
  const others = fields.filter((field): field is [string, string | number] => {
    const [key, value] = field;
    return value !== undefined && value !== null && value !== meaning[key];
  });
  return others.length === 0 ? null : Object.fromEntries(others);
}

/** One is what Cloudflare, and who keeps records there, calls "automatic" (API documentation, read 2026-11-28). */
function ttlMeaning(ttl: number | null | undefined): DnsMeaning['ttl'] {
  return ttl === 1 ? 'automatic' : (ttl ?? null);
}
