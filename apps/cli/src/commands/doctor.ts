import type { Command } from 'commander';
import { askGateway } from '../gateway.ts';
import { type CommandOptions, gatewayCommand } from '../gateway-command.ts';
import { show } from '../output/show.ts';
import { table } from '../output/table.ts';

/** `doctor`: looks for what is wrong with the installation. Exit code 1 when something is. */
export function doctorCommand(): Command {
  return gatewayCommand('doctor', 'look for what is wrong with this installation').action(
    async (options: CommandOptions) => {
      const answer = await askGateway(options, (rollcall) => rollcall.doctor.examine.query());
      const { data, healthy } = answer;
      show(options, answer, () => [
        ...table(data, [
          { title: '', value: ({ ok }) => (ok ? 'ok' : 'WRONG'), style: ({ ok }) => (ok ? 'green' : 'red') },
          { title: 'check', value: ({ name }) => name },
          { title: 'found', value: ({ detail }) => detail },
        ]),
        healthy ? 'all is well' : `${data.filter(({ ok }) => !ok).length} of ${data.length} checks found something`,
      ]);
      if (!healthy) process.exitCode = 1;
    },
  );
}
