import { type EventType, Severity, SigningScheme, WebhookOrder } from '@rollcall/schema';
import { type Command, Option } from 'commander';
import { eventTypesGiven, repeated, sequence } from '../arguments.ts';
import { wrongUsage } from '../command-error.ts';
import { askGateway } from '../gateway.ts';
import { type CommandOptions, gatewayCommand } from '../gateway-command.ts';
import { notice } from '../output/notice.ts';
import { plain } from '../output/plain.ts';
import { show } from '../output/show.ts';
import { receiverNeeds, webhookLines } from '../output/webhook-lines.ts';

interface SettingOptions extends CommandOptions {
  readonly type?: readonly EventType[];
  readonly kind?: readonly string[];
  readonly connection?: readonly string[];
  readonly severity?: Severity;
  readonly order?: WebhookOrder;
}

/** `webhooks add`. */
export function addCommand(): Command {
  return withSettings(gatewayCommand('add', 'add one; it is sent what happens from now on'))
    .argument('<name>', 'what to call it')
    .argument('<url>', 'where events are sent, by https')
    .addOption(
      new Option('--scheme <scheme>', 'how requests are signed; ed25519 unless told').choices(SigningScheme.options),
    )
    .option('--from <sequence>', 'the first sequence that it is sent', sequence('--from'))
    .action(async (name: string, url: string, { scheme, from, ...options }: AddOptions) => {
      const answer = await askGateway(options, (rollcall) =>
        rollcall.webhooks.add.mutate({
          ...{ name, url, ...settingsOf(options) },
          ...(scheme === undefined ? {} : { scheme }),
          ...(from === undefined ? {} : { from }),
        }),
      );
      const { data, secret } = answer;
      show(options, answer, () => [secret ?? data.secrets[0]?.publicKey ?? '']);
      notice(
        `${plain(name)} is added. ${receiverNeeds(secret)} "pnpm rollcall webhooks test ${plain(name)}" tries it.`,
      );
    });
}

interface AddOptions extends SettingOptions {
  readonly scheme?: SigningScheme;
  readonly from?: number;
}

interface UpdateOptions extends SettingOptions {
  readonly name?: string;
  readonly url?: string;
  readonly everything?: boolean;
}

/** `webhooks update`. */
export function updateCommand(): Command {
  return withSettings(gatewayCommand('update', 'change what it is called, its URL, its filter or its order'))
    .argument('<name>', 'of the webhook')
    .option('--name <name>', 'what to call it from now on')
    .option('--url <url>', 'where events are sent from now on')
    .option('--everything', 'take its filter away')
    .action(async (name: string, { name: newName, url, everything = false, ...options }: UpdateOptions) => {
      const { filter, order } = settingsOf(options);
      const none = { types: null, kinds: null, connections: null, severity: 'normal' } as const;
      const change = {
        ...(newName === undefined ? {} : { newName }),
        ...(url === undefined ? {} : { url }),
        ...(order === undefined ? {} : { order }),
        ...(everything || filter !== undefined ? { filter: { ...(everything ? none : {}), ...filter } } : {}),
      };
      if (Object.keys(change).length === 0) {
        throw wrongUsage(
          'webhooks update takes --name, --url, --order, --everything, --type, --kind, --connection or --severity.',
        );
      }
      const answer = await askGateway(options, (rollcall) => rollcall.webhooks.update.mutate({ name, ...change }));
      show(options, answer, () => webhookLines(answer.data));
    });
}

function withSettings(command: Command): Command {
  return command
    .option('--type <type>', 'only events of this type, such as resource.vanished; may be repeated', eventTypesGiven)
    .option('--kind <kind>', 'only events about this kind, such as inbox; may be repeated', repeated)
    .option('--connection <name>', 'only events of this connection; may be repeated', repeated)
    .addOption(
      new Option('--severity <severity>', 'only events that matter at least so much').choices(Severity.options),
    )
    .addOption(
      new Option('--order <order>', 'what waits for what: events of one subject, all, or none').choices(
        WebhookOrder.options,
      ),
    );
}

function settingsOf({ type, kind, connection, severity, order }: SettingOptions) {
  const filter = {
    ...(type === undefined ? {} : { types: [...type] }),
    ...(kind === undefined ? {} : { kinds: [...kind] }),
    ...(connection === undefined ? {} : { connections: [...connection] }),
    ...(severity === undefined ? {} : { severity }),
  };
  return {
    ...(Object.keys(filter).length === 0 ? {} : { filter }),
    ...(order === undefined ? {} : { order }),
  };
}
