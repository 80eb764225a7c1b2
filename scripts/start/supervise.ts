import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataFolder } from '@rollcall/data-folder';
import { RollcallError } from '@rollcall/schema';
import type { Environment } from './child-environment.ts';
import { lastWords } from './last-words.ts';

/** A process of ours: a TypeScript file, run by the Node that runs this. */
export interface ProcessSpec {
  /** What it is called in messages, and its log file. */
  readonly name: string;
  /** From the repository's root. */
  readonly script: string;
  /** Asked for at each start of the process. */
  readonly args?: () => readonly string[];
  /** Flags of Node itself. */
  readonly nodeFlags?: readonly string[];
  readonly env: Environment;
  readonly folder: DataFolder;
  /** How long it may take to end once told to, where that is longer than others take. */
  readonly stopMsMax?: number;
}

/** A process that is started again when it ends by itself. */
export interface Supervised {
  /** The first message it sent: it serves. Rejects when it ends before that; then it is not started again. */
  readonly ready: Promise<unknown>;
  /** Ends it, by force if it does not end in time. */
  stop(): Promise<void>;
}

const root = join(import.meta.dirname, '..', '..');
const backoffMsMin = 1_000;
const backoffMsMax = 30_000;
/** A process that has served this long has recovered from whatever ended it before. */
const steadyMs = 60_000;
/** The daemon gives its runs back within 8 s of being told to stop, and everything is to end within 10. */
const stopMsUsual = 8_500;
/** Longer than this, a person wonders what it waits for. */
const stopMsUnsaid = 1_500;

/**
 * Starts a process and keeps it running. Its output goes to its log file, which begins anew here. It has an IPC channel,
 * so that it notices when this process is gone, and a session of its own, so that Ctrl+C in a terminal does not reach it.
 */
export function supervise(spec: ProcessSpec, say: (line: string) => void): Supervised {
  const log = join(spec.folder.logs, `${spec.name}.log`);
  if (existsSync(log)) renameSync(log, `${log}.1`);
  const first = Promise.withResolvers<unknown>();
  const stopping = new AbortController();
  let child: ChildProcess | undefined;
  // A start that is given up before it waits for this process must not leave a rejection that nobody handles.
  first.promise.catch(() => {});
  const run = keepRunning();

  async function keepRunning(): Promise<void> {
    let backoffMs = backoffMsMin;
    let hasServed = false;
    while (!stopping.signal.aborted) {
      const { ready, ended } = launch();
      void ready.then((message) => {
        if (hasServed) say(`${spec.name} is back.`);
        hasServed = true;
        first.resolve(message);
      });
      const { livedMs, why } = await ended;
      if (stopping.signal.aborted) return;
      if (!hasServed) {
        first.reject(new RollcallError('internal', `${spec.name} did not start: ${why}. Its log is ${log}.`));
        return;
      }
      if (livedMs >= steadyMs) backoffMs = backoffMsMin;
      say(`${spec.name} ended unexpectedly (${why}); starting it again in ${backoffMs / 1000} s. Its log is ${log}.`);
      await sleep(backoffMs, undefined, { signal: stopping.signal }).catch(() => {});
      backoffMs = Math.min(backoffMs * 2, backoffMsMax);
    }
  }

  function launch(): { ready: Promise<unknown>; ended: Promise<{ livedMs: number; why: string }> } {
    const startedAt = performance.now();
    const file = openSync(log, 'a', 0o600);
    const logFrom = statSync(log).size;
    const started = spawn(
      process.execPath,
      [...(spec.nodeFlags ?? []), join(root, spec.script), ...(spec.args?.() ?? [])],
      {
        cwd: root,
        env: { NODE_COMPILE_CACHE: spec.folder.cache, ...spec.env },
        detached: true,
        stdio: ['ignore', file, file, 'ipc'],
      },
    );
    closeSync(file);
    child = started;
    const ready = new Promise<unknown>((resolve) => started.once('message', resolve));
    const ended = new Promise<{ livedMs: number; why: string }>((resolve) => {
      const end = (how: string) =>
        resolve({ livedMs: performance.now() - startedAt, why: lastWords(log, logFrom)?.replace(/\.$/, '') ?? how });
      started.once('error', (error) => end(error.message));
      started.once('exit', (code, signal) => end(signal ?? `exit code ${code}`));
    });
    return { ready, ended };
  }

  return {
    ready: first.promise,
    stop: async () => {
      stopping.abort();
      const ending = child;
      ending?.kill('SIGTERM');
      const { name, stopMsMax = stopMsUsual } = spec;
      const told = setTimeout(() => {
        say(`${name} finishes what is under way, for ${stopMsMax / 1_000} s at most. Ctrl+C again does not wait.`);
      }, stopMsUnsaid);
      const force = setTimeout(() => ending?.kill('SIGKILL'), stopMsMax);
      await run;
      clearTimeout(told);
      clearTimeout(force);
    },
  };
}
