import { setTimeout as sleep } from 'node:timers/promises';
import type { Rollcall } from '@rollcall/client';
import type { Run, RunId } from '@rollcall/schema';

/** The sandboxes answer at once; a machine that needs longer than this is told how to look for itself. */
const runMsMax = 60_000;
const pollMs = 150;

/** What the first run of a connection found. */
export interface FirstRun {
  /** How many resources it saw, of all kinds. */
  readonly resources: number;
  /** How far they are believed: `4 kinds proven · 2 corroborated`; before it, how the run ended unless it is complete. */
  readonly grades: string;
}

/** Asks for a run of each connection and waits for them; answers what each found, by connection. */
export async function firstRuns(
  rollcall: Rollcall,
  { connections, signal }: { readonly connections: readonly string[]; readonly signal: AbortSignal },
): Promise<ReadonlyMap<string, FirstRun>> {
  if (connections.length === 0) return new Map();
  const request = { connections: [...connections], kinds: null, plan: false };
  const runIds = (await rollcall.sync.request.mutate(request)).data.map(({ runId }) => runId);
  const runs = await untilFinished(rollcall, runIds, signal);
  return new Map(runs.map((run) => [run.connection, firstRunOf(run)]));
}

/** These runs, once they have finished, or as they are when that takes too long. */
export async function untilFinished(
  rollcall: Rollcall,
  runIds: readonly RunId[],
  signal: AbortSignal,
): Promise<readonly Run[]> {
  const deadline = performance.now() + runMsMax;
  for (;;) {
    const runs = (await rollcall.sync.get.query({ runIds: [...runIds] })).data;
    if (runs.every(({ state }) => state === 'finished') || performance.now() > deadline) return runs;
    await sleep(pollMs, undefined, { signal });
  }
}

/** The best first; null of a kind that was not listed. */
const grades = ['proven', 'corroborated', 'plausible', 'refused', null] as const;

export function firstRunOf(run: Run): FirstRun {
  const resources = run.kinds.reduce((sum, { seen }) => sum + seen, 0);
  if (run.state !== 'finished') return { resources, grades: 'still running: see `pnpm rollcall runs`' };
  const counts = grades.map((grade) => ({ grade, length: run.kinds.filter((kind) => kind.grade === grade).length }));
  const [first, ...others] = counts.filter(({ length }) => length > 0);
  const parts = [
    ...(run.outcome === 'complete' ? [] : [`${run.outcome}: ${run.reason ?? 'see `pnpm rollcall runs`'}`]),
    ...(first === undefined
      ? []
      : [`${first.length} kind${first.length === 1 ? '' : 's'} ${first.grade ?? 'not listed'}`]),
    ...others.map(({ grade, length }) => `${length} ${grade ?? 'not listed'}`),
  ];
  return { resources, grades: parts.join(' · ') };
}
