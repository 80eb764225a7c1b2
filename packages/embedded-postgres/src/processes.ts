import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** The living processes of one server. */
export interface ServerProcesses {
  /** The postmaster and its workers. */
  readonly postgres: readonly number[];
  readonly keepers: readonly number[];
}

/**
 * Finds a server's processes by its marker, which stands in their command lines. Process numbers in files are not
 * enough: after a crash they may belong to another program, or to a process that ended and was never reaped.
 */
export function findProcesses(marker: string): ServerProcesses {
  const postgres: number[] = [];
  const keepers: number[] = [];
  for (const { pid, argv } of process.platform === 'linux' ? commandLinesLinux() : commandLinesElsewhere()) {
    const role = roleOf(argv, marker);
    if (role === 'postgres') postgres.push(pid);
    if (role === 'keeper') keepers.push(pid);
  }
  return { postgres, keepers };
}

function roleOf(argv: readonly string[], marker: string): 'postgres' | 'keeper' | undefined {
  // A worker renames itself: "postgres: <cluster_name>: checkpointer".
  const title = argv.join(' ');
  if (title.startsWith(`postgres: ${marker}: `)) return 'postgres';
  if (!argv.some((argument) => argument.endsWith(marker))) return undefined;
  const program = basename(argv[0] ?? '').replace(/\.exe$/, '');
  if (program === 'postgres' && argv.includes(`cluster_name=${marker}`)) return 'postgres';
  return argv.some((argument) => basename(argument) === 'keeper.ts') ? 'keeper' : undefined;
}

interface CommandLine {
  readonly pid: number;
  readonly argv: readonly string[];
}

function commandLinesLinux(): readonly CommandLine[] {
  const found: CommandLine[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const argv = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0');
      found.push({ pid: Number(name), argv });
    } catch {
      // It ended between the listing and the reading.
    }
  }
  return found;
}

function commandLinesElsewhere(): readonly CommandLine[] {
  // Windows has no ps. There a server is never adopted, and PostgreSQL itself refuses to start a second one.
  if (process.platform === 'win32') return [];
  const listing = execFileSync('ps', ['-axww', '-o', 'pid=,command='], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return listing.split('\n').flatMap((line) => {
    const [pid, ...argv] = line.trim().split(/\s+/);
    return pid === undefined ? [] : [{ pid: Number(pid), argv }];
  });
}
