import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { NewProviderError, newProvider } from '../providers/new-provider.ts';
import { copyOfRepository } from './copy-of-repository.ts';

/** Longer than the template's word for it and with a dash: lines break elsewhere, and it is no identifier. */
const name = 'big-mail-of-acme';
const folder = `packages/providers/${name}`;
const registry = 'packages/providers/registry';

let root: string;
let before: ReadonlyMap<string, string>;

beforeAll(() => {
  root = copyOfRepository();
  before = files();
}, 60_000);

afterAll(() => rmSync(root, { recursive: true, force: true }));

test.each([
  { wrong: 'adbtd', says: 'exists already' },
  { wrong: 'registry', says: 'means something else' },
  { wrong: 'newcomer', says: 'means something else' },
  { wrong: 'inbox', says: "is a word of this repository's code (" },
  { wrong: 'Acme', says: 'lower-case letters and digits' },
  { wrong: '../acme', says: 'lower-case letters and digits' },
  { wrong: '7mail', says: 'lower-case letters and digits' },
  { wrong: 'big--mail', says: 'lower-case letters and digits' },
  { wrong: 'a'.repeat(31), says: 'at most 30 long' },
])('$wrong is refused, and nothing is written', ({ wrong, says }) => {
  const making = () => newProvider({ root, name: wrong, install: () => {} });
  expect(making).toThrow(NewProviderError);
  expect(making).toThrow(says);
  expect(files()).toEqual(before);
});

test('what fails halfway leaves nothing behind', { timeout: 30_000 }, () => {
  const install = () => {
    writeFileSync(join(root, 'pnpm-lock.yaml'), 'half of it');
    throw new Error('the network is down');
  };
  expect(() => newProvider({ root, name, install })).toThrow('the network is down');
  expect(files()).toEqual(before);
});

test('a sixth provider is green in the contract suite as it is made', { timeout: 120_000 }, () => {
  run('node', ['scripts/new-provider.ts', name, '--no-install']);

  const after = files();
  const touched = [...after].filter(([path, text]) => before.get(path) !== text).map(([path]) => path);
  const outside = touched.filter((path) => !path.startsWith(`${folder}/`));
  expect(outside.sort()).toEqual([`${registry}/package.json`, `${registry}/src/providers.ts`]);
  expect([...before.keys()].filter((path) => !after.has(path))).toEqual([]);
  expect(linesAdded(`${registry}/src/providers.ts`)).toEqual([
    `export { provider as '${name}' } from '@rollcall/provider-${name}';`,
  ]);
  expect(linesAdded(`${registry}/package.json`)).toEqual([`    "@rollcall/provider-${name}": "workspace:*",`]);
  expect(touched).toEqual(expect.arrayContaining(sharedFiles.map((path) => `${folder}/${path}`)));
  for (const path of touched) expect(`${path} ${after.get(path)}`).not.toMatch(/newcomer/i);

  link();
  run('node_modules/.bin/biome', ['check', '--error-on-warnings', folder, registry]);
  run('node', ['../../provider-kit/bin/generate.ts', '--check'], folder);
  for (const project of [folder, registry]) run('node_modules/.bin/tsc', ['-p', `${project}/tsconfig.json`]);
  // The tests of the others' world look at every provider that there is.
  const { numPassedTests, numFailedTests } = suite(registry, ['-t', `^(${name}|what hangs together) `]);
  expect({ numFailedTests, isWhole: numPassedTests > contractTestsMin }).toEqual({ numFailedTests: 0, isWhole: true });
  expect(suite(folder, [])).toMatchObject({ success: true });
});

/** The contract suite has more tests for one kind; far fewer would mean that it was not run. */
const contractTestsMin = 40;

const Report = z.object({ success: z.boolean(), numPassedTests: z.int(), numFailedTests: z.int() });

/** What every provider has, by the same names. */
const sharedFiles = [
  'README.md',
  'openapi.yaml',
  'package.json',
  'src/client.ts',
  'src/generated/document.ts',
  'src/generated/types.ts',
  'src/index.ts',
  'src/map.ts',
  'src/provider.ts',
  'src/restores.ts',
  'src/sandbox.ts',
  'src/wire.ts',
  'test/map.test.ts',
  'tsconfig.json',
  'vitest.config.ts',
];

/** What `pnpm install` would do, without pnpm: a neighbour stands on the same packages. */
function link(): void {
  const linked = join(root, folder, 'node_modules');
  cpSync(join(root, 'packages/providers/adbtd/node_modules'), linked, { recursive: true, verbatimSymlinks: true });
  mkdirSync(join(root, registry, 'node_modules', '@rollcall'), { recursive: true });
  symlinkSync(join(root, folder), join(root, registry, 'node_modules', '@rollcall', `provider-${name}`));
}

function suite(project: string, args: readonly string[]): z.infer<typeof Report> {
  const report = join(root, 'report.json');
  const vitest = ['../../../node_modules/vitest/vitest.mjs', 'run', '--reporter=json', `--outputFile=${report}`];
  run('node', [...vitest, '--maxWorkers=1', ...args], project);
  return Report.parse(JSON.parse(readFileSync(report, 'utf8')));
}

/** Runs a program in the copy; answers what it printed, and fails with it. */
function run(program: string, args: readonly string[], inside = '.'): string {
  const { VITEST: _own, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(program === 'node' ? process.execPath : join(root, program), args, {
    cwd: join(root, inside),
    encoding: 'utf8',
    env,
    maxBuffer: 64 * 1024 * 1024,
  });
  expect(status, `${program} ${args.join(' ')}\n${stdout}\n${stderr}`).toBe(0);
  return stdout;
}

/** The lines that a file has more than before; fails when anything else of it changed. */
function linesAdded(path: string): readonly string[] {
  const old = before.get(path)?.split('\n') ?? [];
  const lines = readFileSync(join(root, path), 'utf8').split('\n');
  expect(lines.filter((line) => old.includes(line))).toEqual(old);
  return lines.filter((line) => !old.includes(line));
}

/** Every file of the copy but what is linked to, by its path. */
function files(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const walk = (path: string): void => {
    for (const entry of readdirSync(join(root, path), { withFileTypes: true })) {
      const inside = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory() && entry.name !== 'node_modules') walk(inside);
      else if (entry.isFile()) found.set(inside, readFileSync(join(root, inside), 'utf8'));
    }
  };
  walk('');
  return found;
}
