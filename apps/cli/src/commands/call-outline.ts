import type { Command } from 'commander';
import { gatewayCommand } from '../gateway-command.ts';

/** `call` as the list of commands shows it, without the providers that `call.ts` needs. */
export function callOutline(): Command {
  return gatewayCommand(
    'call',
    "make one of a provider's documented operations, or one that all providers share",
  ).argument(
    '<operation>',
    'such as big-mail.listDomains, or inboxes.create; an unknown one is answered with those there are',
  );
}
