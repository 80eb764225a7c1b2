import { type Db, faultOfKnown, inWorkspace, newestCheckpoints, notePinFault, pinCheckpoint } from '@rollcall/db';
import type { WorkspaceId } from '@rollcall/schema';
import { about } from '@rollcall/telemetry';
import type { Daemon } from '../daemon.ts';
import { createPatience, wrongMs } from './patience.ts';
import type { PinFolder } from './pin-folder.ts';

/** After a failure of the database. */
const againMs = 1_000;

interface Pinner extends Pick<Daemon, 'log' | 'metrics'> {
  readonly db: Db;
  readonly folder: PinFolder;
  /** After how long what could not be kept is tried again. */
  readonly againMs?: number | undefined;
}

/**
 * Keeps the newest checkpoint of each log in a folder, when asked to: whoever signed it, and whenever. Answers for how long to
 * wait where the database fails.
 */
export function createPinner(pinner: Pinner): (signal: AbortSignal) => Promise<number | undefined> {
  const pinned = new Map<WorkspaceId, number>();
  const patience = createPatience();
  return async (signal) => {
    try {
      const waiting = new Set(patience.waiting());
      for (const [workspaceId, number] of await newestCheckpoints(pinner.db)) {
        if (signal.aborted) break;
        if (waiting.has(workspaceId) || pinned.get(workspaceId) === number) continue;
        const kept = await about({ workspaceId }, () => pinOne(pinner, workspaceId));
        if (kept === 'failed') patience.hold(workspaceId, pinner.againMs ?? wrongMs);
        else if (kept !== undefined) pinned.set(workspaceId, kept);
      }
      pinner.metrics.logsUnpinned(patience.waiting().length);
      return undefined;
    } catch (error) {
      pinner.metrics.logFailed('pin');
      pinner.log.error({ err: error }, 'could not look for checkpoints to keep');
      return againMs;
    }
  };
}

/** Answers the number of what is kept; undefined where another process is at it. */
async function pinOne(
  { db, folder, log, metrics }: Pinner,
  workspaceId: WorkspaceId,
): Promise<number | undefined | 'failed'> {
  try {
    return await pinCheckpoint(db, workspaceId, async (tx, { number, note }) => {
      const kept = await folder.newest(workspaceId);
      const fault = kept === undefined ? undefined : await faultOfKnown(tx, [kept]);
      if (fault !== undefined) throw new Error(fault);
      if (kept?.number !== number) await folder.add(workspaceId, { number, note });
    });
  } catch (error) {
    const file = folder.fileOf(workspaceId);
    metrics.logFailed('pin');
    log.error(
      { err: error, file, remedy: 'see docs/AUDIT_LOG.md, "Kept elsewhere"' },
      'could not keep the checkpoint of a workspace in its file',
    );
    const why = error instanceof Error ? error.message : String(error);
    await inWorkspace(db, workspaceId, (tx) => notePinFault(tx, `${file}: ${why}`)).catch(() => {});
    return 'failed';
  }
}
