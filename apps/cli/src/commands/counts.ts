import type { ResourceCount } from '@rollcall/schema';
import type { Command } from 'commander';
import { askGateway } from '../gateway.ts';
import type { CommandOptions } from '../gateway-command.ts';
import { showList, tableOf, wholeListCommand } from '../list-command.ts';
import { type MomentOptions, withMoment } from '../moment-options.ts';
import { presenceStyle } from '../output/presence.ts';

interface CountsOptions extends CommandOptions, MomentOptions {
  readonly connection?: string;
  readonly kind?: string;
}

/** `counts`: how many resources there are, or were. */
export function countsCommand(): Command {
  return withMoment(wholeListCommand('counts', 'count what the ledger holds, by connection, kind and presence'))
    .option('--connection <name>', 'of this connection only')
    .option('--kind <kind>', 'of this kind only: host, domain, inbox, …')
    .action(async (options: CountsOptions) => {
      const { connection, kind, asOf, knownAt } = options;
      const list = await askGateway(options, (rollcall) =>
        rollcall.resources.counts.query({ connection, kind, asOf, knownAt }),
      );
      showList(options, list, {
        lines: tableOf<ResourceCount>([
          { title: 'connection', value: (one) => one.connection },
          { title: 'kind', value: (one) => one.kind },
          { title: 'presence', value: ({ presence }) => presence, style: presenceStyle },
          { title: 'count', value: ({ count }) => String(count) },
        ]),
        empty: 'There is nothing to count.',
      });
    });
}
