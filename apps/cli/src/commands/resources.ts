import { Presence, type Resource, resourcePageMax } from '@rollcall/schema';
import { type Command, Option } from 'commander';
import { askGateway } from '../gateway.ts';
import { type ListOptions, listCommand, pagesOf, showList, tableOf } from '../list-command.ts';
import { ageLines, agesShown } from '../output/ages.ts';
import { localTime } from '../output/time.ts';

interface ResourcesOptions extends ListOptions {
  readonly connection?: string;
  readonly kind?: string;
  readonly presence?: Presence | 'any';
  readonly name?: string;
}

/** `resources`: what the ledger holds, and how old each kind of it is. */
export function resourcesCommand(): Command {
  return listCommand('resources', 'list what the ledger holds')
    .option('--connection <name>', 'of this connection only')
    .option('--kind <kind>', 'of this kind only: host, domain, inbox, …')
    .addOption(
      new Option('--presence <presence>', 'unless given, all but what is gone').choices([...Presence.options, 'any']),
    )
    .option('--name <prefix>', 'whose name begins so')
    .action(async (options: ResourcesOptions) => {
      const { connection, kind, presence, name } = options;
      const filter = { connection, kind, presence, name };
      const list = await askGateway(options, async (rollcall) => {
        const page = await pagesOf(options, (page) => rollcall.resources.list.query({ ...filter, ...page }));
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

function presenceStyle({ presence }: Resource): 'green' | 'red' | 'yellow' {
  if (presence === 'live') return 'green';
  return presence === 'gone' ? 'red' : 'yellow';
}
