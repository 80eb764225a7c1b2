import type { Command } from 'commander';
import { jsonObject } from '../arguments.ts';
import { readCredential, readOptionalCredential } from '../credential.ts';
import { askGateway } from '../gateway.ts';
import { type CommandOptions, gatewayCommand } from '../gateway-command.ts';
import { show } from '../output/show.ts';

interface UpdateOptions extends CommandOptions {
  readonly baseUrl?: string;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly schedule?: string;
  readonly verify: boolean;
}

const example = '{"…":"…"}';

/** `connections update`: other settings, a new credential on stdin, or both. */
export function connectionsUpdateCommand(): Command {
  return gatewayCommand('update', 'change settings, or give a new credential on stdin; it must open the same account')
    .argument('<name>', 'of the connection')
    .option('--base-url <url>', "the provider's API, path included")
    .option('--config <json>', "the provider's own settings, in place of those before", jsonObject('--config'))
    .option('--schedule <cron>', 'when to sync, in UTC')
    .option('--no-verify', 'store it without asking the provider whether the credential is good')
    .addHelpText(
      'after',
      '\nStdin is read to its end for a new credential. With another option beside it, a terminal is not read,\nand a stdin on which nothing comes for 5 seconds is taken for one without a credential.',
    )
    .action(update);
}

async function update(name: string, options: UpdateOptions): Promise<void> {
  const { baseUrl, config, schedule, verify } = options;
  const changesSettings = [baseUrl, config, schedule].some((setting) => setting !== undefined);
  const credential = changesSettings
    ? await readOptionalCredential(example)
    : await readCredential({ example, usage: `pnpm rollcall connections update ${name}` });
  const answer = await askGateway(options, (rollcall) =>
    rollcall.connections.update.mutate({ name, baseUrl, config, schedule, verify, credential }),
  );
  show(options, answer, () => [
    `Updated ${name}: ${answer.data.baseUrl}, "${answer.data.schedule}", ${credential === undefined ? 'the same credential' : 'a new credential'}.`,
  ]);
}
