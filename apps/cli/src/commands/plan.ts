import type { Command } from 'commander';
import { askGateway } from '../gateway.ts';
import { type CommandOptions, gatewayCommand } from '../gateway-command.ts';
import { bulkLines, itemLines } from '../output/bulk-lines.ts';
import { show } from '../output/show.ts';
import { type LineDefaults, readPlanFile } from '../plan-file.ts';

/** `plan`: what operations would do, exactly, with a hash to apply it by. */
export function planCommand(): Command {
  return gatewayCommand('plan', 'show exactly what operations would do, with a hash; nothing is carried out')
    .argument('<file>', 'a line of JSON for each, {"connection":…,"procedure":…,"input":{…}}; - reads stdin')
    .option('--connection <name>', 'of every line, which is then the input alone')
    .option('--procedure <name>', 'of every line, as "call" takes it')
    .action(async (file: string, options: CommandOptions & LineDefaults) => {
      const groups = await readPlanFile(file, options);
      const { data } = await askGateway(options, (rollcall) => rollcall.operations.plan.mutate({ groups }));
      show(options, { data }, () => [
        ...data.items.flatMap(itemLines),
        ...(data.more ? [`the first ${data.items.length}: "bulk items ${data.id} --all" has all of them`] : []),
        ...bulkLines(data),
      ]);
    });
}
