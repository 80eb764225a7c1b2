import { setTimeout as sleep } from 'node:timers/promises';
import type { Stack } from './stack.ts';

/** Syncs these connections and waits for every run to end. Throws unless all are complete. */
export async function syncAll(stack: Stack, connections: readonly string[]): Promise<void> {
  const { data } = await stack.rollcall.sync.request.mutate({ connections: [...connections] });
  const runIds = data.map(({ runId }) => runId);
  while (true) {
    const runs = (await stack.rollcall.sync.get.query({ runIds })).data;
    const bad = runs.find(({ state, outcome }) => state === 'finished' && outcome !== 'complete');
    if (bad !== undefined) throw new Error(`the run of ${bad.connection} ended ${bad.outcome}: ${bad.reason}`);
    if (runs.every(({ state }) => state === 'finished')) return;
    await sleep(100);
  }
}
