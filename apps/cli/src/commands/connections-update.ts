import type { Command } from 'commander';
import { jsonObject, pairs, rates } from '../arguments.ts';
import { readCredential, readOptionalCredential } from '../credential.ts';
import { askGateway } from '../gateway.ts';
import { type CommandOptions, gatewayCommand } from '../gateway-command.ts';
import { scheduleOf } from '../output/schedule.ts';
import { show } from '../output/show.ts';

interface UpdateOptions extends CommandOptions {
  readonly baseUrl?: string;
  readonly config?: Readonly<Record<string, unknown>>;
  /** False for none. */
  readonly schedule?: string | false;
  readonly kindSchedule?: Readonly<Record<string, string>>;
  readonly rate?: Readonly<Record<string, number | null>>;
  readonly verify: boolean;
}

const example = '{"…":"…"}';

/** `connections update`: other settings, a new credential on stdin, or both. */
export function connectionsUpdateCommand(): Command {
  return gatewayCommand('update', 'change settings, or give a new credential on stdin; it must open the same account')
    .argument('<name>', 'of the connection')
    .option('--base-url <url>', "the provider's API, path included")
    .option('--config <json>', "the provider's own settings, in place of those before", jsonObject('--config'))
    .option('--schedule <cron>', 'when to list all of it, in UTC')
    .option('--no-schedule', 'leave to each kind again when it is listed')
    .option(
      '--kind-schedule <kind=cron>',
      'when to list one kind, in UTC; "KIND=" takes it out; may be repeated',
      pairs('--kind-schedule'),
    )
    .option('--rate <bucket=n>', 'requests a minute; "BUCKET=" takes it out; may be repeated', rates)
    .option('--no-verify', 'store it without asking the provider whether the credential is good')
    .addHelpText(
      'after',
      '\nStdin is read to its end for a new credential. With another option beside it, a terminal is not read,\nand a stdin on which nothing comes for 5 seconds is taken for one without a credential.',
    )
    .action(update);
}

async function update(name: string, options: UpdateOptions): Promise<void> {
  const { baseUrl, config, kindSchedule, rate, verify } = options;
  const schedule = options.schedule === false ? null : options.schedule;
  const schedules =
    kindSchedule && Object.fromEntries(Object.entries(kindSchedule).map(([kind, cron]) => [kind, cron || null]));
  const changesSettings = [baseUrl, config, schedule, schedules, rate].some((setting) => setting !== undefined);
  const credential = changesSettings
    ? await readOptionalCredential(example)
    : await readCredential({ example, usage: `pnpm rollcall connections update ${name}` });
  const answer = await askGateway(options, (rollcall) =>
    rollcall.connections.update.mutate({ name, baseUrl, config, schedule, schedules, rates: rate, verify, credential }),
  );
  show(options, answer, () => [
    `Updated ${name}: ${answer.data.baseUrl}, listed ${scheduleOf(answer.data)}, ${credential === undefined ? 'the same credential' : 'a new credential'}.`,
  ]);
}
