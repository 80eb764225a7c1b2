import { type CommonName, commonOperation, commonOperations, isCommonName } from '@rollcall/provider-kit';
import { providerNamed } from '@rollcall/provider-registry';
import { RollcallError } from '@rollcall/schema';
import type { Command } from 'commander';
import { z } from 'zod';
import { jsonObject, wholeNumber } from '../arguments.ts';
import { wrongUsage } from '../command-error.ts';
import { askGateway } from '../gateway.ts';
import type { CommandOptions } from '../gateway-command.ts';
import { notice } from '../output/notice.ts';
import { jsonText, show } from '../output/show.ts';
import { localTime } from '../output/time.ts';
import { readStdin } from '../read-stdin.ts';
import { callOutline } from './call-outline.ts';

interface CallOptions extends CommandOptions {
  readonly connection: string;
  readonly input: string;
  readonly idempotencyKey?: string;
  readonly expectedVersion?: number;
  readonly sealSecrets?: number | true;
}

/** A program that writes an input may compute it first. */
const silentMsMax = 60_000;

/** `call`: any documented operation of a provider, or one that means the same at all of them. */
export function callCommand(): Command {
  return callOutline()
    .requiredOption('--connection <name>', 'whose account to act for')
    .option('--input <json>', 'what the operation takes, in one object; - reads it from stdin', '{}')
    .option('--idempotency-key <key>', 'makes a write safe to repeat: same key and input, same answer')
    .option(
      '--expected-version <n>',
      'of the resource that is changed, as "resources --json" shows it: refused when it has moved',
      wholeNumber('--expected-version', { min: 1, max: 999_999_999 }),
    )
    .option(
      '--seal-secrets [seconds]',
      'keep secrets out of the answer: they wait so long to be taken, once (600 unless said otherwise)',
      wholeNumber('--seal-secrets', { min: 60, max: 86_400 }),
    )
    .addHelpText('after', commonHelp)
    .action(call);
}

/** What they take, as a line each: a field that may be left out with a question mark. */
function commonHelp(): string {
  const lines = Object.keys(commonOperations)
    .filter(isCommonName)
    .map((name) => `  ${name.padEnd(22)} ${inputLine(name)}`);
  return ['', 'At every provider (see "capabilities" for where one is not possible, and why):', ...lines].join('\n');
}

function inputLine(name: CommonName): string {
  const { properties = {}, required = [] } = z.toJSONSchema(commonOperation(name).input, { io: 'input' });
  return Object.keys(properties)
    .map((field) => (required.includes(field) ? field : `${field}?`))
    .join(', ');
}

async function call(name: string, options: CallOptions): Promise<void> {
  const { group, operation } = operationNamed(name);
  const input = await inputOf(options.input);
  const { connection } = options;
  const answer = await askGateway(options, (rollcall) => {
    // Typed by names that are known here only at run time; the registry, or the table of the common ones, has both.
    const procedures = (isCommonName(name) ? rollcall : rollcall.providers) as unknown as Procedures;
    const procedure = procedures[group]?.[operation];
    if (procedure === undefined) throw unknownOperation(name, []);
    return procedure.mutate({ connection, input, ...saidOf(options) });
  });
  show(options, answer, () => (answer.result == null ? [] : [jsonText(answer.result, 2)]));
  const { operation: recorded, replayed, procedure, next, secrets } = answer;
  if (recorded !== null) {
    const as = procedure === undefined ? '' : ` (${procedure})`;
    notice(`Operation ${recorded.id}${as}: ${recorded.state}${replayed ? ', the answer of an earlier call' : ''}.`);
  }
  if (secrets !== null) {
    notice(
      `Its secrets wait until ${localTime(secrets.expiresAt)}: "operations secrets ${secrets.id}" takes them, once.`,
    );
  }
  if (next != null) notice(next);
}

/** What is said of the call, as the gateway takes it. */
function saidOf({ idempotencyKey, expectedVersion, sealSecrets }: CallOptions): Said {
  return {
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(expectedVersion === undefined ? {} : { expectedVersion }),
    ...(sealSecrets === undefined ? {} : { sealSecrets: sealSecrets === true ? {} : { ttlSeconds: sealSecrets } }),
  };
}

interface Said {
  readonly idempotencyKey?: string;
  readonly expectedVersion?: number;
  readonly sealSecrets?: { readonly ttlSeconds?: number };
}

type Procedures = Readonly<Record<string, Readonly<Record<string, Procedure>>>>;

interface Procedure {
  mutate(call: Said & { connection: string; input: Readonly<Record<string, unknown>> }): Promise<Answer>;
}

interface Answer {
  readonly result: unknown;
  readonly operation: { readonly id: string; readonly state: string } | null;
  readonly replayed: boolean;
  readonly secrets: { readonly id: string; readonly expiresAt: string } | null;
  /** Of a common operation: which of the provider's own it was, and what is left to do. */
  readonly procedure?: string;
  readonly next?: string | null;
}

/** An operation by its two names: of a provider, or of what the common ones are about. */
function operationNamed(name: string): { group: string; operation: string } {
  const [group = '', operation = ''] = name.split(/\.(.*)/s);
  if (isCommonName(name)) return { group, operation };
  const common = Object.keys(commonOperations).filter((other) => other.startsWith(`${group}.`));
  if (common.length > 0) throw unknownOperation(name, common);
  const { operations } = providerNamed(group);
  if (Object.hasOwn(operations, operation)) return { group, operation };
  throw unknownOperation(name, Object.keys(operations));
}

function unknownOperation(name: string, known: readonly string[]): RollcallError {
  return new RollcallError('unknown_operation', `There is no operation ${name}. Use one of: ${known.join(', ')}.`, {
    details: { operations: [...known] },
  });
}

async function inputOf(text: string): Promise<Readonly<Record<string, unknown>>> {
  if (text !== '-') return jsonObject('--input')(text);
  const piped = await readStdin({ what: 'the input', silentMsMax });
  if (piped === 'silent') throw wrongUsage('--input - reads stdin, and nothing comes there.');
  return jsonObject('What comes on stdin')(piped);
}
