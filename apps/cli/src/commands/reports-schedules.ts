import type { Rollcall } from '@rollcall/client';
import {
  everyWebhook,
  type ReportFilters,
  ReportFormat,
  ReportKind,
  ReportPeriod,
  type ReportSchedule,
} from '@rollcall/schema';
import { Command, InvalidArgumentError, Option } from 'commander';
import { wrongUsage } from '../command-error.ts';
import { askGateway } from '../gateway.ts';
import { type CommandOptions, gatewayCommand } from '../gateway-command.ts';
import { showList, tableOf, wholeListCommand } from '../list-command.ts';
import { plain } from '../output/plain.ts';
import { show } from '../output/show.ts';
import { ago, localTime } from '../output/time.ts';

/** `reports schedules`: reports that are made again and again, and brought to where they are read. */
export function schedulesCommand(): Command {
  return new Command('schedules')
    .description('reports that daemons make on a schedule, and deliver')
    .addCommand(scheduleList(), { isDefault: true })
    .addCommand(addCommand())
    .addCommand(updateCommand())
    .addCommand(
      turnCommand('pause', {
        description: 'have nothing made by one until it is resumed',
        ask: (rollcall, name) => rollcall.reports.schedules.pause.mutate({ name }),
        done: ({ name }) => `${name} is paused: "pnpm rollcall reports schedules resume ${name}" has it go on.`,
      }),
    )
    .addCommand(
      turnCommand('resume', {
        description: 'have one go on with its next turn',
        ask: (rollcall, name) => rollcall.reports.schedules.resume.mutate({ name }),
        done: ({ name, nextDueAt }) => `${name} is active, and due ${timeOf(nextDueAt)}.`,
      }),
    )
    .addCommand(
      turnCommand('run', {
        description: 'have a daemon make and deliver its report at once, as of now',
        ask: (rollcall, name) => rollcall.reports.schedules.run.mutate({ name }),
        done: ({ name }) =>
          `A daemon makes ${name} within seconds: "pnpm rollcall reports schedules" shows what came of it.`,
      }),
    )
    .addCommand(removeCommand());
}

function scheduleList(): Command {
  return wholeListCommand('list', 'list them, with how they do').action(async (options: CommandOptions) => {
    const page = await askGateway(options, (rollcall) => rollcall.reports.schedules.list.query());
    showList(options, page, {
      lines: tableOf<ReportSchedule>([
        { title: 'name', value: ({ name }) => name, whole: true },
        { title: 'state', value: stateOf },
        { title: 'kind', value: ({ kind }) => kind },
        { title: 'period', value: ({ period }) => period },
        { title: 'schedule', value: ({ cron }) => cron },
        { title: 'formats', value: ({ formats }) => formats.join(', ') },
        { title: 'to', value: whereTo },
        { title: 'made', value: ({ made }) => (made === null ? null : ago(made.at)) },
        { title: 'due', value: ({ nextDueAt }) => timeOf(nextDueAt) },
      ]),
      empty: 'No report is made on a schedule: "pnpm rollcall reports schedules add --help" says how to have one made.',
    });
  });
}

interface TermOptions extends CommandOptions, ReportFilters {
  readonly kind?: ReportKind;
  readonly cron?: string;
  readonly period?: ReportPeriod;
  readonly format?: readonly ReportFormat[];
  /** `false`: to none. */
  readonly folder?: string | false;
  /** `true`: to all that take it. */
  readonly webhook?: string | boolean;
}

function addCommand(): Command {
  return withTerms(gatewayCommand('add', 'have a report made on a schedule, and delivered'))
    .argument('<name>', 'what to call it')
    .action(async (name: string, options: TermOptions) => {
      const { kind, cron, period, formats, ...terms } = termsOf(options);
      if (kind === undefined || cron === undefined || period === undefined || formats === undefined) {
        throw wrongUsage('reports schedules add takes --kind, --cron, --period and --format.');
      }
      const answer = await askGateway(options, (rollcall) =>
        rollcall.reports.schedules.add.mutate({ name, kind, cron, period, formats, ...terms }),
      );
      show(options, answer, () => [plain(told(answer.data))]);
    });
}

