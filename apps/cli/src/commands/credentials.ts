import { Command } from 'commander';
import { askGateway } from '../gateway.ts';
import { type CommandOptions, gatewayCommand } from '../gateway-command.ts';
import { show } from '../output/show.ts';

/** `credentials`: the seals of the stored credentials. */
export function credentialsCommand(): Command {
  return new Command('credentials').description('how stored credentials are sealed').addCommand(
    gatewayCommand('rotate-master', 'make a new master key and seal every credential again with it').action(
      async (options: CommandOptions) => {
        const answer = await askGateway(options, (rollcall) => rollcall.credentials.rotateMaster.mutate());
        const { masterKeyId, resealed, unreadable, secrets, webhookSecrets, logKeys } = answer.data;
        show(options, answer, () => [
          `Master key ${masterKeyId} is the current one; ${resealed} credential${resealed === 1 ? ' is' : 's are'} sealed with it.`,
          ...(secrets === 0 ? [] : [`Secrets that wait to be taken and are sealed with it: ${secrets}.`]),
          ...(webhookSecrets === 0 ? [] : [`Secrets of webhooks that are sealed with it: ${webhookSecrets}.`]),
          ...(logKeys === 0 ? [] : [`Keys of the audit log that are sealed with it: ${logKeys}.`]),
          ...unreadable.map(
            (id) => `The credential of connection ${id} cannot be opened: give it again with "connections update".`,
          ),
        ]);
      },
    ),
  );
}
