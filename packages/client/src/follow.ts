import type { AppRouter } from '@rollcall/gateway/router';
import type { TRPCClientError } from '@trpc/client';
import type { Unsubscribable } from '@trpc/server/observable';

/** What is heard of a subscription. */
export interface Hearing<Told> {
  onData(told: Told): void;
  onError(error: TRPCClientError<AppRouter>): void;
  onComplete(): void;
  onConnectionStateChange(change: { readonly state: string; readonly error: TRPCClientError<AppRouter> | null }): void;
}

/** A gateway that is being restarted is back within this time. */
export const absenceMsMax = 30_000;

/** One that takes a connection and ends it again at once is no more there than one that takes none. */
const steadyMs = 5_000;

/**
 * All that a subscription tells, through a restart of the gateway. Ends with it, or when `signal` is aborted; throws like
 * a call that fails: at once, unless it has told something or the gateway is known to have been there.
 */
export async function* follow<Told>(
  subscribe: (hearing: Hearing<Told>) => Unsubscribable,
  signal: AbortSignal,
  { wasThere = false }: { readonly wasThere?: boolean } = {},
): AsyncGenerator<Told, void> {
  const told: Told[] = [];
  let end: { readonly error?: unknown } | undefined;
  let hear = (): void => {};
  let giveUp: NodeJS.Timeout | undefined;
  let steady: NodeJS.Timeout | undefined;
  const finish = (how: NonNullable<typeof end>): void => {
    end ??= how;
    hear();
  };
  const isThere = (): void => {
    clearTimeout(giveUp);
    clearTimeout(steady);
    giveUp = steady = undefined;
    isLate = false;
  };
  const isAborted = (): void => finish({});
  signal.addEventListener('abort', isAborted);
  if (signal.aborted) isAborted();
  let hasHeard = wasThere;
  let isLate = false;
  const subscription = subscribe({
    onData(snapshot) {
      isThere();
      hasHeard = true;
      told.push(snapshot);
      hear();
    },
    onError: (error) => finish({ error }),
    onComplete: () => finish({}),
    onConnectionStateChange({ state, error }) {
      if (state === 'pending') steady ??= setTimeout(isThere, steadyMs);
      if (state !== 'connecting' || error === null) return;
      clearTimeout(steady);
      steady = undefined;
      if (isLate) finish({ error });
      // Counted from when it went away, however often it is looked for meanwhile. One that never answered is not being restarted.
      giveUp ??= setTimeout(
        () => {
          isLate = true;
          if (steady === undefined) finish({ error });
        },
        hasHeard ? absenceMsMax : 0,
      );
    },
  });
  try {
    for (;;) {
      const next = told.shift();
      if (next !== undefined) yield next;
      else if (end !== undefined) break;
      else await new Promise<void>((resolve) => (hear = resolve));
    }
    if (end.error !== undefined) throw end.error;
  } finally {
    isThere();
    signal.removeEventListener('abort', isAborted);
    subscription.unsubscribe();
  }
}
