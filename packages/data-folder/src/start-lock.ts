import { type LockAttempt, takeLock } from '@rollcall/process-lock';
import type { DataFolder } from './data-folder.ts';
import { problemOf } from './problem.ts';

/**
 * Takes the folder for one `pnpm start`; when another has it, tells which process that is, with the URL it noted.
 * A start that was killed holds nothing.
 */
export function takeStartLock(folder: DataFolder, url: string): LockAttempt {
  try {
    return takeLock(folder.startLock, { url });
  } catch (error) {
    throw problemOf(error, folder.startLock);
  }
}
