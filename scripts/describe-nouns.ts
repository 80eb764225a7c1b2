// `node scripts/describe-nouns.ts --write|--check`: what the sources say of the nouns and of their fields, for the API's document.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './check/checks.ts';
import { descriptionsFile, descriptionsOfNouns } from './describe/descriptions.ts';

const file = join(repositoryRoot, descriptionsFile);
const text = descriptionsOfNouns(repositoryRoot);
if (process.argv.includes('--write')) {
  writeFileSync(file, text);
} else if (readFileSync(file, 'utf8') !== text) {
  console.error(`${descriptionsFile} is not what the sources say: run "pnpm generate".`);
  process.exitCode = 1;
}
