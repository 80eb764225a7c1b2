import assert from 'node:assert/strict';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { identifyProcess, isSameProcessAlive, ProcessIdentity } from './process-identity.ts';

/** Who holds a lock, with what it wrote there for others to read. */
export type LockHolder = z.infer<typeof LockHolder>;
const LockHolder = ProcessIdentity.extend({ note: z.record(z.string(), z.string()) });

/** A lock this process holds. A process that dies without releasing it leaves a file that the next one takes over. */
export interface ProcessLock {
  release(): void;
}

export type LockAttempt =
  | { readonly state: 'taken'; readonly lock: ProcessLock }
  | { readonly state: 'held'; readonly holder: LockHolder };

/** Racing starters can each overtake the other a few times; more than this is a bug here. */
const attemptsMax = 20;

/**
 * Takes the lock at `path` for this process, or tells who holds it. Never waits. A lock whose holder is dead is taken
 * over. Throws the file system's own error when the folder cannot be written.
 */
export function takeLock(path: string, note: Readonly<Record<string, string>> = {}): LockAttempt {
  const self = identifyProcess(process.pid);
  assert(self, 'a running process can identify itself');
  const text = JSON.stringify({ ...self, note });
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    if (linkNew(path, text)) return { state: 'taken', lock: { release: () => removeIfSame(path, text) } };
    const found = readIfThere(path);
    if (found === undefined) continue;
    const holder = parseHolder(found);
    if (holder !== undefined && isSameProcessAlive(holder)) return { state: 'held', holder };
    removeIfSame(path, found);
  }
  throw new Error(`the lock ${path} changed hands ${attemptsMax} times while it was being taken`);
}

/** Who holds the lock at `path` now; undefined when nobody alive does. */
export function readLockHolder(path: string): LockHolder | undefined {
  const found = readIfThere(path);
  const holder = found === undefined ? undefined : parseHolder(found);
  return holder !== undefined && isSameProcessAlive(holder) ? holder : undefined;
}

/** A link appears whole or not at all, so nobody reads a lock that is half written. */
function linkNew(path: string, text: string): boolean {
  const draft = `${path}.${process.pid}`;
  try {
    writeFileSync(draft, text, { mode: 0o600 });
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * Between reading a lock and removing it, another process may have put its own there. Moving it aside first shows what
 * is really being removed, and what should have stayed goes back.
 */
function removeIfSame(path: string, text: string): void {
  const aside = `${path}.${process.pid}.old`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  try {
    if (readFileSync(aside, 'utf8') !== text) linkSync(aside, path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** A power cut can leave an empty or torn file; nobody alive wrote it. */
function parseHolder(text: string): LockHolder | undefined {
  try {
    return LockHolder.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
