import { hash } from 'node:crypto';
import type { EndOfListing } from '@rollcall/schema';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { believesAbsence, certify, createDigestSet, createPass, wantsSecondPass } from '../src/index.ts';
import { evidence } from './support/evidence.ts';

/** How a kind is listed, which decides what can be known of a listing. */
const styles = ['whole', 'counted', 'overlapping', 'unstated'] as const;
type Style = (typeof styles)[number];

/** What befalls one reading; `at` picks where. */
const faults = [
  'none',
  'short page',
  'lost end',
  'empty',
  'duplicate',
  'reordered',
  'left out',
  'wrong total',
] as const;
type Fault = (typeof faults)[number];

interface Page {
  readonly items: readonly string[];
  readonly total: number | null;
  readonly overlaps: boolean | null;
  readonly end: EndOfListing | null;
}

interface World {
  readonly style: Style;
  /** What is there, from before the listing began until after it ended. */
  readonly there: readonly string[];
  readonly pageSize: number;
}

/** The pages of a provider that lists as it documents. */
function pagesOf({ style, there, pageSize }: World): Page[] {
  if (style === 'whole') return [{ items: there, total: null, overlaps: null, end: 'whole_document' }];
  const step = style === 'overlapping' ? Math.max(1, pageSize - 1) : pageSize;
  const pages: Page[] = [];
  for (let at = 0; ; at += step) {
    const items = there.slice(at, at + pageSize);
    const isShort = items.length < pageSize;
    const total = style === 'counted' ? there.length : null;
    const overlaps = style === 'overlapping' && at > 0 ? items[0] === there[at] && items.length > 0 : null;
    pages.push({ items, total, overlaps, end: isShort ? (items.length === 0 ? 'empty_page' : 'short_page') : null });
    if (isShort) return pages;
  }
}

/** The same pages as a fault would have them. The client takes a page that is not full for the last one. */
function spoiled(world: World, { fault, at }: { fault: Fault; at: number }): Page[] {
  const pages = pagesOf(world);
  const index = at % pages.length;
  const page = pages[index];
  if (page === undefined) throw new Error('every listing has a page');
  const ends = world.style === 'whole' ? ('whole_document' as const) : ('short_page' as const);
  const withItems = (items: readonly string[], end = page.end) => pages.with(index, { ...page, items, end });
  switch (fault) {
    case 'none':
      return pages;
    case 'short page':
      return world.style === 'whole'
        ? pages
        : [...pages.slice(0, index), { ...page, items: page.items.slice(0, -1), end: ends }];
    case 'lost end':
      return pages.map((one) => ({ ...one, end: null }));
    case 'empty':
      return world.style === 'whole' ? pages : [{ ...page, items: [], overlaps: null, end: 'empty_page' }];
    case 'duplicate':
      return page.items.length === 0 ? pages : withItems([...page.items, page.items[0] ?? '']);
    case 'reordered':
      return withItems(page.items.toReversed());
    case 'left out':
      // Of a list that is documented to be whole, nothing tells that something is missing.
      return world.style === 'whole' ? pages : withItems(page.items.slice(1));
    case 'wrong total':
      return pages.with(index, { ...page, total: page.total === null ? null : page.total - 1 });
    default:
      return fault satisfies never;
  }
}

const digestOf = (id: string): string => hash('sha256', id, 'hex');

/** Reads a listing as the engine does: overlaps counted once, each digest probed, a second pass where one would tell more. */
function listed(world: World, known: readonly string[], readings: readonly { fault: Fault; at: number }[]) {
  const set = createDigestSet(known.length);
  for (const id of known) set.add(digestOf(id));
  const passes = readings.map((reading) => {
    const pages = spoiled(world, reading);
    const pass = createPass();
    const staged = new Set<string>();
    let duplicates = 0;
    set.startOver();
    for (const [nth, { items, overlaps }] of pages.entries()) {
      for (const id of nth > 0 && overlaps !== null ? items.slice(1) : items) {
        pass.add(digestOf(id));
        const shown = set.show(digestOf(id));
        if (shown === 'again' || (shown === 'unknown' && staged.has(id))) duplicates += 1;
        if (shown === 'unknown') staged.add(id);
      }
    }
    return { pages, pass, duplicates, unseen: new Set(set.unseen()) };
  });
  const [first, again] = passes;
  if (first === undefined || again === undefined) throw new Error('two readings are drawn');
  const given = evidence({
    ends: first.pages.map(({ end }) => end),
    totals: first.pages.map(({ total }) => total),
    overlaps: first.pages.map(({ overlaps }) => overlaps),
    seen: first.pass.seen,
    duplicates: first.duplicates,
    live: known.length,
    vanishing: first.unseen.size,
    best: world.style === 'whole' || world.style === 'counted' ? 'proven' : 'corroborated',
  });
  const second = wantsSecondPass(given)
    ? { pages: again.pages.length, seen: again.pass.seen, agreed: again.pass.equals(first.pass) }
    : null;
  return { certificate: certify({ ...given, secondPass: second }), unseen: first.unseen };
}

const world: fc.Arbitrary<World> = fc.record({
  style: fc.constantFrom(...styles),
  there: fc.uniqueArray(
    fc.nat({ max: 60 }).map((nth) => `mb_${nth}`),
    { maxLength: 30 },
  ),
  pageSize: fc.integer({ min: 2, max: 7 }),
});
const fault = fc.record({ fault: fc.constantFrom(...faults), at: fc.nat({ max: 20 }) });
/** What the ledger held of it, and what it holds beside it that is gone by now. */
const ledger = fc.record({ kept: fc.nat({ max: 30 }), gone: fc.nat({ max: 6 }) });

const play = (drawn: [World, { kept: number; gone: number }], readings: readonly { fault: Fault; at: number }[]) => {
  const [one, { kept, gone }] = drawn;
  const known = [...one.there.slice(0, kept), ...Array.from({ length: gone }, (_, nth) => `gone_${nth}`)];
  return { ...listed(one, known, readings), known, there: new Set(one.there) };
};

test('whatever befalls one reading of a listing, nothing that is there is believed to be gone', () => {
  fc.assert(
    // Two readings that lose the same item agree, and nobody could tell: one of them is sound.
    fc.property(world, ledger, fault, fc.boolean(), (one, held, spoils, isFirst) => {
      const sound = { fault: 'none' as const, at: 0 };
      const { certificate, unseen, known, there } = play([one, held], isFirst ? [spoils, sound] : [sound, spoils]);
      if (!believesAbsence(certificate.grade)) return;
      const missed = known.filter((id) => there.has(id) && unseen.has(digestOf(id).slice(0, 32)));
      expect(missed, `${one.style}: ${certificate.grade}, ${certificate.reason}`).toEqual([]);
    }),
    { numRuns: 20_000 },
  );
});

test('a sound listing that shows all but a few has what is gone believed to be gone', () => {
  fc.assert(
    fc.property(world, ledger, (one, held) => {
      const sound = { fault: 'none' as const, at: 0 };
      const { certificate, unseen, known, there } = play([one, held], [sound, sound]);
      const gone = known.filter((id) => !there.has(id));
      // A fall is doubted until a later listing agrees.
      if (certificate.doubt !== null) return;
      expect(believesAbsence(certificate.grade), `${one.style}: ${certificate.grade}, ${certificate.reason}`).toBe(
        true,
      );
      expect(gone.every((id) => unseen.has(digestOf(id).slice(0, 32)))).toBe(true);
    }),
    { numRuns: 5_000 },
  );
});
