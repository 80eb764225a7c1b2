// `pnpm providers:surface`: what each provider offers, and how much of its document is known rather than concluded.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { providers } from '@rollcall/provider-registry';
import { repositoryRoot } from './check/checks.ts';
import { providerSurface, surfaceLines } from './providers/provider-surface.ts';
import { withProviderTable } from './providers/readme-table.ts';

const usage = `pnpm providers:surface [--json | --write | --check]
  --json   one JSON document on stdout
  --write  write the README's table of providers anew (part of "pnpm generate")
  --check  fail when that table is not what the providers declare`;

const readme = join(repositoryRoot, 'README.md');
process.exitCode = await main();

async function main(): Promise<number> {
  const options = optionsOf(process.argv.slice(2));
  if (typeof options === 'number') return options;
  const surfaces = Object.values(providers).map(providerSurface);
  if (options.json) console.log(JSON.stringify({ data: surfaces }, null, 2));
  else if (!options.write && !options.check) console.log(surfaceLines(surfaces).join('\n'));
  else {
    const text = await readFile(readme, 'utf8');
    const wanted = withProviderTable(text, surfaces);
    if (text === wanted) return 0;
    if (options.write) await writeFile(readme, wanted);
    else return failed('The table of providers in README.md is stale: run `pnpm generate` and commit the result.');
  }
  return 0;
}

function optionsOf(args: readonly string[]): { json: boolean; write: boolean; check: boolean } | number {
  const option = { type: 'boolean', default: false } as const;
  try {
    const { values } = parseArgs({ args, options: { json: option, write: option, check: option, help: option } });
    if (!values.help) return values;
    console.log(usage);
    return 0;
  } catch (error) {
    return failed(`${error instanceof Error ? error.message : String(error)}\n${usage}`, 2);
  }
}

function failed(message: string, code = 1): number {
  console.error(message);
  return code;
}
