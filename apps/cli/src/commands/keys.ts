import { type ApiKey, ApiKeyId, GrantedScope, KeyScope, overlapHoursMax, unitsPerMinuteMax } from '@rollcall/schema';
import { Command } from 'commander';
import { dayAhead, repeated, wholeNumber } from '../arguments.ts';
import { wrongUsage } from '../command-error.ts';
import { askGateway } from '../gateway.ts';
import { type CommandOptions, gatewayCommand } from '../gateway-command.ts';
import { showList, tableOf, wholeListCommand } from '../list-command.ts';
import { keyNotes } from '../output/key-notes.ts';
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
    .addCommand(updateCommand())
    .addCommand(rotateCommand())
    .addCommand(revokeCommand());
}

interface CreateOptions extends CommandOptions {
  readonly scope: readonly GrantedScope[];
  readonly connection?: readonly string[];
  readonly ip?: readonly string[];
  readonly rate?: number;
  readonly expires?: string;
}

function createCommand(): Command {
  return gatewayCommand('create', 'make a key; its token is shown once')
    .argument('<name>', 'whose it is')
    .requiredOption('--scope <scope>', `what it may do: ${scopeWords}; may be repeated`, scopes)
    .option('--connection <name>', 'the only one that exists for it; may be repeated', repeated)
    .option('--ip <network>', 'from where it works, an address or a network; may be repeated', repeated)
    .option('--rate <units>', 'units a minute: a read is 1, a page 2, a change 5, a call 10', rate)
    .option('--expires <when>', 'in days (30d), or a date; 90d unless told, 366d at most', dayAhead('--expires'))
    .action(async (name: string, { connection, ip, rate: unitsPerMinute, ...options }: CreateOptions) => {
      const { token, key } = await askGateway(options, (rollcall) =>
        rollcall.keys.create.mutate({
          name,
          scopes: [...options.scope],
          ...(connection === undefined ? {} : { connections: [...connection] }),
          ...(ip === undefined ? {} : { networks: [...ip] }),
          ...(unitsPerMinute === undefined ? {} : { unitsPerMinute }),
          ...(options.expires === undefined ? {} : { expiresAt: options.expires }),
        }),
      );
      show(options, { data: { ...key, token } }, () => [token]);
      notice(`Key ${key.id} (${key.name}) is made, ${until(key)}. Keep the token now: it is not shown again.`);
    });
}

function listCommand(): Command {
  return wholeListCommand('list', 'list them, those that have ended too').action(async (options: CommandOptions) => {
    const page = await askGateway(options, (rollcall) => rollcall.keys.list.query());
    showList(options, page, {
      lines: tableOf<ApiKey>([
        { title: 'id', value: ({ id }) => id, whole: true },
        { title: 'name', value: ({ name }) => name },
        { title: 'state', value: ({ state }) => state, whole: true },
        { title: 'expires', value: ({ expiresAt }) => (expiresAt === null ? 'never' : localTime(expiresAt)) },
        { title: 'last used', value: ({ lastUsedOn }) => lastUsedOn },
        { title: 'note', value: (key) => keyNotes(key, new Date()).join('; ') || null, whole: true },
        { title: 'units/min', value: ({ unitsPerMinute }) => `${unitsPerMinute}` },
        { title: 'scopes', value: ({ scopes: has }) => has.join(',') },
        {
          title: 'only',
          value: ({ connections, networks: from }) => [...(connections ?? []), ...from].join(',') || null,
        },
      ]),
      empty: 'There is no key: "pnpm rollcall keys create --help" says how to make one.',
    });
  });
}

interface UpdateOptions extends CommandOptions {
  readonly name?: string;
  readonly ip?: readonly string[] | boolean;
  readonly rate?: number;
}

