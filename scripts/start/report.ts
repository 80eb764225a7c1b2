import { relative, sep } from 'node:path';
import { type DataFolder, dataDirDefault } from '@rollcall/data-folder';
import { providers } from '@rollcall/provider-registry';
import { z } from 'zod';
import type { FirstRun } from './first-run.ts';
import type { RunningSandbox } from './sandboxes.ts';

/** What a start has brought up. */
export interface Started {
  readonly folder: DataFolder;
  readonly gatewayUrl: string;
  readonly database: string;
  readonly daemons: number;
  readonly sandboxes: readonly RunningSandbox[];
  /** What the first run of each new sandbox connection found, by connection. */
  readonly firstRuns: ReadonlyMap<string, FirstRun>;
  /** The first admin API key, when this start has made it: the only time it is shown. */
  readonly newAdminKey: string | undefined;
  /** Why there may be no sandbox though one was wanted. */
  readonly remarks: readonly string[];
}

/** What is printed once everything runs: where it listens, and what to do next. */
export function report(started: Started): string {
  const { folder, gatewayUrl, newAdminKey } = started;
  const keyFile = shortPath(folder.adminKey);
  const rollcall = rollcallCommand(folder);
  return [
    'Rollcall is running.',
    '',
    ...columns([
      ['gateway', gatewayUrl],
      ['API, to read', `${gatewayUrl}/docs`],
      ['PostgreSQL', started.database],
      [started.daemons === 1 ? 'daemon' : 'daemons', daemonsLine(started.daemons)],
      ['logs', shortPath(folder.logs)],
      ['admin API key', newAdminKey === undefined ? `kept in ${keyFile}` : newAdminKey],
      ...(newAdminKey === undefined ? [] : [['', `shown this once, kept in ${keyFile}`]]),
    ]),
    '',
    ...(started.sandboxes.length === 0 ? [] : [...sandboxLines(started, rollcall), '']),
    ...started.remarks.flatMap((remark) => [remark, '']),
    'A first call:',
    `  ${rollcall} resources --kind inbox`,
    `  curl -s -H "authorization: Bearer $(cat ${keyFile})" '${gatewayUrl}/v1/resources?kind=inbox'`,
    '',
    ...connectLines(rollcall),
    '',
    'Ctrl+C stops everything.',
  ].join('\n');
}

/** A path as it is shorter to type from the repository. */
export function shortPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short;
}

function daemonsLine(daemons: number): string {
  if (daemons === 0) return 'none: nothing is synced until one runs';
  return daemons === 1 ? '1 process, calling the roll' : `${daemons} processes, sharing the work`;
}

function sandboxLines({ sandboxes, firstRuns }: Started, rollcall: string): readonly string[] {
  const isSynced = firstRuns.size > 0;
  return [
    'Sandboxes stand in for the providers; none of these is a real account:',
    ...columns([
      ['connection', 'stands in for', ...(isSynced ? ['resources', 'first run'] : []), 'base URL'],
      ...sandboxes.map(({ connection, title, baseUrl }) => {
        const { resources = '-', grades = '-' } = firstRuns.get(connection) ?? {};
        return [
          connection,
          title,
          ...(isSynced ? [String(resources).padStart('resources'.length), grades] : []),
          baseUrl,
        ];
      }),
    ]),
    `  "${rollcall} sandbox --help" says how to change one behind Rollcall's back, and how to make it fail.`,
  ];
}

/** Of a provider, the line that connects it; the others are told by the command's help. */
function connectLines(rollcall: string): readonly string[] {
  const [first, ...others] = Object.values(providers);
  if (first === undefined) return [];
  const example = credentialExample(first.credential);
  return [
    'Connect a real account:',
    `  echo '${example}' | ${rollcall} connections add NAME --provider ${first.name}`,
    `  likewise ${others.map(({ name }) => name).join(', ')}: "connections add --help" says what each needs`,
  ];
}

/** Lines of cells under each other, indented. */
function columns(lines: readonly (readonly string[])[]): readonly string[] {
  const widths = Array.from({ length: Math.max(...lines.map(({ length }) => length)) }, (_, column) => {
    return Math.max(...lines.map((cells) => (cells.length === column + 1 ? 0 : (cells[column]?.length ?? 0))));
  });
  return lines.map((cells) =>
    `  ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
}

/** The CLI, as it can be called in this folder and with the Node that this start was given. */
function rollcallCommand(folder: DataFolder): string {
  const variables = folder.path === dataDirDefault ? '' : `ROLLCALL_DATA_DIR=${shortPath(folder.path)} `;
  const isFromNpx = process.execPath.includes(`${sep}_npx${sep}`);
  return `${variables}${isFromNpx ? 'npx -y -p node@24 -p pnpm@12 -- pnpm' : 'pnpm'} rollcall`;
}

/** `{"apiKey":"…"}`: the credential's fields, from the shape that the provider declares. */
function credentialExample(credential: z.ZodType): string {
  const { properties = {} } = z.toJSONSchema(credential);
  return JSON.stringify(Object.fromEntries(Object.keys(properties).map((field) => [field, '…'])));
}
