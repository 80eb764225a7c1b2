import { styleText } from 'node:util';
import { plain } from './plain.ts';

type Style = Parameters<typeof styleText>[0];

/** One column of a table for a person. */
export interface Column<Row> {
  readonly title: string;
  readonly value: (row: Row) => string | number | null;
  /** What people copy, such as an id: never cut, however narrow the terminal. */
  readonly whole?: boolean;
  readonly style?: (row: Row) => Style | undefined;
}

/** The width of a table that goes to no terminal. */
const widthDefault = 120;
const columnWidthMin = 6;
const gap = '  ';

/**
 * The lines of a table without borders. Numbers stand at the right; where it is wider than the terminal, the widest
 * columns are cut. A character of double width counts as one.
 */
export function table<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  width: number = process.stdout.columns ?? widthDefault,
): readonly string[] {
  const shown = columns.map((column) => shownColumn(rows, column));
  narrow(shown, width);
  const header = shown.map(({ title, right, width }) => fitted(title, { right, width }));
  return [
    styleText('bold', header.join(gap).trimEnd()),
    ...rows.map((row, index) =>
      shown
        .map(({ cells, right, width, style }) => {
          const cell = fitted(cells[index] ?? '', { right, width });
          const look = style?.(row);
          return look === undefined ? cell : styleText(look, cell);
        })
        .join(gap)
        .trimEnd(),
    ),
  ];
}

interface ShownColumn<Row> extends Pick<Column<Row>, 'title' | 'style'> {
  readonly cells: readonly string[];
  readonly right: boolean;
  readonly whole: boolean;
  width: number;
}

function shownColumn<Row>(rows: readonly Row[], { title, value, whole = false, style }: Column<Row>): ShownColumn<Row> {
  const values = rows.map(value);
  const cells = values.map((cell) => plain(String(cell ?? '-')));
  const right = values.some((cell) => typeof cell === 'number');
  const width = Math.max(title.length, ...cells.map((cell) => charactersOf(cell).length));
  return { title, cells, right, whole, width, ...(style === undefined ? {} : { style }) };
}

/** Takes from the widest column until the table fits, or nothing is left to take. */
function narrow<Row>(columns: readonly ShownColumn<Row>[], width: number): void {
  const flexible = columns.filter(({ whole }) => !whole);
  const total = (): number => columns.reduce((sum, column) => sum + column.width, gap.length * (columns.length - 1));
  while (total() > width) {
    const widest = flexible.reduce<ShownColumn<Row> | undefined>(
      (most, column) => (most === undefined || column.width > most.width ? column : most),
      undefined,
    );
    if (widest === undefined || widest.width <= columnWidthMin) return;
    const spare = total() - width;
    const next = Math.max(columnWidthMin, ...flexible.filter((other) => other !== widest).map((other) => other.width));
    widest.width -= Math.max(1, Math.min(spare, widest.width - next));
  }
}

function fitted(text: string, { width, right }: { width: number; right: boolean }): string {
  const characters = charactersOf(text);
  const cut = characters.length > width ? `${characters.slice(0, width - 1).join('')}…` : text;
  const padding = ' '.repeat(Math.max(0, width - characters.length));
  return right ? padding + cut : cut + padding;
}

/** Making it takes a tenth of the time that a command takes to start, and few texts need it. */
let segmenter: Intl.Segmenter | undefined;

function charactersOf(text: string): readonly string[] {
  if (/^[ -~]*$/.test(text)) return [...text];
  segmenter ??= new Intl.Segmenter();
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}
