import type { RateBudget } from '@rollcall/schema';
import type { Command } from 'commander';
import { askGateway } from '../gateway.ts';
import type { CommandOptions } from '../gateway-command.ts';
import { showList, tableOf, wholeListCommand } from '../list-command.ts';
import { localTime } from '../output/time.ts';

interface BudgetsOptions extends CommandOptions {
  readonly connection?: string;
}

/** `budgets`: what each connection may send to its provider, and what keeps it from that. */
export function budgetsCommand(): Command {
  return wholeListCommand('budgets', 'list what each connection may send now, and what it waits for')
    .option('--connection <name>', 'of this connection only')
    .action(async (options: BudgetsOptions) => {
      const { connection } = options;
      const list = await askGateway(options, (rollcall) => rollcall.budgets.list.query({ connection }));
      showList(options, list, {
        lines: tableOf<RateBudget>([
          { title: 'connection', value: (budget) => budget.connection },
          { title: 'bucket', value: ({ bucket }) => bucket },
          { title: 'a minute', value: ({ perMinute }) => perMinute },
          { title: 'burst', value: ({ burst }) => burst },
          { title: 'now', value: ({ available }) => available },
          { title: 'waits', value: waitOf, style: ({ pausedUntil }) => (pausedUntil === null ? undefined : 'yellow') },
          { title: 'slowed', value: slowedOf, style: ({ slowed }) => (slowed === null ? undefined : 'yellow') },
          { title: 'under way', value: slotsOf },
          { title: 'in line', value: ({ waiting }) => waiting },
        ]),
        empty: 'There is no connection: "pnpm rollcall connections add --help" says how to add one.',
      });
    });
}

function waitOf({ pausedUntil, nextAt }: RateBudget): string | null {
  if (pausedUntil !== null) return `paused until ${localTime(pausedUntil)}`;
  return nextAt === null ? null : `until ${localTime(nextAt)}`;
}

function slowedOf({ slowed }: RateBudget): string | null {
  return slowed === null ? null : `to ${Math.round(slowed.share * 100)} % since ${localTime(slowed.since)}`;
}

function slotsOf({ slots }: RateBudget): string | null {
  return slots === null ? null : `${slots.inUse} of ${slots.max} per ${slots.per}`;
}
