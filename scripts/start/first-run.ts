import { setTimeout as sleep } from 'node:timers/promises';
import type { Rollcall } from '@rollcall/client';
import type { Run } from '@rollcall/schema';

/** The sandboxes answer at once; a machine that needs longer than this is told how to look for itself. */
const runMsMax = 60_000;
const pollMs = 150;

/** Asks for a run of each connection and waits for them; answers a line about each, by connection. */
export async function firstRuns(
  rollcall: Rollcall,
  { connections, signal }: { connections: readonly string[]; signal: AbortSignal },
): Promise<ReadonlyMap<string, string>> {
  if (connections.length === 0) return new Map();
  const request = { connections: [...connections], kinds: null, plan: false };
  const runIds = (await rollcall.sync.request.mutate(request)).data.map(({ runId }) => runId);
  const deadline = performance.now() + runMsMax;
  for (;;) {
    const runs = (await rollcall.sync.get.query({ runIds })).data;
    const isOver = runs.every(({ state }) => state === 'finished');
    if (isOver || performance.now() > deadline) return new Map(runs.map((run) => [run.connection, lineOf(run)]));
    await sleep(pollMs, undefined, { signal });
  }
}

/** `host 4 · domain 40 · inbox 120 · proven`: what was seen of each kind, and how far it is believed. */
export function lineOf(run: Run): string {
  if (run.state !== 'finished') return 'still running';
  const grades = new Set(run.kinds.map(({ grade }) => grade ?? 'not listed'));
  const [common] = grades.size === 1 ? grades : [];
  const kinds = run.kinds.map(({ kind, seen, grade }) =>
    common === undefined ? `${kind} ${seen} ${grade ?? 'not listed'}` : `${kind} ${seen}`,
  );
  const parts = [...kinds, ...(common === undefined ? [] : [common])];
  if (run.outcome !== 'complete') parts.push(`${run.outcome}: ${run.reason ?? 'see `pnpm rollcall runs`'}`);
  return parts.join(' · ');
}
