import { createHash } from 'node:crypto';
import { type DraftSection, isStreamed, type ReportDraft, type ReportTerms, reportRuleset } from '@rollcall/ledger';
import type { ConnectionId, ReportCoverage, ReportRow } from '@rollcall/schema';

/**
 * SHA-256 in hex of what a report says, whatever its format: not of when it was known, of what passes, nor of what differs from
 * another. Two of one series with the same digest say the same.
 */
export function contentDigest(
  terms: ReportTerms,
  { state, reasons, headline, sections }: ReportDraft,
  { oldestAt: _, ...coverage }: ReportCoverage,
): string {
  return sha256(
    JSON.stringify([
      [reportRuleset, seriesOf(terms), state, reasons, headline, coverage],
      sections.map((section) => [
        section.id,
        section.title,
        section.notes,
        section.figures,
        section.chart,
        said(section),
      ]),
    ]),
  );
}

/** A digest of all that a report is a function of, beside the ledger and what was known of it. */
export function seriesDigest(terms: ReportTerms, shown: readonly ConnectionId[] | undefined): string {
  return sha256(JSON.stringify([seriesOf(terms), shown === undefined ? null : [...shown].toSorted()]));
}

function seriesOf({ kind, period, asOf, knownAt, connection, filters }: ReportTerms): unknown {
  // A moment that was not asked for is when it was known, or the end of the period so far.
  const moment = asOf.getTime() === knownAt.getTime() ? null : asOf;
  const { resourceKind, client, actor, subject, about } = filters;
  return [kind, period?.from, period?.to, moment, connection?.id, resourceKind, client, actor, subject, about];
}

function said({ table }: DraftSection): unknown {
  if (table === undefined) return null;
  const lasting = table.columns.filter(({ passing }) => passing !== true).map(({ name }) => name);
  if (isStreamed(table)) return [lasting, table.count, table.mark];
  return [lasting, table.rows.map((row: ReportRow) => lasting.map((name) => row[name] ?? null))];
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
