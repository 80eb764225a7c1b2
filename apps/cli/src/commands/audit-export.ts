import type { Rollcall } from '@rollcall/client';
import { type BundleHead, bundleEndLine, bundleEventLine, bundleHeadLine } from '@rollcall/ledger';
import { Instant, type WorkspaceId } from '@rollcall/schema';
import { type Command, Option } from 'commander';
import { CommandError, wrongUsage } from '../command-error.ts';
import { csvHead, csvOfEvent } from '../export/csv.ts';
import { type EventRange, eventsIn } from '../export/events-in.ts';
import { patiently } from '../export/patiently.ts';
import { writeWhole } from '../export/write-whole.ts';
import { askGateway } from '../gateway.ts';
import { type CommandOptions, gatewayCommand } from '../gateway-command.ts';
import { notice } from '../output/notice.ts';
import { jsonText, show } from '../output/show.ts';

const formats = ['bundle', 'ndjson', 'csv', 'cloudevents'] as const;
type Format = (typeof formats)[number];

interface ExportOptions extends CommandOptions {
  readonly from?: number | Instant;
  readonly to?: number | Instant;
  readonly out: string;
  readonly format: Format;
  readonly force?: boolean;
}

/** `audit export`: a range of the audit log, in one file. */
export function auditExportCommand(): Command {
  return gatewayCommand('export', 'write a range of the audit log to a file')
    .option(
      '--from <place>',
      'from this sequence, or from what was sealed at this time; unless given, the first',
      bound,
    )
    .option('--to <place>', 'to this sequence, or to what was sealed before this time; unless given, the newest', bound)
    .requiredOption('--out <file>', 'where to write it; - for stdout')
    .addOption(new Option('--format <format>', 'what it is written as').choices(formats).default('bundle'))
    .option('--force', 'replace the file if it is there')
    .action(async (options: ExportOptions) => {
      const range = await askGateway(options, (rollcall) => exportTo(rollcall, options));
      const { out, format } = options;
      if (out === '-') return;
      const answer = { file: out, format, from: range.from, to: range.to, events: range.to - range.from + 1 };
      show(options, answer, () => [`${out}: ${answer.events} events, sequences ${range.from} to ${range.to}`]);
    });
}

interface ExportedRange extends EventRange {
  readonly workspace: WorkspaceId;
}

async function exportTo(rollcall: Rollcall, { from, to, out, format, force }: ExportOptions): Promise<ExportedRange> {
  const { data: asked } = await rollcall.audit.range.query({
    ...(typeof from === 'string' ? { since: from } : { from }),
    ...(typeof to === 'string' ? { until: to } : { to }),
  });
  const head = format === 'bundle' ? await bundleHeadOf(rollcall, { ...asked, isNewest: to === undefined }) : undefined;
  const range = head === undefined ? asked : { ...asked, to: head.last };
  const writers: Readonly<Record<Format, () => AsyncIterable<string>>> = {
    bundle: () => bundle(rollcall, head),
    ndjson: () => ndjson(rollcall, range),
    csv: () => csv(rollcall, range),
    cloudevents: () => cloudEvents(rollcall, range),
  };
  await writeWhole(out, writers[format](), { replace: force === true });
  if (range.tail > range.to) notice(`The log goes on: its newest event is ${range.tail}.`);
  return range;
}

/** Of the newest events, those count that are signed for: the others are within a minute. */
async function bundleHeadOf(
  rollcall: Rollcall,
  { from, to, isNewest }: EventRange & { readonly isNewest: boolean },
): Promise<BundleHead> {
  return (await rollcall.audit.bundle.query({ from, ...(isNewest ? {} : { to }) })).data;
}

async function* bundle(rollcall: Rollcall, head: BundleHead | undefined): AsyncGenerator<string, void> {
  if (head === undefined) return;
  yield `${bundleHeadLine(head)}\n`;
  let after = head.first - 1;
  while (after < head.last) {
    const limit = Math.min(leavesAtOnce, head.last - after);
    const { data } = await patiently(() => rollcall.audit.leaves.query({ after, limit }));
    if (data.length === 0)
      throw new CommandError('log_broken', 'The log ends before the bundle does: "verify" says why.');
    yield data.map(({ leaf, text }) => `${bundleEventLine(leaf, text)}\n`).join('');
    after += data.length;
  }
  yield `${bundleEndLine(head.last - head.first + 1)}\n`;
}

const leavesAtOnce = 2_000;

async function* ndjson(rollcall: Rollcall, range: EventRange): AsyncGenerator<string, void> {
  for await (const events of eventsIn(rollcall, range)) yield events.map((event) => `${jsonText(event)}\n`).join('');
}

async function* csv(rollcall: Rollcall, range: EventRange): AsyncGenerator<string, void> {
  yield csvHead;
  for await (const events of eventsIn(rollcall, range)) yield events.map(csvOfEvent).join('');
}

/** As a webhook would send them that was sent all of them. */
async function* cloudEvents(rollcall: Rollcall, { workspace, ...range }: ExportedRange): AsyncGenerator<string, void> {
  const { cloudEventOf } = await import('@rollcall/webhooks');
  let previousSequence: number | null = null;
  for await (const events of eventsIn(rollcall, range)) {
    let text = '';
    for (const event of events) {
      const sequence = event.sequence ?? 0;
      text += `${jsonText(cloudEventOf({ event, workspaceId: workspace, sequence, previousSequence }))}\n`;
      previousSequence = sequence;
    }
    yield text;
  }
}

/** A sequence, or a time in ISO 8601. */
function bound(text: string): number | Instant {
  if (/^\d{1,15}$/.test(text) && Number(text) > 0) return Number(text);
  const at = Date.parse(text);
  if (/^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(at)) return Instant.parse(new Date(at).toISOString());
  throw wrongUsage(
    `"${text}" is neither a sequence nor a time: give a whole number, or a time such as 2026-11-01T00:00Z.`,
  );
}
