import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, inject, test } from 'vitest';
import { type PlantedBug, plantedBugs } from './support/planted-bugs.ts';

const folder = join(import.meta.dirname, '..');
/** Each is found within these; a world has a dozen runs. */
const worldsMax = 8;

interface Ended {
  readonly code: number | string;
  readonly output: string;
}

/** Simulates with a bug in the sources, in a process of its own. */
function simulateWith({ file, find, replace, world = 0 }: PlantedBug): Promise<Ended> {
  const hook = pathToFileURL(join(folder, 'test', 'support', 'plant-bug.ts')).href;
  const worlds = ['--seed', '11', '--world', `${world}`, '--worlds', `${worldsMax}`];
  const options = [...worlds, '--violations', '1', '--shrink', '0', '--lanes', '1'];
  const args = ['--import', hook, join(folder, 'simulation', 'main.ts'), ...options, '--template', 'rollcall_template'];
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const env = {
    ...{ PATH, NODE_COMPILE_CACHE, TEST_DATABASE_URL: inject('adminUrl') },
    ...{ PLANT_FILE: file, PLANT_FIND: find, PLANT_REPLACE: replace },
  };
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env, maxBuffer: 2 ** 24 }, (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, output: `${stdout}${stderr}` });
    });
  });
}

test.concurrent.each(plantedBugs)('the simulation finds that $bug', { timeout: 120_000 }, async (planted) => {
  const { code, output } = await simulateWith(planted);
  expect(code, code === 70 ? `its text is not in ${planted.file}` : output).toBe(1);
  expect(output).toMatch(planted.says);
});
