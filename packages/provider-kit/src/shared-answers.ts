import type { PageAnswer } from './transport.ts';

/** Answers kept at once: as many as scopes are listed side by side, with room to spare. */
const keptMax = 32;
/** What is older is asked for anew: a listing must not begin long before it is asked for. */
const keptMsMax = 60_000;

/** One kind's wish for an answer that others may have read. */
export interface SharedReading {
  /** What tells the answer from others: its path, say. */
  readonly key: string;
  /** Whoever reads again is asking anew, and gets a new answer. */
  readonly kind: string;
  readonly read: () => Promise<PageAnswer>;
}

export type SharedAnswers = (reading: SharedReading) => Promise<PageAnswer>;

/**
 * Lets the kinds that stand on one answer of the provider share it within a session, so that it is asked for once. Each
 * kind is given an answer once; its `askedAt` stays the true one.
 */
export function createSharedAnswers(kinds: readonly string[]): SharedAnswers {
  const kept = new Map<string, { readonly answer: PageAnswer; readonly bytes: Buffer; readonly left: Set<string> }>();
  return async ({ key, kind, read }) => {
    const known = kept.get(key);
    const isFresh = known !== undefined && Date.now() - known.answer.askedAt.getTime() < keptMsMax;
    if (isFresh && known.left.delete(kind)) {
      if (known.left.size === 0) kept.delete(key);
      return { ...known.answer, takeBytes: () => known.bytes };
    }
    kept.delete(key);
    const answer = await read();
    const bytes = answer.takeBytes();
    kept.set(key, { answer, bytes, left: new Set(kinds.filter((other) => other !== kind)) });
    for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - keptMax))) kept.delete(oldest);
    return { ...answer, takeBytes: () => bytes };
  };
}
