import { type BulkId, type BulkItem, BulkItemState, type BulkProgress, BulkState } from '@rollcall/schema';
import { Command, Option } from 'commander';
import { bulkId } from '../bulk-id.ts';
import { askGateway } from '../gateway.ts';
import { type CommandOptions, gatewayCommand } from '../gateway-command.ts';
import { type ListOptions, listCommand, pagesOf, showList, tableOf } from '../list-command.ts';
import { bulkLines, itemLines, progressText } from '../output/bulk-lines.ts';
import { show } from '../output/show.ts';
import { localTime } from '../output/time.ts';
import { followBulk } from '../watch-bulk.ts';

/** `bulk`: plans, and the bulk operations that they became. */
export function bulkCommand(): Command {
  return new Command('bulk')
    .description('plans, and the bulk operations that they become when they are applied')
    .addCommand(bulkList())
    .addCommand(bulkShow())
    .addCommand(bulkItemsCommand())
    .addCommand(bulkWatch())
    .addCommand(bulkChange('cancel', 'cancel what was not sent; what was is awaited all the same'))
    .addCommand(bulkChange('resume', 'have it go on that waits: what stood in its way is in order again'));
}

function bulkList(): Command {
  return listCommand('list', 'list them, newest first')
    .addOption(new Option('--state <state>', 'in this state only').choices(BulkState.options))
    .action(async (options: ListOptions & { readonly state?: BulkState }) => {
      const { state } = options;
      const list = await askGateway(options, (rollcall) =>
        pagesOf(options, (page) => rollcall.operations.bulk.list.query({ state, ...page })),
      );
      showList(options, list, {
        lines: tableOf<BulkProgress>([
          { title: 'planned', value: ({ plannedAt }) => localTime(plannedAt) },
          { title: 'state', value: (bulk) => bulk.state, style: stateStyle },
          { title: 'id', value: ({ id }) => id, whole: true },
          { title: 'what', value: ({ title }) => title },
          { title: 'items', value: progressText },
        ]),
        empty: 'Nothing was planned yet: "pnpm rollcall plan --help" says how.',
      });
    });
}

function bulkShow(): Command {
  return gatewayCommand('show', 'show what one does, and how far it is')
    .argument('<id>', 'as "bulk list" shows it', bulkId)
    .action(async (id: BulkId, options: CommandOptions) => {
      const { data } = await askGateway(options, (rollcall) => rollcall.operations.bulk.get.query({ id }));
      show(options, { data }, () => bulkLines(data));
    });
}

function bulkItemsCommand(): Command {
  return listCommand('items', 'list what each item does, and what became of it')
    .argument('<id>', 'as "bulk list" shows it', bulkId)
    .addOption(new Option('--state <state>', 'in this state only').choices(BulkItemState.options))
    .action(async (id: BulkId, options: ListOptions & { readonly state?: BulkItemState }) => {
      const { state } = options;
      const list = await askGateway(options, (rollcall) =>
        pagesOf(options, (page) => rollcall.operations.bulk.items.query({ id, state, ...page })),
      );
      showList(options, list, {
        lines: (items: readonly BulkItem[]) => items.flatMap(itemLines),
        empty: 'No item is in this state.',
      });
    });
}

function bulkWatch(): Command {
  return gatewayCommand('watch', 'follow one until what became of every item is known')
    .argument('<id>', 'as "bulk list" shows it', bulkId)
    .option('--until-sent', 'until all was sent: what is unknown then is settled by listings')
    .action(async (id: BulkId, options: CommandOptions & { readonly untilSent?: boolean }) => {
      const until = options.untilSent === true ? 'sent' : 'ended';
      const shows = options.json === true ? 'documents' : 'lines';
      await askGateway(options, (rollcall) => followBulk(rollcall, { id, until, shows }));
    });
}

function bulkChange(name: 'cancel' | 'resume', description: string): Command {
  return gatewayCommand(name, description)
    .argument('<id>', 'as "bulk list" shows it', bulkId)
    .action(async (id: BulkId, options: CommandOptions) => {
      const { data } = await askGateway(options, (rollcall) => rollcall.operations.bulk[name].mutate({ id }));
      show(options, { data }, () => bulkLines(data));
    });
}

function stateStyle({ state }: Pick<BulkProgress, 'state'>): 'green' | 'yellow' | undefined {
  if (state === 'finished') return 'green';
  return state === 'running' || state === 'planned' ? 'yellow' : undefined;
}
