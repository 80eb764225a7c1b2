import type { Certificate, CertifiedPage, Grade, ListingWindow, Restart } from '@rollcall/schema';
import { type DoubtEvidence, doubtOf } from './doubt.ts';

/** Everything a grade is decided on. */
export interface ListingEvidence extends DoubtEvidence {
  readonly pages: readonly CertifiedPage[];
  /** Items that the listing showed more than once. */
  readonly duplicates: number;
  /** Each time it was begun anew; the pages are those of the last reading. */
  readonly restarts: readonly Restart[];
  /** Why it failed before its end; null when it came to one. */
  readonly failure: string | null;
  readonly best: BestGrade;
  /** What an incremental listing was to show: what is live and vanishing is counted in there alone. None of a full one. */
  readonly window?: ListingWindow | undefined;
  readonly documentVersion: string;
  readonly mappingVersion: number;
}

/** The best grade that the provider declares for a kind, and why. */
interface BestGrade {
  readonly grade: Exclude<Grade, 'refused'>;
  readonly reason: string;
}

/**
 * Decides how far a listing is believed, with the reason in one sentence. An absence may be derived only from
 * `proven` and `corroborated`; `refused` changes nothing at all. What is suspicious is refused until later listings agree:
 * the certificate's `doubt` is what is to be known of the scope when it is listed next.
 */
export function certify(evidence: ListingEvidence): Certificate {
  const malformed = malformedBecause(evidence);
  // What is not well-formed neither confirms a doubt nor takes it away.
  const doubt = malformed === undefined ? doubtOf(evidence) : evidence.earlier;
  const [grade, reason] = malformed === undefined ? gradeOf(evidence, doubt) : (['refused', malformed] as const);
  return {
    grade,
    reason: evidence.window === undefined ? reason : `since ${evidence.window.since}: ${reason}`,
    pages: [...evidence.pages],
    seen: evidence.seen,
    duplicates: evidence.duplicates,
    knownLive: evidence.knownLive,
    vanishing: evidence.vanishing,
    explainedAbsent: evidence.explainedAbsent,
    secondPass: evidence.secondPass,
    restarts: [...evidence.restarts],
    movement: movementOf(evidence) ?? null,
    failure: evidence.failure,
    doubt,
    sampled: evidence.sampled,
    window: evidence.window ?? null,
    documentVersion: evidence.documentVersion,
    mappingVersion: evidence.mappingVersion,
  };
}

/** Whether absences may be derived from a listing of this grade. */
export function believesAbsence(grade: Grade): boolean {
  return grade === 'proven' || grade === 'corroborated';
}

/** What moved at the provider while the pages were read, in words: another reading may be quieter. */
export function movementOf({ pages, duplicates }: Pick<ListingEvidence, 'pages' | 'duplicates'>): string | undefined {
  const shifted = pages.findIndex(({ overlaps }) => overlaps === false);
  if (shifted !== -1) {
    return `the pages shifted while they were read: page ${shifted + 1} does not go on where page ${shifted} ended`;
  }
  const [first, ...others] = totalsOf(pages);
  const other = others.find((total) => total !== first);
  if (other !== undefined) return `the stated total went from ${first} to ${other} while the pages were read`;
  if (pages.length > 1 && duplicates > 0) return `${plural(duplicates, 'item')} moved from one page to another`;
  return undefined;
}

/** A place that a listing comes to a second time: it goes round in a circle, and would never end. */
function repeatedCursor(pages: readonly CertifiedPage[]): string | undefined {
  const known = new Set<string>();
  for (const { cursor } of pages) {
    if (cursor === null) continue;
    if (known.has(cursor)) return cursor;
    known.add(cursor);
  }
  return undefined;
}

/** Why nothing of a listing can be believed, whatever it shows; undefined when it came well-formed to its end. */
function malformedBecause(evidence: ListingEvidence): string | undefined {
  const { pages, duplicates, failure, seen } = evidence;
  if (failure !== null) return failure;
  const again = repeatedCursor(pages);
  if (again !== undefined) return `the listing goes round in a circle: "${again}" came a second time`;
  const last = pages.at(-1);
  if (last === undefined || last.end === null) return 'the listing did not come to its end';
  const early = pages.slice(0, -1).findIndex(({ end }) => end !== null);
  if (early !== -1) return `page ${early + 1} said that it was the last, and others followed`;
  const failed = pages.findIndex(({ status }) => status >= 300);
  if (failed !== -1) return `page ${failed + 1} was answered with ${pages[failed]?.status}`;
  if (duplicates > 0) return `the listing shows ${plural(duplicates, 'item')} more than once`;
  const movement = movementOf(evidence);
  if (movement !== undefined) return movement;
  const older = evidence.window?.older ?? 0;
  const wrong = totalsOf(pages).find((total) => total !== seen + older);
  if (wrong === undefined) return undefined;
  return `the provider states ${wrong} in all and listed ${seen}${older === 0 ? '' : `, where ${older} are known to be older`}`;
}

