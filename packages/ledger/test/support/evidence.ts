import { type CertifiedPage, type EndOfListing, RunId } from '@rollcall/schema';
import type { ListingEvidence } from '../../src/index.ts';

/** Why the best grade is one. */
export const whole = 'the provider says so';

export type Best = ListingEvidence['best']['grade'];

/** A listing in few words. */
export interface GivenListing {
  readonly best?: Best;
  /** How each page ended; none for a listing without a page. */
  readonly ends?: readonly (EndOfListing | null)[];
  /** The total that each page stated. */
  readonly totals?: readonly (number | null)[];
  /** Whether each page after the first began with the item that the one before ended with; or each page by itself. */
  readonly overlaps?: boolean | readonly (boolean | null)[];
  /** Where each page stands; numbered by default. */
  readonly cursors?: readonly (string | null)[];
  readonly statuses?: readonly number[];
  readonly failure?: string;
  /** What a second pass showed; none was made by default. */
  readonly again?: { readonly seen: number; readonly agreed: boolean };
  readonly seen?: number;
  readonly duplicates?: number;
  readonly live?: number;
  /** By default as many as are missing: nothing is new. */
  readonly vanishing?: number;
  readonly explained?: number;
}

/** The evidence of a listing; unless something else is given, one document that shows all of 20. */
export function evidence(given: GivenListing): ListingEvidence {
  const { ends = ['whole_document'], totals = [], seen = 20, duplicates = 0, live = 20, explained = 0 } = given;
  const { overlaps, cursors, statuses } = given;
  return {
    pages: ends.map((end, index) => ({
      ...page(end, totals[index] ?? null),
      status: statuses?.[index] ?? 200,
      cursor: cursors === undefined ? `page=${index + 1}` : (cursors[index] ?? null),
      overlaps: typeof overlaps === 'object' ? (overlaps[index] ?? null) : index === 0 ? null : (overlaps ?? null),
    })),
    runId: RunId.parse('01900000-0000-7000-8000-000000000001'),
    startedAt: '2026-03-01T10:00:00.000Z',
    restarts: [],
    failure: given.failure ?? null,
    explainedNew: 0,
    history: [],
    lost: [],
    isRebaseline: false,
    earlier: null,
    canAsk: false,
    sampled: null,
    seen,
    duplicates,
    knownLive: live,
    vanishing: given.vanishing ?? Math.max(0, live - seen),
    explainedAbsent: explained,
    best: { grade: given.best ?? 'proven', reason: whole },
    secondPass: given.again === undefined ? null : { pages: ends.length, ...given.again },
    documentVersion: '1',
    mappingVersion: 1,
  };
}

function page(end: EndOfListing | null, statedTotal: number | null): CertifiedPage {
  const read = {
    cursor: null,
    status: 200,
    bytes: 2,
    sha256: '',
    requestId: null,
    firstId: null,
    lastId: null,
    overlaps: null,
  };
  return { ...read, count: 0, statedTotal, end };
}
