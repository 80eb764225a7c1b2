import type { ReportColumn, ReportRow } from '@rollcall/schema';
import type { DraftSection, StreamedTable } from '../draft.ts';
import type { PaidOrder, ReportedTransaction } from './rows.ts';
import { binWords, reportAmount } from './words.ts';

/** What is read as it is written: how much there is, and what would make another of it. */
export interface Streamed<Row> extends Pick<StreamedTable, 'count' | 'mark'> {
  pages(most?: number): AsyncIterable<readonly Row[]>;
}

/** What was paid for, each with what it brought. */
export function ordersSection(orders: Streamed<PaidOrder>): DraftSection {
  return {
    ...{ id: 'orders', title: 'What was paid for' },
    notes: ['What costs most comes first. Of what it brought, there is what is live, and what is gone.'],
    table: { columns: orderColumns, ...mapped(orders, orderRow) },
  };
}

/** Every transaction, with what it is. */
export function transactionsSection(transactions: Streamed<ReportedTransaction>): DraftSection {
  return {
    ...{ id: 'transactions', title: 'Transactions' },
    notes: ['By wallet, in the order of time. Those without a time come last: they are in no period, and in no sum.'],
    table: { columns: transactionColumns, ...mapped(transactions, transactionRow) },
  };
}

function mapped<Row>(
  { count, mark, pages }: Streamed<Row>,
  rowOf: (row: Row) => ReportRow,
): Omit<StreamedTable, 'columns'> {
  return {
    ...{ count, mark },
    async *pages(most) {
      for await (const page of pages(most)) yield page.map(rowOf);
    },
  };
}

const orderColumns: readonly ReportColumn[] = [
  { name: 'connection', title: 'Connection', type: 'text' },
  { name: 'order', title: 'Paid for', type: 'text' },
  { name: 'client', title: 'Client', type: 'text' },
  { name: 'charges', title: 'Charges', type: 'count' },
  { name: 'charged', title: 'Charged', type: 'amount' },
  { name: 'refunded', title: 'Refunded', type: 'amount' },
  { name: 'state', title: 'It is', type: 'text' },
  { name: 'brought', title: 'It brought', type: 'text' },
];

function orderRow(order: PaidOrder): ReportRow {
  const { connection, externalId, client, charges, presence, brought } = order;
  return {
    ...{ connection, order: externalId, client: client ?? 'no client named', charges },
    charged: reportAmount(order.spentMinor, order),
    refunded: reportAmount(order.refundedMinor, order),
    state: presence ?? 'never listed',
    brought: brought
      .map(({ kind, live, gone }) => `${kind}: ${live} live${gone === 0 ? '' : `, ${gone} gone`}`)
      .join('; '),
  };
}

const transactionColumns: readonly ReportColumn[] = [
  { name: 'connection', title: 'Connection', type: 'text' },
  { name: 'wallet', title: 'Wallet', type: 'text' },
  { name: 'at', title: 'At', type: 'time' },
  { name: 'transaction', title: 'Transaction', type: 'text' },
  { name: 'name', title: 'Description', type: 'text' },
  { name: 'amount', title: 'Amount', type: 'amount' },
  { name: 'balance', title: 'Balance after', type: 'amount' },
  { name: 'bin', title: 'Bin', type: 'text' },
  { name: 'paid_for', title: 'Paid for', type: 'text' },
  { name: 'client', title: 'Client', type: 'text' },
  { name: 'first_listed', title: 'First listed', type: 'time' },
];

function transactionRow(transaction: ReportedTransaction): ReportRow {
  const { connection, wallet, at, externalId, name, effectMinor, raw, currency, unit, bin } = transaction;
  return {
    ...{ connection, wallet, at, transaction: externalId, name },
    amount: { minor: effectMinor === null ? null : String(effectMinor), currency, unit, raw },
    balance: reportAmount(transaction.statedMinor, transaction),
    ...{ bin: binWords[bin].title, paid_for: transaction.reference, client: transaction.client },
    first_listed: transaction.firstSeenAt,
  };
}
