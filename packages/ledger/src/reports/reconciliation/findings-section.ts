import { ageBuckets, type Money, type ReportColumn, type ReportFigure } from '@rollcall/schema';
import { sumOfMoney } from '../../money/money.ts';
import type { DraftSection, StreamedTable } from '../draft.ts';
import type { FindingCount } from './headline.ts';

export const findingColumns: readonly ReportColumn[] = [
  ...(['rule', 'connection', 'subject', 'severity', 'state'] as const).map((name) => ({
    ...{ name, title: `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`, type: 'text' as const },
  })),
  { name: 'ageDays', title: 'Age in days', type: 'days', passing: true },
  { name: 'money', title: 'Money', type: 'amount' },
  { name: 'sentence', title: 'What is so', type: 'text' },
  { name: 'remedy', title: 'What to do', type: 'text' },
  { name: 'decided', title: 'Who has it, or why it is accepted', type: 'text' },
  { name: 'finding', title: 'Finding', type: 'text' },
];

/** Findings as they stood, how old they were and what they came to: a sum for each currency, accepted ones aside. */
export function findingsSection(
  counts: readonly (FindingCount & { readonly age: number; readonly fromEvents: number })[],
  { table, coverage }: { readonly table: StreamedTable; readonly coverage: string },
): DraftSection {
  const number = (id: string, label: string, of: typeof counts): ReportFigure => ({
    ...{ id, label, type: 'count', value: of.reduce((sum, { count }) => sum + count, 0), coverage },
  });
  const ages = ageBuckets.map((age, nth) =>
    number(
      `findings_age_${nth}`,
      `Findings: ${age}`,
      counts.filter((one) => one.age === nth),
    ),
  );
  const older = counts.reduce((sum, { fromEvents }) => sum + fromEvents, 0);
  return {
    ...{ id: 'findings', title: 'Findings as they stood' },
    notes: [
      ...(older === 0
        ? []
        : [
            `Of ${older}, only what events tell is known: what they cost may have moved, and who had them is not known.`,
          ]),
    ],
    figures: [number('findings', 'Findings that stood', counts), ...ages, ...sumsOf(counts, coverage)],
    table,
  };
}

function sumsOf(counts: readonly FindingCount[], coverage: string): readonly ReportFigure[] {
  const money = counts.flatMap(({ state, money }) => (state === 'accepted' || money === null ? [] : [money]));
  const currencies = Map.groupBy(money, ({ currency }) => currency);
  return [...currencies]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([currency, of]) => ({
      ...{ id: `findings_money/${currency}`, label: `Findings come to, in ${currency}`, type: 'amount', coverage },
      value: amountOf(sumOfMoney(of)),
    }));
}

function amountOf(money: Money | null): ReportFigure['value'] {
  return money === null ? null : { ...money, unit: 'confirmed' };
}
