import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { gatewayErrorOf, type Rollcall } from '@rollcall/client';
import { type UsedLine, type UseImport, UseImportId, usePartLinesMax } from '@rollcall/schema';
import type { Command } from 'commander';
import { CommandError, wrongUsage } from '../command-error.ts';
import { askGateway } from '../gateway.ts';
import { type CommandOptions, gatewayCommand } from '../gateway-command.ts';
import { plain } from '../output/plain.ts';
import { show } from '../output/show.ts';
import { openUseFile, type UseFile, type WrongLine } from '../use-file.ts';

type ImportOptions = CommandOptions & { readonly asOf?: string };

/** A part has fewer lines where addresses are long: a request carries a mebibyte. */
const partCharactersMax = 600_000;
/** Whoever corrects a file wants to see more than one line of what is wrong, and not all of a file of the wrong sort. */
const wrongTold = 100;
const wrongShown = 20;

/** `resources import-use`: tells when addresses were used last, from a file of whatever sends from them. */
export function importUseCommand(): Command {
  return gatewayCommand('import-use', 'say when addresses were used last, from a file: all of it, or nothing')
    .argument('<file>', 'CSV that begins with "address,last_used", or a JSON object a line; - for stdin')
    .option('--as-of <time>', 'when whoever wrote the file knew this; now, unless given')
    .action(async (path: string, options: ImportOptions) => {
      const asOf = options.asOf === undefined ? undefined : instantOf(options.asOf);
      const file = openUseFile(path);
      const end = { file: path === '-' ? undefined : basename(path), asOf };
      const data = await askGateway(options, (rollcall) => importUse(rollcall, file, end));
      show(options, { data }, () => linesOf(data));
    });
}

async function importUse(
  rollcall: Rollcall,
  file: UseFile,
  end: { readonly file: string | undefined; readonly asOf: string | undefined },
): Promise<UseImport> {
  const id = UseImportId.parse(randomUUID());
  const wrong: WrongLine[] = [];
  let part: UsedLine[] = [];
  let characters = 0;
  let lines = 0;
  const send = async () => {
    wrong.push(...(await refusedOf(rollcall, { id, lines: part })));
    part = [];
    characters = 0;
  };
  for await (const read of file.lines) {
    if ('wrong' in read) wrong.push(read);
    else {
      part.push(read);
      lines += 1;
      characters += read.address.length + 80;
    }
    if (wrong.length >= wrongTold) break;
    if (part.length === usePartLinesMax || characters >= partCharactersMax) await send();
  }
  if (part.length > 0 && wrong.length < wrongTold) await send();
  if (wrong.length > 0) throw refusal(wrong);
  if (lines === 0) throw wrongUsage('There is nothing to import: the file has no line with an address.');
  const { data } = await rollcall.use.import.mutate({ id, end: { ...end, lines, sha256: file.sha256() } });
  return data;
}

/** Sends a part. Its lines that the gateway finds to be wrong, none as a rule: the import cannot end then. */
async function refusedOf(
  rollcall: Rollcall,
  part: { readonly id: UseImportId; readonly lines: UsedLine[] },
): Promise<readonly WrongLine[]> {
  try {
    await rollcall.use.import.mutate(part);
    return [];
  } catch (error) {
    const issues = gatewayErrorOf(error)?.issues ?? [];
    const wrong = issues.flatMap(({ path, message }) => {
      const line = /^line (\d+)$/.exec(path)?.[1];
      return line === undefined ? [] : [{ line: Number(line), wrong: message }];
    });
    if (wrong.length === 0) throw error;
    return wrong;
  }
}

function refusal(wrong: readonly WrongLine[]): CommandError {
  const told = wrong.toSorted((one, other) => one.line - other.line).slice(0, wrongTold);
  const shown = told.slice(0, wrongShown).map(({ line, wrong: why }) => `\n  line ${line} ${plain(why)}`);
  const more = told.length > wrongShown ? `\n  and ${told.length - wrongShown} more` : '';
  return new CommandError(
    'invalid_input',
    `Nothing was imported, since not every line is right:${shown.join('')}${more}`,
    {
      told: { issues: told.map(({ line, wrong: message }) => ({ path: `line ${line}`, message })) },
    },
  );
}

function linesOf({ id, lines, outcome }: UseImport): readonly string[] {
  if (outcome === null) return [`${lines} lines of the import ${id} have come.`];
  const { added, newer, same, older, unknown, unknownAddresses, sha256 } = outcome;
  const more = unknown - unknownAddresses.length;
  return [
    `${lines} lines: ${added} addresses are new, ${newer} were used since, ${same} as known, ${older} older than known.`,
    ...(unknown === 0 ? [] : [`${unknown} addresses are of no live inbox, and were left out:`]),
    ...unknownAddresses.map(({ line, address }) => `  line ${line}: ${plain(address)}`),
    ...(more === 0 ? [] : [`  and ${more} more`]),
    `import ${id}, file SHA-256 ${sha256}`,
  ];
}

function instantOf(text: string): string {
  const at = new Date(text);
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(at.getTime())) return at.toISOString();
  throw wrongUsage('--as-of must be a time such as 2026-05-28T09:30:00Z, or a day.');
}
