// Run as a process of its own, between the one that wants PostgreSQL and PostgreSQL itself: it starts (or adopts) a
// server, and stops it when the process at the other end of its standard input goes away, kill -9 included. It has its
// own session, so Ctrl+C in a terminal does not reach PostgreSQL before the programs that use it have ended.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { identifyProcess, isSameProcessAlive } from '@rollcall/process-lock';
import type { KeeperTask } from './spawn-keeper.ts';
import { stopServer } from './stop-server.ts';

/** How often an adopted server, which is no child of this process, is looked after. */
const watchIntervalMs = 100;

const input = createInterface({ input: process.stdin });
const giveUp = () => process.exit(1);
input.once('close', giveUp);
input.once('line', (line) => {
  // Written by `spawnKeeper` in this package, in the same version.
  const task = JSON.parse(line) as KeeperTask;
  const pid = task.do === 'start' ? start(task) : watch(task.pid);
  const stop = () => void stopServer(pid);
  input.off('close', giveUp).once('close', stop);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
});

function start({ words, runAs, cwd, env = {} }: Extract<KeeperTask, { do: 'start' }>): number {
  const [command = '', ...args] = words;
  const child = spawn(command, args, {
    ...runAs,
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  child.once('error', (error) => {
    console.error(`FATAL: ${error.message}`);
    process.exit(1);
  });
  child.once('exit', (code) => process.exit(code ?? 1));
  // Without a number the 'error' above ends this process before anyone could want to stop the server.
  return child.pid ?? process.pid;
}

function watch(pid: number): number {
  const server = identifyProcess(pid);
  setInterval(() => {
    if (server === undefined || !isSameProcessAlive(server)) process.exit(0);
  }, watchIntervalMs);
  return pid;
}
