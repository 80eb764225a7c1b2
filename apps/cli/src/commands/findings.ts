import { type CataloguedRule, FindingFamily, FindingRule, FindingSeverity, FindingState } from '@rollcall/schema';
import { Command, Option } from 'commander';
import { askGateway } from '../gateway.ts';
import { type CommandOptions, gatewayCommand } from '../gateway-command.ts';
import { type ListOptions, listCommand, pagesOf, showList, tableOf, wholeListCommand } from '../list-command.ts';
import { findingLines, findingText, totalLines } from '../output/finding-lines.ts';
import { moneyText } from '../output/money.ts';
import { show } from '../output/show.ts';
import { table } from '../output/table.ts';
import { localTime } from '../output/time.ts';
import {
  acceptFindingCommand,
  assignCommand,
  findingId,
  revertFindingCommand,
  turnCommand,
} from './findings-decide.ts';

interface FindingsOptions extends ListOptions {
  readonly connection?: string;
  readonly rule?: FindingRule;
  readonly family?: FindingFamily;
  readonly severity?: FindingSeverity;
  readonly state?: FindingState;
  readonly assigned?: string;
  readonly every?: boolean;
}

/** `findings`: what the rules say is wrong, what to do, and what people say of it. */
export function findingsCommand(): Command {
  return new Command('findings')
    .description('what the rules found: what is wrong, and what to do')
    .addCommand(findingList(), { isDefault: true })
    .addCommand(findingShow())
    .addCommand(findingSummary())
    .addCommand(ruleList())
    .addCommand(
      turnCommand('acknowledge', {
        description: 'say that somebody has seen it',
        ask: (rollcall, id) => rollcall.findings.acknowledge.mutate({ id }),
        done: 'It is acknowledged, and stays found for as long as its rule says so.',
      }),
    )
    .addCommand(assignCommand())
    .addCommand(acceptFindingCommand())
    .addCommand(
      turnCommand('reopen', {
        description: 'take back that it was acknowledged or accepted',
        ask: (rollcall, id) => rollcall.findings.reopen.mutate({ id }),
        done: 'It is open again.',
      }),
    )
    .addCommand(revertFindingCommand());
}

function findingList(): Command {
  return listCommand('list', 'list what is found, the worst and costliest first, with what to do')
    .option('--connection <name>', 'of this connection only')
    .addOption(new Option('--rule <rule>', 'of this rule only').choices(FindingRule.options))
    .addOption(new Option('--family <family>', 'of the rules of this family only').choices(FindingFamily.options))
    .addOption(new Option('--severity <severity>', 'only those').choices(FindingSeverity.options))
    .addOption(new Option('--state <state>', 'only those').choices(FindingState.options))
    .option('--assigned <name>', 'only those that were given to this name')
    .option('--every', 'those that are resolved, too')
    .action(async (options: FindingsOptions) => {
      const { connection, rule, family, severity, state, assigned, every = false } = options;
      const filter = { connection, rule, family, severity, state, assigned, every };
      const { list, summary } = await askGateway(options, async (rollcall) => ({
        list: await pagesOf(options, (page) => rollcall.findings.list.query({ ...filter, ...page })),
        summary: options.json === true ? undefined : await rollcall.findings.summary.query({ connection }),
      }));
      showList(options, list, {
        lines: findingLines,
        empty: every ? 'Nothing was ever found.' : 'Nothing of it is found.',
        ...(summary === undefined ? {} : { end: totalLines(summary.data) }),
      });
    });
}

function findingShow(): Command {
  return gatewayCommand('show', 'show a finding with its evidence, and what to do')
    .argument('<id>', 'of the finding, as "findings list" shows it', findingId)
    .action(async (id: ReturnType<typeof findingId>, options: CommandOptions) => {
      const { data } = await askGateway(options, (rollcall) => rollcall.findings.get.query({ id }));
      show(options, { data }, () => findingText(data));
    });
}

function findingSummary(): Command {
  return gatewayCommand('summary', 'count what is found: by rule, state and age, with what it costs')
    .option('--connection <name>', 'of this connection only')
    .action(async ({ connection, ...options }: CommandOptions & { connection?: string }) => {
      const { data } = await askGateway(options, (rollcall) => rollcall.findings.summary.query({ connection }));
      show(options, { data }, () => [
        ...(data.rules.length === 0
          ? []
          : table(data.rules, [
              { title: 'rule', value: ({ rule }) => rule, whole: true },
              { title: 'severity', value: ({ severity }) => severity },
              { title: 'open', value: ({ open }) => open },
              { title: 'acknowledged', value: ({ acknowledged }) => acknowledged },
              { title: 'accepted', value: ({ accepted }) => accepted },
              { title: 'oldest', value: ({ oldestAt }) => localTime(oldestAt) },
              { title: 'costs', value: ({ money }) => money.map(moneyText).join(', ') || null },
            ])),
        ...(data.total === 0 ? [] : [data.ages.map(({ age, count }) => `${age}: ${count}`).join(', ')]),
        ...totalLines(data),
      ]);
    });
}

function ruleList(): Command {
  return wholeListCommand('rules', 'list every rule, with what it finds and what to do')
    .addOption(new Option('--family <family>', 'of this family only').choices(FindingFamily.options))
    .action(async ({ family, ...options }: CommandOptions & { family?: FindingFamily }) => {
      const list = await askGateway(options, (rollcall) => rollcall.findings.rules.query({ family }));
      showList(options, list, {
        lines: tableOf<CataloguedRule>([
          { title: 'rule', value: ({ rule }) => rule, whole: true },
          { title: 'family', value: (rule) => rule.family },
          { title: 'severity', value: ({ severity }) => severity },
          { title: 'what is wrong', value: ({ title }) => title, whole: true },
        ]),
        empty: 'There is no such rule.',
      });
    });
}
