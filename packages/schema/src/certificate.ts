import { z } from 'zod';
import { Instant, RunId } from './ids.ts';

/** How far a listing is believed. Only the first two may lead to an absence. */
export const Grade = z.enum(['proven', 'corroborated', 'plausible', 'refused']);
export type Grade = z.infer<typeof Grade>;

/** How a listing was seen to end; `window_passed`: at an item older than those that were to be read. */
export const EndOfListing = z.enum(['whole_document', 'no_next_cursor', 'short_page', 'empty_page', 'window_passed']);
export type EndOfListing = z.infer<typeof EndOfListing>;

/** What one page of a listing proves about itself. */
export const PageEvidence = z.object({
  /** Before the page was asked for; earlier than its listing began where another kind's listing has read it, too. */
  askedAt: Instant.optional(),
  /** Where the page stands in its listing: no two pages have the same one. Null for a listing of one page. */
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

/** Why a listing was begun anew, and what was seen of that. */
export const Restart = z.object({
  because: z.enum(['failed', 'moved']),
  evidence: z.string(),
});
export type Restart = z.infer<typeof Restart>;

/** What makes a listing suspicious although it came well-formed. */
export const Suspicion = z.enum(['emptied', 'fell', 'count_unusual', 'attribute_lost']);
export type Suspicion = z.infer<typeof Suspicion>;

/** What is suspicious of a scope's listings, and what has been seen of it so far. */
export const Doubt = z.object({
  suspicions: z.array(Suspicion).min(1),
  /** A sentence for a person: what the newest such listing shows, against what is known. */
  evidence: z.string(),
  /** What a later listing must show to agree: as many items, as many of the known ones, and the same attributes lost. */
  seen: z.int(),
  survivors: z.int(),
  lost: z.array(z.string()),
  /** When the first listing that showed it began, and in which run. */
  since: Instant,
  runId: RunId,
  /** How many listings showed it, each of them a while after the one before; and when the newest of these began. */
  times: z.int(),
  countedAt: Instant,
  /** Whether enough of them agreed: what they show is believed. */
  confirmed: z.boolean(),
});
export type Doubt = z.infer<typeof Doubt>;

/** What the provider answered when some of what a listing does not show any more was asked for by name. */
export const Sampled = z.object({ asked: z.int(), absent: z.int(), present: z.int(), failed: z.int() });
export type Sampled = z.infer<typeof Sampled>;

/** The part of a scope that an incremental listing covers: whatever is dated `since` or later. */
export const ListingWindow = z.object({
  since: Instant,
  /** Live in the ledger and dated before: the listing says nothing of them, but that a stated total counts them, too. */
  older: z.int(),
});
export type ListingWindow = z.infer<typeof ListingWindow>;

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
  // Certificates of the time before these were kept have none of them.
  /** Each time the listing was begun anew, oldest first: what stands here is of the last reading. */
  restarts: z.array(Restart).default([]),
  /** What moved while that reading was made; null when nothing did. */
  movement: z.string().nullable().default(null),
  /** Why the listing failed before its end; null when it came to one. Such a listing has no grade, and is not believed. */
  failure: z.string().nullable().default(null),
  /** What is suspicious of it, whether it is believed by now or not. */
  doubt: Doubt.nullable().default(null),
  /** Null where nobody was asked. */
  sampled: Sampled.nullable().default(null),
  /** What an incremental listing was to show; null of a full one. */
  window: ListingWindow.nullable().default(null),
  documentVersion: z.string(),
  mappingVersion: z.int(),
});
export type Certificate = z.infer<typeof Certificate>;
