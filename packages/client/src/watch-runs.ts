import type { AppRouter } from '@rollcall/gateway/router';
import type { RunProgress } from '@rollcall/schema';
import type { inferProcedureInput } from '@trpc/server';
import type { Rollcall } from './create-rollcall.ts';
import { follow } from './follow.ts';

/** The runs that are watched, as they stood at that time of the gateway's, by which their times are to be read. */
export interface RunsWatched {
  readonly at: string;
  readonly runs: readonly RunProgress[];
}

/**
 * What runs do, whenever something of it changes: those that are queued or under way, and each that ends once more. Goes
 * on through a restart of the gateway. Ends when what is watched for has come (`untilIdle`, `runIds`), or `signal` is
 * aborted. Throws like a call that fails; `gatewayErrorOf` reads it.
 */
export function watchRuns(
  rollcall: Rollcall,
  wanted: inferProcedureInput<AppRouter['runs']['watch']>,
  signal: AbortSignal,
): AsyncGenerator<RunsWatched, void> {
  return follow<RunsWatched>((hearing) => rollcall.runs.watch.subscribe(wanted, hearing), signal);
}
