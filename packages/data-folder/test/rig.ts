import { mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { type DataFolder, openDataFolder } from '../src/index.ts';

/** A data folder for each test. */
export function useDataFolder(): { readonly folder: DataFolder } {
  let folder: DataFolder;
  beforeEach(() => {
    folder = openDataFolder(join(mkdtempSync(join(tmpdir(), 'rollcall-data-')), 'data'));
  });
  afterEach(() => rmSync(join(folder.path, '..'), { recursive: true }));
  return {
    get folder() {
      return folder;
    },
  };
}

export function modeOf(path: string): number {
  return statSync(path).mode & 0o777;
}

/** Writes to /dev/full fail with the kernel's own ENOSPC; the next write of `path` by this process goes there. */
export function fillDiskFor(path: string): void {
  symlinkSync('/dev/full', `${path}.${process.pid}.draft`);
}
