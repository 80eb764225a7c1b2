import type { DataFolder } from './data-folder.ts';
import { corrupt, readPrivateFile, writePrivateFile } from './files.ts';

/** Keeps the first admin API key, for the CLI on this machine. */
export function writeAdminKey(folder: DataFolder, token: string): void {
  writePrivateFile(folder.adminKey, `${token}\n`);
}

/** The first admin API key; undefined when it is not kept here. */
export function readAdminKey(folder: DataFolder): string | undefined {
  const token = readPrivateFile(folder.adminKey)?.trim();
  if (token === undefined || /^[\x21-\x7e]+$/.test(token)) return token;
  throw corrupt(folder.adminKey, 'it is not one API key');
}
