import { type Operation, OperationId, OperationState } from '@rollcall/schema';
import { type Command, Option } from 'commander';
import { wrongUsage } from '../command-error.ts';
import { askGateway } from '../gateway.ts';
import { type CommandOptions, gatewayCommand } from '../gateway-command.ts';
import { type ListOptions, listCommand, pagesOf, showList, tableOf } from '../list-command.ts';
import { notice } from '../output/notice.ts';
import { jsonText, show } from '../output/show.ts';
import { localTime } from '../output/time.ts';

/** A result may be anything, and fits no table. */
type Shown = Omit<Operation, 'result'>;

interface OperationsOptions extends ListOptions {
  readonly connection?: string;
  readonly state?: OperationState;
}

/** `operations`: the writes that callers asked for. */
export function operationsCommand(): Command {
  return listCommand('operations', 'list the writes that were asked for and what became of them, newest first')
    .addCommand(secretsCommand())
    .option('--connection <name>', 'of this connection only')
    .addOption(new Option('--state <state>', 'in this state only').choices(OperationState.options))
    .action(async (options: OperationsOptions) => {
      const { connection, state } = options;
      const list = await askGateway(options, (rollcall) =>
        pagesOf(options, (page) => rollcall.operations.list.query({ connection, state, ...page })),
      );
      showList(options, list, {
        lines: tableOf<Shown>([
          { title: 'at', value: ({ at }) => localTime(at) },
          { title: 'state', value: (operation) => operation.state, style: stateStyle },
          { title: 'connection', value: (operation) => operation.connection },
          { title: 'operation', value: ({ operation }) => operation },
          { title: 'id', value: ({ id }) => id, whole: true },
          { title: 'input', value: ({ input }) => JSON.stringify(input) },
        ]),
        empty:
          connection === undefined && state === undefined
            ? 'No write was asked for yet: "pnpm rollcall call --help" says how.'
            : 'No operation fits these filters.',
      });
    });
}

/** Once: whoever takes them keeps them. */
function secretsCommand(): Command {
  return gatewayCommand('secrets', 'take the sealed result of an operation, once')
    .argument('<id>', 'of the operation', operationId)
    .action(async (id: OperationId, options: CommandOptions) => {
      const answer = await askGateway(options, (rollcall) => rollcall.operations.takeSecrets.mutate({ id }));
      show(options, answer, () => [jsonText(answer.data.result, 2)]);
      notice('Taken: nobody is shown this again.');
    });
}

function operationId(text: string): OperationId {
  const id = OperationId.safeParse(text);
  if (id.success) return id.data;
  throw wrongUsage(`"${text}" is no operation's id: "operations" shows them.`);
}

function stateStyle({ state }: Shown): 'green' | 'red' | 'yellow' {
  if (state === 'failed' || state === 'contradicted') return 'red';
  return state === 'succeeded' || state === 'confirmed' ? 'green' : 'yellow';
}
