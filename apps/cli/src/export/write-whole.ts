import { once } from 'node:events';
import { createWriteStream, existsSync, renameSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import { CommandError, wrongUsage } from '../command-error.ts';

/**
 * Writes a file of any length from its parts, or nothing: it is written beside its place, brought to the disk and renamed. `-` is
 * stdout. Throws `wrong_usage` for a file that is there already, unless it may be replaced, and `bad_request` for one that cannot
 * be written.
 */
export async function writeWhole(
  path: string,
  parts: AsyncIterable<string | Uint8Array>,
  { replace = false }: { replace?: boolean } = {},
): Promise<void> {
  if (path === '-') return await toStdout(parts);
  const whole = resolve(path);
  if (!replace && existsSync(whole)) throw wrongUsage(`${path} is there already: --force replaces it.`);
  if (!existsSync(dirname(whole))) throw wrongUsage(`There is no folder ${dirname(whole)}: make it first.`);
  const beside = `${whole}.${process.pid}.part`;
  const file = createWriteStream(beside, { flags: 'wx', mode: 0o600, flush: true });
  try {
    for await (const part of parts) if (!file.write(part)) await once(file, 'drain');
    file.end();
    await finished(file);
    renameSync(beside, whole);
  } catch (error) {
    file.destroy();
    rmSync(beside, { force: true });
    throw isOfTheDisk(error)
      ? new CommandError('bad_request', `${path} could not be written (${error.code}): nothing was kept.`, {
          cause: error,
        })
      : error;
  }
}

async function toStdout(parts: AsyncIterable<string | Uint8Array>): Promise<void> {
  for await (const part of parts) if (!process.stdout.write(part)) await once(process.stdout, 'drain');
}

function isOfTheDisk(error: unknown): error is NodeJS.ErrnoException & { readonly code: string } {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string';
}
