import { type Workspace, WorkspaceName } from '@rollcall/schema';
import { Command } from 'commander';
import { wrongUsage } from '../command-error.ts';
import { askGateway } from '../gateway.ts';
import { type CommandOptions, gatewayCommand } from '../gateway-command.ts';
import { type ListOptions, listCommand, pagesOf, showList, tableOf } from '../list-command.ts';
import { notice } from '../output/notice.ts';
import { show } from '../output/show.ts';
import { localTime } from '../output/time.ts';

/** `workspaces`: the workspaces of this installation, for keys of the first one. */
export function workspacesCommand(): Command {
  return new Command('workspaces')
    .description('the workspaces of this installation, for keys of the first one')
    .addCommand(createCommand())
    .addCommand(listWorkspacesCommand());
}

function createCommand(): Command {
  return gatewayCommand('create', 'make a workspace, and its first key, whose token is shown once')
    .argument('<name>', 'what it is called; no two are called the same', workspaceName)
    .action(async (name: string, options: CommandOptions) => {
      const { data, token, key } = await askGateway(options, (rollcall) => rollcall.workspaces.create.mutate({ name }));
      show(options, { data: { ...data, key, token } }, () => [token]);
      notice(
        `The workspace ${data.name} is made. Keep the token of its first key now: it is not shown again. Set ROLLCALL_API_KEY to it to work there.`,
      );
    });
}

function listWorkspacesCommand(): Command {
  return listCommand('list', 'list them, in the order in which they were made').action(async (options: ListOptions) => {
    const page = await askGateway(options, (rollcall) => pagesOf(options, (of) => rollcall.workspaces.list.query(of)));
    showList(options, page, {
      lines: tableOf<Workspace>([
        { title: 'name', value: ({ name }) => name },
        { title: 'made', value: ({ createdAt }) => localTime(createdAt) },
        { title: 'id', value: ({ id }) => id, whole: true },
      ]),
      empty: 'There is none that this key may see.',
    });
  });
}

function workspaceName(text: string): string {
  const parsed = WorkspaceName.safeParse(text);
  if (parsed.success) return parsed.data;
  throw wrongUsage('The name of a workspace has 1 to 100 characters, and no control characters such as line breaks.');
}