/** The grade of a listing that is well-formed: suspicious ones are believed once others have agreed. */
function gradeOf(evidence: ListingEvidence, doubt: Certificate['doubt']): readonly [Grade, string] {
  const [grade, reason] = endedGrade(evidence);
  if (doubt === null) return [grade, reason];
  if (!doubt.confirmed) return ['refused', doubt.evidence];
  return [grade, `${reason}; ${doubt.evidence}`];
}

/** The grade of a listing that came to its end, and against which nothing speaks. */
function endedGrade(evidence: ListingEvidence): [Grade, string] {
  const { pages, seen, best, secondPass, window } = evidence;
  if (secondPass?.agreed === false) {
    const others = secondPass.seen === seen ? 'as many, and not the same' : `${secondPass.seen}`;
    return ['plausible', `two passes differed: the first showed ${plural(seen, 'item')}, the second ${others}`];
  }
  const isStated = totalsOf(pages).length > 0;
  if (secondPass === null && best.grade !== 'plausible' && mayHide(evidence)) {
    return ['plausible', 'what is not shown may stand where pages meet or after the last, and nobody looked again'];
  }
  if (isStated && best.grade !== 'plausible') {
    if (window === undefined) return [best.grade, `the stated total of ${seen} was listed`];
    const { older } = window;
    return [best.grade, `the stated total of ${seen + older} is the ${seen} listed and the ${older} known to be older`];
  }
  if (pages.at(-1)?.end === 'whole_document') return [best.grade, best.reason];
  if (best.grade === 'plausible' || (secondPass === null && !isOverlapped(pages))) {
    return ['plausible', 'the pages ended, and nothing states how many there should have been'];
  }
  if (secondPass === null)
    return ['corroborated', 'every page overlapped the one before, and the last one ended short'];
  return ['corroborated', `two passes showed the same ${plural(seen, 'item')}`];
}

/**
 * Whether what would vanish may be there all the same, and nothing about the pages tells: what goes from one page while
 * what comes fills its place leaves the total as it was, and a short page need not be the last.
 */
function mayHide({ pages, vanishing, window }: Pick<ListingEvidence, 'pages' | 'vanishing' | 'window'>): boolean {
  // What is listed newest first only grows, and at the front.
  if (vanishing === 0 || window !== undefined) return false;
  const end = pages.at(-1)?.end;
  if (isOverlapped(pages)) return end === 'short_page';
  return pages.length > 1 && totalsOf(pages).length > 0;
}

/**
 * Whether a second pass over the scope can tell what the first does not: it ended well, and either neither a total nor the
 * form of the answer nor pages that overlap say that this was all, or something would vanish that may be there all the
 * same.
 */
export function wantsSecondPass(
  evidence: Pick<ListingEvidence, 'pages' | 'duplicates' | 'best' | 'seen' | 'vanishing' | 'window'>,
): boolean {
  const { pages, duplicates, best, seen, window } = evidence;
  const end = pages.at(-1)?.end ?? null;
  if (best.grade === 'plausible' || duplicates > 0 || end === null || end === 'whole_document') return false;
  if (movementOf(evidence) !== undefined || repeatedCursor(pages) !== undefined) return false;
  const totals = totalsOf(pages);
  // What the pages themselves speak against is refused, whatever another pass shows.
  if (totals.some((total) => total !== seen + (window?.older ?? 0))) return false;
  return (totals.length === 0 && !isOverlapped(pages)) || mayHide(evidence);
}

/** Each page begins with the item that the one before ended with. One page alone overlaps nothing, and shows nothing. */
function isOverlapped(pages: readonly CertifiedPage[]): boolean {
  const end = pages.at(-1)?.end;
  const endsShort = end === 'short_page' || end === 'empty_page';
  return pages.length > 1 && endsShort && pages.slice(1).every(({ overlaps }) => overlaps === true);
}

function totalsOf(pages: readonly CertifiedPage[]): readonly number[] {
  return pages.map(({ statedTotal }) => statedTotal).filter((total) => total !== null);
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
