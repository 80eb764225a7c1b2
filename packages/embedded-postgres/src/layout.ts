import { createHash } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

/** Where everything of one server lives, and how its processes are told from those of other servers. */
export interface Layout {
  readonly home: string;
  /** What PostgreSQL calls its data directory. */
  readonly data: string;
  readonly log: string;
  /** The superuser's password, 0600. */
  readonly password: string;
  readonly ownerLock: string;
  /** PostgreSQL shows it as `cluster_name` in the title of each of its processes. */
  readonly marker: string;
}

/** The layout inside an existing folder. */
export function layoutOf(home: string): Layout {
  const real = realpathSync(home);
  return {
    home: real,
    data: join(real, 'data'),
    log: join(real, 'postgres.log'),
    password: join(real, 'password'),
    ownerLock: join(real, 'owner.lock'),
    marker: `rollcall_${createHash('sha256').update(real).digest('hex').slice(0, 12)}`,
  };
}

/** What PostgreSQL's `postmaster.pid` says; undefined when there is none, or it is still being written. */
export function readPostmasterPid(data: string): { pid: number; port: number; ready: boolean } | undefined {
  let lines: readonly string[];
  try {
    lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (!(pid > 0) || !(port > 0)) return undefined;
  return { pid, port, ready: lines[7]?.trim() === 'ready' };
}
