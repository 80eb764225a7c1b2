import type { Rollcall } from '@rollcall/client';
import { overlapHoursMax, SigningScheme, type Webhook } from '@rollcall/schema';
import { Command, Option } from 'commander';
import { sequence, wholeNumber } from '../arguments.ts';
import { askGateway } from '../gateway.ts';
import { type CommandOptions, gatewayCommand } from '../gateway-command.ts';
import { showList, tableOf, wholeListCommand } from '../list-command.ts';
import { notice } from '../output/notice.ts';
import { plain } from '../output/plain.ts';
import { show } from '../output/show.ts';
import { ago, localTime } from '../output/time.ts';
import { receiverNeeds, stateOf, stateStyle, webhookLines } from '../output/webhook-lines.ts';
import { attemptsCommand, deliveriesCommand } from './webhooks-log.ts';
import { addCommand, updateCommand } from './webhooks-settings.ts';

/** `webhooks`: the addresses that are sent the workspace's events. */
export function webhooksCommand(): Command {
  return new Command('webhooks')
    .description("the addresses that are sent the workspace's events")
    .addCommand(addCommand())
    .addCommand(webhookList())
    .addCommand(showCommand())
    .addCommand(updateCommand())
    .addCommand(
      turnCommand('pause', {
        description: 'stop sending; what happens meanwhile is sent once it is resumed',
        ask: (rollcall, name) => rollcall.webhooks.pause.mutate({ name }),
        done: ({ name }) => `${name} is paused: "pnpm rollcall webhooks resume ${name}" has it go on from where it is.`,
      }),
    )
    .addCommand(
      turnCommand('resume', {
        description: 'go on from where it was; what waits, or can no longer be tried, is tried at once',
        ask: (rollcall, name) => rollcall.webhooks.resume.mutate({ name }),
        done: ({ name, undelivered }) => `${name} is active; ${undelivered} undelivered, and all that happened since.`,
      }),
    )
    .addCommand(
      turnCommand('test', {
        description: 'have an event happen that it is sent, whatever its filter',
        ask: (rollcall, name) => rollcall.webhooks.test.mutate({ name }),
        done: ({ name }) => `It is on its way: "pnpm rollcall webhooks attempts ${name}" shows what comes of it.`,
      }),
    )
    .addCommand(rotateCommand())
    .addCommand(
      turnCommand('retire-secret', {
        description: 'destroy the secret that still signs beside its successor',
        ask: (rollcall, name) => rollcall.webhooks.retireSecret.mutate({ name }),
        done: ({ name }) => `${name} signs with its newest secret alone.`,
      }),
    )
    .addCommand(deliveriesCommand())
    .addCommand(attemptsCommand())
    .addCommand(replayCommand())
    .addCommand(skipCommand())
    .addCommand(removeCommand());
}

function webhookList(): Command {
  return wholeListCommand('list', 'list them, with how they do').action(async (options: CommandOptions) => {
    const page = await askGateway(options, (rollcall) => rollcall.webhooks.list.query());
    showList(options, page, {
      lines: tableOf<Webhook>([
        { title: 'name', value: ({ name }) => name, whole: true },
        { title: 'state', value: stateOf, style: stateStyle },
        { title: 'order', value: ({ order }) => order },
        { title: 'sequence', value: ({ sequence }) => sequence },
        { title: 'behind', value: ({ behind }) => behind },
        { title: 'undelivered', value: ({ undelivered }) => undelivered },
        { title: 'dead', value: ({ dead }) => dead },
        { title: 'delivered', value: ({ deliveredAt }) => (deliveredAt === null ? null : ago(deliveredAt)) },
        { title: 'URL', value: ({ url }) => url },
      ]),
      empty: 'There is no webhook: "pnpm rollcall webhooks add --help" says how to add one.',
    });
  });
}

function showCommand(): Command {
  return webhookCommand('show', 'show one, with its filter and what to check its signatures with').action(
    async (name: string, options: CommandOptions) => {
      const answer = await askGateway(options, (rollcall) => rollcall.webhooks.get.query({ name }));
      show(options, answer, () => webhookLines(answer.data));
    },
  );
}

