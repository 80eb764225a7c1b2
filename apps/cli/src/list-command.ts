import { type Freshness, resourcePageMax } from '@rollcall/schema';
import type { Command } from 'commander';
import { wholeNumber } from './arguments.ts';
import { type CommandOptions, gatewayCommand } from './gateway-command.ts';
import { freshnessLine } from './output/freshness.ts';
import { jsonText } from './output/show.ts';
import { type Column, table } from './output/table.ts';

/** What every command that lists something is given. */
export interface ListOptions extends CommandOptions {
  readonly limit?: number;
  readonly cursor?: string;
  readonly all?: boolean;
}

/** A command that answers page by page. */
export function listCommand(name: string, description: string): Command {
  return gatewayCommand(name, description)
    .option(
      '--limit <n>',
      `how many a page has, ${resourcePageMax} at most`,
      wholeNumber('--limit', { min: 1, max: resourcePageMax }),
    )
    .option('--cursor <cursor>', 'where the page before this one said to go on')
    .option('--all', 'follow the pages to the end');
}

/** A command whose list always comes whole. Scripts may ask for all of any list. */
export function wholeListCommand(name: string, description: string): Command {
  return gatewayCommand(name, description).option('--all', 'accepted, and makes no difference: this list comes whole');
}

/** A list as the gateway answers it; what lists other things than the inventory says nothing of freshness. */
export interface Page<Row> extends Partial<Freshness> {
  readonly data: readonly Row[];
  readonly nextCursor: string | null;
}

/** How a list is shown to a person. */
export interface ListView<Row> {
  /** The lines of the rows: a table, unless the rows are too long for one. */
  readonly lines: (rows: readonly Row[]) => readonly string[];
  /** Said instead of an empty table: why it is empty, and what to do. */
  readonly empty: string;
  /** Said below it all. */
  readonly end?: readonly string[];
}

export function tableOf<Row>(columns: readonly Column<Row>[]): ListView<Row>['lines'] {
  return (rows) => table(rows, columns);
}

/**
 * Asks for one page, or for all of them. Together they are as fresh as the first: what was listed anew meanwhile is not
 * counted as younger.
 */
export async function pagesOf<Row, Answer extends Page<Row>>(
  { limit, cursor, all }: ListOptions,
  ask: (page: { limit?: number | undefined; cursor?: string | undefined }) => Promise<Answer>,
): Promise<Answer> {
  const size = limit ?? (all === true ? resourcePageMax : undefined);
  const first = await ask({ limit: size, cursor });
  if (all !== true) return first;
  const data = [...first.data];
  let { nextCursor } = first;
  while (nextCursor !== null) {
    const page = await ask({ limit: size, cursor: nextCursor });
    data.push(...page.data);
    nextCursor = page.nextCursor;
  }
  return { ...first, data, nextCursor };
}

/** Answers a list on stdout. */
export function showList<Row>({ json }: CommandOptions, page: Page<Row>, view: ListView<Row>): void {
  if (json === true) writeDocument(page);
  else writeLines(page, view);
}

function writeLines<Row>({ data, nextCursor, coverage, asOf, fullAsOf, past }: Page<Row>, view: ListView<Row>): void {
  const lines = data.length === 0 ? [view.empty] : [...view.lines(data)];
  if (nextCursor !== null) lines.push(`more follow: --cursor ${nextCursor}, or --all`);
  if (coverage !== undefined) lines.push(freshnessLine({ coverage, asOf: asOf ?? null, fullAsOf, past }));
  lines.push(...(view.end ?? []));
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** Row by row: all of a large inventory is longer than a string can be. */
function writeDocument<Row>({ data, ...others }: Page<Row>): void {
  process.stdout.write('{"data":[');
  for (const [index, row] of data.entries()) process.stdout.write(`${index === 0 ? '' : ','}${jsonText(row)}`);
  process.stdout.write(`],${jsonText(others).slice(1)}\n`);
}
