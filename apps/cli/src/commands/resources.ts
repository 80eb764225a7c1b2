import { Presence, type Resource, resourcePageMax } from '@rollcall/schema';
import { type Command, Option } from 'commander';
import { askGateway } from '../gateway.ts';
import { type ListOptions, listCommand, pagesOf, showList, tableOf } from '../list-command.ts';
import { isOfThePast, type MomentOptions, withMoment } from '../moment-options.ts';
import { ageLines, agesShown } from '../output/ages.ts';
import { presenceStyle } from '../output/presence.ts';
import { localTime } from '../output/time.ts';
import { importUseCommand } from './import-use.ts';
import { resourcesGetCommand } from './resources-get.ts';

interface ResourcesOptions extends ListOptions, MomentOptions {
  readonly connection?: string;
  readonly kind?: string;
  readonly presence?: Presence | 'any';
  readonly name?: string;
}

/** `resources`: what the ledger holds, and how old each kind of it is. */
export function resourcesCommand(): Command {
  return withMoment(listCommand('resources', 'list what the ledger holds, or held'))
    .addCommand(resourcesGetCommand())
    .addCommand(importUseCommand())
    .option('--connection <name>', 'of this connection only')
    .option('--kind <kind>', 'of this kind only: host, domain, inbox, …')
    .addOption(
      new Option('--presence <presence>', 'unless given, all but what is gone').choices([...Presence.options, 'any']),
    )
    .option('--name <prefix>', 'whose name begins so')
    .action(async (options: ResourcesOptions) => {
      const { connection, kind, presence, name, asOf, knownAt } = options;
      const filter = { connection, kind, presence, name, asOf, knownAt };
      const list = await askGateway(options, async (rollcall) => {
        const page = await pagesOf(options, (page) => rollcall.resources.list.query({ ...filter, ...page }));
        // How old each kind is now says nothing of an answer about the past.
        if (isOfThePast(options)) return { ...page, ages: [], agesLeftOut: 0 };
        const limit = options.json === true ? resourcePageMax : agesShown;
        const { data: ages, more: agesLeftOut } = await rollcall.resources.ages.query({ connection, kind, limit });
        return { ...page, ages, agesLeftOut };
      });
      const filtered = Object.values(filter).some((value) => value !== undefined);
      showList(options, list, {
        lines: tableOf<Resource>([
          { title: 'name', value: (resource) => resource.name },
          // What was asked for is the same in every row, and leaves its room to the names.
          ...(kind === undefined ? [{ title: 'kind', value: (resource: Resource) => resource.kind }] : []),
          { title: 'presence', value: (resource) => resource.presence, style: presenceStyle },
          ...(connection === undefined
            ? [{ title: 'connection', value: (resource: Resource) => resource.connection }]
            : []),
          { title: 'last changed', value: ({ lastChangedAt }) => localTime(lastChangedAt) },
          { title: 'external id', value: ({ externalId }) => externalId, whole: true },
        ]),
        empty: filtered
          ? 'Nothing fits these filters: "--presence any" includes what is gone.'
          : 'The ledger is empty: "pnpm rollcall sync" fills it.',
        end: ageLines(list),
      });
    });
}
