import { setTimeout as sleep } from 'node:timers/promises';
import { type CheckpointTimes, type Db, growLogs } from '@rollcall/db';
import type { WorkspaceId } from '@rollcall/schema';
import type { Daemon } from '../daemon.ts';
import { createPatience, type Patience, wrongMs } from './patience.ts';
import { createPinner } from './pin-checkpoints.ts';
import type { PinFolder } from './pin-folder.ts';
import { createSigner } from './sign-logs.ts';

/** How often it looks for sealed events that are not in their log yet: so long after sealing, an event is. */
const growEveryMs = 200;
/** How often it looks for logs that are to be signed: so long does who asks for a checkpoint wait for it. */
const signEveryMs = 500;
/** How often it looks for checkpoints that are not in its folder yet. */
const pinEveryMs = 1_000;
/** After a failure: a database that is down is not asked five times a second. */
const againMs = 1_000;
/** A log that changes has a checkpoint for each minute, and one that does not has one for each day. */
const checkpointTimes: CheckpointTimes = { changedMs: 60_000, idleMs: 86_400_000 };

type Keeper = Pick<Daemon, 'log' | 'metrics' | 'ring'>;

interface Keeping {
  readonly times?: CheckpointTimes;
  /** Where checkpoints are kept outside of the database. */
  readonly folder: PinFolder;
  /** After how long is tried again what could not be kept there. */
  readonly pinAgainMs?: number;
}

/**
 * Takes sealed events into the logs of their workspaces, signs these, and keeps what was signed in a folder, for as long as the
 * process runs. `db` is its own: what is signed must not wait for runs. Answers how to stop.
 */
export function startKeepingLogs(
  db: Db,
  keeper: Keeper,
  { times = checkpointTimes, folder, pinAgainMs }: Keeping,
): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const sign = createSigner({ ...keeper, db, times, folder });
  const pin = createPinner({ ...keeper, db, folder, againMs: pinAgainMs });
  const loops = [
    repeat(signal, growEveryMs, growing(db, keeper)),
    repeat(signal, signEveryMs, () => sign(signal)),
    repeat(signal, pinEveryMs, () => pin(signal)),
  ];
  return async () => {
    stopping.abort();
    await Promise.all(loops);
  };
}

/** Does one after the other; answers for how long to wait instead, where it is not as long as always. */
type Step = () => Promise<number | undefined>;

async function repeat(signal: AbortSignal, everyMs: number, step: Step): Promise<void> {
  while (!signal.aborted) {
    const waitMs = (await step()) ?? everyMs;
    if (waitMs > 0) await sleep(waitMs, undefined, { signal }).catch(() => {});
  }
}

function growing(db: Db, { log, metrics }: Keeper): Step {
  const patience = createPatience();
  return async () => {
    try {
      const { leaves, faults, isFull } = await growLogs(db, patience.waiting());
      metrics.logGrew(leaves);
      tell(faults, patience, log);
      metrics.logsStuck(patience.waiting().length);
      return isFull ? 0 : undefined;
    } catch (error) {
      metrics.logFailed('grow');
      log.error({ err: error }, 'could not take events into their log');
      return againMs;
    }
  };
}

function tell(
  faults: readonly { readonly workspaceId: WorkspaceId; readonly fault: string }[],
  patience: Patience,
  log: Daemon['log'],
): void {
  for (const { workspaceId, fault } of faults) {
    patience.hold(workspaceId, wrongMs);
    log.error({ workspaceId, why: fault }, 'the log of a workspace cannot grow');
  }
}
