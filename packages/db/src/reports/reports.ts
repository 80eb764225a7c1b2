import {
  type Actor,
  type ConnectionId,
  MadeReport,
  type ReportAsk,
  type ReportDocument,
  type ReportFigure,
  type ReportFormat,
  type ReportHead,
  ReportId,
  type ReportKind,
  RollcallError,
  type ToldDocument,
  type WorkspaceId,
} from '@rollcall/schema';
import { type Selectable, sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { now } from '../clock.ts';
import { type Db, inWorkspace, type Tx } from '../database.ts';
import { appendEvent } from '../events.ts';
import { instant, instantOrNull } from '../json.ts';
import type { Tables } from '../tables.ts';

/** A report that is made, to be kept. */
export interface NewReport {
  /** A digest of all that it is a function of but when it was known. */
  readonly series: string;
  /** Whether later reports are to speak of it. */
  readonly issued: boolean;
  /** When the one of the series was known that was issued before it. */
  readonly follows: Date | null;
  readonly by: Actor;
  /** The only connections that were shown to it; null: all. */
  readonly connections: readonly ConnectionId[] | null;
  readonly ask: ReportAsk;
  readonly head: ReportHead;
  readonly figures: readonly ReportFigure[];
}

/** One that was issued, as far as the next of its series needs it. */
export interface IssuedReport {
  readonly id: ReportId;
  readonly knownAt: Date;
  readonly digest: string;
  readonly figures: readonly ReportFigure[];
}

/**
 * Keeps a report, has its documents written, and has the log say that it was issued, and as which, in its event `report.issued`.
 * Answers its id. Throws `overloaded` where another was issued meanwhile that follows the same one: nothing is kept then.
 */
export async function keepReport(
  tx: Tx,
  report: NewReport,
  write: (id: ReportId) => Promise<readonly ReportDocument[]>,
): Promise<ReportId> {
  const { series, issued, follows, by, connections, ask, head, figures } = report;
  const id = ReportId.parse(uuidv7());
  const kept = await tx
    .insertInto('report')
    .values({
      ...{ workspace_id: tx.workspaceId, report_id: id, kind: head.kind, series, follows, digest: head.digest },
      ...{ known_at: new Date(head.knownAt), issued_at: issued ? sql<Date>`${now}` : null },
      ...{ made_by: JSON.stringify(by), connection_ids: connections === null ? null : [...connections] },
      ...{ ask: JSON.stringify(ask), head: JSON.stringify(head), figures: JSON.stringify(figures) },
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (kept.numInsertedOrUpdatedRows === 0n) {
    throw new RollcallError('overloaded', 'The same report was issued meanwhile: ask again.', {
      details: { retryAfterMs: 100 },
    });
  }
  const documents = await write(id);
  if (issued) await tellIssued(tx, { id, documents }, report);
  return id;
}

interface Kept {
  readonly id: ReportId;
  readonly documents: readonly ReportDocument[];
}

async function tellIssued(tx: Tx, { id, documents }: Kept, { by, head }: NewReport): Promise<void> {
  const { kind, title, period, asOf, knownAt, ruleset, state, digest, filters, checkpoint, coverage, headline } = head;
  await appendEvent(tx, {
    type: 'report.issued',
    actor: by,
    subject: { kind: 'report', externalId: id, name: title },
    after: {
      ...{ kind, period, asOf, knownAt, ruleset, state, digest, filters },
      ...{ checkpoint: checkpoint?.number ?? null, coverage: coverage.sentence, headline: headline.slice(0, 8) },
      documents: toldDocuments(id, documents),
    },
  });
}

/** Documents as events tell of them: each with its address at a gateway. */
export function toldDocuments(id: ReportId, documents: readonly ReportDocument[]): readonly ToldDocument[] {
  return documents.map((document) => ({ ...document, path: `/v1/reports/${id}/${document.format}` }));
}

/** The report of a series that was issued last before a moment. Rides `report_issued`. */
export async function issuedBefore(
  tx: Tx,
  { series, knownAt }: { readonly series: string; readonly knownAt: Date },
): Promise<IssuedReport | undefined> {
  const row = await tx
    .selectFrom('report')
    .select(['report_id', 'known_at', 'digest', 'figures'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('series', '=', series)
    .where('issued_at', 'is not', null)
    .where('known_at', '<', knownAt)
    .orderBy('known_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { report_id, known_at: at, digest, figures } = row;
  return { id: ReportId.parse(report_id), knownAt: at, digest, figures };
}

/** The report of a series that was issued of exactly this moment. Rides `report_issued`. */
export async function issuedAt(
  tx: Tx,
  { series, knownAt }: { readonly series: string; readonly knownAt: Date },
): Promise<{ readonly id: ReportId; readonly digest: string } | undefined> {
  const row = await tx
    .selectFrom('report')
    .select(['report_id', 'digest'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('series', '=', series)
    .where('issued_at', 'is not', null)
    .where('known_at', '=', knownAt)
    .executeTakeFirst();
  return row === undefined ? undefined : { id: ReportId.parse(row.report_id), digest: row.digest };
}

/** Where a list of reports goes on. */
export interface ReportPosition {
  readonly madeAt: Date;
  readonly id: ReportId;
}

/** Reports, the newest first. Rides `report_made`. */
export async function listReports(
  tx: Tx,
  filter: {
    readonly kind?: ReportKind | undefined;
    readonly issued?: boolean | undefined;
    readonly after?: ReportPosition | undefined;
    readonly limit: number;
  },
): Promise<readonly { readonly report: MadeReport; readonly position: ReportPosition }[]> {
  const { kind, issued, after, limit } = filter;
  let query = tx
    .selectFrom('report')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .orderBy('made_at', 'desc')
    .orderBy('report_id', 'desc')
    .limit(limit);
  if (kind !== undefined) query = query.where('kind', '=', kind);
  if (issued !== undefined) query = query.where('issued_at', issued ? 'is not' : 'is', null);
  if (after !== undefined)
    query = query.where(sql<boolean>`(made_at, report_id) < (${after.madeAt}, ${after.id}::uuid)`);
  const rows = await query.execute();
  const documents = await documentsOf(
    tx,
    rows.map(({ report_id }) => report_id),
  );
  return rows.map((row) => ({
    report: madeReport(row, documents.get(row.report_id) ?? []),
    position: { madeAt: row.made_at, id: ReportId.parse(row.report_id) },
  }));
}

/** A report, and what was asked for it. Throws `not_found`. */
export async function reportById(
  tx: Tx,
  id: ReportId,
): Promise<{ readonly report: MadeReport; readonly ask: ReportAsk }> {
  const row = await tx
    .selectFrom('report')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('report_id', '=', id)
    .executeTakeFirst();
  if (row === undefined) {
    throw new RollcallError('not_found', `There is no report ${id}: "reports" lists those that were made.`);
  }
  const documents = await documentsOf(tx, [id]);
  return { report: madeReport(row, documents.get(id) ?? []), ask: row.ask };
}

async function documentsOf(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, readonly ReportDocument[]>> {
  const rows = await tx
    .selectFrom('report_document')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where(sql<boolean>`report_id = any(${[...ids]}::uuid[])`)
    .orderBy('format')
    .execute();
  return new Map([...Map.groupBy(rows, ({ report_id }) => report_id)].map(([id, of]) => [id, of.map(documentOf)]));
}

function documentOf(row: Selectable<Tables['report_document']>): ReportDocument {
  const { format, media_type: mediaType, file_name: fileName, size, sha256 } = row;
  return { format, mediaType, fileName, size: Number(size), sha256 };
}

function madeReport(row: Selectable<Tables['report']>, documents: readonly ReportDocument[]): MadeReport {
  const { kind, title, period, asOf, knownAt, filters, state, headline, digest } = row.head;
  return MadeReport.parse({
    ...{ kind, title, period, asOf, knownAt, filters, state, headline, digest },
    ...{ id: row.report_id, issuedAt: instantOrNull(row.issued_at), by: row.made_by, documents },
  });
}

/** The name of the workspace. */
export async function workspaceName(tx: Tx): Promise<string> {
  const { name } = await tx
    .selectFrom('workspace')
    .select('name')
    .where('workspace_id', '=', tx.workspaceId)
    .executeTakeFirstOrThrow();
  return name;
}

/** When the first listing of the workspace ended; null before it. */
export async function firstListedAt(tx: Tx): Promise<Date | null> {
  const { at } = await tx
    .selectFrom('listing')
    .select(({ fn }) => fn.min('finished_at').as('at'))
    .where('workspace_id', '=', tx.workspaceId)
    .executeTakeFirstOrThrow();
  return at;
}

/** The newest checkpoint that was there at a moment; null before the first. */
export async function checkpointThen(tx: Tx, knownAt: Date): Promise<ReportHead['checkpoint']> {
  const row = await tx
    .selectFrom('audit_checkpoint')
    .select(['number', 'size', 'root', 'at'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('at', '<=', knownAt)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { number, size, root, at } = row;
  return { number: Number(number), size: Number(size), root: root.toString('base64'), at: instant(at) };
}

/** The bytes of a document, part by part, each as it is taken. Throws `not_found`. */
export async function* documentBytes(
  db: Db,
  workspaceId: WorkspaceId,
  document: { readonly id: ReportId; readonly format: ReportFormat },
): AsyncGenerator<Buffer, void> {
  for (let nth = 0, isLast = false; !isLast; nth += 1) {
    const part = await inWorkspace(db, workspaceId, (tx) => readPart(tx, { ...document, nth }));
    isLast = part.isLast;
    yield part.bytes;
  }
}

/** The bytes of a document that is known to be small; undefined where it is not kept any more. */
export async function wholeDocument(
  tx: Tx,
  { id, format }: { readonly id: ReportId; readonly format: ReportFormat },
): Promise<Buffer | undefined> {
  const parts = await tx
    .selectFrom('report_part')
    .select('bytes')
    .where('workspace_id', '=', tx.workspaceId)
    .where('report_id', '=', id)
    .where('format', '=', format)
    .orderBy('nth')
    .execute();
  return parts.length === 0 ? undefined : Buffer.concat(parts.map(({ bytes }) => bytes));
}

/** A part of a document, and whether there are more. Throws `not_found`. */
export async function readPart(
  tx: Tx,
  { id, format, nth }: { readonly id: ReportId; readonly format: ReportFormat; readonly nth: number },
): Promise<{ readonly bytes: Buffer; readonly isLast: boolean }> {
  const rows = await tx
    .selectFrom('report_part')
    .select(['nth', 'bytes'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('report_id', '=', id)
    .where('format', '=', format)
    .where('nth', '=', nth)
    .select(({ exists, selectFrom }) =>
      exists(
        selectFrom('report_part as n')
          .select('n.nth')
          .whereRef('n.workspace_id', '=', 'report_part.workspace_id')
          .whereRef('n.report_id', '=', 'report_part.report_id')
          .whereRef('n.format', '=', 'report_part.format')
          .whereRef('n.nth', '>', 'report_part.nth'),
      ).as('more'),
    )
    .execute();
  const [part] = rows;
  if (part === undefined) {
    throw new RollcallError(
      'not_found',
      `The report ${id} is not kept as ${format}, or has no part ${nth}: make it again in that format.`,
    );
  }
  return { bytes: part.bytes, isLast: part.more !== true };
}
