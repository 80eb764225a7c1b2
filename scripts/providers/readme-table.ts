import { Grade } from '@rollcall/schema';
import type { ProviderSurface } from './provider-surface.ts';

const tableBegin = '<!-- providers: written by `pnpm generate` -->';
const tableEnd = '<!-- /providers -->';

/** The text with the table between its markers written anew. Throws when a marker is missing or stands twice. */
export function withProviderTable(text: string, surfaces: readonly ProviderSurface[]): string {
  const [before, inside, ...more] = text.split(tableBegin);
  const [, after, ...rest] = (inside ?? '').split(tableEnd);
  if (before === undefined || after === undefined || more.length + rest.length > 0) {
    throw new Error(`README.md must hold "${tableBegin}" and then "${tableEnd}", each once.`);
  }
  return `${before}${tableBegin}\n\n${providerTable(surfaces).join('\n')}\n\n${tableEnd}${after}`;
}

function providerTable(surfaces: readonly ProviderSurface[]): readonly string[] {
  const header = [
    'provider',
    'API',
    'operations',
    'kinds listed, by the best grade they can earn',
    'fields',
    'inferred',
  ];
  const rows = surfaces.map((surface) => [
    `[${surface.title}](packages/providers/${surface.provider}/README.md)`,
    `\`${surface.baseUrl}\``,
    String(surface.operations.total),
    gradesOf(surface),
    String(surface.fields.total),
    inferredOf(surface),
  ]);
  const widths = header.map((_, column) => Math.max(...[header, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}

/** `proven: host, inbox; plausible: domain`. */
function gradesOf({ kinds }: ProviderSurface): string {
  const graded = Grade.options.map((grade) => {
    const names = kinds.filter(({ bestGrade }) => bestGrade === grade).map(({ kind }) => kind);
    return names.length === 0 ? [] : [`${grade}: ${names.join(', ')}`];
  });
  return graded.flat().join('; ');
}

function inferredOf({ fields }: ProviderSurface): string {
  return fields.public === 0 ? String(fields.inferred) : `${fields.inferred} (and ${fields.public} public)`;
}
