import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..', '..');

/** A process of the installation under test. */
export interface Child {
  /** Stops it as Ctrl+C does. Rejects when it does not end well, unless it was killed. */
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/** Longer than a process takes to give back what it holds. */
const stopMsMax = 15_000;

/** Starts an app, and resolves when it says that it is ready. Its output goes to `logFile`. */
export async function startApp(
  name: 'gateway' | 'sync-daemon',
  { env, logFile }: { env: Readonly<Record<string, string>>; logFile: string },
): Promise<Child> {
  const log = openSync(logFile, 'a');
  const child = spawn(process.execPath, [inject('programs')[name]], {
    env: { ...bareEnvironment(), ...env },
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const ended = once(child, 'exit');
  const ready = await Promise.race([once(child, 'message').then(() => true), ended.then(() => false)]);
  if (!ready) throw new Error(`the ${name} did not start: ${logFile} says why`);
  let killed = false;
  return {
    async stop() {
      await end(child, 'SIGTERM', ended);
      if (child.exitCode !== 0 && !killed) {
        throw new Error(`the ${name} ended with ${child.exitCode ?? child.signalCode}: ${logFile} says why`);
      }
    },
    async kill() {
      killed = true;
      await end(child, 'SIGKILL', ended);
    },
  };
}

/** What a process needs of this one's environment: nothing of it that could point at another installation. */
export function bareEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  return { PATH, HOME, NODE_COMPILE_CACHE };
}

/** Runs a program to its end. */
export async function run(
  command: readonly [string, ...string[]],
  { env, stdin }: { env: NodeJS.ProcessEnv; stdin: string | 'left open' },
): Promise<{ code: number; stdout: string; stderr: string }> {
  const [program, ...args] = command;
  const child = spawn(program, args, { env, cwd: root, stdio: ['pipe', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  // A program that does not read its stdin may have ended before all of it was written.
  child.stdin.on('error', () => {});
  if (stdin !== 'left open') child.stdin.end(stdin);
  const [code] = await once(child, 'close');
  child.stdin.destroy();
  return { code: Number(code), ...output };
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL', ended: Promise<unknown>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const timer = setTimeout(() => child.kill('SIGKILL'), stopMsMax);
  child.kill(signal);
  await ended;
  clearTimeout(timer);
}
