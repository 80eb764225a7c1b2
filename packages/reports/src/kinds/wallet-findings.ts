import { type FindingThen, findingsOfClient, type WalletSource } from '@rollcall/db/reports';
import type { DraftSection } from '@rollcall/ledger';
import { type ReportColumn, type ReportRow, rulesOfFamily } from '@rollcall/schema';
import type { ReportContext } from '../context.ts';

/** So many are told here; the reconciliation report has all of them. */
const shownMax = 500;

/** What the rules about money had found by the end of the period, and nobody had put right. */
export async function walletFindings(
  { tx, terms }: ReportContext,
  sources: readonly WalletSource[],
): Promise<DraftSection> {
  const filter = { asOf: terms.asOf, connectionId: terms.connection?.id, rules: rulesOfFamily.money };
  const rows: ReportRow[] = [];
  for await (const page of findingsOfClient(tx, filter, sources)) {
    rows.push(...page.slice(0, shownMax - rows.length).map(rowOf));
  }
  return {
    ...{ id: 'findings', title: 'Findings about money' },
    notes: [
      `As they stood at the end of the period, at most ${shownMax}, the worst first.`,
      ...(terms.filters.client === undefined
        ? []
        : [
            'Only those about wallets, orders and transactions of the client: whose those are that are about anything else is not told.',
          ]),
    ],
    table: { columns, rows },
  };
}

const columns: readonly ReportColumn[] = [
  { name: 'severity', title: 'Severity', type: 'mark' },
  { name: 'rule', title: 'Rule', type: 'text' },
  { name: 'connection', title: 'Connection', type: 'text' },
  { name: 'subject', title: 'About', type: 'text' },
  { name: 'finding', title: 'Finding', type: 'text' },
  { name: 'money', title: 'Money', type: 'amount' },
  { name: 'opened', title: 'Opened', type: 'time' },
  { name: 'state', title: 'State', type: 'text' },
  { name: 'remedy', title: 'What to do', type: 'text' },
];

function rowOf({
  severity,
  rule,
  connection,
  subject,
  sentence,
  money,
  openedAt,
  state,
  remedy,
}: FindingThen): ReportRow {
  return {
    ...{
      severity,
      rule,
      connection,
      subject: subject?.name ?? null,
      finding: sentence,
      opened: openedAt,
      state,
      remedy,
    },
    money: money === null ? null : { ...money, unit: 'confirmed' },
  };
}
