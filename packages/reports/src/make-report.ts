import { type Db, inSnapshot, pastFreshness, type Tx } from '@rollcall/db';
import {
  checkpointThen,
  connectionThen,
  firstListedAt,
  issuedAt,
  issuedBefore,
  keepReport,
  reportById,
  settledMoment,
  workspaceName,
  writeDocument,
} from '@rollcall/db/reports';
import {
  askedPeriod,
  assertFiltersOf,
  changedFigures,
  type EarlierReport,
  type ReportDraft,
  type ReportTerms,
  reportCoverage,
  reportRuleset,
  timeIn,
} from '@rollcall/ledger';
import type { Provider } from '@rollcall/provider-kit';
import {
  type Actor,
  type MadeReport,
  type ReportAsk,
  type ReportDocument,
  type ReportFormat,
  type ReportHead,
  type ReportId,
  RollcallError,
  type WorkspaceId,
} from '@rollcall/schema';
import { contentDigest, seriesDigest } from './digest.ts';
import { fileNameOf, mediaTypes } from './formats/names.ts';
import { writeReport } from './formats/write-report.ts';
import { builderOf } from './kinds/index.ts';
import { titleOf } from './title.ts';

/** What a report is made with. */
export interface Maker {
  readonly db: Db;
  readonly workspaceId: WorkspaceId;
  readonly providers: readonly Provider[];
  /** Who has it made. */
  readonly actor: Actor;
}

/** A report, and how it came about. */
export interface Made {
  readonly report: MadeReport;
  /**
   * `issued`: it says something that none of its series said before it; or the one that did cannot be made anew, since what it stood on
   * is not kept any more. `again`: nothing became known that the one that was issued last does not say, and this is that one.
   * `reproduced`: it was asked what was known at a moment, and later reports do not speak of it.
   */
  readonly made: 'issued' | 'again' | 'reproduced';
  /** Of what was reproduced: whether it says what the one said that was issued of that moment; null where none was. */
  readonly asIssued: boolean | null;
}

/** So often a report is made anew that another one overtook. */
const triesMax = 3;

/**
 * Makes a report in some formats and keeps it to be fetched, whole or not at all. It is a function of what is asked and of what was
 * known at `ask.knownAt`; where that is left out, of all that is known, and the report is issued, unless that says nothing new. Throws
 * `invalid_input`, `invalid_time`, `invalid_period`, `connection_not_found`, `history_not_kept`, `overloaded`.
 */
export async function makeReport(maker: Maker, ask: ReportAsk, formats: readonly ReportFormat[]): Promise<Made> {
  assertFiltersOf(ask.kind, ask);
  for (let tried = 1; ; tried += 1) {
    try {
      const settled = await settledMoment(maker.db);
      const knownAt = ask.knownAt === undefined ? settled : knownMoment(ask.knownAt, settled);
      return ask.knownAt === undefined
        ? await issue(maker, { ask, formats, knownAt })
        : await reproduce(maker, { ask, formats, knownAt });
    } catch (error) {
      if (tried === triesMax || !isOvertaken(error)) throw error;
    }
  }
}

/** Callers' clocks may be so far ahead of ours. */
const clockSkewMsMax = 60_000;

function knownMoment(given: string, settled: Date): Date {
  const time = timeIn('knownAt', given);
  if (time.getTime() > settled.getTime() + clockSkewMsMax) {
    throw new RollcallError(
      'invalid_time',
      `knownAt (${given}) is in the future: leave it out to ask for what is known now.`,
    );
  }
  return time < settled ? time : settled;
}

function isOvertaken(error: unknown): boolean {
  return error instanceof RollcallError && error.code === 'overloaded' && error.details['retryAfterMs'] === 100;
}

interface Making {
  readonly ask: ReportAsk;
  readonly formats: readonly ReportFormat[];
  readonly knownAt: Date;
}

async function issue(maker: Maker, { ask, formats, knownAt }: Making): Promise<Made> {
  const { db, workspaceId } = maker;
  const same = await inSnapshot(db, workspaceId, async (tx) => {
    const report = await draftOf(tx, maker, { ask, knownAt });
    const { earlier } = report;
    if (earlier !== undefined && earlier.digest === report.head.digest) return earlier;
    return keepIssued(tx, maker, { report, formats });
  });
  if ('made' in same) return same;
  try {
    return { report: await withDocuments(maker, same.id, formats), made: 'again', asIssued: null };
  } catch (error) {
    if (!isNotKept(error)) throw error;
  }
  // What that one stood on is not kept any more: the same is issued of now.
  return inSnapshot(db, workspaceId, async (tx) => {
    const report = await draftOf(tx, maker, { ask, knownAt });
    return keepIssued(tx, maker, { report, formats });
  });
}

async function keepIssued(
  tx: Tx,
  maker: Maker,
  { report, formats }: { readonly report: Drafted; readonly formats: readonly ReportFormat[] },
): Promise<Made> {
  const id = await keep(tx, maker, { report, formats, issued: true });
  return { report: (await reportById(tx, id)).report, made: 'issued', asIssued: null };
}

function isNotKept(error: unknown): boolean {
  return error instanceof RollcallError && error.code === 'history_not_kept';
}

/** A report that was made, with documents in these formats: those that are not kept are made anew, of the same moment. */
async function withDocuments(maker: Maker, id: ReportId, formats: readonly ReportFormat[]): Promise<MadeReport> {
  const { db, workspaceId } = maker;
  return inSnapshot(db, workspaceId, async (tx) => {
    const { report: known, ask } = await reportById(tx, id);
    const missing = formats.filter((format) => !known.documents.some((document) => document.format === format));
    if (missing.length === 0) return known;
    const report = await draftOf(tx, maker, { ask, knownAt: new Date(known.knownAt) });
    if (report.head.digest !== known.digest) throw differs(known, report.head);
    await writeDocuments(tx, { id, report, formats: missing });
    return (await reportById(tx, id)).report;
  });
}

