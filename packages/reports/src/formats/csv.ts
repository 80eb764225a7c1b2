import type { DraftTable } from '@rollcall/ledger';
import { csvLine, type ReportColumn, type ReportHead, type ReportRow, type ReportValue } from '@rollcall/schema';
import { allRows } from './rows.ts';
import { decimalAmount } from './values.ts';
import { standing } from './wording.ts';
import type { WrittenReport } from './written-report.ts';

/**
 * A report as one file of CSV (RFC 4180). Its tables stand below each other: `section` says which one a row is of, and the columns
 * are those of all of them. Each row says of which report it is, so that rows can be taken out and still be understood. An amount is
 * an exact decimal, with its currency and how sure its unit is in columns of their own.
 */
export async function* csv({ head, sections }: WrittenReport): AsyncGenerator<string> {
  const tables: readonly NamedTable[] = [
    ...headTables(head),
    figuresOf(sections),
    ...sections.flatMap(({ id: section, table }) => (table === undefined ? [] : [{ section, table }])),
  ];
  const about = aboutReport(head);
  const names = new Set(tables.flatMap(({ table }) => table.columns.flatMap(namesOf)));
  const places = new Map([...names].map((name, index) => [name, index]));
  yield csvLine(['section', ...about.map(([name]) => name), ...names]);
  for (const { section, table } of tables) {
    const before = [section, ...about.map(([, value]) => value)];
    for await (const rows of allRows(table)) {
      yield rows.map((row) => csvLine([...before, ...cellsOf(row, table.columns, places)])).join('');
    }
  }
}

interface NamedTable {
  readonly section: string;
  readonly table: DraftTable;
}

function aboutReport(head: ReportHead): readonly (readonly [name: string, value: string | undefined])[] {
  return [
    ['report_kind', head.kind],
    ['report_workspace', head.workspace.name],
    ['report_from', head.period?.from],
    ['report_to', head.period?.to],
    ['report_as_of', head.asOf],
    ['report_known_at', head.knownAt],
    ['report_state', head.state],
    ['report_coverage', head.coverage.sentence],
  ];
}

/** What stands at the head of a report, as tables. */
function headTables({ headline, reasons, since, ...head }: ReportHead): readonly NamedTable[] {
  return [
    {
      section: 'headline',
      table: {
        columns: [text('severity'), text('sentence'), amount('cost'), text('remedy')],
        rows: headline.map(({ cost, ...said }) => ({
          ...said,
          cost: cost === null ? null : { ...cost, unit: 'confirmed' },
        })),
      },
    },
    { section: 'reasons', table: { columns: [text('sentence'), text('remedy')], rows: reasons } },
    {
      section: 'standing',
      table: {
        columns: [text('label'), text('said')],
        rows: standing(head).map(([label, said]) => ({ label, said })),
      },
    },
    {
      section: 'changes',
      table: {
        columns: [text('label'), amount('before'), amount('now'), text('reason'), text('event')],
        rows: (since?.changes ?? []).map(({ what: label, before, now, reason, eventId: event }) => ({
          ...{ label, before, now, reason, event },
        })),
      },
    },
  ];
}

function figuresOf(sections: WrittenReport['sections']): NamedTable {
  const rows = sections.flatMap(({ id: figure_section, figures = [] }) =>
    figures.map(({ id: figure, label, value, coverage }) => ({ figure_section, figure, label, value, coverage })),
  );
  const columns = [text('figure_section'), text('figure'), text('label'), amount('value'), text('coverage')];
  return { section: 'figures', table: { columns, rows } };
}

function text(name: string): ReportColumn {
  return { name, title: name, type: 'text' };
}

/** What holds an amount, if not always. */
function amount(name: string): ReportColumn {
  return { name, title: name, type: 'amount' };
}

function namesOf({ name, type }: ReportColumn): readonly string[] {
  return type === 'amount' ? [name, `${name}_currency`, `${name}_unit`] : [name];
}

/** The cells of a row, each below its name, whatever the columns of its own table are. */
function cellsOf(
  row: ReportRow,
  columns: readonly ReportColumn[],
  places: ReadonlyMap<string, number>,
): readonly (string | number | boolean | null)[] {
  const cells = new Array<string | number | boolean | null>(places.size).fill(null);
  for (const column of columns) {
    const values = plainValues(row[column.name] ?? null);
    for (const [index, name] of namesOf(column).entries()) cells[places.get(name) ?? 0] = values[index] ?? null;
  }
  return cells;
}

/** A value, and of an amount its currency and how sure its unit is. Of an unknown unit, what the provider said. */
function plainValues(value: ReportValue): readonly (string | number | boolean | null)[] {
  if (value === null || typeof value !== 'object') return [value];
  const { minor, currency, unit, raw = null } = value;
  if (unit === 'unknown') return [raw ?? minor, currency, unit];
  return [minor === null || currency === null ? minor : decimalAmount(minor, currency), currency, unit];
}
