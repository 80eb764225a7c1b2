import { styleText } from 'node:util';
import { type Certificate, type CertifiedListing, type EndOfListing, RunId } from '@rollcall/schema';
import type { Command } from 'commander';
import { CommandError } from '../command-error.ts';
import { askGateway, type GatewayOptions } from '../gateway.ts';
import { type ListOptions, listCommand, pagesOf, showList } from '../list-command.ts';
import { plain } from '../output/plain.ts';
import { table } from '../output/table.ts';
import { localTime, took } from '../output/time.ts';

interface CertificateOptions extends ListOptions {
  readonly kind?: string;
  readonly parent?: string;
}

/** `certificate`: why each listing of a run is believed or not. */
export function certificateCommand(): Command {
  return listCommand('certificate', 'show why each listing of a run is believed or not, the worst first')
    .argument('<run>', 'its id, or the name of a connection for its newest run')
    .option('--kind <kind>', 'of this kind only: host, domain, inbox, …')
    .option('--parent <parent>', 'of this parent only: its name or external id')
    .action(async (given: string, options: CertificateOptions) => {
      const { kind, parent } = options;
      const runId = await runOf(given, options);
      const list = await askGateway(options, (rollcall) =>
        pagesOf(options, (page) => rollcall.certificates.list.query({ runId, kind, parent, ...page })),
      );
      const { run } = list;
      showList(options, list, {
        lines: (listings) => [
          `run ${run.runId} of ${run.connection}: ${run.outcome ?? run.state}${run.reason === null ? '' : `: ${plain(run.reason)}`}`,
          ...listings.flatMap(listingLines),
        ],
        empty: 'The run listed nothing that fits.',
      });
    });
}

/** A run by its id, or the newest of a connection. */
async function runOf(given: string, options: GatewayOptions): Promise<RunId> {
  const runId = RunId.safeParse(given);
  if (runId.success) return runId.data;
  const { data } = await askGateway(options, (rollcall) => rollcall.runs.list.query({ connection: given, limit: 1 }));
  const [newest] = data;
  if (newest !== undefined) return newest.runId;
  throw new CommandError('not_found', `${given} has no run yet: "pnpm rollcall sync ${given}" makes one.`);
}

function listingLines(listing: CertifiedListing): readonly string[] {
  const { kind, parent, grade, reason, certificate, startedAt, finishedAt } = listing;
  const of = parent === null ? '' : ` of ${plain(parent.name ?? parent.externalId)}`;
  const heading = `${kind}${of}: ${grade ?? 'failed'}: ${plain(reason)}`;
  return [
    '',
    styleText(styleOf(grade), heading),
    `    listed ${localTime(startedAt)}, took ${took({ from: startedAt, to: finishedAt })}`,
    ...(certificate === null ? [] : certificateLines(certificate)),
  ];
}

function certificateLines(certificate: Certificate): readonly string[] {
  const {
    seen,
    duplicates,
    knownLive,
    vanishing,
    explainedAbsent,
    restarts,
    movement,
    secondPass,
    sampled,
    doubt,
    window,
  } = certificate;
  const explained = vanishing === 0 ? '' : `, ${explainedAbsent} of them for a reason on record`;
  const facts: readonly (readonly [string, string] | undefined)[] = [
    ['shown', `${seen}; of the ${knownLive} live in the ledger, ${vanishing} not any more${explained}`],
    window === null
      ? undefined
      : ['of', `what is newer than ${localTime(window.since)}; ${window.older} are known to be older`],
    ['twice', `${duplicates}`],
    ['end', endOf(certificate)],
    ['stated', totalsOf(certificate)],
    ['moved', movement ?? 'no'],
    ['begun', restartsOf(restarts)],
    ['again', secondPass === null ? 'one pass was enough' : passOf(secondPass)],
    sampled === null
      ? undefined
      : [
          'by name',
          `${sampled.asked} asked for: ${sampled.absent} absent, ${sampled.present} there, ${sampled.failed} no answer`,
        ],
    doubt === null
      ? undefined
      : [
          'doubt',
          `${doubt.suspicions.join(', ')} since ${localTime(doubt.since)}, by ${doubt.times} listing${doubt.times === 1 ? '' : 's'}, ${doubt.confirmed ? 'confirmed' : 'not confirmed'}`,
        ],
    ['versions', `document ${certificate.documentVersion}, mapping ${certificate.mappingVersion}`],
  ];
  const known = facts.filter((fact) => fact !== undefined);
  return [...known.map(([name, fact]) => `    ${name.padEnd(9)} ${plain(fact)}`), ...pageLines(certificate.pages)];
}

function endOf({ pages, failure }: Certificate): string {
  if (failure !== null) return `it failed after ${pages.length} pages`;
  const end = pages.at(-1)?.end ?? null;
  return `${end === null ? 'none' : ends[end]}, after ${pages.length} page${pages.length === 1 ? '' : 's'}`;
}

/** How the end of a listing is known. */
const ends: Readonly<Record<EndOfListing, string>> = {
  whole_document: 'the provider answers all at once',
  no_next_cursor: 'the provider names no next page',
  short_page: 'a page that was not full',
  empty_page: 'a page with nothing on it',
  window_passed: 'a page that is older than what was to be read',
};

function totalsOf({ pages }: Certificate): string {
  const totals = [...new Set(pages.flatMap(({ statedTotal }) => statedTotal ?? []))];
  return totals.length === 0 ? 'no total' : `${totals.join(', then ')} in all`;
}

function restartsOf(restarts: Certificate['restarts']): string {
  if (restarts.length === 0) return 'once';
  return `${restarts.length + 1} times: ${restarts.map(({ because, evidence }) => `${because} (${evidence})`).join('; ')}`;
}

function passOf({ seen, agreed }: NonNullable<Certificate['secondPass']>): string {
  return `a second pass showed ${seen}, ${agreed ? 'and the same ones' : 'which differ'}`;
}

/** More pages than a person reads; JSON has all. */
const pagesShown = 20;

function pageLines(pages: Certificate['pages']): readonly string[] {
  if (pages.length === 0) return [];
  const shown = pages.slice(0, pagesShown).map((page, index) => ({ ...page, nth: index + 1 }));
  const lines = table(shown, [
    { title: 'page', value: ({ nth }) => nth },
    { title: 'cursor', value: ({ cursor }) => cursor },
    { title: 'status', value: ({ status }) => status },
    { title: 'items', value: ({ count }) => count },
    { title: 'first', value: ({ firstId }) => firstId },
    { title: 'last', value: ({ lastId }) => lastId },
    { title: 'stated', value: ({ statedTotal }) => statedTotal },
    { title: 'joins', value: ({ overlaps }) => (overlaps === null ? null : overlaps ? 'yes' : 'NO') },
    { title: 'request id', value: ({ requestId }) => requestId },
    { title: 'sha-256', value: ({ sha256 }) => sha256.slice(0, 12) },
  ]);
  const left = pages.length - shown.length;
  return [
    ...lines.map((line) => `    ${line}`),
    ...(left === 0 ? [] : [`    ${left} more pages: --json has them all`]),
  ];
}

function styleOf(grade: CertifiedListing['grade']): 'green' | 'yellow' | 'red' {
  if (grade === null || grade === 'refused') return 'red';
  return grade === 'plausible' ? 'yellow' : 'green';
}
