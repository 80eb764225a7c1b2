import {
  accessSync,
  chmodSync,
  constants,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statfsSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identifyProcess } from '@rollcall/process-lock';

const sharedMemory = '/dev/shm';
/** The type of a file system that is in memory, by Linux. */
const tmpfs = 0x0102_1994;
/** Several times what the databases of a run hold at once. */
const roomBytesMin = 2 * 2 ** 30;

/**
 * A new folder for the server of this run, which PostgreSQL may pass through as another user. In memory, where there is room: a database
 * has a thousand files, and to copy them elsewhere takes ten times as long, a few hundred times a run.
 */
export function throwawayFolder(): string {
  const folder = hasRoom(sharedMemory)
    ? mkdtempSync(join(sharedMemory, `${namedOf(process.pid) ?? 'rollcall-test'}-`))
    : mkdtempSync(join(tmpdir(), 'rollcall-test-'));
  chmodSync(folder, 0o711);
  return folder;
}

function hasRoom(memory: string): boolean {
  try {
    accessSync(memory, constants.W_OK);
    if (statfsSync(memory).type !== tmpfs) return false;
    removeLeftovers(memory);
    const { bavail, bsize } = statfsSync(memory);
    return Math.min(bavail * bsize, process.availableMemory()) >= roomBytesMin;
  } catch {
    return false;
  }
}

/**
 * What the folder of a process is named after: the process itself, and not merely its number, among those that it sees. Undefined of one
 * that is not there.
 */
function namedOf(pid: number): string | undefined {
  const identity = identifyProcess(pid);
  const [, namespace] = /\[([0-9]+)\]/.exec(readlinkSync('/proc/self/ns/pid')) ?? [];
  return identity === undefined ? undefined : `rollcall-test-${namespace}-${pid}-${identity.startedAt}`;
}

/** What runs of this user that were killed have left: nobody else would give the memory back. What cannot be removed yet, the next run removes. */
function removeLeftovers(memory: string): void {
  const own = namedOf(process.pid)?.split('-').slice(0, 3).join('-');
  for (const name of readdirSync(memory)) {
    const [, namespace, pid] = /^(rollcall-test-[0-9]+)-([0-9]+)-[0-9]+-/.exec(name) ?? [];
    if (namespace !== own || pid === undefined) continue;
    const named = namedOf(Number(pid));
    if (named !== undefined && name.startsWith(`${named}-`)) continue;
    const folder = join(memory, name);
    try {
      if (lstatSync(folder).uid === process.getuid?.()) rmSync(folder, { recursive: true, force: true });
    } catch {
      // A server of that run is about to end in it, or another run removes it as well.
    }
  }
}
