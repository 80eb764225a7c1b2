import { type Rollcall, type RunsWatched, watchRuns } from '@rollcall/client';
import type { RunId } from '@rollcall/schema';
import { notice } from './output/notice.ts';
import { progressLine } from './output/progress-lines.ts';
import { createScreen, type Screen } from './output/screen.ts';
import { jsonText } from './output/show.ts';

/** How often what counts down is drawn anew. */
const drawMs = 1_000;

export interface Watched {
  readonly connection?: string | undefined;
  /** These runs, until they have ended. */
  readonly runIds?: RunId[] | undefined;
  readonly untilIdle?: boolean | undefined;
}

/**
 * Shows what runs do while they do it, until what is watched for has come or somebody presses Ctrl+C, which is no error.
 * With `json`, each look is one document on a line of its own.
 */
export async function showRuns(rollcall: Rollcall, watched: Watched, { json }: { json: boolean }): Promise<void> {
  const stopped = new AbortController();
  const stop = (): void => stopped.abort();
  process.once('SIGINT', stop);
  const view = createView(json ? undefined : createScreen(process.stdout));
  const timer = setInterval(() => view.drawAgain(), drawMs);
  try {
    for await (const looked of watchRuns(rollcall, watched, stopped.signal)) view.draw(looked);
  } finally {
    clearInterval(timer);
    process.removeListener('SIGINT', stop);
  }
}

function createView(screen: Screen | undefined): { draw(looked: RunsWatched): void; drawAgain(): void } {
  let newest: { readonly looked: RunsWatched; readonly heardAt: number } | undefined;
  const drawAgain = (): void => {
    if (newest === undefined || screen === undefined) return;
    const { looked, heardAt } = newest;
    // The gateway's clock, going on from when it was heard: this machine's may be wrong.
    const atMs = Date.parse(looked.at) + (performance.now() - heardAt);
    screen.show(looked.runs.map((run) => progressLine(run, atMs)));
  };
  return {
    draw(looked) {
      if (newest === undefined && looked.runs.length === 0) notice('Nothing is queued or under way.');
      newest = { looked, heardAt: performance.now() };
      if (screen === undefined) process.stdout.write(`${jsonText(looked)}\n`);
      drawAgain();
    },
    drawAgain: () => {
      if (process.stdout.isTTY) drawAgain();
    },
  };
}
