import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { RollcallError } from '@rollcall/schema';
import type { PostgresBinaries } from './binaries.ts';
import type { Launch } from './choose-launch.ts';
import { environment } from './environment.ts';
import type { Layout } from './layout.ts';
import { problemIn } from './problem.ts';

/**
 * Makes the data folder when there is none; checks that these programs can open it when there is. It is made under
 * another name and then renamed, so a folder under the right name is always whole.
 */
export async function ensureData(
  layout: Layout,
  tools: { readonly binaries: PostgresBinaries; readonly launch: Launch; readonly unsafe: boolean },
): Promise<void> {
  if (existsSync(layout.data)) {
    checkVersion(layout, tools.binaries.major);
    readPassword(layout);
    return;
  }
  removeDrafts(layout);
  ensurePassword(layout, tools.launch);
  const draft = `${layout.data}.new-${process.pid}`;
  mkdirSync(draft, { mode: 0o700 });
  giveTo(draft, tools.launch);
  try {
    await initdb(draft, layout, tools);
    renameSync(draft, layout.data);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw error;
  }
}

/** The superuser's password. Throws `data_folder_unusable` when its file is gone. */
export function readPassword(layout: Layout): string {
  if (existsSync(layout.password)) return readFileSync(layout.password, 'utf8').trim();
  throw new RollcallError(
    'data_folder_unusable',
    `The file ${layout.password} is missing, and without it nobody can open the database beside it. Put it back from a backup, or move ${layout.home} away to begin anew.`,
  );
}

function checkVersion(layout: Layout, major: string): void {
  const file = join(layout.data, 'PG_VERSION');
  const found = existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
  if (found === major) return;
  throw new RollcallError(
    'data_folder_unusable',
    found === undefined
      ? `The folder ${layout.data} is not a PostgreSQL data folder. Move it away, or choose another with --data-dir.`
      : `The folder ${layout.data} was made by PostgreSQL ${found}, and this is PostgreSQL ${major}. Choose another with --data-dir, or run PostgreSQL ${found} on it and set DATABASE_URL.`,
  );
}

/** What a start that was killed in the middle has left. */
function removeDrafts(layout: Layout): void {
  for (const name of readdirSync(layout.home)) {
    if (/^data\.new-\d+$/.test(name)) rmSync(join(layout.home, name), { recursive: true, force: true });
  }
}

function ensurePassword(layout: Layout, launch: Launch): void {
  if (!existsSync(layout.password))
    writeFileSync(layout.password, randomBytes(24).toString('base64url'), { mode: 0o600 });
  // initdb reads it as the user it runs as.
  giveTo(layout.password, launch);
}

function giveTo(path: string, { fileOwner }: Launch): void {
  if (fileOwner) chownSync(path, fileOwner.uid, fileOwner.gid);
}

async function initdb(
  draft: string,
  layout: Layout,
  { binaries, launch, unsafe }: { binaries: PostgresBinaries; launch: Launch; unsafe: boolean },
): Promise<void> {
  const words = [...launch.prefix, binaries.initdb, '-D', draft, '-U', 'postgres', '--pwfile', layout.password];
  words.push('-A', 'scram-sha-256', '-E', 'UTF8', '--no-locale', '--no-instructions');
  if (unsafe) words.push('--no-sync');
  const [command = '', ...args] = words;
  try {
    await promisify(execFile)(command, args, { ...launch.runAs, cwd: draft, env: environment() });
  } catch (error) {
    // execFile puts what the program printed beside the error.
    const printed = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    throw problemIn(printed, layout);
  }
}
