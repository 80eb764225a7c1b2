import { providerNamed, providers } from '@rollcall/provider-registry';
import { type Connection, scheduleDefault } from '@rollcall/schema';
import type { Command } from 'commander';
import { jsonObject } from '../arguments.ts';
import { credentialExample, readCredential } from '../credential.ts';
import { askGateway } from '../gateway.ts';
import { type CommandOptions, gatewayCommand } from '../gateway-command.ts';
import { plain } from '../output/plain.ts';
import { show } from '../output/show.ts';

interface AddOptions extends CommandOptions {
  readonly provider: string;
  readonly baseUrl?: string;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly schedule?: string;
  readonly verify: boolean;
}

/** `connections add`: the credential comes on stdin, so that it stands in no shell history and no process list. */
export function connectionsAddCommand(): Command {
  return gatewayCommand('add', 'connect an account; its credential is read from stdin as JSON')
    .argument('<name>', 'what to call it: lower-case letters, digits, dots, dashes, underscores')
    .requiredOption('--provider <name>', `whose account it is: ${Object.keys(providers).join(', ')}`)
    .option('--base-url <url>', "the provider's API when it is not the usual one, path included")
    .option('--config <json>', "the provider's own settings", jsonObject('--config'))
    .option('--schedule <cron>', `when to sync, in UTC; "${scheduleDefault}" unless given`)
    .option('--no-verify', 'store it without asking the provider whether the credential is good')
    .addHelpText('after', credentialHelp())
    .action(add);
}

async function add(name: string, options: AddOptions): Promise<void> {
  const provider = providerNamed(options.provider);
  const { baseUrl, config, schedule, verify } = options;
  const credential = await readCredential({
    example: credentialExample(provider),
    usage: `pnpm rollcall connections add ${name} --provider ${provider.name}`,
  });
  const answer = await askGateway(options, (rollcall) =>
    rollcall.connections.add.mutate({ name, provider: provider.name, baseUrl, config, schedule, verify, credential }),
  );
  show(options, answer, () => [
    plain(`Added ${name} at ${answer.data.baseUrl}: ${openedBy(answer.data, { verify })}.`),
    `"pnpm rollcall sync ${name}" calls its roll.`,
  ]);
}

function openedBy({ account }: Pick<Connection, 'account'>, { verify }: { verify: boolean }): string {
  if (account !== null) return `the account ${account.name} (${account.id})`;
  return verify
    ? 'the credential opens an account, and the provider does not tell whose'
    : 'nobody was asked whether the credential is good, the first sync will';
}

function credentialHelp(): string {
  const shapes = Object.values(providers).map((provider) => `  ${provider.name}  ${credentialExample(provider)}`);
  return ['', 'Credential on stdin, by provider:', ...shapes].join('\n');
}
