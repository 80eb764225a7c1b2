import type { Certificate, CertifiedPage, Grade } from '@rollcall/schema';

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
  readonly best: { readonly grade: Exclude<Grade, 'refused'>; readonly reason: string };
  readonly documentVersion: string;
  readonly mappingVersion: number;
}

/** Below this many live resources a fall proves nothing: small accounts do empty themselves. */
export const fallGuardMin = 10;

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
  if (totals.length > 0 && evidence.best.grade === 'proven') {
    return ['proven', `the stated total of ${evidence.seen} was listed`];
  }
  if (last.end === 'whole_document') return [evidence.best.grade, evidence.best.reason];
  if (evidence.pages.slice(1).every(({ overlaps }) => overlaps === true) && evidence.best.grade !== 'plausible') {
    return ['corroborated', 'every page overlapped the one before, and the last one ended short'];
  }
  return ['plausible', 'the pages ended, and nothing states how many there should have been'];
}

/**
 * A steep fall is not believed: fewer than half of what the ledger holds live are still shown. What is new makes up for
 * nothing, and what is absent for a reason on record is no part of the fall.
 */
function fallOf({ seen, knownLive, vanishing, explainedAbsent }: ListingEvidence): string | undefined {
  const expected = knownLive - explainedAbsent;
  const survivors = knownLive - vanishing;
  if (expected < fallGuardMin || survivors * 2 >= expected) return undefined;
  if (seen === 0) return `the listing is empty, where the ledger holds ${expected} live`;
  return `the listing shows ${survivors} of the ${expected} live in the ledger, which is below half`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
