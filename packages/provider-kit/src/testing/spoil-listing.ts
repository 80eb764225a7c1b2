import type { PageEvidence, ProviderErrorKind } from '@rollcall/schema';
import type { Item, Page, Scope, Session } from '../provider.ts';
import { ProviderError } from '../provider-error.ts';
import type { ListingFault } from './listing-fault.ts';

/** Which listings a fault meets. */
interface Spoiling {
  /** Only those of this kind; of every kind when left out. */
  readonly kind?: string;
  /** How many listings it meets; 1 when left out, as most faults pass. */
  readonly times?: number;
}

/** The same session, whose listings suffer the fault. What a fault finds nothing to take hold of stays as it is. */
export function spoilListing(session: Session, fault: ListingFault, { kind, times = 1 }: Spoiling = {}): Session {
  let left = times;
  return {
    identify: (signal) => session.identify(signal),
    read: (of, externalId, signal) => session.read(of, externalId, signal),
    call: (call, signal) => session.call(call, signal),
    close: () => session.close(),
    list(scope: Scope, signal: AbortSignal) {
      const pages = session.list(scope, signal);
      if (left === 0 || (kind !== undefined && scope.kind !== kind)) return pages;
      left -= 1;
      return spoilPages(pages, fault);
    },
  };
}

/** The pages of one listing after a fault. */
export function spoilPages(pages: AsyncIterable<Page>, fault: ListingFault): AsyncIterable<Page> {
  if (fault.fault === 'cursor_loop') return looped(pages, fault.page);
  return spoiltOneByOne(pages, fault);
}

/** What becomes of one page: those that come in its place, and whether any follow. */
interface Turn {
  readonly pages: readonly Page[];
  readonly isLast?: boolean;
}

async function* spoiltOneByOne(pages: AsyncIterable<Page>, fault: Exclude<ListingFault, { fault: 'cursor_loop' }>) {
  let at = 0;
  let before: Item | undefined;
  for await (const page of pages) {
    const items = [...page.items];
    const turn = turnOf({ items, evidence: page.evidence }, { fault, at, before });
    yield* turn.pages;
    if (turn.isLast === true) return;
    before = items.at(-1) ?? before;
    at += 1;
  }
}

interface Read {
  readonly items: readonly Item[];
  readonly evidence: PageEvidence;
}

interface Place {
  readonly fault: Exclude<ListingFault, { fault: 'cursor_loop' }>;
  /** The page's number. */
  readonly at: number;
  /** The last item of the page before. */
  readonly before: Item | undefined;
}

function turnOf(page: Read, { fault, at, before }: Place): Turn {
  const { items, evidence } = page;
  if ('page' in fault && fault.page !== at) return { pages: [page] };
  switch (fault.fault) {
    case 'status':
      throw new ProviderError(errorKinds[fault.status], `answered ${fault.status}`, { status: fault.status });
    case 'truncated_body':
      throw new ProviderError('unrecognised', 'the body broke off');
    case 'lost_field':
      return { pages: [{ items: withoutField(items), evidence }] };
    case 'empty_list':
      return emptied(evidence);
    case 'short_page':
      return shortened(page);
    case 'lost_end':
      return { pages: [{ items, evidence: { ...evidence, end: null } }], isLast: true };
    case 'duplicate_page':
      return { pages: [{ items, evidence: { ...evidence, end: null } }, page] };
    case 'duplicate_item':
      return { pages: [{ items: [...items, ...items.slice(-1)], evidence }] };
    case 'shifted_up':
      return { pages: [isSeam(page, before) ? shiftedUp(page) : page] };
    case 'shifted_down':
      return { pages: [isSeam(page, before) ? shiftedDown(page, before) : page] };
    case 'reordered_items':
      return { pages: [{ items: items.toReversed(), evidence }] };
    case 'wrong_total':
      return { pages: [{ items, evidence: stating(evidence, (total) => total + fault.by) }] };
    default:
      return fault satisfies never;
  }
}

const errorKinds = {
  403: 'forbidden',
  429: 'rate_limited',
  500: 'unavailable',
} as const satisfies Record<number, ProviderErrorKind>;

/** As the reading of a malformed item throws: at that item, after those before it. */
function* withoutField(items: readonly Item[]): Iterable<Item> {
  yield* items.slice(0, -1);
  if (items.length > 0) throw new ProviderError('unrecognised', 'a field is missing');
}

function emptied(evidence: PageEvidence): Turn {
  const end = evidence.end ?? (evidence.statedTotal === null ? 'empty_page' : 'no_next_cursor');
  return { pages: [{ items: [], evidence: { ...stating(evidence, () => 0), end } }], isLast: true };
}

function shortened({ items, evidence }: Read): Turn {
  // A body that is documented to hold everything has no next page that could hold the rest: it would be truncated.
  if (evidence.end === 'whole_document') return { pages: [{ items, evidence }] };
  const kept = items.slice(0, Math.floor(items.length / 2));
  if (evidence.statedTotal !== null) return { pages: [{ items: kept, evidence }] };
  return { pages: [{ items: kept, evidence: { ...evidence, end: 'short_page' } }], isLast: true };
}

/** Nothing stands before the first page, and an answer that is documented to hold everything goes on from no other. */
function isSeam({ evidence }: Read, before: Item | undefined): before is Item {
  return before !== undefined && evidence.end !== 'whole_document';
}

function shiftedUp({ items, evidence }: Read): Read {
  return { items: items.slice(1), evidence: shifted(evidence) };
}

function shiftedDown({ items, evidence }: Read, before: Item): Read {
  return { items: [before, ...items], evidence: shifted(evidence) };
}

/** What a client that has its pages overlap sees of it. */
function shifted(evidence: PageEvidence): PageEvidence {
  return evidence.overlaps === null ? evidence : { ...evidence, overlaps: false };
}

function stating(evidence: PageEvidence, change: (total: number) => number): PageEvidence {
  return evidence.statedTotal === null ? evidence : { ...evidence, statedTotal: change(evidence.statedTotal) };
}

async function* looped(pages: AsyncIterable<Page>, page: number): AsyncIterable<Page> {
  const read: Page[] = [];
  for await (const { items, evidence } of pages) {
    const again = { items: [...items], evidence };
    read.push(again);
    if (read.length === page + 1) {
      yield { ...again, evidence: { ...evidence, end: null } };
      yield* read.slice(0, -1);
    }
    yield again;
  }
}
