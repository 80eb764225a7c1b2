import { type MadeReport, ReportKind } from '@rollcall/schema';
import { Command, Option } from 'commander';
import { askGateway } from '../gateway.ts';
import { type ListOptions, listCommand, pagesOf, showList, tableOf } from '../list-command.ts';
import { localTime } from '../output/time.ts';
import { schedulesCommand } from './reports-schedules.ts';

interface ReportsOptions extends ListOptions {
  readonly kind?: ReportKind;
}

/** `reports`: which were made. */
export function reportsCommand(): Command {
  return new Command('reports')
    .description('the reports that were made, and those that are made on a schedule')
    .addCommand(reportList(), { isDefault: true })
    .addCommand(schedulesCommand());
}

function reportList(): Command {
  return listCommand('list', 'list the reports that were made, the newest first')
    .addOption(new Option('--kind <kind>', 'of this kind only').choices(ReportKind.options))
    .action(async (options: ReportsOptions) => {
      const { kind } = options;
      const page = await askGateway(options, (rollcall) =>
        pagesOf(options, (asked) => rollcall.reports.list.query({ kind, ...asked })),
      );
      showList(options, page, {
        lines: tableOf<MadeReport>([
          { title: 'report', value: ({ title }) => title },
          { title: 'state', value: ({ state }) => state },
          { title: 'known at', value: ({ knownAt }) => localTime(knownAt) },
          { title: 'issued', value: ({ issuedAt }) => (issuedAt === null ? 'no' : localTime(issuedAt)) },
          { title: 'by', value: ({ by }) => by.name },
          { title: 'kept as', value: ({ documents }) => documents.map(({ format }) => format).join(', ') },
          { title: 'id', value: ({ id }) => id },
        ]),
        empty: 'No report was made yet: "report" makes one.',
      });
    });
}