/** A command that asks for one change of a webhook, and says in a sentence what is so now. */
function turnCommand(
  verb: string,
  {
    description,
    ask,
    done,
  }: {
    readonly description: string;
    readonly ask: (rollcall: Rollcall, name: string) => Promise<{ readonly data: Webhook }>;
    readonly done: (webhook: Webhook) => string;
  },
): Command {
  return webhookCommand(verb, description).action(async (name: string, options: CommandOptions) => {
    const answer = await askGateway(options, (rollcall) => ask(rollcall, name));
    show(options, answer, () => [plain(done(answer.data))]);
  });
}

interface RotateOptions extends CommandOptions {
  readonly overlapHours?: number;
  readonly scheme?: SigningScheme;
}

function rotateCommand(): Command {
  return webhookCommand('rotate-secret', 'sign with another secret, and for a while with the one before, too')
    .option(
      '--overlap-hours <n>',
      'for how long both sign; 24 unless told',
      wholeNumber('--overlap-hours', { min: 0, max: overlapHoursMax }),
    )
    .addOption(new Option('--scheme <scheme>', 'that of the one before unless told').choices(SigningScheme.options))
    .action(async (name: string, { overlapHours, scheme, ...options }: RotateOptions) => {
      const answer = await askGateway(options, (rollcall) =>
        rollcall.webhooks.rotateSecret.mutate({
          name,
          ...(overlapHours === undefined ? {} : { overlapHours }),
          ...(scheme === undefined ? {} : { scheme }),
        }),
      );
      const { data, secret } = answer;
      show(options, answer, () => [secret ?? data.secrets[0]?.publicKey ?? '']);
      const until = data.secrets[1]?.retiresAt ?? null;
      const before = until === null ? [] : [`The one before signs, too, until ${localTime(until)}.`];
      notice([`${plain(name)} signs with another.`, receiverNeeds(secret), ...before].join(' '));
    });
}

function replayCommand(): Command {
  return webhookCommand('replay', 'send a range of sequences once more; what is dead of it is tried again')
    .requiredOption('--from <sequence>', 'the first', sequence('--from'))
    .requiredOption('--to <sequence>', 'the last', sequence('--to'))
    .action(async (name: string, { from, to, ...options }: CommandOptions & { from: number; to: number }) => {
      const answer = await askGateway(options, (rollcall) => rollcall.webhooks.replay.mutate({ name, from, to }));
      const { queued, revived } = answer;
      const dead = revived === 0 ? '' : `; ${revived} that ${revived === 1 ? 'was' : 'were'} dead are tried again`;
      show(options, answer, () => [
        plain(`${queued} of it ${queued === 1 ? 'is' : 'are'} sent to ${name} once more${dead}.`),
      ]);
    });
}

function skipCommand(): Command {
  return webhookCommand('skip', 'give up what has not arrived of a sequence, and let what waits behind it go')
    .requiredOption('--sequence <sequence>', 'which', sequence('--sequence'))
    .action(async (name: string, { sequence: given, ...options }: CommandOptions & { sequence: number }) => {
      const answer = await askGateway(options, (rollcall) => rollcall.webhooks.skip.mutate({ name, sequence: given }));
      show(options, answer, () => [
        plain(`Sequence ${given} is given up: whoever receives for ${name} sees a gap there.`),
      ]);
    });
}

function removeCommand(): Command {
  return webhookCommand('remove', 'end it and destroy its secrets; what had not arrived is given up').action(
    async (name: string, options: CommandOptions) => {
      const answer = await askGateway(options, (rollcall) => rollcall.webhooks.remove.mutate({ name }));
      show(options, answer, () => [plain(`${name} is removed.`)]);
    },
  );
}

function webhookCommand(verb: string, description: string): Command {
  return gatewayCommand(verb, description).argument('<name>', 'of the webhook');
}
