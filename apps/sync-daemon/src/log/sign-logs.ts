import { type Checkpoint, type CheckpointTimes, type Db, dueCheckpoints, makeCheckpoint } from '@rollcall/db';
import { RollcallError, type WorkspaceId } from '@rollcall/schema';
import { about } from '@rollcall/telemetry';
import type { Daemon } from '../daemon.ts';
import { createPatience, wrongMs } from './patience.ts';
import type { PinFolder } from './pin-folder.ts';

/** After a failure of the database, and where another process is at it. */
const againMs = 1_000;

interface Signer extends Pick<Daemon, 'log' | 'metrics' | 'ring'> {
  readonly db: Db;
  readonly times: CheckpointTimes;
  readonly folder: PinFolder;
}

/**
 * Signs the logs that are due, when asked to, and remembers what it signed: a database that was set back behind that, or behind
 * what is kept in the folder, is told of, and not signed. Answers for how long to wait where the database fails.
 */
export function createSigner(signer: Signer): (signal: AbortSignal) => Promise<number | undefined> {
  const known = new Map<WorkspaceId, Checkpoint>();
  const patience = createPatience();
  return async (signal) => {
    try {
      const waiting = new Set(patience.waiting());
      for (const workspaceId of await dueCheckpoints(signer.db, signer.times)) {
        if (signal.aborted) break;
        if (waiting.has(workspaceId)) continue;
        const signed = await about({ workspaceId }, () => signOne(signer, workspaceId, known.get(workspaceId)));
        if ('againMs' in signed) patience.hold(workspaceId, signed.againMs);
        else known.set(workspaceId, signed);
      }
      signer.metrics.logsUnsigned(patience.waiting().length);
      return undefined;
    } catch (error) {
      signer.metrics.logFailed('sign');
      signer.log.error({ err: error }, 'could not look for logs to sign');
      return againMs;
    }
  };
}

/** A workspace that cannot be signed keeps none of the others from it. */
async function signOne(
  { db, ring, log, metrics, folder }: Signer,
  workspaceId: WorkspaceId,
  signed: Checkpoint | undefined,
): Promise<Checkpoint | { readonly againMs: number }> {
  try {
    // A file that cannot be read keeps no log from being signed: whoever keeps checkpoints in it tells.
    const kept = await folder.newest(workspaceId).catch(() => undefined);
    const known = [signed, kept].filter((one) => one !== undefined);
    const signing = await makeCheckpoint(db, workspaceId, { ring, known });
    // Another process is at it.
    if (signing.did === 'wait') return { againMs };
    if (signing.did === 'refuse') {
      metrics.logRefused();
      log.error({ why: signing.why }, 'refused to sign the log of a workspace');
      return { againMs: wrongMs };
    }
    const { size, number } = signing.checkpoint;
    metrics.logSigned();
    log.debug({ size, number }, 'signed the log of a workspace');
    return signing.checkpoint;
  } catch (error) {
    metrics.logFailed('sign');
    log.error({ err: error }, 'could not sign the log of a workspace');
    return { againMs: error instanceof RollcallError && error.code === 'secret_unreadable' ? wrongMs : againMs };
  }
}
