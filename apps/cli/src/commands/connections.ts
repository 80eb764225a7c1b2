import type { Connection } from '@rollcall/schema';
import { Command } from 'commander';
import { askGateway } from '../gateway.ts';
import { type CommandOptions, gatewayCommand } from '../gateway-command.ts';
import { showList, tableOf, wholeListCommand } from '../list-command.ts';
import { plain } from '../output/plain.ts';
import { show } from '../output/show.ts';
import { localTime } from '../output/time.ts';
import { connectionsAddCommand } from './connections-add.ts';
import { connectionsUpdateCommand } from './connections-update.ts';

/** `connections`: the accounts at providers. */
export function connectionsCommand(): Command {
  return new Command('connections')
    .description('the accounts at providers that Rollcall calls the roll of')
    .addCommand(connectionsAddCommand())
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
        done: (name) => `${name} is active, and due now.`,
      }),
    )
    .addCommand(
      stateCommand('remove', {
        description: 'destroy its credential and forget the connection; what the ledger knows of it stays',
        done: (name) => `${name} is removed and its credential destroyed; its history stays.`,
      }),
    );
}

function listCommand(): Command {
  return wholeListCommand('list', 'list them, with how their last run ended').action(
    async (options: CommandOptions) => {
      const page = await askGateway(options, (rollcall) => rollcall.connections.list.query());
      showList(options, page, {
        lines: tableOf<Connection>([
          { title: 'name', value: ({ name }) => name },
          { title: 'provider', value: ({ provider, sandbox }) => (sandbox ? `${provider} (sandbox)` : provider) },
          { title: 'state', value: ({ state }) => state },
          { title: 'account', value: ({ account }) => account?.name ?? null },
          { title: 'schedule', value: ({ schedule }) => schedule },
          { title: 'last run', value: lastRun, style: lastRunStyle },
          { title: 'base URL', value: ({ baseUrl }) => baseUrl },
        ]),
        empty: 'There is no connection: "pnpm rollcall connections add --help" says how to add one.',
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

function lastRun({ lastRun }: Connection): string | null {
  return lastRun === null ? null : `${lastRun.outcome} ${localTime(lastRun.finishedAt)}`;
}

function lastRunStyle({ lastRun }: Connection): 'yellow' | undefined {
  return lastRun === null || lastRun.outcome === 'complete' ? undefined : 'yellow';
}
