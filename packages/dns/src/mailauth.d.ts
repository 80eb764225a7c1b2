// The two parts of mailauth that have no types of their own. Its package names no exports: they may be imported.

declare module 'mailauth/lib/tools.js' {
  import type { MailResolver } from './mail-resolver.ts';

  /** Throws an error whose `code` says what is wrong with the key. */
  export function getPublicKey(
    ...given: [
      type: 'DKIM',
      name: string,
      minBitLength: number,
      resolver: MailResolver,
      options: { readonly strict: boolean },
    ]
  ): Promise<{ readonly keyType: string; readonly modulusLength?: number }>;
}

declare module 'mailauth/lib/dmarc/get-dmarc-record.js' {
  import type { MailResolver } from './mail-resolver.ts';

  export interface DmarcRecord {
    /** The record as it stands in DNS. */
    readonly rr: string;
    readonly p?: string;
    readonly sp?: string;
    readonly np?: string;
    readonly adkim?: string;
    readonly aspf?: string;
    readonly rua?: string;
    readonly ruf?: string;
  }

  /** `record` is false where no policy applies. Throws the resolver's error where that leaves the policy unknown. */
  export function discoverPolicy(
    domain: string,
    lookup: (name: string) => Promise<DmarcRecord | false>,
  ): Promise<{
    readonly record: DmarcRecord | false;
    readonly recordDomain: string | null;
    readonly orgDomain: string | null;
  }>;
  export function createRecordLookup(
    resolver: MailResolver,
    options: { readonly strict: boolean },
  ): (name: string) => Promise<DmarcRecord | false>;
  export function parseDmarcRecord(text: string, options: { readonly strict: boolean }): DmarcRecord | null;
}
