import { isDeepStrictEqual } from 'node:util';
import type { ResourceVersion } from '@rollcall/schema';
import type { Command } from 'commander';
import { askGateway } from '../gateway.ts';
import type { CommandOptions } from '../gateway-command.ts';
import { showList, wholeListCommand } from '../list-command.ts';
import { plain } from '../output/plain.ts';
import { localTime } from '../output/time.ts';

/** `history`: every state that one resource has been in, and why. */
export function historyCommand(): Command {
  return wholeListCommand('history', 'show every state that a resource has been in, and why it changed')
    .argument('<connection>', 'its name')
    .argument('<kind>', 'of the resource')
    .argument('<external-id>', 'as "resources" shows it')
    .action(async (connection: string, kind: string, externalId: string, options: CommandOptions) => {
      const page = await askGateway(options, (rollcall) =>
        rollcall.resources.history.query({ connection, kind, externalId }),
      );
      showList(options, page, { lines: versionLines, empty: '' });
    });
}

/** A few lines for each version: what happened, because of what, and each attribute that changed. */
function versionLines(versions: readonly ResourceVersion[]): readonly string[] {
  return versions.flatMap((version, index) => {
    const { name, presence, recordedAt, eventType, cause } = version;
    return [
      `v${version.version}  ${localTime(recordedAt)}  ${eventType}  ${plain(name)}  ${presence}`,
      ...(cause === null ? [] : [`    ${cause.kind}: ${plain(cause.evidence)}`]),
      ...attributeLines(versions[index - 1]?.attributes, version.attributes),
    ];
  });
}

function attributeLines(
  before: Readonly<Record<string, unknown>> | undefined,
  after: Readonly<Record<string, unknown>>,
): readonly string[] {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after)])];
  return names
    .filter((name) => !isDeepStrictEqual(before?.[name], after[name]))
    .map((name) => {
      const change = before === undefined ? '' : `${valueText(before[name])} → `;
      return `    ${plain(name)}: ${change}${valueText(after[name])}`;
    });
}

function valueText(value: unknown): string {
  return value === undefined ? 'nothing' : plain(JSON.stringify(value));
}
