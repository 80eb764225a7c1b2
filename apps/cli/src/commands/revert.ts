import { EventId } from '@rollcall/schema';
import type { Command } from 'commander';
import { wrongUsage } from '../command-error.ts';
import { askGateway } from '../gateway.ts';
import { type CommandOptions, gatewayCommand } from '../gateway-command.ts';
import { causeText } from '../output/cause-text.ts';
import { plain } from '../output/plain.ts';
import { show } from '../output/show.ts';
import { table } from '../output/table.ts';
import { localTime } from '../output/time.ts';
import { readStdin } from '../read-stdin.ts';

interface RevertOptions extends CommandOptions {
  readonly nearest?: boolean;
  readonly passwordStdin?: boolean;
}

/** `revert`: the plan that takes back what an event tells of. Approving it is a step of its own. */
export function revertCommand(): Command {
  return gatewayCommand('revert', 'plan what takes back a change that somebody else made; "apply" then does it')
    .argument('<event>', 'its id, as "events --standing open" shows it', eventId)
    .option('--nearest', 'also what comes only near to what was, such as an empty inbox of the same address')
    .option('--password-stdin', 'read the new password from stdin, for what must have one; else one is made')
    .action(async (id: EventId, options: RevertOptions) => {
      const { nearest = false } = options;
      const password = options.passwordStdin === true ? await passwordOnStdin() : undefined;
      const answer = await askGateway(options, (rollcall) => rollcall.events.revert.mutate({ id, nearest, password }));
      show(options, answer, () => revertLines(answer.data));
    });
}

/** Reads what names an event on the command line. */
export function eventId(text: string): EventId {
  const id = EventId.safeParse(text);
  if (id.success) return id.data;
  throw wrongUsage('<event> must be the id of an event: "pnpm rollcall events --standing open" shows those to decide.');
}

type RevertPlan = Awaited<
  ReturnType<Parameters<Parameters<typeof askGateway>[1]>[0]['events']['revert']['mutate']>
>['data'];

type Part = RevertPlan['parts'][number];

/** A plan that takes back a change, and how to have it carried out. */
export function revertLines({ event, parts, warnings, plan, password }: RevertPlan): readonly string[] {
  const { subject, connection, cause, type, at } = event;
  return [
    `${plain(subject.kind)} ${plain(subject.name)} of ${plain(connection ?? '-')}: ${type} at ${localTime(at)}`,
    ...(cause === null ? [] : [plain(causeText(cause))]),
    '',
    ...table(parts, [
      { title: 'what', value: ({ what }: Part) => what },
      { title: 'before', value: ({ before }: Part) => valueText(before) },
      { title: 'now', value: ({ now }: Part) => valueText(now) },
      { title: 'after', value: ({ after }: Part) => valueText(after) },
      { title: 'why not', value: ({ reason }: Part) => reason, whole: true },
    ]),
    '',
    ...plan.items.map(({ operation, input }) => `${operation} ${plain(JSON.stringify(input))}`),
    ...plan.items.flatMap(({ warnings: more }) => more.map(({ message }) => plain(message))),
    ...warnings.map(plain),
    ...(password === null ? [] : [`The new password is ${plain(password)}. It is shown this once.`]),
    '',
    `Nothing was sent. To do exactly this: pnpm rollcall apply ${plan.id} --hash ${plan.hash.slice(0, hashShown)} --wait`,
  ];
}

/** So much of a hash is no guess. */
const hashShown = 12;

function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

async function passwordOnStdin(): Promise<string> {
  const piped = await readStdin({ what: 'the new password', silentMsMax: 30_000 });
  const password = piped === 'silent' ? '' : piped.replace(/\r?\n$/, '');
  if (password !== '') return password;
  throw wrongUsage('--password-stdin reads the new password from stdin, and nothing comes there.');
}
