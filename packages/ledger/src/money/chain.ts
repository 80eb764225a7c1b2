/** A movement that states the balance after it, and so the one before. */
export interface Link {
  readonly beforeMinor: bigint;
  readonly afterMinor: bigint;
}

/**
 * An order of movements in which each goes on from the balance that the one before it left, beginning with `start`; as
 * indexes. Undefined where there is none. It is a trail over all edges of a graph whose nodes are balances (Hierholzer,
 * 1873): found in one pass, however many orders there are.
 */
export function chainFrom(links: readonly Link[], start: bigint): readonly number[] | undefined {
  const leaving = new Map<bigint, number[]>();
  for (const [index, { beforeMinor }] of links.entries()) {
    const known = leaving.get(beforeMinor);
    if (known === undefined) leaving.set(beforeMinor, [index]);
    else known.push(index);
  }
  const reversed: number[] = [];
  const path: { readonly at: bigint; readonly by: number | undefined }[] = [{ at: start, by: undefined }];
  for (let here = path.at(-1); here !== undefined; here = path.at(-1)) {
    const by = leaving.get(here.at)?.pop();
    const link = by === undefined ? undefined : links[by];
    if (link !== undefined) path.push({ at: link.afterMinor, by });
    else {
      path.pop();
      if (here.by !== undefined) reversed.push(here.by);
    }
  }
  const order = reversed.reverse();
  return order.length === links.length && isChain(links, order) ? order : undefined;
}

/**
 * The balance that a chain of these movements begins with, where they tell by themselves. Undefined where they do not
 * chain, and where they come back to where they began: any of its balances may then have been the first.
 */
export function chainStart(links: readonly Link[]): bigint | undefined {
  const left = new Map<bigint, number>();
  for (const { beforeMinor, afterMinor } of links) {
    left.set(beforeMinor, (left.get(beforeMinor) ?? 0) + 1);
    left.set(afterMinor, (left.get(afterMinor) ?? 0) - 1);
  }
  const starts = [...left].filter(([, surplus]) => surplus > 0);
  const [start] = starts;
  if (start === undefined || starts.length > 1 || start[1] > 1) return undefined;
  return chainFrom(links, start[0]) === undefined ? undefined : start[0];
}

/** A trail that got stuck has its parts put together wrongly. */
function isChain(links: readonly Link[], order: readonly number[]): boolean {
  return order.every((index, place) => {
    const previous = place === 0 ? undefined : links[order[place - 1] ?? -1];
    return previous === undefined || links[index]?.beforeMinor === previous.afterMinor;
  });
}
