import type { ReportColumn, ReportRow } from '@rollcall/schema';
import type { DraftSection } from '../draft.ts';
import { amountOf, changeReason, countOf, type WalletChange, type WalletChanges } from './changes.ts';

/** Transactions of the period that are not what they were, or came late: with what was said before beside what is. */
export function lateSection(changes: readonly (WalletChanges & { readonly connection: string })[]): DraftSection {
  const [told, all] = [
    changes.reduce((sum, one) => sum + one.told.length, 0),
    changes.reduce((sum, one) => sum + countOf(one), 0),
  ];
  return {
    ...{ id: 'late', title: 'Late, edited and vanished transactions' },
    notes: [
      'Late: first listed after a whole listing that began when the period had ended. A report from before says what was known then.',
      ...(told === all
        ? []
        : [`There are ${all}: the newest ${told} stand here. What differences are made of is of all of them.`]),
    ],
    table: { columns, rows: changes.flatMap((one) => one.told.map((change) => rowOf(one.connection, change))) },
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

function rowOf(connection: string, change: WalletChange): ReportRow {
  const { wallet, externalId, before, now, recordedAt, eventId } = change;
  return {
    ...{ connection, wallet, transaction: externalId, change: change.change },
    before: before?.isLive === true ? amountOf(before) : null,
    now: now.isLive ? amountOf(now) : null,
    ...{ dated: now.at ?? before?.at ?? null, recorded: recordedAt, because: changeReason(change), event: eventId },
  };
}
