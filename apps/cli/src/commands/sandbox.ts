import type { Provider } from '@rollcall/provider-kit';
import type { Sandbox, SandboxOptions } from '@rollcall/provider-kit/sandbox';
import { Command } from 'commander';
import { jsonObject, wholeNumber } from '../arguments.ts';
import { CommandError, wrongUsage } from '../command-error.ts';
import { type OutputOptions, show } from '../output/show.ts';
import { askControl, type ControlRequest, controlUrl, controlUrlOf, type SandboxAddress } from './sandbox-control.ts';
import {
  changeLines,
  clearedLines,
  faultsLines,
  type Lines,
  logLines,
  plantedLines,
  stateLines,
} from './sandbox-lines.ts';

/** `sandbox`: starts a provider's stand-in, and drives one that runs. Needs no gateway. */
export function sandboxCommand(): Command {
  return new Command('sandbox')
    .description("a provider's stand-in, to try things on without an account")
    .addCommand(startCommand())
    .addCommand(changeCommand())
    .addCommand(faultCommand())
    .addCommand(faultsCommand())
    .addCommand(logCommand())
    .addCommand(stateCommand())
    .addCommand(stopCommand());
}

interface StartOptions extends OutputOptions {
  readonly provider: string;
  readonly seed: number;
  readonly now?: string;
  readonly port: number;
  readonly size: Readonly<Record<string, number>>;
  readonly clean?: boolean;
  readonly limits: boolean;
}

function startCommand(): Command {
  return subcommand('start', 'start one; it runs until Ctrl+C, SIGTERM or "sandbox stop"')
    .requiredOption('--provider <name>', 'whose API it stands in for')
    .option('--seed <n>', 'same seed, same data', wholeNumber('--seed', { min: 0, max: 999_999_999 }), 1)
    .option('--now <date>', 'the day that is "now" in its data; 2026-06-01 unless told')
    .option('--clean', 'with nothing wrong on purpose')
    .option('--port <n>', 'on 127.0.0.1; 0 takes a free one', wholeNumber('--port', { min: 0, max: 65_535 }), 0)
    .option('--size <kind=n>', 'how many of a kind it holds; may be repeated', collectSize, {})
    .option('--no-limits', 'without the documented rate limits')
    .action(start);
}

async function start({
  provider: name,
  seed,
  now,
  clean = false,
  port,
  size,
  limits,
  json = false,
}: StartOptions): Promise<void> {
  // Providers take a while to load; the other subcommands do without.
  const { providerNamed } = await import('@rollcall/provider-registry');
  const provider = providerNamed(name);
  const sandbox = await startSandbox(provider, {
    seed,
    clean,
    port,
    sizes: size,
    limits,
    ...(now === undefined ? {} : { now }),
  });
  const stop = (): void => void sandbox.close();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const { baseUrl, controlUrl: control, credential, settings, sizes } = sandbox;
  const config = Object.keys(settings).length === 0 ? '' : ` --config ${shellQuoted(JSON.stringify(settings))}`;
  show({ json }, { provider: name, baseUrl, controlUrl: control, credential, config: settings, seed }, () => [
    `Sandbox of ${provider.title}, seed ${seed}: ${Object.entries(sizes)
      .map(([kind, count]) => `${kind} ${count}`)
      .join(' · ')}`,
    `  base URL  ${baseUrl}`,
    `  control   ${control}`,
    'Connect it from a second terminal:',
    `  echo ${shellQuoted(JSON.stringify(credential))} |` +
      ` pnpm rollcall connections add ${name}-sandbox-${seed} --provider ${name} --base-url ${baseUrl}${config}`,
    'Ctrl+C stops it.',
  ]);
  await sandbox.closed;
  process.off('SIGINT', stop).off('SIGTERM', stop);
}

async function startSandbox({ sandbox }: Provider, options: SandboxOptions): Promise<Sandbox> {
  const { SandboxError } = await import('@rollcall/provider-kit/sandbox');
  try {
    return await sandbox(options);
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    throw new CommandError('sandbox_not_started', error.message, { cause: error });
  }
}

type ControlOptions = OutputOptions & SandboxAddress;

function changeCommand(): Command {
  return controlCommand('change', "change something behind everyone's back")
    .argument(
      '<json>',
      'such as {"do":"delete","kind":"inbox","id":"…"}; {} names the choices',
      jsonObject('The change'),
    )
    .action((body: unknown, options: ControlOptions) =>
      control(options, { method: 'POST', path: '/change', body }, changeLines),
    );
}

function faultCommand(): Command {
  return controlCommand('fault', 'make requests go wrong')
    .argument('<json>', 'such as {"operation":"*","fault":"hang"}; {} names the choices', jsonObject('The fault'))
    .action((body: unknown, options: ControlOptions) =>
      control(options, { method: 'POST', path: '/faults', body }, plantedLines),
    );
}

function faultsCommand(): Command {
  return controlCommand('faults', 'list the faults that are planted')
    .option('--clear', 'take them all out')
    .action((options: ControlOptions & { readonly clear?: boolean }) =>
      options.clear === true
        ? control(options, { method: 'DELETE', path: '/faults' }, clearedLines)
        : control(options, { method: 'GET', path: '/faults' }, faultsLines),
    );
}

function logCommand(): Command {
  return controlCommand('log', 'list the newest requests that it received; with --json all that it remembers')
    .option('--limit <n>', 'how many of them', wholeNumber('--limit', { min: 1, max: 10_000 }), 50)
    .action((options: ControlOptions & { readonly limit: number }) =>
      control(options, { method: 'GET', path: '/log' }, logLines(options.limit)),
    );
}

function stateCommand(): Command {
  return controlCommand('state', 'show what it holds; with --json every id and name').action(
    (options: ControlOptions) => control(options, { method: 'GET', path: '/state' }, stateLines),
  );
}

function stopCommand(): Command {
  return controlCommand('stop', 'stop it').action((options: ControlOptions) =>
    control(options, { method: 'POST', path: '/shutdown' }, () => [
      options.connection === undefined ? 'The sandbox stops.' : 'The sandbox stops; "pnpm start" brings it back.',
    ]),
  );
}

function controlCommand(name: string, description: string): Command {
  return subcommand(name, description)
    .option('--connection <name>', 'of the sandbox that "pnpm start" runs for this connection')
    .option('--control <url>', 'of the sandbox whose control URL "sandbox start" has printed', controlUrl)
    .option('--data-dir <path>', 'where "pnpm start" keeps which sandboxes it runs');
}

async function control(options: ControlOptions, request: ControlRequest, lines: Lines): Promise<void> {
  const answer = await askControl(await controlUrlOf(options), request);
  show(options, answer, () => lines(answer));
}

function subcommand(name: string, description: string): Command {
  return new Command(name).description(description).option('--json', 'print one JSON document on stdout');
}

function collectSize(text: string, sizes: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const [, kind, count] = /^([a-z_]+)=(\d{1,9})$/.exec(text) ?? [];
  if (kind === undefined) throw wrongUsage('--size must be a kind and a number, as in inbox=1000.');
  return { ...sizes, [kind]: Number(count) };
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
