import type { Run } from '@rollcall/schema';
import type { Command } from 'commander';
import { repeated } from '../arguments.ts';
import { followRuns } from '../follow-runs.ts';
import { askGateway } from '../gateway.ts';
import { type CommandOptions, gatewayCommand } from '../gateway-command.ts';
import { circuitLine } from '../output/circuit.ts';
import { runBlock } from '../output/run-block.ts';
import { show } from '../output/show.ts';

interface SyncOptions extends CommandOptions {
  readonly kind?: readonly string[];
  readonly plan?: boolean;
  readonly full?: boolean;
}

/** `sync`: asks for runs and waits for their end. Exit code 3 when one of them ended other than complete, or one was left out. */
export function syncCommand(): Command {
  return gatewayCommand('sync', 'call the roll now, and wait for the result')
    .argument('[name...]', 'of the connections; all active ones unless given')
    .option('--kind <kind>', 'of this kind only; may be repeated', repeated)
    .option('--plan', 'list and compare, and change nothing')
    .option('--full', 'list everything in full, also where the newest part of it would do')
    .action(sync);
}

async function sync(names: readonly string[], options: SyncOptions): Promise<void> {
  const { kind, plan, full } = options;
  const { runs, skipped } = await askGateway(options, async (rollcall) => {
    const requested = await rollcall.sync.request.mutate({
      connections: names.length === 0 ? null : [...names],
      kinds: kind === undefined ? null : [...kind],
      plan: plan === true,
      full: full === true,
    });
    return { runs: await followRuns(rollcall, requested.data), skipped: requested.skipped };
  });
  show(options, { data: runs.map(resultOf), skipped }, () => {
    const left = skipped.map(({ connection: name, ...circuit }) => circuitLine({ name, ...circuit }));
    if (runs.length + left.length === 0) {
      return ['There is no active connection: "pnpm rollcall connections add --help" says how to add one.'];
    }
    return [...runs.flatMap((run, index) => [...(index === 0 ? [] : ['']), ...runBlock(run)]), ...left];
  });
  if (skipped.length > 0 || runs.some(({ outcome }) => outcome !== 'complete')) process.exitCode = 3;
}

function resultOf({ connection, runId, outcome, reason, kinds }: Run) {
  return { connection, runId, outcome, reason, kinds };
}
