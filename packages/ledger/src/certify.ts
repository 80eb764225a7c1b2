import type { Certificate, CertifiedPage, Grade, SecondPass } from '@rollcall/schema';

/** Everything a grade is decided on. */
export interface ListingEvidence {
  readonly pages: readonly CertifiedPage[];
  readonly seen: number;
  /** Items that the listing showed more than once. */
  readonly duplicates: number;
  /** Live in the ledger, in this scope, when the listing began. */
  readonly knownLive: number;
  /** Of those, how many the listing does not show any more. */
  readonly vanishing: number;
  /** Of the vanishing, how many for a reason on record: an operation of ours, or an owner that was deleted. */
  readonly explainedAbsent: number;
  readonly best: BestGrade;
  /** What reading the scope once more showed; null where that was not done. */
  readonly secondPass: SecondPass | null;
  readonly documentVersion: string;
  readonly mappingVersion: number;
}

/** The best grade that the provider declares for a kind, and why. */
interface BestGrade {
  readonly grade: Exclude<Grade, 'refused'>;
  readonly reason: string;
}

/** Below this many live resources a fall proves nothing: small accounts do empty themselves. */
export const fallGuardMin = 10;

/** Nothing at all is what a fault shows, too: it is doubted sooner than a fall to something. */
export const emptyGuardMin = 5;

/**
 * Decides how far a listing is believed, with the reason in one sentence. An absence may be derived only from
 * `proven` and `corroborated`; `refused` changes nothing at all.
 */
export function certify(evidence: ListingEvidence): Certificate {
  const [grade, reason] = gradeOf(evidence);
  return {
    grade,
    reason,
    pages: [...evidence.pages],
    seen: evidence.seen,
    duplicates: evidence.duplicates,
    knownLive: evidence.knownLive,
    vanishing: evidence.vanishing,
    explainedAbsent: evidence.explainedAbsent,
    secondPass: evidence.secondPass,
    documentVersion: evidence.documentVersion,
    mappingVersion: evidence.mappingVersion,
  };
}

/** Whether absences may be derived from a listing of this grade. */
export function believesAbsence(grade: Grade): boolean {
  return grade === 'proven' || grade === 'corroborated';
}

function gradeOf(evidence: ListingEvidence): [Grade, string] {
  const last = evidence.pages.at(-1);
  if (last === undefined || last.end === null) return ['refused', 'the listing did not come to its end'];
  if (evidence.duplicates > 0) {
    return ['refused', `the listing shows ${plural(evidence.duplicates, 'item')} more than once`];
  }
  if (evidence.pages.some(({ overlaps }) => overlaps === false)) {
    return ['refused', 'the pages shifted while they were read'];
  }
  const totals = evidence.pages.map((page) => page.statedTotal).filter((total) => total !== null);
  const wrong = totals.find((total) => total !== evidence.seen);
  if (wrong !== undefined) return ['refused', `the provider states ${wrong} in all and listed ${evidence.seen}`];
  const fall = fallOf(evidence);
  if (fall !== undefined) return ['refused', fall];
  return endedGrade(evidence, { last, isStated: totals.length > 0 });
}

/** The grade of a listing that came to its end, and against which nothing speaks. */
function endedGrade(
  { pages, seen, best, secondPass }: ListingEvidence,
  { last, isStated }: { last: CertifiedPage; isStated: boolean },
): [Grade, string] {
  if (isStated && best.grade !== 'plausible') return [best.grade, `the stated total of ${seen} was listed`];
  if (last.end === 'whole_document') return [best.grade, best.reason];
  if (best.grade === 'plausible' || (secondPass === null && !isOverlapped(pages))) {
    return ['plausible', 'the pages ended, and nothing states how many there should have been'];
  }
  if (secondPass === null)
    return ['corroborated', 'every page overlapped the one before, and the last one ended short'];
  if (secondPass.agreed) return ['corroborated', `two passes showed the same ${plural(seen, 'item')}`];
  const others = secondPass.seen === seen ? 'as many, and not the same' : `${secondPass.seen}`;
  return ['plausible', `two passes differed: the first showed ${plural(seen, 'item')}, the second ${others}`];
}

/**
 * Whether a second pass over the scope can tell what the first does not: it ended well, and neither a total nor the
 * form of the answer nor pages that overlap say that this was all.
 */
export function wantsSecondPass({
  pages,
  duplicates,
  best,
}: Pick<ListingEvidence, 'pages' | 'duplicates' | 'best'>): boolean {
  const end = pages.at(-1)?.end ?? null;
  if (best.grade === 'plausible' || duplicates > 0 || end === null || end === 'whole_document') return false;
  if (pages.some(({ overlaps, statedTotal }) => overlaps === false || statedTotal !== null)) return false;
  return !isOverlapped(pages);
}

/** Each page begins with the item that the one before ended with. One page alone overlaps nothing, and shows nothing. */
function isOverlapped(pages: readonly CertifiedPage[]): boolean {
  const end = pages.at(-1)?.end;
  const endsShort = end === 'short_page' || end === 'empty_page';
  return pages.length > 1 && endsShort && pages.slice(1).every(({ overlaps }) => overlaps === true);
}

/**
 * A steep fall is not believed: fewer than half of what the ledger holds live are still shown. What is new makes up for
 * nothing, and what is absent for a reason on record is no part of the fall.
 */
function fallOf({ seen, knownLive, vanishing, explainedAbsent }: ListingEvidence): string | undefined {
  const expected = knownLive - explainedAbsent;
  const survivors = knownLive - vanishing;
  if (expected < (seen === 0 ? emptyGuardMin : fallGuardMin) || survivors * 2 >= expected) return undefined;
  if (seen === 0) return `the listing is empty, where the ledger holds ${expected} live`;
  return `the listing shows ${survivors} of the ${expected} live in the ledger, which is below half`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
