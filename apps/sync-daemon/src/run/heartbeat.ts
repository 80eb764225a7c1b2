import { beatRun, inWorkspace, type RunLease } from '@rollcall/db';
import type { WorkspaceId } from '@rollcall/schema';
import type { Daemon } from '../daemon.ts';

/** Six beats fit into the silence after which a run counts as abandoned. */
const beatMs = 5_000;

/** Why a run under way was ended from outside. */
export class RunInterrupted extends Error {
  override readonly name = 'RunInterrupted';
}

/**
 * Beats for a run, and aborts its work when the run went to another worker or its connection is no longer active.
 * A beat that fails is not the end: the fence keeps a run that was lost from writing.
 */
export function startHeartbeat(
  daemon: Daemon,
  { workspaceId, lease }: { workspaceId: WorkspaceId; lease: RunLease },
  stopping: AbortSignal,
): { signal: AbortSignal; stop: () => void } {
  const interrupted = new AbortController();
  const timer = setInterval(() => {
    inWorkspace(daemon.db, workspaceId, (tx) => beatRun(tx, lease)).then(
      (mine) => {
        if (!mine) interrupted.abort(new RunInterrupted('the run was taken over, or its connection paused or removed'));
      },
      (error) => daemon.log.warn({ err: error, runId: lease.runId }, 'heartbeat failed'),
    );
  }, beatMs);
  return { signal: AbortSignal.any([stopping, interrupted.signal]), stop: () => clearInterval(timer) };
}
