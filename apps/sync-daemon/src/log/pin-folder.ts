import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { KnownCheckpoint } from '@rollcall/db';
import { readCheckpoint } from '@rollcall/ledger';
import type { WorkspaceId } from '@rollcall/schema';
import { z } from 'zod';

/**
 * A folder in which checkpoints are kept outside of the database: a file a workspace, to which lines are added and which
 * `rollcall verify --pin` reads. Of several processes that have one folder, one may add at a time. Throws what the file system
 * throws.
 */
export interface PinFolder {
  fileOf(workspaceId: WorkspaceId): string;
  /** The last that was kept whole; undefined when there is none. */
  newest(workspaceId: WorkspaceId): Promise<KnownCheckpoint | undefined>;
  /** Adds one, which is on the disk when this resolves. A line that was torn before it is cut off: nobody was told that it was kept. */
  add(workspaceId: WorkspaceId, kept: KnownCheckpoint): Promise<void>;
}

export function pinFolderAt(path: string): PinFolder {
  const fileOf = (workspaceId: WorkspaceId) => join(path, `${workspaceId}.ndjson`);
  return {
    fileOf,
    async newest(workspaceId) {
      const file = await open(fileOf(workspaceId), 'r').catch(unlessAbsent);
      if (file === undefined) return undefined;
      await using _closed = file;
      return newestOf((await endOf(file)).text);
    },
    async add(workspaceId, { number, note }) {
      const made = await mkdir(path, { recursive: true, mode: 0o700 });
      await using file = await open(fileOf(workspaceId), 'a+', 0o600);
      const { size, whole } = await endOf(file);
      if (whole < size) await file.truncate(whole);
      await file.appendFile(`${JSON.stringify({ number, note })}\n`);
      await file.sync();
      if (whole === 0) await syncFolder(path);
      if (made !== undefined) await syncFolder(dirname(made));
    },
  };
}

const Line = z.object({ number: z.int().positive(), note: z.string() });

/** Some hundred lines. */
const endBytes = 65_536;

interface End {
  readonly size: number;
  /** Up to where it has whole lines. */
  readonly whole: number;
  /** Its last whole lines; the first of them may have lost its beginning. */
  readonly text: string;
}

async function endOf(file: FileHandle): Promise<End> {
  const { size } = await file.stat();
  const from = Math.max(0, size - endBytes);
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(size - from), position: from });
  const length = buffer.subarray(0, bytesRead).lastIndexOf('\n') + 1;
  if (length === 0 && from > 0) throw new Error('its end is no line of ours: move it away, and another one is begun');
  return { size, whole: from + length, text: buffer.toString('utf8', 0, length) };
}

function newestOf(text: string): KnownCheckpoint | undefined {
  for (const line of text.split('\n').toReversed()) {
    try {
      const kept = Line.parse(JSON.parse(line));
      readCheckpoint(kept.note);
      return kept;
    } catch {
      // What somebody put there, or a beginning that is not read: the one before counts.
    }
  }
  return undefined;
}

function unlessAbsent(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}

/** Makes a new name in it outlive a power cut. Windows cannot open a folder. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using folder = await open(path, 'r');
  await folder.sync();
}
