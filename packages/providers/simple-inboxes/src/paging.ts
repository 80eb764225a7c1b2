import {
  type ItemReading,
  type OpenedPage,
  openPage,
  type Page,
  type PageAnswer,
  ProviderError,
  type Transport,
} from '@rollcall/provider-kit';
import type { EndOfListing, PageEvidence } from '@rollcall/schema';
import { z } from 'zod';
import { classify } from './classify.ts';
import { camelCased, decodeItem } from './decode.ts';

/** A list of the provider: where it stands, and what its items are. */
export interface PagedList<Row> extends Omit<ItemReading<Row>, 'parse'> {
  readonly path: string;
  /** The name that the list may have inside its envelope. */
  readonly plural: string;
}

/** A page as it was read. The evidence of a listing that several lists make up is written anew by whoever makes it up. */
export interface ReadPage {
  readonly items: Page['items'];
  /** How many items this page adds. */
  readonly count: number;
  readonly end: EndOfListing | null;
  readonly statedTotal: number | undefined;
  evidence(facts: { end: EndOfListing | null; statedTotal: number | undefined }): PageEvidence;
}

/**
 * Reads a list page by page. How lists are paged is not documented, so the answers decide. Where they state a total, that
 * many are read. Where they do not, no page is taken for the last because it is short: a later one must be empty, or
 * repeat what an earlier one began with, as it does where the provider knows no pages and answers all at once. Throws
 * `ProviderError`.
 */
export async function* readPages<Row>(
  transport: Transport,
  list: PagedList<Row>,
  signal: AbortSignal,
): AsyncIterable<ReadPage> {
  const beginnings = new Set<string>();
  let seen = 0;
  for (let number = 1; number <= pagesMax; number += 1) {
    const answer = await transport.getPage(`${list.path}?page=${number}&limit=${pageItemsMax}`, {
      bucket: 'default',
      signal,
    });
    const page = openList(answer, list.plural);
    const statedTotal = totalIn(page.shell);
    const items = page.items({ ...list, parse: decodeItem });
    const first = page.count === 0 ? undefined : items.inBytes.readAt(0);
    const repeats = first !== undefined && beginnings.has(first.externalId);
    // With a total, what comes twice is shown: the count will say that something is wrong.
    const isNew = page.count > 0 && !(repeats && statedTotal === undefined);
    if (first !== undefined) beginnings.add(first.externalId);
    seen += isNew ? page.count : 0;
    const isLast = statedTotal === undefined ? number > 1 && !isNew : seen >= statedTotal || page.count === 0;
    // Where several lists make up a listing, each has a context of its own.
    const cursor = `${list.context === undefined ? '' : `${list.context} `}page=${number}`;
    yield {
      items: isNew ? items : [],
      count: isNew ? page.count : 0,
      end: isLast ? endOf(page.count) : null,
      statedTotal,
      evidence: ({ end, statedTotal: total }) =>
        page.evidence({ cursor, end, ...(total === undefined ? {} : { statedTotal: total }) }),
    };
    if (isLast) return;
  }
  const message = `GET ${list.path}: the provider answered ${pagesMax} pages and the list has not ended.`;
  throw new ProviderError('unrecognised', message, { applied: 'maybe' });
}

/** The largest page that the provider is asked for; it may answer with less, or with everything. */
const pageItemsMax = 100;
/** A million items: more than any account holds, so a list that goes on is going round in a circle. */
const pagesMax = 10_000;

/** One element of `ways` leads to the list; the first is the documented form. Throws what the first one says. */
function openList(answer: PageAnswer, plural: string): OpenedPage {
  const bytes = answer.takeBytes();
  const whole = { ...answer, takeBytes: () => bytes };
  let failure: unknown;
  for (const path of [['data'], ['data', 'items'], ['data', plural], ['data', 'data'], [plural]]) {
    try {
      return openPage(whole, { path, classify });
    } catch (error) {
      if (!(error instanceof ProviderError) || error.kind !== 'unrecognised') throw error;
      failure ??= error;
    }
  }
  throw failure;
}

function endOf(count: number): EndOfListing {
  if (count === 0) return 'empty_page';
  return count < pageItemsMax ? 'short_page' : 'no_next_cursor';
}

/** How many items the list has in all, if the answer says so. */
function totalIn(shell: unknown): number | undefined {
  const frame = Frame.safeParse(camelCased(shell));
  if (!frame.success) return undefined;
  const { pagination, meta, page, data } = frame.data;
  for (const part of [pagination, meta, page, data?.pagination, data?.meta, data, frame.data]) {
    const total = part?.total ?? part?.totalCount ?? part?.totalItems;
    if (total !== undefined) return total;
  }
  return undefined;
}

const total = z.int().min(0).optional().catch(undefined);
const totals = { total, totalCount: total, totalItems: total };
const Totals = z.object(totals).optional().catch(undefined);
const Frame = z.object({
  ...totals,
  pagination: Totals,
  meta: Totals,
  page: Totals,
  data: z
    .object({ ...totals, pagination: Totals, meta: Totals })
    .optional()
    .catch(undefined),
});
