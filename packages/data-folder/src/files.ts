import {
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { RollcallError } from '@rollcall/schema';
import type { z } from 'zod';
import { problemOf } from './problem.ts';

/** Anyone but the owner. */
export const othersMask = 0o077;

/**
 * Writes a file of mode 0600, whole or not at all: after a crash or on a full disk, the old one is still there.
 * Throws `data_folder_unusable`.
 */
export function writePrivateFile(path: string, text: string): void {
  // Nothing in this process runs between these lines, and no other process has this number: the name is ours.
  const draft = `${path}.${process.pid}.draft`;
  try {
    const file = openSync(draft, 'w', 0o600);
    try {
      // Umask or a draft left by a crash may have given it another mode.
      fchmodSync(file, 0o600);
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
    syncFolder(dirname(path));
  } catch (error) {
    rmSync(draft, { force: true });
    throw problemOf(error, path);
  }
}

/** A JSON file as `shape` describes it; undefined when there is none. Throws `data_folder_unusable` when it is corrupt. */
export function readJsonFile<Shape extends z.ZodType>(path: string, shape: Shape): z.infer<Shape> | undefined {
  const text = readPrivateFile(path);
  if (text === undefined) return undefined;
  const parsed = shape.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.');
  throw corrupt(
    path,
    where === undefined || where === '' ? 'it is not the JSON that belongs there' : `"${where}" is wrong`,
  );
}

/** A file that only its owner may read; undefined when there is none. Throws `data_folder_unusable` when others may. */
export function readPrivateFile(path: string): string | undefined {
  try {
    const { mode } = statSync(path);
    // Windows has no such modes.
    if (process.platform !== 'win32' && (mode & othersMask) !== 0) throw tooOpen(path);
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof RollcallError) throw error;
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw problemOf(error, path);
  }
}

/** The error of a file whose contents are not what Rollcall wrote. */
export function corrupt(path: string, why: string): RollcallError {
  return new RollcallError(
    'data_folder_unusable',
    `${path} is damaged (${why}). Put it back from a backup, or move it away and see what Rollcall says then.`,
  );
}

export function tooOpen(path: string): RollcallError {
  return new RollcallError(
    'data_folder_unusable',
    `${path} may be read by other users of this machine. Run \`chmod 600 ${path}\`, and replace the secrets in it if somebody may have seen them.`,
  );
}

/** The parser's own message quotes the text, which may be a secret: it goes no further than this. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Makes a rename outlive a power cut. Windows cannot open a folder. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
