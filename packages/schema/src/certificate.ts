import { z } from 'zod';
import { Instant } from './ids.ts';

/** How far a listing is believed. Only the first two may lead to an absence. */
export const Grade = z.enum(['proven', 'corroborated', 'plausible', 'refused']);
export type Grade = z.infer<typeof Grade>;

/** How a listing was seen to end. */
export const EndOfListing = z.enum(['whole_document', 'no_next_cursor', 'short_page', 'empty_page']);
export type EndOfListing = z.infer<typeof EndOfListing>;

/** What one page of a listing proves about itself. */
export const PageEvidence = z.object({
  /** Before the page was asked for; earlier than its listing began where another kind's listing has read it, too. */
  askedAt: Instant.optional(),
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

/** What a second pass over a scope showed, made where nothing in the first says whether it was whole. */
export const SecondPass = z.object({
  pages: z.int(),
  seen: z.int(),
  /** Whether it showed as many items as the first, and the same ones. */
  agreed: z.boolean(),
});
export type SecondPass = z.infer<typeof SecondPass>;

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
  /** Null where one pass was enough, and in certificates of the time before there were second ones. */
  secondPass: SecondPass.nullable().default(null),
  documentVersion: z.string(),
  mappingVersion: z.int(),
});
export type Certificate = z.infer<typeof Certificate>;
