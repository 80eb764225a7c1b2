import type { Rollcall } from '@rollcall/client';
import { type BundleHead, bundleEndLine, bundleEventLine, bundleHeadLine } from '@rollcall/ledger';
import { Instant, type LastingEvent, type WorkspaceId } from '@rollcall/schema';
import { type Command, Option } from 'commander';
import { CommandError, wrongUsage } from '../command-error.ts';
import { countWritten, type Written, type WrittenCount } from '../export/count-written.ts';
import { csvHead, csvOfEvent } from '../export/csv.ts';
import { type EventRange, eventsIn } from '../export/events-in.ts';
import { patiently } from '../export/patiently.ts';
import { writeWhole } from '../export/write-whole.ts';
import { askGateway } from '../gateway.ts';
import { type CommandOptions, gatewayCommand } from '../gateway-command.ts';
import { notice } from '../output/notice.ts';
import { progress } from '../output/progress.ts';
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
      const { range, written } = await askGateway(options, (rollcall) => exportTo(rollcall, options));
      if (range.tail > range.to) notice(`The log goes on: its newest event is ${range.tail}.`);
      if (written.lacking > 0) notice(lackingText(range, written));
      const { out, format } = options;
      if (out === '-') return;
      const answer = { file: out, format, from: range.from, to: range.to, events: written.events };
      show(options, answer, () => [`${out}: ${answer.events} events, sequences ${range.from} to ${range.to}`]);
    });
}

function lackingText({ from, to }: EventRange, { lacking, firstLacking }: Written): string {
  return `${lacking} of the sequences ${from} to ${to} could not be written, since there is no such event: the first is ${firstLacking}. "verify" says what is wrong.`;
}

interface ExportedRange extends EventRange {
  readonly workspace: WorkspaceId;
  readonly tail: number;
}

interface Export {
  readonly range: ExportedRange;
  readonly written: Written;
}

async function exportTo(rollcall: Rollcall, options: ExportOptions): Promise<Export> {
  const { from, to, out, format, force, json } = options;
  const { data: asked } = await rollcall.audit.range.query({
    ...(typeof from === 'string' ? { since: from } : { from }),
    ...(typeof to === 'string' ? { until: to } : { to }),
  });
  const head = format === 'bundle' ? await bundleHeadOf(rollcall, { ...asked, isNewest: to === undefined }) : undefined;
  const range = head === undefined ? asked : { ...asked, to: head.last };
  // Both on one terminal would stand between each other.
  const isMixed = out === '-' && process.stdout.isTTY;
  const count = countWritten(range, progress({ json: json === true || isMixed }));
  const source = { rollcall, range, count };
  const writers: Readonly<Record<Format, () => AsyncIterable<string>>> = {
    bundle: () => bundle(source, head),
    ndjson: () => ndjson(source),
    csv: () => csv(source),
    cloudevents: () => cloudEvents(source),
  };
  await writeWhole(out, writers[format](), { replace: force === true });
  return { range, written: count.end() };
}

interface Source {
  readonly rollcall: Rollcall;
  readonly range: ExportedRange;
  readonly count: WrittenCount;
}

/** Of the newest events, those count that are signed for: the others are within a minute. */
async function bundleHeadOf(
  rollcall: Rollcall,
  { from, to, isNewest }: EventRange & { readonly isNewest: boolean },
): Promise<BundleHead> {
  return (await rollcall.audit.bundle.query({ from, ...(isNewest ? {} : { to }) })).data;
}

async function* bundle({ rollcall, count }: Source, head: BundleHead | undefined): AsyncGenerator<string, void> {
  if (head === undefined) return;
  yield `${bundleHeadLine(head)}\n`;
  let after = head.first - 1;
  while (after < head.last) {
    const limit = Math.min(leavesAtOnce, head.last - after);
    const { data } = await patiently(() => rollcall.audit.leaves.query({ after, limit }));
    if (data.length === 0)
      throw new CommandError('log_broken', 'The log ends before the bundle does: "verify" says why.');
    const first = after + 1;
    yield data.map(({ leaf, text }) => `${bundleEventLine(leaf, text)}\n`).join('');
    after += data.length;
    count.add(data.map((_, index) => first + index));
  }
  yield `${bundleEndLine(head.last - head.first + 1)}\n`;
}

const leavesAtOnce = 2_000;

async function* ndjson(source: Source): AsyncGenerator<string, void> {
  for await (const events of counted(source)) yield events.map((event) => `${jsonText(event)}\n`).join('');
}

async function* csv(source: Source): AsyncGenerator<string, void> {
  yield csvHead;
  for await (const events of counted(source)) yield events.map(csvOfEvent).join('');
}

/** As a webhook would send them that was sent all of them. */
async function* cloudEvents(source: Source): AsyncGenerator<string, void> {
  const { cloudEventOf } = await import('@rollcall/webhooks');
  const workspaceId = source.range.workspace;
  let previousSequence: number | null = null;
  for await (const events of counted(source)) {
    let text = '';
    for (const event of events) {
      const sequence = event.sequence ?? 0;
      text += `${jsonText(cloudEventOf({ event, workspaceId, sequence, previousSequence }))}\n`;
      previousSequence = sequence;
    }
    yield text;
  }
}

/** The events of the range; a page counts as written once the next one is asked for, or the end. */
async function* counted({ rollcall, range, count }: Source): AsyncGenerator<readonly LastingEvent[], void> {
  for await (const events of eventsIn(rollcall, range)) {
    yield events;
    count.add(events.map(({ sequence }) => sequence ?? 0));
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
