import { parseArgs } from 'node:util';
import { dataDirDefault } from '@rollcall/data-folder';
import { z } from 'zod';

/** What `pnpm start` was asked to do. */
export interface StartOptions {
  readonly dataDir: string;
  readonly port: number;
  readonly sandbox: boolean;
  readonly story: boolean;
  readonly daemons: number;
  readonly logLevel: string;
}

/** A wrong flag or variable; the message is one sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const portDefault = 4400;
/** More would only wait for each other: one machine has no more use for them. */
const daemonsMax = 16;
const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

/** One option, as a flag and as a variable of the environment; the flag counts when both are given. */
interface OptionSpec {
  readonly flag: string;
  /** What stands for its value in the help; absent for a flag without one. */
  readonly value?: string;
  readonly variable: string;
  readonly wants: string;
  readonly help: string;
}

const specs = {
  dataDir: {
    flag: 'data-dir',
    value: 'DIR',
    variable: 'ROLLCALL_DATA_DIR',
    wants: 'a folder',
    help: 'where everything is kept; .rollcall in the repository',
  },
  port: {
    flag: 'port',
    value: 'N',
    variable: 'ROLLCALL_PORT',
    wants: 'a port from 1 to 65535',
    help: `where the gateway listens on 127.0.0.1; ${portDefault}`,
  },
  daemons: {
    flag: 'daemons',
    value: 'N',
    variable: 'ROLLCALL_DAEMONS',
    wants: `a number from 0 to ${daemonsMax}`,
    help: `how many sync daemons share the work, 0 to ${daemonsMax}; 1`,
  },
  sandbox: {
    flag: 'no-sandbox',
    variable: 'ROLLCALL_SANDBOX',
    wants: '"on" or "off"',
    help: 'start no sandbox; the variable takes on or off; on',
  },
  story: {
    flag: 'no-story',
    variable: 'ROLLCALL_STORY',
    wants: '"on" or "off"',
    help: 'nothing happens in new sandboxes by itself; the variable takes on or off; on',
  },
  logLevel: {
    flag: 'log-level',
    value: 'LEVEL',
    variable: 'ROLLCALL_LOG_LEVEL',
    wants: `one of ${logLevels.join(', ')}`,
    help: `what the log files hold: ${logLevels.join(', ')}; info`,
  },
} as const satisfies Record<keyof StartOptions, OptionSpec>;

/** Reads flags and environment; answers `help` when help was asked for. Throws `UsageError`. */
export function startOptions(args: readonly string[], env: NodeJS.ProcessEnv): StartOptions | 'help' {
  const flags = parseFlags(args);
  if (flags['help'] === true) return 'help';
  const read = <Value>(spec: OptionSpec, shape: z.ZodType<Value>, whenAbsent: Value): Value => {
    const flag = flags[spec.flag];
    // The flags without a value say no.
    const given = flag === true ? 'off' : flag;
    // An empty variable is one that somebody meant to unset.
    const text = typeof given === 'string' ? given : env[spec.variable] || undefined;
    if (text === undefined) return whenAbsent;
    const parsed = shape.safeParse(text);
    if (parsed.success) return parsed.data;
    const source = typeof given === 'string' ? `--${spec.flag}` : spec.variable;
    throw new UsageError(`${source} must be ${spec.wants}, and is ${JSON.stringify(text)}.`);
  };
  const onOrOff = z.enum(['on', 'off']).transform((text) => text === 'on');
  return {
    dataDir: read(specs.dataDir, z.string().min(1), dataDirDefault),
    port: read(specs.port, wholeNumber(1, 65_535), portDefault),
    daemons: read(specs.daemons, wholeNumber(0, daemonsMax), 1),
    sandbox: read(specs.sandbox, onOrOff, true),
    story: read(specs.story, onOrOff, true),
    logLevel: read(specs.logLevel, z.enum(logLevels), 'info'),
  };
}

/** The text of `--help`. */
export function startHelp(): string {
  const rows = Object.values<OptionSpec>(specs).map(({ flag, value, variable, help }) => [
    `--${flag}${value === undefined ? '' : ` ${value}`}`,
    variable,
    help,
  ]);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map(([flag = '', variable = '', help = '']) =>
    `  ${flag.padEnd(widths[0] ?? 0)}  ${variable.padEnd(widths[1] ?? 0)}  ${help}`.trimEnd(),
  );
  return [
    'Usage: pnpm start [options]',
    '',
    'Starts Rollcall on this machine: PostgreSQL, the gateway, the sync daemon, and while there is no connection a',
    'sandbox of every provider. Each option can be a flag or a variable; its default stands last.',
    '',
    ...lines,
    `  ${'--help'.padEnd(widths[0] ?? 0)}  ${''.padEnd(widths[1] ?? 0)}  print this`,
    '',
    'With DATABASE_URL set, that database is used and no PostgreSQL is started. Its login must own the database and',
    'have CREATEROLE, unless ROLLCALL_GATEWAY_DATABASE_URL and ROLLCALL_DAEMON_DATABASE_URL name logins that you made.',
    '',
  ].join('\n');
}

function parseFlags(args: readonly string[]): Readonly<Record<string, string | boolean | undefined>> {
  const options = Object.fromEntries(
    Object.values<OptionSpec>(specs).map(({ flag, value }) => [
      flag,
      { type: value === undefined ? ('boolean' as const) : ('string' as const) },
    ]),
  );
  // `pnpm start -- --port 1` hands the two dashes on.
  const given = args[0] === '--' ? args.slice(1) : [...args];
  try {
    return parseArgs({ args: given, options: { ...options, help: { type: 'boolean', short: 'h' } } }).values;
  } catch (error) {
    const [sentence = ''] = error instanceof Error ? error.message.split(/\.\s|\n/) : [];
    throw new UsageError(`${sentence.replace(/\.$/, '')}. Run \`pnpm start --help\` for what there is.`);
  }
}

function wholeNumber(min: number, max: number): z.ZodType<number> {
  return z
    .string()
    .regex(/^\d{1,6}$/)
    .transform(Number)
    .pipe(z.int().min(min).max(max));
}