function updateCommand(): Command {
  return gatewayCommand('update', 'change how a key is called, or how far it is limited')
    .argument('<id>', 'of the key, as "keys list" shows it', keyId)
    .option('--name <name>', 'whose it is')
    .option('--ip <network>', 'from where it works, in place of those before; may be repeated', networks)
    .option('--no-ip', 'it works from everywhere')
    .option('--rate <units>', 'units a minute', rate)
    .action(async (id: ApiKeyId, { name, ip, rate: unitsPerMinute, ...options }: UpdateOptions) => {
      const change = {
        ...(name === undefined ? {} : { name }),
        ...(ip === undefined || ip === true ? {} : { networks: ip === false ? [] : [...ip] }),
        ...(unitsPerMinute === undefined ? {} : { unitsPerMinute }),
      };
      if (Object.keys(change).length === 0) throw wrongUsage('keys update takes --name, --ip, --no-ip or --rate.');
      const answer = await askGateway(options, (rollcall) => rollcall.keys.update.mutate({ id, ...change }));
      show(options, answer, () => [plain(`Key ${id} (${answer.data.name}) is changed.`)]);
    });
}

interface RotateOptions extends CommandOptions {
  readonly overlapHours?: number;
  readonly expires?: string;
}

function rotateCommand(): Command {
  return gatewayCommand('rotate', "make a key's successor, and let the key work beside it for a while")
    .argument('<id>', 'of the key, as "keys list" shows it', keyId)
    .option(
      '--overlap-hours <n>',
      'for how long both work; 24 unless told',
      wholeNumber('--overlap-hours', { min: 0, max: overlapHoursMax }),
    )
    .option('--expires <when>', 'when the successor ends: in days (30d), or a date', dayAhead('--expires'))
    .action(async (id: ApiKeyId, { overlapHours, expires, ...options }: RotateOptions) => {
      const { token, key, replaced } = await askGateway(options, (rollcall) =>
        rollcall.keys.rotate.mutate({
          id,
          ...(overlapHours === undefined ? {} : { overlapHours }),
          ...(expires === undefined ? {} : { expiresAt: expires }),
        }),
      );
      show(options, { data: { ...key, token, replaced } }, () => [token]);
      const graceUntil = replaced.graceUntil === null ? '' : localTime(replaced.graceUntil);
      notice(
        `Key ${key.id} takes the place of ${id}, which works until ${graceUntil}. Keep the token now: it is not shown again.`,
      );
    });
}

function revokeCommand(): Command {
  return gatewayCommand('revoke', 'make a key worthless, within seconds and for good')
    .argument('<id>', 'of the key, as "keys list" shows it', keyId)
    .action(async (id: ApiKeyId, options: CommandOptions) => {
      const answer = await askGateway(options, (rollcall) => rollcall.keys.revoke.mutate({ id }));
      show(options, answer, () => [plain(`Key ${id} (${answer.data.name}) is revoked.`)]);
    });
}

const scopeWords = `${KeyScope.options.join(', ')}, or operations:write:KIND`;

function scopes(text: string, before: readonly GrantedScope[] | undefined): readonly GrantedScope[] {
  const parsed = GrantedScope.safeParse(text.trim());
  if (parsed.success) return [...(before ?? []), parsed.data];
  throw wrongUsage(`--scope takes ${scopeWords}; repeat it for several.`);
}

function rate(text: string): number {
  return wholeNumber('--rate', { min: 1, max: unitsPerMinuteMax })(text);
}

/** Repeated, and after `--no-ip` from the start. */
function networks(text: string, before: readonly string[] | boolean | undefined): readonly string[] {
  return repeated(text, typeof before === 'object' ? before : undefined);
}

function keyId(text: string): ApiKeyId {
  const parsed = ApiKeyId.safeParse(text);
  if (parsed.success) return parsed.data;
  throw wrongUsage('The id of a key has 12 letters and digits, as "keys list" shows it; a token is not an id.');
}

function until({ expiresAt }: ApiKey): string {
  return expiresAt === null ? 'and never ends' : `and works until ${localTime(expiresAt)}`;
}
