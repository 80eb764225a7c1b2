import { RollcallError } from '@rollcall/schema';
import type { Layout } from './layout.ts';

const noSpace = 'No space left on device';

/** What PostgreSQL's own words mean for the person who started it, most telling first. */
const meanings: readonly { readonly pattern: RegExp; readonly problem: (layout: Layout) => RollcallError }[] = [
  {
    pattern: new RegExp(noSpace),
    problem: ({ home }) =>
      new RollcallError(
        'database_full',
        `There is no space left on the disk for PostgreSQL in ${home}. Free some space and start again; nothing that was committed is lost.`,
      ),
  },
  {
    pattern: /could not bind .*Address already in use/,
    problem: ({ home }) =>
      new RollcallError(
        'database_unavailable',
        `The port meant for PostgreSQL in ${home} is taken by another program. Stop that program, or start again on another port.`,
        { details: { portTaken: true } },
      ),
  },
  {
    pattern: /Read-only file system|Permission denied|wrong ownership/,
    problem: ({ home }) => notWritable(home),
  },
];

/** The error behind a failed start, from what PostgreSQL printed. */
export function problemIn(output: string, layout: Layout): RollcallError {
  for (const { pattern, problem } of meanings) if (pattern.test(output)) return problem(layout);
  const lines = output.trim().split('\n');
  const telling = lines.findLast((line) => /FATAL|PANIC|error:/.test(line)) ?? lines.at(-1) ?? '';
  const words = telling.replace(/^.*?(FATAL|PANIC|error): */, '').trim();
  return new RollcallError(
    'database_unavailable',
    `PostgreSQL did not start in ${layout.home}: ${words === '' ? 'it said nothing' : words}. Its log is ${layout.log}.`,
  );
}

/** The file system's own error, as a sentence about the folder. Anything else is handed back as it is. */
export function problemOfWrite(error: unknown, home: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new RollcallError(
        'database_full',
        `There is no space left on the disk for PostgreSQL in ${home}. Free some space and start again.`,
        { cause: error },
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
    case 'EEXIST':
      return notWritable(home, error);
    default:
      return error;
  }
}

function notWritable(home: string, cause?: unknown): RollcallError {
  return new RollcallError(
    'data_folder_unusable',
    `PostgreSQL's folder ${home} cannot be written. Make it writable for the user who runs Rollcall, or choose another with --data-dir.`,
    { cause },
  );
}
