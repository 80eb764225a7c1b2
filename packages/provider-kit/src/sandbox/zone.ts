import type { WrittenRecord } from '../dns/dns-meaning.ts';

/** A zone of DNS as a sandbox's provider serves it, records in any spelling. */
export interface SandboxZone {
  readonly name: string;
  readonly records: readonly WrittenRecord[];
  /** What resolvers still answer with, in place of the records of the same name and type. */
  readonly remembered?: readonly WrittenRecord[];
  /** The names of its servers, for its NS records. */
  readonly nameservers?: readonly string[];
}
