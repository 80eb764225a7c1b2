import type { Doubt, ListingWindow } from '@rollcall/schema';

/** How a provider says that a kind can be read from its newest item back. */
export interface Incremental {
  /** The attribute that holds an item's instant. */
  readonly orderedBy: string;
  readonly overlapDays: number;
  readonly fullEveryDays: number;
}

/** What decides how much of a scope is read. */
export interface Extent {
  readonly incremental: Incremental;
  /** When the newest full listing that was believed began; null before the first. */
  readonly fullAt: Date | null;
  /** Why the newest listing was not believed, and what was suspicious of it; null when it was, and nothing. */
  readonly trouble: string | null;
  readonly doubt: Doubt | null;
  /** Whether the scope is read otherwise than before. */
  readonly isRebaseline: boolean;
  /** Whether whoever asked for the run wants everything listed. */
  readonly isFull: boolean;
  readonly at: Date;
}

/** At most so long may pass between two full listings, whatever a provider declares. */
export const fullEveryDaysMax = 7;

/**
 * So many of the newest items that are known are read again in any case: enough that single items with a wrong instant,
 * far in the future say, move the window nowhere.
 */
export const overlapItemsMin = 100;

/** Fewer older items are listed along: it takes a few requests, and proves more. */
export const olderMin = 500;

/** Why a scope is listed in full, in words; undefined where its newest part will do. */
export function whyFull({ incremental, fullAt, trouble, isRebaseline, isFull, doubt, at }: Extent): string | undefined {
  if (isFull) return 'it was asked for';
  if (fullAt === null) return 'it never was before';
  if (trouble !== null) return 'the newest listing was not believed';
  if (doubt !== null) return 'the newest listing was suspicious';
  if (isRebaseline) return 'it is read otherwise than before';
  const ageDays = (at.getTime() - fullAt.getTime()) / dayMs;
  if (ageDays >= incremental.fullEveryDays) return `the newest full listing is of ${fullAt.toISOString()}`;
  return undefined;
}

/** What an incremental listing showed, as far as it can be doubted. */
export interface WindowReading {
  readonly window: ListingWindow;
  /** Live in the ledger and inside the window, and how many of these were shown as they are known. */
  readonly known: number;
  readonly matched: number;
  /** Items shown inside the window. */
  readonly seen: number;
  /** Whether an item older than the window came up. */
  readonly passed: boolean;
  /** Of the pages that state one. */
  readonly statedTotals: readonly number[];
}

/**
 * Why an incremental listing is not to be trusted, in words: the scope is then listed in full. Undefined where nothing
 * speaks against it. A total that the provider states counts what is older, too: when something old vanished or arrived
 * late, it tells so at once.
 */
export function doubtOfWindow(reading: WindowReading): string | undefined {
  const { window, known, matched, seen, passed, statedTotals } = reading;
  if (!passed && window.older > 0) return `it ended before anything older than ${window.since} came up`;
  if (known > 0 && matched === 0) return `nothing that is known since ${window.since} is in it`;
  const wrong = statedTotals.find((total) => total !== window.older + seen);
  if (wrong === undefined) return undefined;
  return `the provider states ${wrong} in all, where ${window.older} older than ${window.since} are known and ${seen} newer were listed`;
}

/**
 * The instant that a text states in the one form that is taken for one: ISO 8601 with seconds or without, and with its
 * offset from UTC. Undefined for anything else. In ms since 1970.
 */
export function instantIn(value: unknown): number | undefined {
  if (typeof value !== 'string' || !instantForm.test(value)) return undefined;
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? undefined : ms;
}

/** The same as in the database's `rollcall.instant_in`. */
const instantForm =
  /^[12]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

const dayMs = 86_400_000;
