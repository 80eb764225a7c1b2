import type { Run } from '@rollcall/schema';
import type { Command } from 'commander';
import { askGateway } from '../gateway.ts';
import { type ListOptions, listCommand, pagesOf, showList, tableOf } from '../list-command.ts';
import { outcomeStyle, summaryOf } from '../output/run-block.ts';
import { localTime, took } from '../output/time.ts';

/** `runs`: past syncs. */
export function runsCommand(): Command {
  return listCommand('runs', 'list past syncs, newest first')
    .argument('[name]', 'of one connection')
    .action(async (connection: string | undefined, options: ListOptions) => {
      const list = await askGateway(options, (rollcall) =>
        pagesOf(options, (page) => rollcall.runs.list.query({ connection, ...page })),
      );
      showList(options, list, {
        lines: tableOf<Run>([
          { title: 'requested', value: ({ requestedAt }) => localTime(requestedAt) },
          { title: 'connection', value: (run) => run.connection },
          { title: 'by', value: ({ trigger, plan }) => (plan ? 'plan' : trigger) },
          { title: 'outcome', value: ({ outcome, state }) => outcome ?? state, style: outcomeStyle },
          { title: 'took', value: duration },
          { title: 'found', value: ({ kinds, reason }) => reason ?? summaryOf(kinds) },
        ]),
        empty: 'There was no run yet: "pnpm rollcall sync" makes one.',
      });
    });
}

function duration({ startedAt, finishedAt }: Run): string | null {
  return startedAt === null || finishedAt === null ? null : took({ from: startedAt, to: finishedAt });
}
