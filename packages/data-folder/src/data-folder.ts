import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { problemOf } from './problem.ts';

/** Where everything that Rollcall keeps on this machine lies. Plain paths; making one touches nothing. */
export interface DataFolder {
  readonly path: string;
  /** The embedded PostgreSQL's folder, named by major version: a later one cannot read it. */
  readonly postgres: string;
  readonly logs: string;
  /** What Node has compiled, for quicker starts. Safe to delete. */
  readonly cache: string;
  /** Database passwords, the pepper of API keys and the master keys. 0600. */
  readonly secrets: string;
  /** The first admin API key. 0600. */
  readonly adminKey: string;
  /** Where the gateway listens, while it does. */
  readonly gateway: string;
  /** The sandboxes that `pnpm start` brings back. */
  readonly sandboxes: string;
  /** Checkpoints of audit logs: a file a workspace. 0700. */
  readonly checkpoints: string;
  /** Reports that were delivered into a folder. 0700. */
  readonly reports: string;
  readonly startLock: string;
}

/** `.rollcall` in the repository, which keeps it out of git. */
export const dataDirDefault: string = join(import.meta.dirname, '..', '..', '..', '.rollcall');

/** The layout of a data folder, whether it exists or not. */
export function dataFolderAt(dir: string): DataFolder {
  const path = resolve(dir);
  return {
    path,
    postgres: join(path, 'pg18'),
    logs: join(path, 'logs'),
    cache: join(path, 'cache'),
    secrets: join(path, 'secrets.json'),
    adminKey: join(path, 'admin-api-key'),
    gateway: join(path, 'gateway.json'),
    sandboxes: join(path, 'sandboxes.json'),
    checkpoints: join(path, 'checkpoints'),
    reports: join(path, 'reports'),
    startLock: join(path, 'start.lock'),
  };
}

/** Makes the folder when it is missing. Throws `data_folder_unusable` when that cannot be done. */
export function openDataFolder(dir: string): DataFolder {
  const folder = dataFolderAt(dir);
  // Under root, PostgreSQL runs as another user, who passes through this folder. What is secret in it is 0600.
  const mode = process.getuid?.() === 0 ? 0o711 : 0o700;
  try {
    mkdirSync(folder.logs, { recursive: true, mode });
  } catch (error) {
    throw problemOf(error, folder.path);
  }
  return folder;
}