async function reproduce(maker: Maker, { ask, formats, knownAt }: Making): Promise<Made> {
  const { db, workspaceId } = maker;
  return inSnapshot(db, workspaceId, async (tx) => {
    const report = await draftOf(tx, maker, { ask, knownAt });
    const issued = await issuedAt(tx, { series: report.series, knownAt });
    const id = await keep(tx, maker, { report, formats, issued: false });
    const asIssued = issued === undefined ? null : issued.digest === report.head.digest;
    return { report: (await reportById(tx, id)).report, made: 'reproduced', asIssued };
  });
}

function differs({ knownAt, digest }: MadeReport, now: ReportHead): RollcallError {
  return new RollcallError(
    'report_differs',
    `What is on record does not lead to the report that was issued of ${knownAt}: its digest was ${digest} and is ${now.digest}. ` +
      'Its rules are others now, or the record is: "verify" looks at the record.',
  );
}

interface Drafted {
  readonly series: string;
  readonly ask: ReportAsk;
  readonly head: ReportHead;
  readonly sections: ReportDraft['sections'];
  readonly earlier: (EarlierReport & { readonly id: ReportId }) | undefined;
}

/** Says all that there is to say, but for the rows that are read as they are written. */
async function draftOf(
  tx: Tx,
  { db, workspaceId, providers }: Maker,
  { ask, knownAt }: { readonly ask: ReportAsk; readonly knownAt: Date },
): Promise<Drafted> {
  const terms = await termsOf(tx, ask, knownAt);
  const asked = lastingAsk(ask, terms);
  const series = seriesDigest(asked, { connection: terms.connection?.id, shown: db.connections });
  const earlier = await issuedBefore(tx, { series, knownAt });
  const draft = await builderOf(terms.kind)({ tx, terms, providers, earlier });
  const coverage =
    draft.coverage ??
    reportCoverage(await pastFreshness(tx, { connectionId: terms.connection?.id, withRemoved: true }, terms));
  const figures = draft.sections.flatMap((section) => section.figures ?? []);
  const head: ReportHead = {
    ...{ kind: terms.kind, title: titleOf(terms), ruleset: reportRuleset },
    workspace: { id: workspaceId, name: await workspaceName(tx) },
    period: terms.period === null ? null : { from: terms.period.from.toISOString(), to: terms.period.to.toISOString() },
    ...{ asOf: terms.asOf.toISOString(), knownAt: knownAt.toISOString() },
    filters: filtersOf(terms),
    ...{ state: draft.state, reasons: draft.reasons, coverage, headline: [...draft.headline] },
    checkpoint: await checkpointThen(tx, knownAt),
    since:
      earlier === undefined
        ? null
        : {
            ...{ knownAt: earlier.knownAt.toISOString(), digest: earlier.digest },
            changes: [...(draft.changes ?? []), ...changedFigures(earlier.figures, figures)],
          },
    digest: contentDigest(series, draft, coverage),
  };
  return { series, ask: asked, head, sections: draft.sections, earlier };
}

async function termsOf(tx: Tx, ask: ReportAsk, knownAt: Date): Promise<ReportTerms> {
  const { kind, connection, resourceKind, client, actor, subject, about } = ask;
  const asked = askedPeriod(ask, { knownAt, firstListedAt: await firstListedAt(tx) });
  return {
    ...{ ...asked, kind, knownAt, filters: { resourceKind, client, actor, subject, about } },
    connection: connection === undefined ? undefined : await connectionThen(tx, connection, { ...asked, knownAt }),
  };
}

/** What was asked, with its times, so that it means the same whenever it is asked again. */
function lastingAsk(ask: ReportAsk, { period, asOf, knownAt }: ReportTerms): ReportAsk {
  const times = period === null ? {} : { from: period.from.toISOString(), to: period.to.toISOString() };
  const moment = ask.asOf === undefined ? {} : { asOf: asOf.toISOString() };
  return { ...ask, ...times, ...moment, knownAt: knownAt.toISOString() };
}

function filtersOf({ connection, filters }: ReportTerms): Record<string, string> {
  const named = Object.entries({ connection: connection?.name, ...filters });
  return Object.fromEntries(named.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

async function keep(
  tx: Tx,
  { db, actor: by }: Maker,
  {
    report,
    formats,
    issued,
  }: { readonly report: Drafted; readonly formats: readonly ReportFormat[]; readonly issued: boolean },
): Promise<ReportId> {
  const { series, ask, head, sections, earlier } = report;
  const figures = sections.flatMap((section) => section.figures ?? []);
  const kept = {
    ...{ series, issued, follows: earlier?.knownAt ?? null, by, connections: db.connections ?? null },
    ...{ ask, head, figures },
  };
  return keepReport(tx, kept, (id) => writeDocuments(tx, { id, report, formats }));
}

async function writeDocuments(
  tx: Tx,
  {
    id,
    report,
    formats,
  }: { readonly id: ReportId; readonly report: Drafted; readonly formats: readonly ReportFormat[] },
): Promise<readonly ReportDocument[]> {
  const written: ReportDocument[] = [];
  for (const format of formats) {
    const file = { mediaType: mediaTypes[format], fileName: fileNameOf(report.head, format) };
    written.push(await writeDocument(tx, { id, format, ...file, bytes: writeReport(report, format) }));
  }
  return written;
}
