import { existsSync, globSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One command that must succeed before a change may land. */
export interface Check {
  readonly name: string;
  readonly command: readonly [program: string, ...args: string[]];
  /** From the repository's root. */
  readonly folder?: string;
}

export const repositoryRoot: string = join(import.meta.dirname, '..', '..');

/** Everything that is checked without running the product, cheapest first. */
export function staticChecks(): readonly Check[] {
  return [
    { name: 'format and lint', command: ['biome', 'check', '--error-on-warnings', '.'] },
    ...generatedChecks(),
    { name: 'types', command: ['tsc', '-p', 'tsconfig.json'] },
    { name: 'layers', command: ['depcruise', ...cruisedFolders()] },
    { name: 'unused code and dependencies', command: ['knip'] },
  ];
}

/** The folders whose imports are held to the layer rules. */
export function cruisedFolders(): readonly string[] {
  return ['apps', 'packages', 'scripts', 'bench'].filter((folder) => existsSync(join(repositoryRoot, folder)));
}

function generatedChecks(): readonly Check[] {
  const documents = globSync('packages/{providers/*,provider-kit/template}/openapi.yaml', { cwd: repositoryRoot });
  return [
    ...documents.sort().map(
      (document): Check => ({
        name: `generated files of ${dirname(document)}`,
        command: ['node', '../../provider-kit/bin/generate.ts', '--check'],
        folder: dirname(document),
      }),
    ),
    { name: "generated files: the README's table", command: ['node', 'scripts/providers-surface.ts', '--check'] },
    { name: 'generated files: what is said of nouns', command: ['node', 'scripts/describe-nouns.ts', '--check'] },
  ];
}
