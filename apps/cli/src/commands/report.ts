import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { Rollcall } from '@rollcall/client';
import { type MadeReport, type ReportAsk, ReportFormat, type ReportId, ReportKind } from '@rollcall/schema';
import { Argument, type Command, Option } from 'commander';
import { CommandError } from '../command-error.ts';
import { patiently } from '../export/patiently.ts';
import { writeWhole } from '../export/write-whole.ts';
import { askGateway } from '../gateway.ts';
import { type CommandOptions, gatewayCommand } from '../gateway-command.ts';
import { withMoment } from '../moment-options.ts';
import { notice } from '../output/notice.ts';
import { progress } from '../output/progress.ts';
import { show } from '../output/show.ts';

interface ReportOptions extends CommandOptions, Omit<ReportAsk, 'kind'> {
  readonly format: ReportFormat;
  readonly out?: string;
  readonly force?: boolean;
}

/** `report`: makes a report and writes it to a file. */
export function reportCommand(): Command {
  return withMoment(gatewayCommand('report', 'make a report: what there is, what it costs, who did what'))
    .addArgument(new Argument('<kind>', 'what it is about').choices(ReportKind.options))
    .option('--from <time>', 'the beginning of its period: 2026-10-01, 2026-10, or 2026-10-01T10:00:00Z; in UTC')
    .option('--to <time>', 'the end of its period, which is not in it; unless both are given, the last whole month')
    .option('--connection <name>', 'of this connection only')
    .option('--resource-kind <kind>', 'of this kind of resources only: reconciliation, inventory')
    .option('--client <name>', 'of this workspace at the provider only: wallet')
    .option('--actor <name>', 'what this one did only: audit')
    .option('--subject <name>', 'what was done to this only: audit')
    .addOption(new Option('--about <what>', 'of this only: audit').choices(['everything', 'secrets', 'refusals']))
    .addOption(
      new Option('--format <format>', 'what it is written as').choices(ReportFormat.options).default('markdown'),
    )
    .option('--out <file>', 'where to write it; - for stdout, where Markdown goes unless told')
    .option('--force', 'replace the file if it is there')
    .action(async (kind: ReportKind, options: ReportOptions) => {
      const { format, out } = options;
      const tell = progress(options);
      const done = await askGateway(options, async (rollcall) => {
        tell(`Making the ${kind} report …`);
        const { data } = await rollcall.reports.make.mutate({ ...askOf(kind, options), format });
        const path = out ?? (format === 'markdown' ? '-' : fileNameOf(data.report, format));
        await write(rollcall, data.report, { ...options, out: path, tell: path === '-' ? () => {} : tell });
        return { ...data, path };
      });
      const { report, made, asIssued, path } = done;
      if (asIssued === false)
        notice(`This is not what the report said that was issued of ${report.knownAt}: "verify" looks at the record.`);
      if (path === '-') return;
      show(options, { file: path, made, asIssued, report }, () => [
        `${path}: ${report.title}, ${saidOf(made, report)}`,
      ]);
    });
}

function askOf(kind: ReportKind, options: ReportOptions): ReportAsk {
  const { from, to, asOf, knownAt, connection, resourceKind, client, actor, subject, about } = options;
  return { kind, from, to, asOf, knownAt, connection, resourceKind, client, actor, subject, about };
}

function saidOf(made: 'issued' | 'again' | 'reproduced', { state, knownAt }: MadeReport): string {
  const how = {
    issued: 'issued now',
    again: `as it was issued of ${knownAt}: nothing else became known`,
    reproduced: `as it was known at ${knownAt}`,
  }[made];
  return state === 'complete' ? how : `${state}, ${how}`;
}

function fileNameOf({ documents }: MadeReport, format: ReportFormat): string {
  const found = documents.find((document) => document.format === format);
  if (found === undefined) throw new CommandError('internal', `The gateway made no ${format} of it.`);
  return found.fileName;
}

async function write(
  rollcall: Rollcall,
  { id, documents }: MadeReport,
  { format, out, force, tell }: Writing,
): Promise<void> {
  const document = documents.find((one) => one.format === format);
  // A command that is repeated finds what it wrote.
  if (out !== '-' && existsSync(out) && document?.sha256 === sha256Of(out)) return;
  const counted = (bytes: number) => tell(`${kB(bytes)} of ${kB(document?.size ?? bytes)} kB`);
  await writeWhole(out, parts(rollcall, { id, format }, counted), { replace: force === true });
}

interface Writing extends Pick<ReportOptions, 'format' | 'force'> {
  readonly out: string;
  /** Told how far it is. */
  readonly tell: (sentence: string) => void;
}

function sha256Of(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

function kB(bytes: number): string {
  return Math.ceil(bytes / 1_000).toLocaleString('en');
}

async function* parts(
  rollcall: Rollcall,
  { id, format }: { readonly id: ReportId; readonly format: ReportFormat },
  counted: (bytes: number) => void,
): AsyncGenerator<Uint8Array, void> {
  let bytes = 0;
  for (let part = 0, isLast = false; !isLast; part += 1) {
    const { data } = await patiently(() => rollcall.reports.read.query({ id, format, part }));
    isLast = data.isLast;
    const content = Buffer.from(data.base64, 'base64');
    bytes += content.length;
    counted(bytes);
    yield content;
  }
}
