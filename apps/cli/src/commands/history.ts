import { isDeepStrictEqual } from 'node:util';
import type { Interval, ResourceVersion } from '@rollcall/schema';
import type { Command } from 'commander';
import { askGateway } from '../gateway.ts';
import type { CommandOptions } from '../gateway-command.ts';
import { showList, wholeListCommand } from '../list-command.ts';
import { type MomentOptions, withMoment } from '../moment-options.ts';
import { causeText } from '../output/cause-text.ts';
import { plain } from '../output/plain.ts';
import { localTime } from '../output/time.ts';

/** `history`: every state that one resource has been in, and why. */
export function historyCommand(): Command {
  return withMoment(wholeListCommand('history', 'show every state that a resource has been in, and why it changed'))
    .argument('<connection>', 'its name')
    .argument('<kind>', 'of the resource')
    .argument('<external-id>', 'as "resources" shows it')
    .action(async (connection: string, kind: string, externalId: string, options: CommandOptions & MomentOptions) => {
      const { asOf, knownAt } = options;
      const page = await askGateway(options, (rollcall) =>
        rollcall.resources.history.query({ connection, kind, externalId, asOf, knownAt }),
      );
      const { keptFrom } = page;
      const end = keptFrom === null ? [] : [`what was superseded before ${localTime(keptFrom)} is not kept`];
      showList(options, page, { lines: versionLines, empty: '', end });
    });
}

/** A few lines for each version: what happened, because of what, and each attribute that changed. */
function versionLines(versions: readonly ResourceVersion[]): readonly string[] {
  return versions.flatMap((version, index) => {
    const { name, presence, recordedAt, interval, eventType, cause, boundCause, standing } = version;
    return [
      `v${version.version}  ${localTime(recordedAt)}  ${eventType}  ${plain(name)}  ${presence}`,
      `    ${happened(interval)}`,
      ...(cause === null ? [] : [`    ${plain(causeText(cause))}`]),
      ...(boundCause === null ? [] : [`    since bound to ${plain(causeText(boundCause))}`]),
      ...(standing === null ? [] : [`    ${standing} (event ${version.eventId})`]),
      ...attributeLines(versions[index - 1]?.attributes, version.attributes),
    ];
  });
}

/** Such as `happened after 10:00:00 and by 11:00:00`: by the listings that bracket it. */
function happened(interval: Interval | null): string {
  if (interval === null) return 'when it happened was not kept';
  const by = `by ${localTime(interval.notAfter)}`;
  return interval.after === null ? `happened ${by}` : `happened after ${localTime(interval.after)} and ${by}`;
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
