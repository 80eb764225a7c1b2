import { relative, sep } from 'node:path';
import { type DataFolder, dataDirDefault } from '@rollcall/data-folder';
import { providers } from '@rollcall/provider-registry';
import { z } from 'zod';
import type { RunningSandbox } from './sandboxes.ts';

/** What a start has brought up. */
export interface Started {
  readonly folder: DataFolder;
  readonly gatewayUrl: string;
  readonly database: string;
  readonly daemons: number;
  readonly sandboxes: readonly RunningSandbox[];
  /** How the first run of each new sandbox connection ended, by connection. */
  readonly firstRuns: ReadonlyMap<string, string>;
  /** The first admin API key, when this start has made it: the only time it is shown. */
  readonly newAdminKey: string | undefined;
  /** Why there may be no sandbox though one was wanted. */
  readonly remarks: readonly string[];
}

/** What is printed once everything runs: where it listens, and what to do next. */
export function report(started: Started): string {
  const { folder, gatewayUrl, newAdminKey } = started;
  const keyFile = shortPath(folder.adminKey);
  return [
    'Rollcall is running.',
    '',
    ...rows([
      ['gateway', gatewayUrl],
      ['PostgreSQL', started.database],
      [started.daemons === 1 ? 'daemon' : 'daemons', daemonsLine(started.daemons)],
      ...started.sandboxes.flatMap((sandbox) => sandboxRows(sandbox, started.firstRuns)),
      ['logs', shortPath(folder.logs)],
      ['admin API key', newAdminKey === undefined ? `kept in ${keyFile}` : newAdminKey],
      ...(newAdminKey === undefined ? [] : [['', `shown this once, kept in ${keyFile}`] as const]),
    ]),
    '',
    ...started.remarks.flatMap((remark) => [remark, '']),
    'A first call:',
    `  ${rollcallCommand(folder)} resources --kind inbox`,
    `  curl -s -H "authorization: Bearer $(cat ${keyFile})" '${gatewayUrl}/trpc/resources.list?input=${encodeURIComponent('{"kind":"inbox"}')}'`,
    '',
    'Connect a real account:',
    ...Object.values(providers).map(
      ({ name, credential }) =>
        `  echo '${credentialExample(credential)}' | ${rollcallCommand(folder)} connections add NAME --provider ${name}`,
    ),
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

function sandboxRows(
  { connection, title, baseUrl, controlUrl }: RunningSandbox,
  runs: ReadonlyMap<string, string>,
): readonly (readonly [string, string])[] {
  const run = runs.get(connection);
  return [
    ['sandbox', `${baseUrl}, which stands in for ${title}: not a real account`],
    ['', `its connection is ${connection}, its control interface ${controlUrl}`],
    ...(run === undefined ? [] : [['', run] as const]),
  ];
}

function rows(pairs: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...pairs.map(([label]) => label.length));
  return pairs.map(([label, text]) => `  ${label.padEnd(width)}  ${text}`);
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
