import type { Capabilities, KindCapabilities, Way } from '@rollcall/provider-kit';
import type { Command } from 'commander';
import { askGateway } from '../gateway.ts';
import { type CommandOptions, gatewayCommand } from '../gateway-command.ts';
import { show } from '../output/show.ts';
import { table } from '../output/table.ts';

interface CapabilitiesOptions extends CommandOptions {
  readonly provider?: string;
}

/** `capabilities`: what can be done with each kind at each provider. */
export function capabilitiesCommand(): Command {
  return gatewayCommand('capabilities', 'show what each provider can list, create, update, delete and rotate')
    .option('--provider <name>', 'of this provider only')
    .action(async (options: CapabilitiesOptions) => {
      const { provider } = options;
      const answer = await askGateway(options, (rollcall) => rollcall.capabilities.query({ provider }));
      show(options, answer, () => [...answer.data.flatMap(blockOf), ...legend]);
    });
}

const legend = [
  '? unconfirmed: inferred or known from others, and not said by the provider itself. "--json" names the operations.',
  'put back: what "revert" undoes of a change that somebody else made; "--json" says by which operation, or why it cannot be.',
  'list: the best grade that a listing can earn; what is at best plausible is never taken to be missing.',
];

function blockOf({ provider, title, kinds, common }: Capabilities): readonly string[] {
  return [
    title === provider ? title : `${title} (${provider})`,
    ...table(kinds, [
      { title: 'kind', value: ({ kind }) => kind, whole: true },
      { title: 'list', value: listed, whole: true },
      ...(['create', 'update', 'delete', 'rotate'] as const).map((verb) => ({
        title: verb,
        value: (kind: KindCapabilities) => markOf(kind[verb]),
      })),
    ]),
    '',
    ...table(kinds, [
      { title: 'kind', value: ({ kind }) => kind, whole: true },
      { title: 'put back', value: ({ restores }) => partsOf(restores, isWhole), whole: true },
      { title: 'nearly, if asked for', value: ({ restores }) => partsOf(restores, isNear), whole: true },
    ]),
    '',
    ...table(common, [
      { title: 'operation', value: ({ operation }) => operation, whole: true },
      {
        title: '',
        value: ({ reason, ways }) => (reason === null ? markOf(ways) : 'no'),
        style: ({ reason }) => (reason === null ? 'green' : 'dim'),
      },
      { title: 'by, or why not', value: ({ reason, ways }) => reason ?? namesOf(ways), whole: true },
    ]),
    '',
  ];
}

function listed({ bestGrade, configured, list }: KindCapabilities): string {
  if (configured) return `${bestGrade}, configured`;
  return `${bestGrade}${list.some(({ confirmed }) => confirmed) ? '' : '?'}`;
}

type Part = KindCapabilities['restores'][number];

function isWhole({ operations, nearest }: Part): boolean {
  return operations.length > 0 && nearest === null;
}

function isNear({ nearest }: Part): boolean {
  return nearest !== null;
}

function partsOf(restores: readonly Part[], isMeant: (part: Part) => boolean): string {
  const parts = restores.filter(isMeant).map(({ what }) => what);
  return parts.join(', ') || '-';
}

/** One confirmed way is enough. */
function markOf(ways: readonly Way[]): string {
  if (ways.length === 0) return '-';
  return ways.some(({ confirmed }) => confirmed) ? 'yes' : 'yes?';
}

function namesOf(ways: readonly Way[]): string {
  return ways.map(({ operation, confirmed }) => `${operation}${confirmed ? '' : '?'}`).join(', ');
}
