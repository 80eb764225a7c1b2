import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identifyProcess } from '@rollcall/process-lock';

const named = 'rollcall-test-';
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
  const folder = mkdtempSync(join(roomIn(sharedMemory) ? sharedMemory : tmpdir(), `${named}${process.pid}-`));
  chmodSync(folder, 0o711);
  return folder;
}

function roomIn(memory: string): boolean {
  if (!existsSync(memory) || statfsSync(memory).type !== tmpfs) return false;
  removeLeftovers(memory);
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize >= roomBytesMin;
}

/** What runs that were killed have left: nobody else would give the memory back. */
function removeLeftovers(memory: string): void {
  for (const name of readdirSync(memory)) {
    const [, pid] = new RegExp(`^${named}([0-9]+)-`).exec(name) ?? [];
    if (pid === undefined || identifyProcess(Number(pid)) !== undefined) continue;
    rmSync(join(memory, name), { recursive: true, force: true });
  }
}
