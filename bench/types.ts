import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '..');
const rounds = 5;

/** Type-checks one small app that imports the client, with all providers behind it, and prints the quickest round. */
export async function benchTypes(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-types-'));
  const project = join(folder, 'tsconfig.json');
  const types = join(root, 'node_modules', '@types');
  await writeFile(
    project,
    JSON.stringify({
      extends: join(root, 'tsconfig.base.json'),
      compilerOptions: { typeRoots: [types] },
      files: [join(root, 'packages', 'client', 'test', 'small-app.ts')],
    }),
  );
  try {
    const laps = [];
    for (let round = 0; round < rounds; round += 1) laps.push(await lap(project));
    const [quickest] = laps.sort((one, other) => one.seconds - other.seconds);
    console.log(`An app that imports the client, ${availableParallelism()} cores, best of ${rounds}:`);
    console.table([quickest]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function lap(project: string) {
  const compiler = join(root, 'node_modules', '.bin', 'tsc');
  const { stdout } = await promisify(execFile)(compiler, ['-p', project, '--extendedDiagnostics']);
  const figure = (name: string) => Number(new RegExp(`^${name}:\\s+([\\d.]+)`, 'm').exec(stdout)?.[1]);
  return {
    seconds: figure('Total time'),
    files: figure('Files'),
    instantiations: figure('Instantiations'),
    MB: Math.round(figure('Memory used') / 1024),
  };
}
