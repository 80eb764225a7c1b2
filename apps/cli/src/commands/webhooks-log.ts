import { type Attempt, type Delivery, DeliveryState } from '@rollcall/schema';
import { type Command, Option } from 'commander';
import { sequence } from '../arguments.ts';
import { askGateway } from '../gateway.ts';
import { type ListOptions, listCommand, pagesOf, showList, tableOf } from '../list-command.ts';
import { localTime } from '../output/time.ts';

const states = [...DeliveryState.options, 'undelivered'] as const;

/** `webhooks deliveries`: what it is sent. */
export function deliveriesCommand(): Command {
  return listCommand('deliveries', 'list what it is sent, the newest first')
    .argument('<name>', 'of the webhook')
    .addOption(new Option('--state <state>', 'only those that are so').choices([...states]))
    .action(async (name: string, { state, ...options }: ListOptions & { state?: (typeof states)[number] }) => {
      const list = await askGateway(options, (rollcall) =>
        pagesOf(options, (page) =>
          rollcall.webhooks.deliveries.query({ name, ...(state === undefined ? {} : { state }), ...page }),
        ),
      );
      showList(options, list, {
        lines: tableOf<Delivery>([
          { title: 'sequence', value: ({ sequence }) => sequence },
          { title: 'replay', value: ({ replay }) => (replay === 0 ? null : replay) },
          { title: 'state', value: (delivery) => delivery.state, style: deliveryStyle },
          { title: 'event', value: ({ type }) => type },
          { title: 'about', value: ({ subject }) => `${subject.kind} ${subject.name}` },
          { title: 'tries', value: ({ attempts }) => attempts },
          { title: 'last', value: lastOf },
          { title: 'next', value: ({ nextAt }) => (nextAt === null ? null : localTime(nextAt)) },
        ]),
        empty: state === undefined ? 'It was sent nothing yet.' : 'None is so.',
      });
    });
}

/** `webhooks attempts`: the delivery log. */
export function attemptsCommand(): Command {
  return listCommand('attempts', 'list what came of each request, the newest first')
    .argument('<name>', 'of the webhook')
    .option('--sequence <sequence>', 'only for this sequence', sequence('--sequence'))
    .action(async (name: string, { sequence: given, ...options }: ListOptions & { sequence?: number }) => {
      const list = await askGateway(options, (rollcall) =>
        pagesOf(options, (page) =>
          rollcall.webhooks.attempts.query({ name, ...(given === undefined ? {} : { sequence: given }), ...page }),
        ),
      );
      showList(options, list, {
        lines: tableOf<Attempt>([
          { title: 'at', value: ({ at }) => localTime(at) },
          { title: 'sequence', value: (attempt) => attempt.sequence },
          { title: 'replay', value: ({ replay }) => (replay === 0 ? null : replay) },
          { title: 'try', value: ({ nth }) => nth },
          { title: 'outcome', value: ({ outcome }) => outcome, style: outcomeStyle },
          { title: 'status', value: ({ status }) => status },
          { title: 'ms', value: ({ ms }) => ms },
          { title: 'address', value: ({ address }) => address },
          { title: 'answer', value: ({ snippet }) => snippet },
        ]),
        empty: 'Nothing was sent yet.',
      });
    });
}

function lastOf({ lastOutcome, lastStatus }: Delivery): string | null {
  return lastStatus === null ? lastOutcome : `${lastOutcome} ${lastStatus}`;
}

function deliveryStyle({ state }: Delivery): 'red' | 'yellow' | undefined {
  if (state === 'dead') return 'red';
  return state === 'delivered' ? undefined : 'yellow';
}

function outcomeStyle({ outcome }: Attempt): 'red' | undefined {
  return outcome === 'delivered' ? undefined : 'red';
}
