import {
  type Checkpoint,
  type CheckpointTimes,
  type Db,
  type DueCheckpoint,
  dueCheckpoints,
  makeCheckpoint,
} from '@rollcall/db';
import { RollcallError, type WorkspaceId } from '@rollcall/schema';
import { about } from '@rollcall/telemetry';
import type { Daemon } from '../daemon.ts';
import { createPatience, wrongMs } from './patience.ts';
import type { PinFolder } from './pin-folder.ts';

/** After a failure of the database, and where another process is at it. */
const againMs = 1_000;
/** So many logs are signed side by side: most of the time of each is spent waiting for the database. */
export const signedAtOnce = 4;
/** Then it looks again who waits for a checkpoint: nobody waits for a thousand others. */
const signedPerLook = 40;

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
      const due = (await dueCheckpoints(signer.db, signer.times)).filter(
        ({ workspaceId }) => !waiting.has(workspaceId),
      );
      const next = due.slice(0, signedPerLook).values();
      const signSome = async (): Promise<void> => {
        for (const one of next) {
          if (signal.aborted) break;
          const { workspaceId } = one;
          const signed = await about({ workspaceId }, () => signOne(signer, one, known.get(workspaceId)));
          if ('againMs' in signed) patience.hold(workspaceId, signed.againMs);
          else known.set(workspaceId, signed);
        }
      };
      await Promise.all(Array.from({ length: signedAtOnce }, signSome));
      signer.metrics.logsUnsigned(patience.waiting().length);
      return due.length > signedPerLook ? 0 : undefined;
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
  { workspaceId, foundAt }: DueCheckpoint,
  signed: Checkpoint | undefined,
): Promise<Checkpoint | { readonly againMs: number }> {
  try {
    // A file that cannot be read keeps no log from being signed: whoever keeps checkpoints in it tells.
    const kept = await folder.newest(workspaceId).catch(() => undefined);
    const known = [signed, kept].filter((one) => one !== undefined);
    const signing = await makeCheckpoint(db, workspaceId, { ring, known, foundAt });
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
