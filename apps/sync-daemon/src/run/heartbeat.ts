import { beatRun, inWorkspace, type RunLease } from '@rollcall/db';
import type { WorkspaceId } from '@rollcall/schema';
import type { Daemon } from '../daemon.ts';
import type { Progress } from './progress.ts';

/** Six beats fit into the silence after which a run counts as abandoned. */
const beatMs = 5_000;
/** What was learned so recently is not asked again at the end of a page: many pages a second cost one look. */
const lookMs = 1_000;

/** Why a run under way was ended from outside. */
export class RunInterrupted extends Error {
  override readonly name = 'RunInterrupted';
}

export interface Heartbeat {
  /** Aborted when the daemon stops, the run was lost, or its connection is no longer active. */
  readonly signal: AbortSignal;
  /**
   * To be called between two pages: beats, unless that was done within the last second, and throws the signal's reason
   * when the run is not to go on. A run is so ended before it asks for another page.
   */
  betweenPages(): Promise<void>;
  stop(): void;
}

/**
 * Beats for a run, saying how far it is, and aborts its work when the run went to another worker or its connection is no
 * longer active. A beat that fails is not the end: the fence keeps a run that was lost from writing.
 */
export function startHeartbeat(
  daemon: Daemon,
  { workspaceId, lease, progress }: { workspaceId: WorkspaceId; lease: RunLease; progress: Progress },
  stopping: AbortSignal,
): Heartbeat {
  const interrupted = new AbortController();
  const signal = AbortSignal.any([stopping, interrupted.signal]);
  let beating: Promise<void> | undefined;
  let beatenAt = performance.now();
  const beat = async (): Promise<void> => {
    try {
      const mine = await inWorkspace(daemon.db, workspaceId, (tx) => beatRun(tx, lease, progress.doing()));
      if (!mine) interrupted.abort(new RunInterrupted('the run was taken over, or its connection paused or removed'));
    } catch (error) {
      daemon.log.warn({ err: error }, 'heartbeat failed');
    }
    beatenAt = performance.now();
    beating = undefined;
  };
  const beatOnce = (): Promise<void> => {
    beating ??= beat();
    return beating;
  };
  const timer = setInterval(() => void beatOnce(), beatMs);
  return {
    signal,
    async betweenPages() {
      if (performance.now() - beatenAt >= lookMs) await beatOnce();
      signal.throwIfAborted();
    },
    stop: () => clearInterval(timer),
  };
}
