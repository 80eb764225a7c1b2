import { Command } from 'commander';
import type { GatewayOptions } from './gateway.ts';
import type { OutputOptions } from './output/show.ts';

/** What every command that asks the gateway is given. */
export type CommandOptions = GatewayOptions & OutputOptions;

/** A command that asks the gateway. */
export function gatewayCommand(name: string, description: string): Command {
  return withCommonOptions(new Command(name).description(description));
}

/** Adds the options that stand before a command as well as behind it. */
export function withCommonOptions(command: Command): Command {
  return command
    .option('--json', 'print one JSON document on stdout')
    .option('--data-dir <path>', 'where the gateway and the key to it are found, unless ROLLCALL_URL is set');
}
