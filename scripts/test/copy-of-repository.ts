import { appendFileSync, cpSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cruisedFolders, repositoryRoot } from '../check/checks.ts';

/**
 * The sources and their links to each other in a new temporary folder, without what was fetched from npm: that is linked
 * to as it is. Whoever asks for it removes it.
 */
export function copyOfRepository(): string {
  const to = mkdtempSync(join(tmpdir(), 'rollcall-copy-'));
  for (const folder of cruisedFolders()) {
    cpSync(join(repositoryRoot, folder), join(to, folder), { recursive: true, verbatimSymlinks: true });
  }
  for (const { name } of readdirSync(repositoryRoot, { withFileTypes: true }).filter((entry) => entry.isFile())) {
    cpSync(join(repositoryRoot, name), join(to, name));
  }
  // `node_modules/` means a folder; here it is a link.
  appendFileSync(join(to, '.gitignore'), 'node_modules\n');
  symlinkSync(join(repositoryRoot, 'node_modules'), join(to, 'node_modules'));
  return to;
}
