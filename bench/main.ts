import { parseArgs } from 'node:util';
import { benchAllProviders } from './all-providers.ts';
import { benchCommands } from './commands.ts';
import { benchEvents } from './events.ts';
import { benchFindings } from './findings.ts';
import { benchGateway } from './gateway.ts';
import { benchPast } from './past.ts';
import { benchRate } from './rate.ts';
import { benchReports } from './reports.ts';
import { type Stack, startStack } from './stack.ts';
import { benchSync } from './sync.ts';
import { benchTypes } from './types.ts';
import { benchWait } from './wait.ts';

/** What runs without a gateway and a daemon, or starts its own. */
const alone: Readonly<Record<string, { readonly what: string; readonly run: () => Promise<void> }>> = {
  sync: {
    what: 'syncs against the floor and against plain upserts; of --resources N each, 100000 and 1000000 if left out',
    run: () => benchSync(sizes([100_000, 1_000_000])),
  },
  events: { what: 'events appended, sealed, delivered to webhooks and told to 1,000 listeners', run: benchEvents },
  findings: {
    what: 'what is wrong, and proof: all rules over --resources N (1000000 if left out)',
    run: () => benchFindings(sizes([1_000_000])[0] ?? 0),
  },
  reports: {
    what: 'reports over much: wallets with --resources N transactions (1000000 if left out), inventories of as many resources',
    run: () => benchReports(sizes([1_000_000])[0] ?? 0),
  },
  types: { what: 'the type check of an app that imports the client', run: benchTypes },
  commands: { what: 'how long the command line takes to start', run: benchCommands },
};

/** Each on a stack of its own. */
const benches: Readonly<Record<string, { readonly what: string; readonly run: (stack: Stack) => Promise<void> }>> = {
  gateway: {
    what: 'the gateway against plain servers, out of --resources N (1000000 if left out), its memory, and writes',
    run: (stack) => benchGateway(stack, sizes([1_000_000])[0] ?? 0),
  },
  providers: { what: 'a sync of all providers, and its requests against the fewest', run: benchAllProviders },
  past: { what: 'reads of the past, of 100,000 resources with ten versions each', run: benchPast },
  wait: { what: "how long a caller's operation waits during a full sync, with limits on", run: benchWait },
  rate: { what: 'the share of the allowed rate that is used, with limits on', run: benchRate },
};

const { values, positionals } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    resources: { type: 'string', multiple: true },
  },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !Object.hasOwn(benches, name) && !Object.hasOwn(alone, name));
if (values.help || unknown.length > 0) {
  const names = Object.entries({ ...alone, ...benches }).map(([name, { what }]) => `  ${name.padEnd(10)} ${what}`);
  console.log(['pnpm bench [NAME …]; without a name, all of them:', ...names].join('\n'));
  process.exit(unknown.length > 0 ? 2 : 0);
}
/** More would not fit into the memory of the account's own server, 400 bytes each. */
const sizeMax = 5_000_000;
const wanted = positionals.length === 0 ? Object.keys({ ...alone, ...benches }) : positionals;
for (const name of wanted) {
  await alone[name]?.run();
  const bench = benches[name];
  if (bench === undefined) continue;
  const stack = await startStack();
  try {
    await bench.run(stack);
  } finally {
    await stack.stop();
  }
}

function sizes(usual: readonly number[]): readonly number[] {
  const given = values.resources?.map(Number) ?? usual;
  const isSize = (size: number) => Number.isInteger(size) && size > 0 && size <= sizeMax;
  if (given.every(isSize)) return given;
  console.error(`--resources takes whole numbers up to ${sizeMax}, not ${given.join(', ')}`);
  process.exit(2);
}
