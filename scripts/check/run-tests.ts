import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { repositoryRoot } from './checks.ts';

/** Runs the whole test suite in this terminal, and answers its exit code. */
export function runTests(args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const vitest = join(repositoryRoot, 'node_modules', 'vitest', 'vitest.mjs');
    const child = spawn(process.execPath, [vitest, 'run', ...args], { cwd: repositoryRoot, stdio: 'inherit' });
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}
