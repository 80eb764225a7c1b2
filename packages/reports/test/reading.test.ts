import type { ReportChange, ReportFigure } from '@rollcall/schema';
import { describe, expect, test } from 'vitest';
import { columnParts, columnWidths } from '../src/formats/column-widths.ts';
import { keyFigures } from '../src/formats/key-figures.ts';
import { sentenceParts } from '../src/formats/sentence.ts';
import { sinceRows } from '../src/formats/since-rows.ts';
import { valueText } from '../src/formats/values.ts';
import { nastyReport } from './support/nasty-report.ts';
import { textOf } from './support/written.ts';

const table = { columns: [{ name: 'name', title: 'Name', type: 'text' }], rows: [{ name: 'a' }] } as const;
const figuresOf = (ids: readonly string[]): readonly ReportFigure[] =>
  ids.map((id) => ({ id, label: `figure ${id}`, type: 'count', value: 1, coverage: 'proven' }));
const parts = (count: number, names: readonly string[]) =>
  Array.from({ length: count }, (_, index) => names.map((name) => `${name}/wallet-${index}`)).flat();

describe('figures that people are shown', () => {
  test.each([
    ['all, where they are few', ['live', ...parts(5, ['a', 'b', 'c'])], 16],
    ['those of the whole, where they are many', ['live', 'absent', ...parts(5, ['a', 'b', 'c'])], 2],
    [
      'those of the first parts, where none is of the whole',
      parts(4, ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']),
      9,
    ],
    ['no more than are seen at a glance', Array.from({ length: 30 }, (_, index) => `figure-${index}`), 16],
  ])('%s', (_, ids, count) => {
    const { shown, rest } = keyFigures({ figures: figuresOf(ids), table: { ...table, count: 1 } });
    expect(shown.map(({ id }) => id)).toEqual(ids.slice(0, count));
    const more = `${ids.length - count} figures more, which the table below has by its rows. All of them are in this report as CSV and as JSON.`;
    expect(rest).toBe(ids.length === count ? undefined : more);
  });

  test('are all in CSV and JSON', async () => {
    const ids = ['live', ...parts(9, ['a', 'b'])];
    const report = { ...nastyReport(), sections: [{ id: 'one', title: 'One', figures: figuresOf(ids), table }] };
    for (const format of ['csv', 'json'] as const) expect(await textOf(report, format)).toContain('figure b/wallet-8');
    for (const format of ['html', 'markdown'] as const) {
      const text = await textOf(report, format);
      expect(text).not.toContain('wallet-');
      expect(text).toContain('18 figures more');
    }
  });
});

test('instants of sentences are told to the minute, and those of commands as they are', () => {
  const command = '--from 2026-12-01T00:00:00.000Z';
  const sentence = `It ends at 2026-12-01T00:00:00.000Z, and began at 2026-11-03T10:12:33.120Z: ask \`${command}\`.`;
  expect(sentenceParts(sentence)).toEqual([
    { text: 'It ends at 2026-12-01, and began at 2026-11-03 10:12 UTC: ask ', isCommand: false },
    { text: command, isCommand: true },
    { text: '.', isCommand: false },
  ]);
  expect(valueText('the listing of 2026-11-03T10:12:33.120Z shows it', 'text')).toBe(
    'the listing of 2026-11-03 10:12 UTC shows it',
  );
  for (const exact of ['backup-2026-11-03T10:12:33Z', '{"at":"seen at 2026-11-03T10:12:33Z"}'])
    expect(valueText(exact, 'text')).toBe(exact);
});

test('of what changed, the first 20 are shown, those with a reason first', () => {
  const change = (index: number): ReportChange => ({
    ...{ what: `figure ${index}`, before: index, now: index + 1, type: 'count', eventId: null },
    reason: index % 10 === 7 ? 'It was listed late.' : null,
  });
  const changes = Array.from({ length: 35 }, (_, index) => change(index));
  const { shown, rest } = sinceRows({ knownAt: '2026-11-01T00:00:00.000Z', digest: 'ab', changes });
  expect(shown.map(({ what }) => what).slice(0, 4)).toEqual(['figure 7', 'figure 17', 'figure 27', 'figure 0']);
  expect(shown.map(({ why }) => why).slice(2, 4)).toEqual(['It was listed late.', 'Follows from other changes']);
  expect(shown).toHaveLength(20);
  expect(rest).toBe('And 15 more, which are in this report as CSV and as JSON.');
});

test('where no change has a reason, none follows from another', () => {
  const changes: ReportChange[] = [
    { ...{ what: 'Findings', before: 3, now: 2, type: 'count' }, eventId: null, reason: null },
  ];
  const { shown } = sinceRows({ knownAt: '2026-11-01T00:00:00.000Z', digest: 'ab', changes });
  expect(shown).toEqual([{ what: 'Findings', before: '3', now: '2', why: 'No one event tells why' }]);
});

test('a table of too many columns is printed in parts, each with what its rows are of', () => {
  const amounts = Array.from({ length: 14 }, (_, index) => `amount_${index}`);
  const columns = [
    ...['connection', 'wallet'].map((name) => ({ name, title: name, type: 'text' as const })),
    ...amounts.map((name) => ({ name, title: name, type: 'amount' as const })),
  ];
  const amount = { minor: '123456789', currency: 'USD', unit: 'confirmed' } as const;
  const row = { connection: 'main', wallet: 'master', ...Object.fromEntries(amounts.map((name) => [name, amount])) };
  const printed = columnParts({ columns, widths: columnWidths(columns, [row]) });
  expect(printed).toHaveLength(2);
  for (const part of printed) expect(part.columns.slice(0, 2)).toEqual(columns.slice(0, 2));
  expect(printed.flatMap((part) => part.columns.slice(2))).toEqual(columns.slice(2));
});
