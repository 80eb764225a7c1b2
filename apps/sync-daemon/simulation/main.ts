import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '@rollcall/embedded-postgres';
import { pino } from 'pino';
import { playScript } from './play-script.ts';
import { reportOf } from './report.ts';
import { type Found, type Simulation, simulate } from './simulate.ts';
import type { Script } from './steps.ts';
import { openStore, type Store } from './store.ts';
import { createTally } from './tally.ts';

const help = `pnpm simulate [options]

Plays random worlds to the sync engine and holds its ledger against them after each run.

  --runs N       sync runs to make (1000)
  --seed S       which worlds (1)
  --world N      begin with this world of the seed
  --worlds N     no more than so many worlds (1 after --world)
  --script FILE  only this script, as it was printed
  --lanes N      worlds at a time (3)
  --log LEVEL    what the engine logs (silent)
  --violations N ends at so many (5)
  --shrink S     seconds to make a violation shorter (30)
  --template DB  a prepared database of the server to copy

TEST_DATABASE_URL names a server to use instead of one of its own. Ends with 1 when something was violated.`;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    world: { type: 'string' },
    worlds: { type: 'string' },
    script: { type: 'string' },
    lanes: { type: 'string', default: '3' },
    log: { type: 'string', default: 'silent' },
    violations: { type: 'string', default: '5' },
    shrink: { type: 'string', default: '30' },
    template: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

/** A long simulation says now and then how far it is. */
const progressMs = 60_000;

if (values.help) process.stdout.write(`${help}\n`);
else process.exitCode = await onServer(run);

/** Answers the exit code. */
async function run(store: Store): Promise<number> {
  const tally = createTally();
  const log = pino({ level: values.log });
  const startedAt = performance.now();
  const simulation: Simulation = {
    seed: Number(values.seed),
    runs: Number(values.runs),
    lanes: Number(values.lanes),
    violationsMax: Number(values.violations),
    shrinkMs: Number(values.shrink) * 1_000,
    ...(values.world === undefined ? {} : { world: Number(values.world), worlds: Number(values.worlds ?? 1) }),
  };
  if (values.script !== undefined) {
    // What was printed by this very program.
    const script: Script = JSON.parse(readFileSync(values.script, 'utf8'));
    await playScript(store, script, { tally, log });
    return 0;
  }
  const said = setInterval(() => {
    const minutes = ((performance.now() - startedAt) / 60_000).toFixed(0);
    process.stderr.write(`${tally.runs} runs in ${tally.worlds} worlds after ${minutes} min\n`);
  }, progressMs);
  const found: readonly Found[] = await simulate(store, simulation, { tally, log });
  clearInterval(said);
  process.stdout.write(`${reportOf(simulation, { tally, found, ms: performance.now() - startedAt })}\n`);
  return found.length === 0 ? 0 : 1;
}

async function onServer(work: (store: Store) => Promise<number>): Promise<number> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given !== undefined) {
    await using store = await openStore(given, values.template);
    return await work(store);
  }
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-simulation-'));
  // As root, PostgreSQL runs as another user and must be able to pass through.
  chmodSync(folder, 0o711);
  const server = await startEmbeddedPostgres({ dataDir: join(folder, 'pg'), unsafe: true });
  try {
    await using store = await openStore(server.url());
    return await work(store);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
