/** So many at once: a provider's answer takes time, and its rate budget allows the next meanwhile. */
const atOnce = 4;

/**
 * Does the work on each of these, a few of them side by side. When one throws, those under way are waited for, no further one
 * is begun, and the first error is thrown.
 */
export async function sideBySide<Item>(items: Iterable<Item>, work: (item: Item) => Promise<void>): Promise<void> {
  // One iterator for all: each item is taken by whoever is free.
  const waiting = items[Symbol.iterator]();
  let hasBroken = false;
  const worker = async (): Promise<void> => {
    for (let next = waiting.next(); next.done !== true && !hasBroken; next = waiting.next()) {
      try {
        await work(next.value);
      } catch (error) {
        hasBroken = true;
        throw error;
      }
    }
  };
  const worked = await Promise.allSettled(Array.from({ length: atOnce }, worker));
  const broken = worked.find(({ status }) => status === 'rejected');
  if (broken?.status === 'rejected') throw broken.reason;
}
