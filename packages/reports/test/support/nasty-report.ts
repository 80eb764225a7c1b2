import type { DraftSection, StreamedTable } from '@rollcall/ledger';
import {
  type ReportAmount,
  type ReportColumn,
  ReportHead,
  type ReportRow,
  type ReportValueType,
} from '@rollcall/schema';
import type { WrittenReport } from '../../src/formats/written-report.ts';

/** Names as accounts may have them, and what each would do where it is taken for more than text. */
export const nasty = {
  tag: '<script>alert("1")</script><img src=x onerror=alert(2)>',
  formula: '=HYPERLINK("http://evil.example","ok")',
  cell: 'a | b\r\nc, "d"',
  link: '[here](http://evil.example) `code` <b> www.evil.example',
  style: '</style><p>"}\\',
  turned: '\u202Egpj.exe\u0007\uD800',
  written: 'Ελλάδα Россия 中文 שלום عالم 👩‍👩‍👧 ﬃ é',
  long: 'a-very-long-name-'.repeat(24).slice(0, 400),
} as const;

function amountOf(minor: string | null, rest: Partial<ReportAmount> = {}): ReportAmount {
  return { minor, currency: 'USD', unit: 'confirmed', ...rest };
}

/** A report with something of everything, and nothing of it harmless. */
export function nastyReport(): WrittenReport {
  return { head, sections: [summary, transactions, wide, nothing] };
}

const head = ReportHead.parse({
  ...{ kind: 'wallet', title: 'Wallets, 2026-10-01 to 2026-11-01', ruleset: 1 },
  workspace: { id: '01984c5e-7d3a-7b61-9a1f-0a4b3c2d1e0f', name: nasty.style },
  period: { from: '2026-10-01T00:00:00.000Z', to: '2026-11-01T00:00:00.000Z' },
  ...{ asOf: '2026-11-01T00:00:00.000Z', knownAt: '2026-11-03T10:12:33.120Z', filters: { connection: nasty.tag } },
  state: 'incomplete',
  reasons: [
    { sentence: `18 scopes of ${nasty.tag} were never believed.`, remedy: 'Run `rollcall sync` and ask again.' },
  ],
  coverage: {
    ...{ scopes: 430, proven: 412, corroborated: 0, plausible: 0, stale: 0, failed: 18 },
    ...{ sentence: '412 of 430 scopes proven, 18 never believed', oldestAt: '2026-10-31T23:02:11.000Z' },
  },
  checkpoint: { number: 12, size: 120_456, root: '9f'.repeat(32), at: '2026-11-03T10:00:00.000Z' },
  headline: [
    {
      ...{ severity: 'alarm', sentence: `12.50 USD of wallet ${nasty.tag} is unexplained.` },
      ...{ cost: { minor: '1250', currency: 'USD' }, remedy: 'Compare it with `rollcall report wallet --format csv`.' },
    },
    { severity: 'notice', sentence: nasty.long, cost: null, remedy: null },
    { severity: 'good', sentence: 'Everything else adds up.', cost: null, remedy: null },
  ],
  since: {
    ...{ knownAt: '2026-11-01T06:00:00.000Z', digest: 'ab'.repeat(32) },
    changes: [
      {
        ...{ what: nasty.tag, before: amountOf('100000'), now: amountOf('98750'), type: 'amount' },
        ...{ reason: 'Transaction tx_881 was first listed on 2026-11-02.', eventId: null },
      },
    ],
  },
  digest: 'cd'.repeat(32),
});

const days = Array.from({ length: 31 }, (_, index) => `2026-10-${String(index + 1).padStart(2, '0')}`);

const summary: DraftSection = {
  ...{ id: 'summary', title: 'Summary', notes: ['All sums are exact.'] },
  figures: [
    figure('opening', 'amount', amountOf('123456789')),
    figure('assumed', 'amount', amountOf('-50000', { unit: 'assumed' })),
    figure('yen', 'amount', amountOf('1234567', { currency: 'JPY' })),
    figure('raw', 'amount', amountOf(null, { currency: null, unit: 'unknown', raw: '1250.5' })),
    figure('fees', 'amount', null),
    figure('transactions', 'count', 1_234_567),
    figure('verdict', 'mark', 'alarm: 12.50 USD unexplained'),
  ],
  chart: {
    ...{ type: 'stacked', title: `Charges ${nasty.tag}`, unit: 'USD', categories: days },
    series: [
      { name: 'inboxes', values: days.map((_, index) => (index * 37) % 90) },
      { name: nasty.tag, values: days.map((_, index) => (index % 7 === 0 ? null : 12.5)) },
    ],
  },
};

const transactions: DraftSection = {
  ...{ id: 'transactions', title: nasty.tag },
  table: {
    columns: [
      ...[column('at', 'time'), column('name', 'text'), column('amount', 'amount')],
      ...[column('standing', 'mark'), column('coverage', 'text')],
    ],
    rows: Object.values(nasty).map((name, index) => ({
      ...{ at: '2026-10-14T12:30:00.000Z', name, amount: amountOf(String(-37 * index)), coverage: 'proven' },
      standing: index % 2 === 0 ? 'alarm: unmatched' : 'good',
    })),
  },
};

const counts = ['recorded', 'observed', 'matched', 'appeared', 'changed', 'vanished', 'explained', 'unexplained'];

const wide: DraftSection = {
  ...{ id: 'wide', title: 'By connection and kind' },
  chart: {
    ...{ type: 'bar', title: 'Findings', unit: 'findings', categories: ['a', nasty.long] },
    series: [{ name: 'open', values: [3, 4] }],
  },
  table: {
    columns: [column('connection', 'text'), column('kind', 'text'), ...counts.map((name) => column(name, 'count'))],
    rows: Array.from({ length: 250 }, (_, index) => ({
      ...{ connection: `connection-${index}`, kind: 'dns_record' },
      ...Object.fromEntries(counts.map((name, place) => [name, place === 3 ? null : index * 1000 + place])),
    })),
  },
};

const nothing: DraftSection = {
  ...{ id: 'nothing', title: 'Unmatched', table: { columns: [column('name', 'text')], rows: [] } },
  chart: { type: 'line', title: 'None', unit: 'USD', categories: [], series: [] },
};

/** One table of many rows, which are made as they are asked for. */
export function longReport(count: number, { said = count } = {}): WrittenReport & { readonly asked: () => number } {
  let asked = 0;
  const table: StreamedTable = {
    ...{ columns: [column('name', 'text'), column('amount', 'amount')], count: said, mark: '1' },
    async *pages() {
      for (let from = 0; from < count; from += pageSize) {
        asked += 1;
        yield await Promise.resolve(
          Array.from({ length: Math.min(pageSize, count - from) }, (_, row) => rowOf(from + row)),
        );
      }
    },
  };
  return { head, sections: [{ id: 'long', title: 'Long', table }], asked: () => asked };
}

const pageSize = 500;

function rowOf(index: number): ReportRow {
  return { name: `inbox-${index}@example.com`, amount: amountOf(String(index)) };
}

function column(name: string, type: ReportValueType): ReportColumn {
  return { name, title: name, type };
}

function figure(id: string, type: ReportValueType, value: ReportRow[string]) {
  return { id, label: id, type, value: value ?? null, coverage: '12 of 12 scopes proven' };
}
