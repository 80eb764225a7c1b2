import type { UsedResource } from '@rollcall/schema';
import type { Command } from 'commander';
import { askGateway } from '../gateway.ts';
import { type CommandOptions, gatewayCommand } from '../gateway-command.ts';
import { type MomentOptions, withMoment } from '../moment-options.ts';
import { freshnessLine } from '../output/freshness.ts';
import { plain } from '../output/plain.ts';
import { show } from '../output/show.ts';
import { localTime } from '../output/time.ts';

type GetOptions = CommandOptions & MomentOptions;

/** `resources get`: one resource whole, with what is known of its use. */
export function resourcesGetCommand(): Command {
  return withMoment(gatewayCommand('get', 'show one resource whole, with what is known of its use'))
    .argument('<connection>', 'its name')
    .argument('<kind>', 'of the resource')
    .argument('<external-id>', 'as "resources" shows it')
    .action(async (...[connection, kind, externalId, options]: [string, string, string, GetOptions]) => {
      const { asOf, knownAt } = options;
      const answer = await askGateway(options, (rollcall) =>
        rollcall.resources.get.query({ connection, kind, externalId, asOf, knownAt }),
      );
      show(options, answer, () => [...linesOf(answer.data), freshnessLine(answer)]);
    });
}

function linesOf(resource: UsedResource): readonly string[] {
  const { kind, name, connection, provider, presence, version, firstSeenAt, lastChangedAt, attributes, use } = resource;
  return [
    `${kind} ${plain(name)}  ${presence}  (${plain(connection)}, ${provider})`,
    `v${version}, first seen ${localTime(firstSeenAt)}, last changed ${localTime(lastChangedAt)}`,
    ...(use === null ? [] : [`use: ${useText(use)}`]),
    ...Object.entries(attributes).map(([key, value]) => `  ${plain(key)}: ${plain(JSON.stringify(value))}`),
  ];
}

function useText(use: NonNullable<UsedResource['use']>): string {
  if (use === 'unknown') return use;
  const used = use.lastUsedAt === null ? 'never' : `last ${localTime(use.lastUsedAt)}`;
  const source = use.from === 'import' ? 'as was imported' : 'as the provider lists it';
  return `${used}, ${source}, known ${localTime(use.knownAt)}`;
}
