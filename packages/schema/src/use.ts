import { z } from 'zod';
import { Instant, UseImportId } from './ids.ts';

/** The longest address that mail knows: 64 characters, `@`, and a domain of 255. */
const addressLengthMax = 320;

/** An address as it may be written: letters of any case and script, with something that may be a domain behind the `@`. */
const UsedAddress = z
  .string()
  .max(addressLengthMax, `must have ${addressLengthMax} characters at most`)
  .regex(/^[^\s@,;<>\x22]+@[^\s@,;<>\x22]+$/, 'must be an e-mail address and nothing else');

/** When something was used last: an instant, or a day in UTC; `null` for what never was. */
const LastUsed = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], {
    error: 'must be a time such as 2026-05-28T09:30:00Z, or a day such as 2026-05-28',
  })
  .nullable();

/** What a line of a file says. */
export const UsedLine = z.strictObject({ line: z.int().positive(), address: UsedAddress, lastUsed: LastUsed });
export type UsedLine = z.infer<typeof UsedLine>;

/** Lines that one part of an import may have; with the longest addresses they are more than a request may carry. */
export const usePartLinesMax = 5_000;
/** Addresses that no inbox has which are told by name; the others are counted. */
export const unknownToldMax = 100;

/** What is known of the last use of an inbox, or of a key. */
export const Use = z.object({
  /** Null for one that never was used. */
  lastUsedAt: Instant.nullable(),
  /** When that was so. */
  knownAt: Instant,
  /** An import, or the listing of a provider that says when it was used, or whether there is mail in it. */
  from: z.enum(['import', 'listing']),
});
export type Use = z.infer<typeof Use>;

/** What became of an import, or what of it has come. */
export const UseImport = z.object({
  id: UseImportId,
  state: z.enum(['open', 'done']),
  /** That have come, or were in the file. */
  lines: z.int(),
  /** Null while it is open. */
  outcome: z
    .object({
      /** Addresses of which nothing was known. */
      added: z.int(),
      /** That were used since, as it says. */
      newer: z.int(),
      same: z.int(),
      /** Of which something newer was known: that stands. */
      older: z.int(),
      /** That no live inbox has: nothing is kept of them. */
      unknown: z.int(),
      /** The first of these. */
      unknownAddresses: z.array(z.object({ line: z.int(), address: z.string() })),
      /** Of the file, as whoever read it says. */
      sha256: z.string(),
      /** When whoever wrote it knew this. */
      asOf: Instant,
    })
    .nullable(),
});
export type UseImport = z.infer<typeof UseImport>;
