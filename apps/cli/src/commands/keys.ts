import { type ApiKey, ApiKeyId, KeyScope } from '@rollcall/schema';
import { Command } from 'commander';
import { wrongUsage } from '../command-error.ts';
import { askGateway } from '../gateway.ts';
import { type CommandOptions, gatewayCommand } from '../gateway-command.ts';
import { showList, tableOf, wholeListCommand } from '../list-command.ts';
import { notice } from '../output/notice.ts';
import { plain } from '../output/plain.ts';
import { show } from '../output/show.ts';
import { localTime } from '../output/time.ts';

/** `keys`: the gateway's own API keys. */
export function keysCommand(): Command {
  return new Command('keys')
    .description("the gateway's own API keys")
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(revokeCommand());
}

interface CreateOptions extends CommandOptions {
  readonly scopes: readonly KeyScope[];
  readonly name: string;
}

function createCommand(): Command {
  return gatewayCommand('create', 'make a key; its token is shown once')
    .requiredOption('--scopes <list>', `what it may do, with commas: ${KeyScope.options.join(', ')}`, scopes)
    .option('--name <name>', 'whose it is', 'unnamed')
    .action(async (options: CreateOptions) => {
      const { token, key } = await askGateway(options, (rollcall) =>
        rollcall.keys.create.mutate({ name: options.name, scopes: [...options.scopes] }),
      );
      show(options, { data: { ...key, token } }, () => [token]);
      notice(`Key ${key.id} (${key.name}) is made. Keep the token now: it is not shown again.`);
    });
}

function listCommand(): Command {
  return wholeListCommand('list', 'list them, revoked ones too').action(async (options: CommandOptions) => {
    const page = await askGateway(options, (rollcall) => rollcall.keys.list.query());
    showList(options, page, {
      lines: tableOf<ApiKey>([
        { title: 'id', value: ({ id }) => id, whole: true },
        { title: 'name', value: ({ name }) => name },
        { title: 'made', value: ({ createdAt }) => localTime(createdAt) },
        { title: 'last used', value: ({ lastUsedOn }) => lastUsedOn },
        { title: 'revoked', value: ({ revokedAt }) => (revokedAt === null ? null : localTime(revokedAt)) },
        { title: 'scopes', value: ({ scopes }) => scopes.join(',') },
      ]),
      empty: 'There is no key: "pnpm rollcall keys create --help" says how to make one.',
    });
  });
}

function revokeCommand(): Command {
  return gatewayCommand('revoke', 'make a key worthless, at once and for good')
    .argument('<id>', 'of the key, as "keys list" shows it', keyId)
    .action(async (id: ApiKeyId, options: CommandOptions) => {
      const answer = await askGateway(options, (rollcall) => rollcall.keys.revoke.mutate({ id }));
      show(options, answer, () => [plain(`Key ${id} (${answer.data.name}) is revoked.`)]);
    });
}

function scopes(text: string): readonly KeyScope[] {
  const parsed = KeyScope.array()
    .min(1)
    .safeParse(text.split(',').map((scope) => scope.trim()));
  if (parsed.success) return parsed.data;
  throw wrongUsage(`--scopes takes these, with commas between them: ${KeyScope.options.join(', ')}.`);
}

function keyId(text: string): ApiKeyId {
  const parsed = ApiKeyId.safeParse(text);
  if (parsed.success) return parsed.data;
  throw wrongUsage('The id of a key has 12 letters and digits, as "keys list" shows it; a token is not an id.');
}
