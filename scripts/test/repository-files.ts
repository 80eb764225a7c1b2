import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../check/checks.ts';

/** A file of the repository, by its path from the root. */
export interface RepositoryFile {
  readonly path: string;
  readonly text: string;
}

/** Folders whose contents are fetched, built or local: what `.gitignore` names, and git's own. */
const skipped = new Set(['.git', '.rollcall', '.turbo', 'coverage', 'dist', 'node_modules']);

/** Every text file that a clone holds. */
export function repositoryFiles(): readonly RepositoryFile[] {
  const paths = readdirSync(repositoryRoot, { recursive: false, withFileTypes: true }).flatMap((entry) => {
    if (skipped.has(entry.name)) return [];
    return entry.isDirectory() ? filesBelow(entry.name) : [entry.name];
  });
  return paths
    .filter((path) => !path.endsWith('.log'))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(repositoryRoot, path), 'utf8') }));
}

/** The TypeScript of it that people write. */
export function isWritten({ path }: RepositoryFile): boolean {
  return path.endsWith('.ts') && !path.includes('/src/generated/');
}

/** What runs when the product runs, as against what tests it. */
export function isProduct(file: RepositoryFile): boolean {
  return isWritten(file) && !/(^|\/)(test|testing)\//.test(file.path) && !file.path.endsWith('vitest.config.ts');
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(repositoryRoot, folder), { withFileTypes: true }).flatMap((entry) => {
    if (skipped.has(entry.name)) return [];
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return filesBelow(path);
    return entry.isFile() ? [path] : [];
  });
}
