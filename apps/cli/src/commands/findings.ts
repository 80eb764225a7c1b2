import { styleText } from 'node:util';
import { type Finding, FindingId, FindingRule } from '@rollcall/schema';
import { Command, Option } from 'commander';
import { wrongUsage } from '../command-error.ts';
import { askGateway } from '../gateway.ts';
import { type CommandOptions, gatewayCommand } from '../gateway-command.ts';
import { type ListOptions, listCommand, pagesOf, showList, tableOf } from '../list-command.ts';
import { plain } from '../output/plain.ts';
import { show } from '../output/show.ts';
import { localTime } from '../output/time.ts';

interface FindingsOptions extends ListOptions {
  readonly connection?: string;
  readonly rule?: FindingRule;
  readonly every?: boolean;
}

/** `findings`: what the rules say is wrong, and what to do. */
export function findingsCommand(): Command {
  return new Command('findings')
    .description('what the rules found: what is wrong, and what to do')
    .addCommand(findingList(), { isDefault: true })
    .addCommand(findingShow());
}

function findingList(): Command {
  return listCommand('list', 'list those that are open, newest first')
    .option('--connection <name>', 'of this connection only')
    .addOption(new Option('--rule <rule>', 'of this rule only').choices(FindingRule.options))
    .option('--every', 'those that are resolved, too')
    .action(async (options: FindingsOptions) => {
      const { connection, rule, every = false } = options;
      const list = await askGateway(options, (rollcall) =>
        pagesOf(options, (page) => rollcall.findings.list.query({ connection, rule, every, ...page })),
      );
      showList(options, list, {
        lines: tableOf<Finding>([
          { title: 'since', value: ({ openedAt }) => localTime(openedAt) },
          { title: 'severity', value: ({ severity }) => severity, style: severityStyle },
          { title: 'state', value: ({ state }) => state },
          { title: 'connection', value: (finding) => finding.connection },
          { title: 'rule', value: (finding) => finding.rule },
          { title: 'id', value: ({ id }) => id, whole: true },
          { title: 'what is wrong', value: ({ sentence }) => sentence },
        ]),
        empty: every ? 'Nothing was ever found.' : 'Nothing is found to be wrong.',
      });
    });
}

function findingShow(): Command {
  return gatewayCommand('show', 'show a finding with its evidence, and what to do')
    .argument('<id>', 'of the finding, as "findings list" shows it', findingId)
    .action(async (id: FindingId, options: CommandOptions) => {
      const { data } = await askGateway(options, (rollcall) => rollcall.findings.get.query({ id }));
      show(options, { data }, () => linesOf(data));
    });
}

function linesOf(finding: Finding): readonly string[] {
  const { rule, connection, state, severity, openedAt, resolvedAt, sentence, remedy, evidence, money, operationId } =
    finding;
  const since = `${connection}: ${rule}, ${severity}, open since ${localTime(openedAt)}`;
  const ended = resolvedAt === null ? '' : `, resolved at ${localTime(resolvedAt)}`;
  return [
    styleText(state === 'open' ? severityStyle(finding) : 'green', `${since}${ended}`),
    plain(sentence),
    ...evidence.map((line) => `  ${plain(line)}`),
    ...(money === null ? [] : [`It has cost ${money.minor} minor units of ${plain(money.currency)}.`]),
    ...(operationId === null ? [] : [`The operation is ${operationId}.`]),
    plain(remedy),
  ];
}

function findingId(text: string): FindingId {
  const id = FindingId.safeParse(text);
  if (id.success) return id.data;
  throw wrongUsage('<id> must be the id of a finding: "pnpm rollcall findings list" shows those that are open.');
}

function severityStyle({ severity }: Pick<Finding, 'severity'>): 'red' | 'yellow' {
  return severity === 'alarm' ? 'red' : 'yellow';
}
