import type { ReportColumn, ReportRow } from '@rollcall/schema';
import type { DraftSection } from '../draft.ts';
import { amountOf, changeReason, type WalletChange } from './changes.ts';

/** Transactions of the period that are not what they were, or came late: with what was said before beside what is. */
export function lateSection(changes: readonly (WalletChange & { readonly connection: string })[]): DraftSection {
  return {
    ...{ id: 'late', title: 'Late, edited and vanished transactions' },
    notes: [
      'Late: first listed after a whole listing that began when the period had ended. A report from before says what was known then.',
    ],
    table: { columns, rows: changes.map(rowOf) },
  };
}

const columns: readonly ReportColumn[] = [
  { name: 'connection', title: 'Connection', type: 'text' },
  { name: 'wallet', title: 'Wallet', type: 'text' },
  { name: 'transaction', title: 'Transaction', type: 'text' },
  { name: 'change', title: 'What became of it', type: 'text' },
  { name: 'before', title: 'Before', type: 'amount' },
  { name: 'now', title: 'Now', type: 'amount' },
  { name: 'dated', title: 'Dated', type: 'time' },
  { name: 'recorded', title: 'Recorded', type: 'time' },
  { name: 'because', title: 'In words', type: 'text' },
  { name: 'event', title: 'Event', type: 'text' },
];

function rowOf(change: WalletChange & { readonly connection: string }): ReportRow {
  const { connection, wallet, externalId, before, now, recordedAt, eventId } = change;
  return {
    ...{ connection, wallet, transaction: externalId, change: change.change },
    before: before?.isLive === true ? amountOf(before) : null,
    now: now.isLive ? amountOf(now) : null,
    ...{ dated: now.at ?? before?.at ?? null, recorded: recordedAt, because: changeReason(change), event: eventId },
  };
}
