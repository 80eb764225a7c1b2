import type { Command } from 'commander';
import { bulkId } from '../bulk-id.ts';
import { askGateway } from '../gateway.ts';
import { type CommandOptions, gatewayCommand } from '../gateway-command.ts';
import { bulkLines } from '../output/bulk-lines.ts';
import { show } from '../output/show.ts';
import { followBulk, isAmiss } from '../watch-bulk.ts';

interface ApplyOptions extends CommandOptions {
  readonly hash: string;
  readonly idempotencyKey?: string;
  readonly wait?: boolean;
}

/** `apply`: has exactly the plan of this hash carried out. */
export function applyCommand(): Command {
  return gatewayCommand('apply', 'carry out exactly the plan of this hash, in the background')
    .argument('<plan>', 'the id of the plan, as "plan" shows it', bulkId)
    .requiredOption('--hash <hash>', 'of the plan: all of it, or its first 12 digits or more')
    .option('--idempotency-key <key>', 'refused when it was used to apply another plan')
    .option('--wait', 'until all was sent; exit 3 when something of it failed or is unknown')
    .action(async (planId: ReturnType<typeof bulkId>, options: ApplyOptions) => {
      const { hash, idempotencyKey, wait } = options;
      const data = await askGateway(options, async (rollcall) => {
        const applied = await rollcall.operations.applyPlan.mutate({ planId, hash, idempotencyKey });
        if (wait !== true) return applied.data;
        const shows = options.json === true ? 'nothing' : 'lines';
        return (await followBulk(rollcall, { id: planId, until: 'sent', shows })) ?? applied.data;
      });
      show(options, { data }, () => bulkLines(data));
      if (wait === true && isAmiss(data)) process.exitCode = 3;
    });
}
