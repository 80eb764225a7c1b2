import { parseArgs } from 'node:util';
import { benchAllProviders } from './all-providers.ts';
import { benchCommands } from './commands.ts';
import { benchPast } from './past.ts';
import { benchRate } from './rate.ts';
import { benchReads } from './reads.ts';
import { type Stack, startStack } from './stack.ts';
import { benchSync } from './sync.ts';
import { benchTypes } from './types.ts';

const benches: Readonly<Record<string, { readonly what: string; readonly run: (stack: Stack) => Promise<void> }>> = {
  sync: { what: 'a sync of 100,000 mailboxes', run: benchSync },
  reads: { what: 'reads against a bare server; of the inventory that "sync" makes', run: benchReads },
  providers: { what: 'a sync of all providers, and its requests against the fewest', run: benchAllProviders },
  past: { what: 'reads of the past, of 100,000 resources with ten versions each', run: benchPast },
  rate: { what: 'the share of the allowed rate that is used, with limits on', run: benchRate },
};

/** What runs without a gateway, a daemon or a database. */
const alone: Readonly<Record<string, { readonly what: string; readonly run: () => Promise<void> }>> = {
  types: { what: 'the type check of an app that imports the client', run: benchTypes },
  commands: { what: 'how long the command line takes to start', run: benchCommands },
};

const { values, positionals } = parseArgs({
  options: { help: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !Object.hasOwn(benches, name) && !Object.hasOwn(alone, name));
if (values.help || unknown.length > 0) {
  const names = Object.entries({ ...benches, ...alone }).map(([name, { what }]) => `  ${name.padEnd(10)} ${what}`);
  console.log(['pnpm bench [NAME …]; without a name, all of them:', ...names].join('\n'));
  process.exit(unknown.length > 0 ? 2 : 0);
}
// Each on a stack of its own, but for reads, which take what the sync before them left.
const wanted = positionals.length === 0 ? Object.keys({ ...alone, ...benches }) : positionals;
for (const name of wanted) await alone[name]?.run();
const groups = [
  wanted.some((name) => name === 'sync' || name === 'reads')
    ? ['sync', ...(wanted.includes('reads') ? ['reads'] : [])]
    : [],
  ...wanted.filter((name) => Object.hasOwn(benches, name) && name !== 'sync' && name !== 'reads').map((name) => [name]),
];
for (const group of groups.filter(({ length }) => length > 0)) {
  const stack = await startStack();
  try {
    for (const name of group) await benches[name]?.run(stack);
  } finally {
    await stack.stop();
  }
}
