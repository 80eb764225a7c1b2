import { providerNamed, providers } from '@rollcall/provider-registry';
import { type Connection, ProviderName } from '@rollcall/schema';
import type { Command } from 'commander';
import { jsonObject, pairs, rates as rateOption } from '../arguments.ts';
import { wrongUsage } from '../command-error.ts';
import { exampleOf, readCredential } from '../credential.ts';
import { askGateway } from '../gateway.ts';
import { type CommandOptions, gatewayCommand } from '../gateway-command.ts';
import { assumptionLines } from '../output/assumptions.ts';
import { plain } from '../output/plain.ts';
import { show } from '../output/show.ts';
import { providerHelp } from '../provider-help.ts';

interface AddOptions extends CommandOptions {
  readonly provider: string;
  readonly baseUrl?: string;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly schedule?: string;
  readonly kindSchedule?: Readonly<Record<string, string>>;
  readonly rate?: Readonly<Record<string, number | null>>;
  readonly verify: boolean;
}

/** `connections add`: the credential comes on stdin, so that it stands in no shell history and no process list. */
export function connectionsAddCommand(): Command {
  return gatewayCommand('add', 'connect an account; its credential is read from stdin as JSON')
    .argument('<name>', 'what to call it: lower-case letters, digits, dots, dashes, underscores')
    .requiredOption('--provider <name>', `whose account it is: ${Object.keys(providers).join(', ')}`)
    .option('--base-url <url>', "the provider's API when it is not the usual one, path included")
    .option('--config <json>', "the provider's own settings", jsonObject('--config'))
    .option('--schedule <cron>', 'when to list all of it, in UTC; each kind has a schedule of its own unless given')
    .option('--kind-schedule <kind=cron>', 'when to list one kind, in UTC; may be repeated', pairs('--kind-schedule'))
    .option('--rate <bucket=n>', 'requests a minute, if the account is allowed others than documented', rateOption)
    .option('--no-verify', 'store it without asking the provider whether the credential is good')
    .addHelpText('after', providersHelp)
    .action(add);
}

async function add(name: string, options: AddOptions): Promise<void> {
  const provider = providerNamed(options.provider);
  const { baseUrl, config, schedule, kindSchedule: schedules = {}, verify } = options;
  if (Object.values(schedules).includes(''))
    throw wrongUsage('--kind-schedule must have a cron line behind "=", such as "inbox=0 * * * *".');
  const rates = ratesOf(options);
  const credential = await readCredential({
    example: exampleOf(provider.credential),
    usage: `pnpm rollcall connections add ${name} --provider ${provider.name}`,
  });
  const answer = await askGateway(options, (rollcall) =>
    rollcall.connections.add.mutate({
      ...{ name, baseUrl, config, schedule, schedules, rates, verify, credential },
      provider: ProviderName.parse(provider.name),
    }),
  );
  show(options, answer, () => [
    plain(`Added ${name} at ${answer.data.baseUrl}: ${openedBy(answer.data, { verify })}.`),
    `"pnpm rollcall sync ${name}" calls its roll.`,
    ...assumptionLines(answer.data),
  ]);
}

function ratesOf({ rate = {} }: AddOptions): Readonly<Record<string, number>> {
  const given = Object.entries(rate).map(([bucket, perMinute]) => {
    if (perMinute === null) throw wrongUsage('--rate must have a number behind "=", such as "default=120".');
    return [bucket, perMinute];
  });
  return Object.fromEntries(given);
}

function openedBy({ account }: Pick<Connection, 'account'>, { verify }: { verify: boolean }): string {
  if (account !== null) return `the account ${account.name} (${account.id})`;
  return verify
    ? 'the credential opens an account, and the provider does not tell whose'
    : 'nobody was asked whether the credential is good, the first sync will';
}

function providersHelp(): string {
  const known = Object.values(providers).flatMap((provider) => ['', ...providerHelp(provider)]);
  return ['', 'The credential on stdin and the settings of --config, by provider:', ...known].join('\n');
}
