import { createHash } from 'node:crypto';
import { type DraftSection, isStreamed, type ReportDraft, reportRuleset } from '@rollcall/ledger';
import type { ConnectionId, ReportAsk, ReportCoverage, ReportRow } from '@rollcall/schema';

/**
 * SHA-256 in hex of what a report says, whatever its format: not of when it was known, of what passes, nor of what differs from
 * another. Two of one series with the same digest say the same.
 */
export function contentDigest(
  series: string,
  { state, reasons, headline, sections }: ReportDraft,
  { oldestAt: _, ...coverage }: ReportCoverage,
): string {
  return sha256(
    JSON.stringify([
      [reportRuleset, series, state, reasons, headline, coverage],
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

/**
 * A digest of all that a report is a function of, beside the ledger and what was known of it: what was asked with its times, and the
 * only connections that it was shown.
 */
export function seriesDigest(
  { kind, from, to, asOf, resourceKind, client, actor, subject, about }: ReportAsk,
  {
    connection,
    shown,
  }: { readonly connection: ConnectionId | undefined; readonly shown: readonly ConnectionId[] | undefined },
): string {
  const asked = [kind, from, to, asOf, connection, resourceKind, client, actor, subject, about];
  return sha256(JSON.stringify([asked, shown === undefined ? null : [...shown].toSorted()]));
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
