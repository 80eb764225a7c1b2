import { chmodSync, statSync } from 'node:fs';
import type { DataFolder } from './data-folder.ts';
import { othersMask, tooOpen } from './files.ts';
import { problemOf } from './problem.ts';

/**
 * Closes the folder's private files to other users, and answers the paths of those that were open. Throws
 * `data_folder_unusable` when one belongs to another user and cannot be closed.
 */
export function repairModes(folder: DataFolder): readonly string[] {
  if (process.platform === 'win32') return [];
  const files = [folder.secrets, folder.adminKey, folder.gateway, folder.sandboxes];
  return files.filter((path) => close(path));
}

function close(path: string): boolean {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode;
  if (mode === undefined || (mode & othersMask) === 0) return false;
  try {
    chmodSync(path, 0o600);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EPERM') throw tooOpen(path);
    throw problemOf(error, path);
  }
}
