// `pnpm new:provider NAME`: the folder of a further provider, registered and green in the contract suite for one kind.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { repositoryRoot } from './check/checks.ts';
import { NewProviderError, newProvider } from './providers/new-provider.ts';

const usage = `pnpm new:provider NAME [--no-install]
  NAME          in lower case, such as big-mail: the folder, --provider and providers.<name>
  --no-install  leave it to the next pnpm command to link the new package`;

process.exitCode = main();

function main(): number {
  const given = argumentsOf(process.argv.slice(2));
  if (typeof given === 'number') return given;
  const { name } = given;
  try {
    newProvider({ root: repositoryRoot, name, install: given.install ? install : () => {} });
  } catch (error) {
    if (!(error instanceof NewProviderError)) throw error;
    return failed(error.message, 2);
  }
  console.log(nextSteps(name));
  return 0;
}

function argumentsOf(args: readonly string[]): { name: string; install: boolean } | number {
  try {
    const option = { type: 'boolean', default: false } as const;
    const { values, positionals } = parseArgs({
      args,
      options: { 'no-install': option, help: option },
      allowPositionals: true,
    });
    const [name, ...more] = positionals;
    if (values.help) console.log(usage);
    if (values.help) return 0;
    if (name === undefined || more.length > 0) return failed(usage, 2);
    return { name, install: !values['no-install'] };
  } catch (error) {
    return failed(`${error instanceof Error ? error.message : String(error)}\n${usage}`, 2);
  }
}

/** Links the package into the workspace; npm's registry is not needed, since the template brings no other packages. */
function install(): void {
  const { status, error } = spawnSync('pnpm', ['install', '--prefer-offline', '--no-frozen-lockfile'], {
    cwd: repositoryRoot,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new NewProviderError('`pnpm install` failed, so nothing was changed: run it to see why.');
}

function nextSteps(name: string): string {
  return [
    `packages/providers/${name} is registered, and green in the contract suite for one kind:`,
    `  pnpm vitest run --project registry --project ${name}`,
    'It speaks to an API that does not exist yet. Write, in this order, and run that after each:',
    `  openapi.yaml         from the provider's documents; then "pnpm generate", which also updates the README's table`,
    '  src/client.ts        the credential, its headers, the form of errors',
    '  src/wire.ts, map.ts  the fields that are read, and what becomes of them',
    '  src/provider.ts      kinds with their grades and schedules, limits, expectations; src/common.ts what all share',
    '  src/restores.ts      what of a change can be undone that the common operations do not undo, or why it cannot be',
    '  src/sandbox.ts       the stand-in that the suite tests against',
    '  README.md            quirks, limits, what it cannot do: each with its source and date',
    'One line in CHANGELOG.md, and "pnpm check".',
  ].join('\n');
}

function failed(message: string, code: number): number {
  console.error(message);
  return code;
}
