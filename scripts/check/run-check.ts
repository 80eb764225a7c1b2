import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { type Check, repositoryRoot } from './checks.ts';

/** What a check printed, and whether it is content. */
export interface CheckResult {
  readonly isFine: boolean;
  readonly output: string;
}

/** Runs a check; its output is kept, not printed. Rejects when its program is not installed. */
export function runCheck({ command: [program, ...args], folder = '.' }: Check): Promise<CheckResult> {
  const tools = join(repositoryRoot, 'node_modules', '.bin');
  return new Promise((resolve, reject) => {
    const child = spawn(program === 'node' ? process.execPath : program, args, {
      cwd: join(repositoryRoot, folder),
      env: { ...process.env, PATH: [tools, process.env['PATH']].join(delimiter), TURBO_TELEMETRY_DISABLED: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({ isFine: code === 0, output: Buffer.concat(chunks).toString('utf8') }));
  });
}
