/** So many facts are in memory at a time, where they are small. */
const pageMaxUsual = 5_000;

/** A question that is asked page by page, each of which begins after the key of the last fact of the one before it. */
interface PagedQuestion<Fact, Key> {
  readonly pageMax?: number;
  page(after: Key | undefined, limit: number): Promise<readonly Fact[]>;
  keyOf(fact: Fact): Key;
}

/** The answers, in pages of so many that memory stays flat however much there is. A short page is the last. */
export async function* pagesOf<Fact, Key>({
  page,
  keyOf,
  pageMax = pageMaxUsual,
}: PagedQuestion<Fact, Key>): AsyncGenerator<readonly Fact[]> {
  let after: Key | undefined;
  while (true) {
    const facts = await page(after, pageMax);
    if (facts.length > 0) yield facts;
    const last = facts.at(-1);
    if (last === undefined || facts.length < pageMax) return;
    after = keyOf(last);
  }
}
