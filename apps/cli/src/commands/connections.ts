import type { ScheduledConnection } from '@rollcall/schema';
import { Command } from 'commander';
import { askGateway } from '../gateway.ts';
import { type CommandOptions, gatewayCommand } from '../gateway-command.ts';
import { showList, tableOf, wholeListCommand } from '../list-command.ts';
import { assumptionLines } from '../output/assumptions.ts';
import { circuitLine } from '../output/circuit.ts';
import { plain } from '../output/plain.ts';
import { kindsOf, scheduleOf } from '../output/schedule.ts';
import { show } from '../output/show.ts';
import { localTime } from '../output/time.ts';
import { connectionsUpdateCommand } from './connections-update.ts';

/** `connections`: the accounts at providers. */
export async function connectionsCommand(args: readonly string[]): Promise<Command> {
  const connections = new Command('connections').description(
    'the accounts at providers that Rollcall calls the roll of',
  );
  // The only one that speaks of providers, which take a while to load.
  const needsAdd = args.includes('connections') && !otherSubcommands.some((name) => args.includes(name));
  if (needsAdd || args.includes('add')) {
    connections.addCommand((await import('./connections-add.ts')).connectionsAddCommand());
  }
  return connections
    .addCommand(listCommand())
    .addCommand(testCommand())
    .addCommand(connectionsUpdateCommand())
    .addCommand(
      stateCommand('pause', {
        description: 'stop syncing one; nothing is forgotten',
        done: (name) => `${name} is paused: "pnpm rollcall connections resume ${name}" wakes it.`,
      }),
    )
    .addCommand(
      stateCommand('resume', {
        description: 'sync a paused one again',
        done: (name) =>
          `${name} is active: all of it is listed at its next due time, or now by "pnpm rollcall sync ${name}".`,
      }),
    )
    .addCommand(
      stateCommand('remove', {
        description: 'destroy its credential and forget the connection; what the ledger knows of it stays',
        done: (name) => `${name} is removed and its credential destroyed; its history stays.`,
      }),
    );
}

const otherSubcommands = ['list', 'test', 'update', 'pause', 'resume', 'remove'];

function listCommand(): Command {
  return wholeListCommand('list', 'list them, with how their last run ended').action(
    async (options: CommandOptions) => {
      const page = await askGateway(options, (rollcall) => rollcall.connections.list.query());
      showList(options, page, {
        lines: tableOf<ScheduledConnection>([
          { title: 'name', value: ({ name }) => name, whole: true },
          { title: 'provider', value: ({ provider, sandbox }) => (sandbox ? `${provider} (sandbox)` : provider) },
          { title: 'state', value: stateOf, style: ({ circuit }) => (circuit === null ? undefined : 'red') },
          { title: 'account', value: ({ account }) => account?.name ?? null },
          { title: 'schedule', value: scheduleOf },
          { title: 'last run', value: lastRun, style: lastRunStyle },
          { title: 'base URL', value: ({ baseUrl }) => baseUrl },
        ]),
        empty: 'There is no connection: "pnpm rollcall connections add --help" says how to add one.',
        end: page.data.flatMap((connection) => [
          ...assumptionLines(connection),
          ...(connection.circuit === null ? [] : [circuitLine({ ...connection, ...connection.circuit })]),
        ]),
      });
    },
  );
}

function testCommand(): Command {
  return gatewayCommand('test', 'ask the provider whose account the credential opens')
    .argument('<name>', 'of the connection')
    .action(async (name: string, options: CommandOptions) => {
      const answer = await askGateway(options, (rollcall) => rollcall.connections.test.mutate({ name }));
      const { account } = answer.data;
      const opened =
        account === null
          ? 'an account; the provider does not tell whose'
          : plain(`the account ${account.name} (${account.id})`);
      show(options, answer, () => [`${name} opens ${opened}.`]);
    });
}

function stateCommand(
  verb: 'pause' | 'resume' | 'remove',
  { description, done }: { description: string; done: (name: string) => string },
): Command {
  return gatewayCommand(verb, description)
    .argument('<name>', 'of the connection')
    .action(async (name: string, options: CommandOptions) => {
      const answer = await askGateway(options, (rollcall) => rollcall.connections[verb].mutate({ name }));
      show(options, answer, () => [done(name)]);
    });
}

function stateOf({ state, circuit }: ScheduledConnection): string {
  return circuit === null ? state : 'circuit open';
}

function lastRun({ lastRun }: ScheduledConnection): string | null {
  if (lastRun === null) return null;
  const { outcome, finishedAt, kinds } = lastRun;
  return `${outcome} ${localTime(finishedAt)}${kinds === null ? '' : ` (${kindsOf(kinds)})`}`;
}

function lastRunStyle({ lastRun }: ScheduledConnection): 'yellow' | undefined {
  return lastRun === null || lastRun.outcome === 'complete' ? undefined : 'yellow';
}
