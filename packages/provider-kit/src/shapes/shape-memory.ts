import type { SeenAnswer, SeenPlace } from '@rollcall/schema';

/**
 * What this process has told lately of which connection's answers. Whoever keeps what was seen asks here what is worth it:
 * what differs from what was told, at once, and everything else once an hour.
 */
export interface ShapeMemory {
  worthTelling(connectionId: string, answers: readonly SeenAnswer[], nowMs: number): readonly SeenAnswer[];
}

export function createShapeMemory(): ShapeMemory {
  const told = new Map<string, { readonly facts: Set<string>; atMs: number }>();
  return {
    worthTelling: (connectionId, answers, nowMs) =>
      answers.filter(({ operationId, places }) => {
        const key = `${connectionId} ${operationId}`;
        const known = told.get(key);
        const facts = places.flatMap(factsOf);
        const isNews = known === undefined || facts.some((fact) => !known.facts.has(fact));
        if (!isNews && nowMs - known.atMs < toldAgainMs) return false;
        // As much as some thousand connections come to; what is forgotten is told once more.
        if (told.size >= keptMax) told.clear();
        told.set(key, { facts: new Set([...(known?.facts ?? []), ...facts]), atMs: nowMs });
        return true;
      }),
  };
}

/** The counts need to be no fresher; a run of each connection every quarter of an hour would write four times as much. */
const toldAgainMs = 3_600_000;
const keptMax = 20_000;

/** What of a place is not as documented, counts left out. What is as documented is no news. */
function factsOf({ path, documented, strays, missed, isRequired }: SeenPlace): readonly string[] {
  return [
    ...(documented === null ? [path] : []),
    ...strays.map((stray) => `${path} ${stray}`),
    ...(isRequired && missed > 0 ? [`${path} missed`] : []),
  ];
}
