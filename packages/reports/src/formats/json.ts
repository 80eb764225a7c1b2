import { allRows, countOf } from './rows.ts';
import type { WrittenReport } from './written-report.ts';

/** A report as `Report` of the schema has it, row by row. */
export async function* json({ head, sections }: WrittenReport): AsyncGenerator<string, void> {
  yield `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "sections": [`;
  for (const [index, { id, title, notes = [], figures = [], chart = null, table }] of sections.entries()) {
    const said = JSON.stringify({ id, title, notes, figures, chart }).slice(0, -1);
    yield `${index === 0 ? '' : ','}\n    ${said},"table":`;
    if (table === undefined) yield 'null}';
    else {
      yield `{"columns":${JSON.stringify(table.columns)},"count":${countOf(table)},"rows":[`;
      let separator = '\n';
      for await (const rows of allRows(table)) {
        if (rows.length === 0) continue;
        yield `${separator}${rows.map((row) => JSON.stringify(row)).join(',\n')}`;
        separator = ',\n';
      }
      yield ']}}';
    }
  }
  yield '\n  ]\n}\n';
}
