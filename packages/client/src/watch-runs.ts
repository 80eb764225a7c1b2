import type { AppRouter } from '@rollcall/gateway/router';
import type { RunProgress } from '@rollcall/schema';
import type { inferProcedureInput } from '@trpc/server';
import type { Rollcall } from './create-rollcall.ts';

/** The runs that are watched, as they stood at that time of the gateway's, by which their times are to be read. */
export interface RunsWatched {
  readonly at: string;
  readonly runs: readonly RunProgress[];
}

/** A gateway that is being restarted is back within this time. */
const absenceMsMax = 30_000;

/**
 * What runs do, whenever something of it changes: those that are queued or under way, and each that ends once more. Goes
 * on through a restart of the gateway. Ends when what is watched for has come (`untilIdle`, `runIds`), or `signal` is
 * aborted. Throws like a call that fails; `gatewayErrorOf` reads it.
 */
export async function* watchRuns(
  rollcall: Rollcall,
  wanted: inferProcedureInput<AppRouter['runs']['watch']>,
  signal: AbortSignal,
): AsyncGenerator<RunsWatched, void> {
  const told: RunsWatched[] = [];
  let end: { readonly error?: unknown } | undefined;
  let hear = (): void => {};
  let giveUp: NodeJS.Timeout | undefined;
  const finish = (how: NonNullable<typeof end>): void => {
    end ??= how;
    hear();
  };
  const isAborted = (): void => finish({});
  signal.addEventListener('abort', isAborted);
  if (signal.aborted) isAborted();
  let hasHeard = false;
  const subscription = rollcall.runs.watch.subscribe(wanted, {
    onData(snapshot) {
      hasHeard = true;
      told.push(snapshot);
      hear();
    },
    onError: (error) => finish({ error }),
    onComplete: () => finish({}),
    onConnectionStateChange({ state, error }) {
      clearTimeout(giveUp);
      if (state !== 'connecting' || error === null) return;
      // One that never answered is not being restarted.
      giveUp = setTimeout(() => finish({ error }), hasHeard ? absenceMsMax : 0);
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
    clearTimeout(giveUp);
    signal.removeEventListener('abort', isAborted);
    subscription.unsubscribe();
  }
}
