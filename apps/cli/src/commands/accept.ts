import type { EventId } from '@rollcall/schema';
import type { Command } from 'commander';
import { askGateway } from '../gateway.ts';
import { type CommandOptions, gatewayCommand } from '../gateway-command.ts';
import { plain } from '../output/plain.ts';
import { show } from '../output/show.ts';
import { eventId } from './revert.ts';

/** `accept`: what somebody else changed is taken as right. */
export function acceptCommand(): Command {
  return gatewayCommand('accept', 'take the state that a change of somebody else led to as right')
    .argument('<event>', 'its id, as "events --standing open" shows it', eventId)
    .requiredOption('--reason <text>', 'why, for the audit log')
    .action(async (id: EventId, options: CommandOptions & { readonly reason: string }) => {
      const { reason } = options;
      const answer = await askGateway(options, (rollcall) => rollcall.events.accept.mutate({ id, reason }));
      const { subject } = answer.data;
      show(options, answer, () => [
        `The ${subject.kind} ${plain(subject.name)} is right as it is. Nothing was sent; the event stays as it was.`,
      ]);
    });
}
