import { z } from 'zod';

/** How far a listing is believed. Only the first two may lead to an absence. */
export const Grade = z.enum(['proven', 'corroborated', 'plausible', 'refused']);
export type Grade = z.infer<typeof Grade>;

/** How a listing was seen to end. */
export const EndOfListing = z.enum(['whole_document', 'no_next_cursor', 'short_page', 'empty_page']);
export type EndOfListing = z.infer<typeof EndOfListing>;

/** What one page of a listing proves about itself. */
export const PageEvidence = z.object({
  cursor: z.string().nullable(),
  status: z.int(),
  bytes: z.int(),
  /** SHA-256 of the body as it came, hex. */
  sha256: z.string(),
  /** The provider's id of the request, where it gives one. */
  requestId: z.string().nullable(),
  /** The total the provider states, where it states one. */
  statedTotal: z.int().nullable(),
  /** Whether this page began with the item that the one before ended with; null where pages do not overlap. */
  overlaps: z.boolean().nullable(),
  /** Set on the last page only. */
  end: EndOfListing.nullable(),
});
export type PageEvidence = z.infer<typeof PageEvidence>;

/** A page as the certificate keeps it: its own evidence, and what was counted on it. */
export const CertifiedPage = PageEvidence.extend({
  count: z.int(),
  firstId: z.string().nullable(),
  lastId: z.string().nullable(),
});
export type CertifiedPage = z.infer<typeof CertifiedPage>;

/** The evidence that a listing was complete, and the grade it earned. */
export const Certificate = z.object({
  grade: Grade,
  /** One sentence for a person. */
  reason: z.string(),
  pages: z.array(CertifiedPage),
  seen: z.int(),
  duplicates: z.int(),
  /** Live in the ledger before this listing; of those, not shown any more; of these, for a reason on record. */
  knownLive: z.int(),
  vanishing: z.int(),
  explainedAbsent: z.int(),
  documentVersion: z.string(),
  mappingVersion: z.int(),
});
export type Certificate = z.infer<typeof Certificate>;
