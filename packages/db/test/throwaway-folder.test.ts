import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { throwawayFolder } from '../src/testing/throwaway-folder.ts';

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

test('what a run that ended left in memory is removed, and what is of one that lives stays', () => {
  const source = join(import.meta.dirname, '..', 'src', 'testing', 'throwaway-folder.ts');
  const making = `import(${JSON.stringify(source)}).then((it) => process.stdout.write(it.throwawayFolder()))`;
  const left = execFileSync(process.execPath, ['--eval', making], { encoding: 'utf8' });
  const own = [throwawayFolder(), throwawayFolder()];
  made.push(left, ...own);
  expect(own.map((folder) => existsSync(folder))).toEqual([true, true]);
  // Elsewhere it is for the system to clear away.
  if (left.startsWith('/dev/shm/')) expect(existsSync(left)).toBe(false);
});
