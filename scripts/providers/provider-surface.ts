import { type KindSpec, type Provider, type Surface, surfaceOf } from '@rollcall/provider-kit';

/** What a provider offers, and how much of its document is known rather than concluded. */
export interface ProviderSurface extends Surface {
  readonly provider: string;
  readonly title: string;
  readonly baseUrl: string;
  readonly kinds: readonly Pick<KindSpec, 'kind' | 'bestGrade' | 'gradeReason'>[];
}

export function providerSurface({ name, title, baseUrl, document, ...provider }: Provider): ProviderSurface {
  const kinds = provider.kinds.map(({ kind, bestGrade, gradeReason }) => ({ kind, bestGrade, gradeReason }));
  return { provider: name, title, baseUrl, kinds, ...surfaceOf(document) };
}

/** One line a provider, for a terminal. */
export function surfaceLines(surfaces: readonly ProviderSurface[]): readonly string[] {
  const header = [
    'provider',
    'operations',
    'seed',
    'public',
    'inferred',
    'kinds',
    'fields',
    'seed',
    'public',
    'inferred',
  ];
  const rows = surfaces.map(({ provider, operations, kinds, fields }) => [
    provider,
    ...[operations.total, operations.seed, operations.public, operations.inferred, kinds.length].map(String),
    ...[fields.total, fields.seed, fields.public, fields.inferred].map(String),
  ]);
  const widths = header.map((_, column) => Math.max(...[header, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  return [line(header), ...rows.map(line), '', ...legend];
}

const legend = [
  'seed: stated by the page the provider package was written from. public: taken from another public source.',
  'inferred: concluded by us. Fields are paths, parameters and properties, each counted where it is written.',
];
