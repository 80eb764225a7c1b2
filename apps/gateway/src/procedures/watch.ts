import { setTimeout as sleep } from 'node:timers/promises';
import { budgetStates, connectionNamed, type Tx, type WatchedRun, watchedRuns } from '@rollcall/db';
import { type ConnectionId, type RateBudget, RunId, type RunProgress, type WatchedRuns } from '@rollcall/schema';
import { z } from 'zod';
import { type CallerContext, procedureFor } from '../trpc.ts';
import { bucketsOf } from './budgets.ts';
import { assertWelcome, lookMs, subscribed } from './subscribed.ts';

/** Runs that one subscription follows by their ids. */
const runIdsMax = 100;

const Watched = z.strictObject({
  connection: z.string().optional(),
  runIds: z
    .array(RunId)
    .min(1)
    .max(runIdsMax)
    .optional()
    .describe('These runs and no others, until all of them have ended.'),
  untilIdle: z.boolean().default(false).describe('Ends when no run is queued or under way any more, instead of never.'),
  lastEventId: z
    .string()
    .max(200)
    .optional()
    .describe('tRPC passes it on when a client says what it heard last. What is told here is whole each time.'),
});

/**
 * What runs do, whenever something of it changes: those that are queued or under way, and each that ends once more. Ends
 * by itself only when told so; the key is looked at again and again.
 */
export const watch = procedureFor({
  scope: 'inventory:read',
  cost: 'page',
  audit: 'none',
  rest: 'GET /runs/watch',
  summary: 'Follows the runs.',
})
  .input(Watched)
  .subscription(({ ctx, input, signal }) =>
    subscribed(ctx, { signal, by: 'looking' }, (ended) => snapshots(ctx, input, ended)),
  );

async function* snapshots(
  ctx: CallerContext,
  { connection, runIds, untilIdle }: z.output<typeof Watched>,
  signal: AbortSignal,
): AsyncGenerator<WatchedRuns, void> {
  const connectionId = await ctx.inWorkspace(async (tx) =>
    connection === undefined ? undefined : (await connectionNamed(tx, connection)).id,
  );
  let followed: readonly RunId[] = runIds ?? [];
  for (let told: string | undefined; ; await sleep(lookMs, undefined, { signal })) {
    await assertWelcome(ctx, 'inventory:read');
    const open = runIds === undefined;
    const snapshot = await ctx.inWorkspace((tx) => snapshotOf(tx, { connectionId, runIds: followed, open }));
    const text = JSON.stringify(snapshot.runs.map(({ beatAt: _, ...run }) => run));
    if (text !== told) yield snapshot;
    told = text;
    const going = snapshot.runs.filter(({ state }) => state !== 'finished');
    if (going.length === 0 && (untilIdle || !open)) return;
    if (open) followed = going.map(({ runId }) => runId);
    signal.throwIfAborted();
  }
}

async function snapshotOf(
  tx: Tx,
  wanted: { connectionId: ConnectionId | undefined; runIds: readonly RunId[]; open: boolean },
): Promise<WatchedRuns> {
  const { at, runs } = await watchedRuns(tx, wanted);
  const asked = runs.flatMap((watched) => bucketAsked(watched));
  const states = asked.length === 0 ? [] : await budgetStates(tx, asked);
  const rateOf = ({ connection, run }: WatchedRun): RateBudget | undefined =>
    run.state === 'running'
      ? states.find((state) => state.connection === connection.name && state.bucket === run.doing?.bucket)
      : undefined;
  return { at, runs: runs.map((watched) => ({ ...watched.run, rate: rateShown(rateOf(watched)) })) };
}

function bucketAsked({ connection, run }: WatchedRun) {
  if (run.state !== 'running') return [];
  return bucketsOf(connection).filter(({ name }) => name === run.doing?.bucket);
}

function rateShown(state: RateBudget | undefined): RunProgress['rate'] {
  if (state === undefined) return null;
  const { bucket, perMinute, burst, available, nextAt, pausedUntil } = state;
  return { bucket, perMinute, burst, available, nextAt, pausedUntil };
}
