/** Lets so many through at once, and keeps the others waiting in their order. */
export interface Gate {
  /** Runs when it is this one's turn. Throws what `work` throws, and the signal's reason while it waits. */
  pass<Result>(key: string, work: () => Promise<Result>, signal: AbortSignal): Promise<Result>;
}

export interface GateLimits {
  /** Over all keys. */
  readonly all: number;
  readonly perKey: number;
}

export function createGate({ all, perKey }: GateLimits): Gate {
  const under = new Map<string, number>();
  let total = 0;
  const waiting = new Map<string, (() => void)[]>();
  const enter = (key: string): void => {
    total += 1;
    under.set(key, (under.get(key) ?? 0) + 1);
  };
  const isOpen = (key: string): boolean => total < all && (under.get(key) ?? 0) < perKey;
  const admit = (): void => {
    for (const [key, queue] of waiting) {
      while (queue.length > 0 && isOpen(key)) {
        enter(key);
        queue.shift()?.();
      }
      if (queue.length === 0) waiting.delete(key);
      if (total >= all) return;
    }
  };
  const leave = (key: string): void => {
    total -= 1;
    const left = (under.get(key) ?? 1) - 1;
    if (left === 0) under.delete(key);
    else under.set(key, left);
    admit();
  };
  return {
    async pass(key, work, signal) {
      signal.throwIfAborted();
      if (isOpen(key) && !waiting.has(key)) enter(key);
      else await turn(waiting, key);
      try {
        signal.throwIfAborted();
        return await work();
      } finally {
        leave(key);
      }
    },
  };
}

/** Who waits is let in by who leaves, and each exchange has its time: nobody waits for ever. */
function turn(waiting: Map<string, (() => void)[]>, key: string): Promise<void> {
  return new Promise((resolve) => {
    const queue = waiting.get(key) ?? [];
    queue.push(resolve);
    waiting.set(key, queue);
  });
}