function updateCommand(): Command {
  return withTerms(gatewayCommand('update', 'change one, or what is made by it'))
    .argument('<name>', 'of the schedule')
    .option('--name <name>', 'what to call it from now on')
    .option('--no-folder', 'write it into no folder any more')
    .option('--no-webhook', 'send it to no webhook any more')
    .action(async (name: string, { name: newName, ...options }: TermOptions & { readonly name?: string }) => {
      const change = { ...termsOf(options), ...(newName === undefined ? {} : { newName }) };
      const answer = await askGateway(options, (rollcall) =>
        rollcall.reports.schedules.update.mutate({ name, ...change }),
      );
      show(options, answer, () => [plain(told(answer.data))]);
    });
}

function withTerms(command: Command): Command {
  return command
    .addOption(new Option('--kind <kind>', 'what it is about').choices(ReportKind.options))
    .option('--cron <line>', 'when it is made, in UTC: "0 6 1 * *" is at six on the first of each month')
    .addOption(new Option('--period <period>', 'what it covers, as of then').choices(ReportPeriod.options))
    .option('--format <format>', 'what it is written as; may be repeated', formatsGiven)
    .option('--folder <name>', "write it into this folder below the daemon's folder of reports")
    .option('--webhook [name]', 'send it to this webhook whatever its filter, or to all that take report.issued')
    .option('--connection <name>', 'of this connection only')
    .option('--resource-kind <kind>', 'of this kind of resources only: reconciliation, inventory')
    .option('--client <name>', 'of this workspace at the provider only: wallet')
    .option('--actor <name>', 'what this one did only: audit')
    .option('--subject <name>', 'what was done to this only: audit')
    .addOption(new Option('--about <what>', 'of this only: audit').choices(['everything', 'secrets', 'refusals']));
}

function formatsGiven(given: string, before: readonly ReportFormat[] = []): readonly ReportFormat[] {
  const { success, data } = ReportFormat.safeParse(given);
  if (success) return [...before, data];
  throw new InvalidArgumentError(`It is one of ${ReportFormat.options.join(', ')}.`);
}

/** What was said of it, as the gateway takes it. */
function termsOf(options: TermOptions) {
  const { kind, cron, period, format, folder, webhook } = options;
  const { connection, resourceKind, client, actor, subject, about } = options;
  const filters = { connection, resourceKind, client, actor, subject, about };
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(cron === undefined ? {} : { cron }),
    ...(period === undefined ? {} : { period }),
    ...(format === undefined ? {} : { formats: [...format] }),
    ...(folder === undefined ? {} : { folder: folder === false ? null : folder }),
    ...(webhook === undefined ? {} : { webhook: webhookOf(webhook) }),
    ...(Object.values(filters).every((value) => value === undefined) ? {} : { filters }),
  };
}

function webhookOf(given: string | boolean): string | null {
  if (typeof given === 'string') return given;
  return given ? everyWebhook : null;
}

/** A command that asks for one change of a schedule, and says in a sentence what is so now. */
function turnCommand(
  verb: string,
  {
    description,
    ask,
    done,
  }: {
    readonly description: string;
    readonly ask: (rollcall: Rollcall, name: string) => Promise<{ readonly data: ReportSchedule }>;
    readonly done: (schedule: ReportSchedule) => string;
  },
): Command {
  return gatewayCommand(verb, description)
    .argument('<name>', 'of the schedule')
    .action(async (name: string, options: CommandOptions) => {
      const answer = await askGateway(options, (rollcall) => ask(rollcall, name));
      show(options, answer, () => [plain(done(answer.data))]);
    });
}

function removeCommand(): Command {
  return gatewayCommand('remove', 'end one; what was made by it stays')
    .argument('<name>', 'of the schedule')
    .action(async (name: string, options: CommandOptions) => {
      const answer = await askGateway(options, (rollcall) => rollcall.reports.schedules.remove.mutate({ name }));
      show(options, answer, () => [plain(`${name} is removed.`)]);
    });
}

function told(schedule: ReportSchedule): string {
  const { name, kind, period, nextDueAt } = schedule;
  return `${name}: ${kind}, ${period}, to ${whereTo(schedule)}; due ${timeOf(nextDueAt)}.`;
}

function stateOf({ state, failing, askedAt }: ReportSchedule): string {
  if (failing !== null) return `${state}, failing: ${failing.reason}`;
  return askedAt === null ? state : `${state}, asked for`;
}

function whereTo({ folder, webhook }: ReportSchedule): string {
  const hooks = webhook === everyWebhook ? 'all webhooks that take report.issued' : `webhook ${webhook}`;
  return [folder === null ? [] : [`folder ${folder}`], webhook === null ? [] : [hooks]].flat().join(', ');
}

function timeOf(time: string | null): string {
  return time === null ? 'not before it is resumed' : localTime(time);
}
