import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, inject, vi } from 'vitest';

/** A gateway in a process of its own, as it is run. */
export interface GatewayProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** Everything it logged. */
  output(): string;
  /** Resolves to its exit code. */
  readonly ended: Promise<number | null>;
}

/** Starts gateways; whatever is left of them at the end of the file is killed. */
export function useGatewayProcesses(): (
  env: Readonly<Record<string, string>>,
  command?: readonly string[],
) => Promise<GatewayProcess> {
  const children: ChildProcess[] = [];
  afterAll(() => {
    for (const child of children) child.kill('SIGKILL');
  });
  return async (env, command = [inject('programs').gateway]) => {
    const { PATH, NODE_COMPILE_CACHE } = process.env;
    const child = spawn(process.execPath, command, {
      env: { PATH, NODE_COMPILE_CACHE, ROLLCALL_PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    children.push(child);
    let logged = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        logged += text;
      });
    }
    const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
    await Promise.race([once(child, 'message'), ended.then(() => Promise.reject(new Error(logged)))]);
    // What it logged before comes by another way, and may come later.
    const port = await vi.waitUntil(() => /"port":(\d+)/.exec(logged)?.[1], { timeout: 5_000, interval: 10 });
    return { url: `http://127.0.0.1:${port}`, child, ended, output: () => logged };
  };
}
