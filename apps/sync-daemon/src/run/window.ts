import { instantIn } from '@rollcall/ledger';
import type { Item, Page } from '@rollcall/provider-kit';
import type { ReadWindow } from './context.ts';

/** The provider did not list the newest first. */
export class OrderBroken extends Error {
  override readonly name = 'OrderBroken';
}

/**
 * The pages of a listing as far as its window goes: what is older is left out, and no page is asked for after the first
 * that shows such a one. Throws `OrderBroken` when one item is newer than the one before it, or has no instant.
 */
export async function* pagesInWindow(
  pages: AsyncIterable<Page>,
  { since, orderedBy }: ReadWindow,
): AsyncIterable<Page> {
  const sinceMs = since.getTime();
  let last = Number.POSITIVE_INFINITY;
  for await (const { items, evidence } of pages) {
    const inside: Item[] = [];
    for (const item of items) {
      const at = instantIn(item.attributes[orderedBy]);
      if (at === undefined) throw new OrderBroken(`${item.externalId} has no instant in "${orderedBy}"`);
      if (at > last) throw new OrderBroken(`${item.externalId} is newer than the one listed before it`);
      last = at;
      if (at < sinceMs) break;
      inside.push(item);
    }
    yield { items: inside, evidence: last < sinceMs ? { ...evidence, end: 'window_passed' } : evidence };
    if (last < sinceMs) return;
  }
}
