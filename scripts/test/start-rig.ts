import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRollcall, type Rollcall } from '@rollcall/client';
import { dataFolderAt, readAdminKey } from '@rollcall/data-folder';
import { identifyProcess, isSameProcessAlive, type ProcessIdentity } from '@rollcall/process-lock';
import { afterAll, beforeAll, expect } from 'vitest';
import { repositoryRoot } from '../check/checks.ts';

/** A machine with other work on it needs its time; nothing here waits longer than it has to. */
const patienceMs = 90_000;

/** One `pnpm start`, as its script is run. */
export interface Start {
  readonly child: ChildProcess;
  /** Everything printed so far, errors included. */
  output(): string;
  /** Waits until it has printed this; fails when it ends before. */
  says(pattern: RegExp): Promise<void>;
  /** Waits until it has ended; answers its exit code. */
  readonly exitCode: Promise<number | null>;
  /** Every process below it now, each with its command line. */
  processes(): readonly (ProcessIdentity & { readonly command: string })[];
}

/** A folder and a port of its own for a test file's starts. Whatever is left of them is killed at the end. */
export interface StartRig {
  readonly dataDir: string;
  readonly port: number;
  start(options?: { args?: readonly string[]; env?: Readonly<Record<string, string>> }): Start;
  /** A client with the folder's admin key. */
  rollcall(): Rollcall;
}

export function useStarts(): StartRig {
  const starts: Start[] = [];
  const seen = new Map<number, ProcessIdentity>();
  let dataDir: string;
  let port: number;
  beforeAll(async () => {
    dataDir = join(mkdtempSync(join(tmpdir(), 'rollcall-e2e-')), 'data');
    port = await freePort();
  });
  afterAll(async () => {
    for (const start of starts) for (const process_ of start.processes()) seen.set(process_.pid, process_);
    for (const { child } of starts) child.kill('SIGKILL');
    for (const process_ of seen.values()) if (isSameProcessAlive(process_)) process.kill(process_.pid, 'SIGKILL');
    rmSync(join(dataDir, '..'), { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });
  return {
    get dataDir() {
      return dataDir;
    },
    get port() {
      return port;
    },
    start: ({ args = ['--data-dir', dataDir, '--port', String(port)], env = {} } = {}) => {
      const start = spawnStart(args, env);
      starts.push(start);
      return start;
    },
    rollcall: () =>
      createRollcall({ url: `http://127.0.0.1:${port}`, apiKey: readAdminKey(dataFolderAt(dataDir)) ?? '' }),
  };
}

/** Waits until none of these processes lives. */
export async function expectGone(processes: readonly ProcessIdentity[], timeout = 20_000): Promise<void> {
  await expect.poll(() => processes.filter(isSameProcessAlive), { timeout, interval: 100 }).toEqual([]);
}

/** A port that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  server.close();
  await once(server, 'close');
  return port;
}

function spawnStart(args: readonly string[], env: Readonly<Record<string, string>>): Start {
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(process.execPath, [join(repositoryRoot, 'scripts', 'start.ts'), ...args], {
    cwd: repositoryRoot,
    env: { PATH, HOME, NODE_COMPILE_CACHE, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  const exitCode = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    child,
    output: () => printed,
    says: async (pattern) => {
      // Also done when it has ended: then it will not say any more.
      const isSaid = () => pattern.test(printed) || child.exitCode !== null || child.signalCode !== null;
      await expect.poll(isSaid, { timeout: patienceMs, interval: 50 }).toBe(true);
      expect(printed).toMatch(pattern);
    },
    exitCode,
    processes: () => descendantsOf(child.pid ?? 0),
  };
}

interface Listed {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

function descendantsOf(root: number): readonly (ProcessIdentity & { command: string })[] {
  const all = process.platform === 'linux' ? listLinux() : listElsewhere();
  const found: Listed[] = [];
  const parents = new Set([root]);
  // Children have no lower numbers than their parents, but for the rare time the numbers start over.
  for (const process_ of [...all, ...all]) {
    if (!parents.has(process_.parent) || parents.has(process_.pid)) continue;
    parents.add(process_.pid);
    found.push(process_);
  }
  return found.flatMap(({ pid, command }) => {
    const identity = identifyProcess(pid);
    return identity === undefined ? [] : [{ ...identity, command }];
  });
}

function listLinux(): readonly Listed[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        return [{ pid: Number(name), parent, command }];
      } catch {
        return [];
      }
    })
    .sort((one, other) => one.pid - other.pid);
}

function listElsewhere(): readonly Listed[] {
  return execFileSync('ps', ['-axww', '-o', 'pid=,ppid=,command='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => {
      const [pid, parent, ...command] = line.trim().split(/\s+/);
      return { pid: Number(pid), parent: Number(parent), command: command.join(' ') };
    });
}
