import { setTimeout as sleep } from 'node:timers/promises';
import { gatewayErrorOf, type Rollcall } from '@rollcall/client';
import type { Run, RunId } from '@rollcall/schema';
import { notice } from './output/notice.ts';

/** A run that was asked for. */
export interface RequestedRun {
  readonly connection: string;
  readonly runId: RunId;
}

/** How often is asked: soon at first, since a small sync takes a moment, then at leisure. */
const pauseMsMin = 200;
const pauseMsMax = 1_000;
/** When nothing has started for this long, whoever waits is told where to look. */
const idleNoticeMs = 15_000;
/** A gateway that is being restarted is back within this time. */
const absenceMsMax = 30_000;
/** Ids travel in a URL, which has a bounded length. */
const idsPerRequest = 100;

/**
 * Waits until every run has ended, telling each step on stderr; answers them in the order asked for. There is no limit:
 * how long the first sync of a large account takes is up to its provider, and who stops waiting stops no run.
 */
export async function followRuns(rollcall: Rollcall, requested: readonly RequestedRun[]): Promise<readonly Run[]> {
  const runs = new Map<RunId, Run>();
  const progress = createProgress();
  for (let pauseMs = pauseMsMin; ; pauseMs = Math.min(pauseMsMax, pauseMs * 1.5)) {
    const unfinished = requested.filter(({ runId }) => runs.get(runId)?.state !== 'finished');
    for (const run of await runsOf(rollcall, unfinished)) {
      progress.tell(run);
      runs.set(run.runId, run);
    }
    const known = requested.flatMap(({ runId }) => runs.get(runId) ?? []);
    if (known.length === requested.length && known.every(({ state }) => state === 'finished')) return known;
    progress.hint();
    await sleep(pauseMs);
  }
}

async function runsOf(rollcall: Rollcall, requested: readonly RequestedRun[]): Promise<readonly Run[]> {
  const runs: Run[] = [];
  for (let from = 0; from < requested.length; from += idsPerRequest) {
    const runIds = requested.slice(from, from + idsPerRequest).map(({ runId }) => runId);
    const { data } = await patiently(() => rollcall.sync.get.query({ runIds }));
    runs.push(...data);
  }
  return runs;
}

/** The runs go on without the gateway: while it is away for a moment, so does the waiting. */
async function patiently<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  const giveUpAt = Date.now() + absenceMsMax;
  while (true) {
    try {
      return await ask();
    } catch (error) {
      const code = gatewayErrorOf(error)?.code;
      const away = code === 'gateway_unreachable' || code === 'database_unavailable';
      if (!away || Date.now() >= giveUpAt) throw error;
      await sleep(pauseMsMax);
    }
  }
}

function createProgress(): { tell(run: Run): void; hint(): void } {
  const said = new Map<RunId, string>();
  let lastSaidAt = Date.now();
  let hinted = false;
  return {
    tell({ runId, connection, state, outcome }) {
      const words = outcome ?? state;
      if (said.get(runId) === words) return;
      said.set(runId, words);
      lastSaidAt = Date.now();
      notice(`${connection}: ${words}`);
    },
    hint() {
      const waiting = [...said.values()].every((words) => words !== 'running');
      if (hinted || !waiting || Date.now() - lastSaidAt < idleNoticeMs) return;
      hinted = true;
      notice('Nothing has started yet: is a sync daemon running? "pnpm rollcall doctor" tells.');
    },
  };
}
