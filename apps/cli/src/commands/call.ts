import { providerNamed } from '@rollcall/provider-registry';
import { RollcallError } from '@rollcall/schema';
import type { Command } from 'commander';
import { jsonObject } from '../arguments.ts';
import { wrongUsage } from '../command-error.ts';
import { askGateway } from '../gateway.ts';
import { type CommandOptions, gatewayCommand } from '../gateway-command.ts';
import { notice } from '../output/notice.ts';
import { jsonText, show } from '../output/show.ts';
import { readStdin } from '../read-stdin.ts';

interface CallOptions extends CommandOptions {
  readonly connection: string;
  readonly input: string;
  readonly idempotencyKey?: string;
}

/** A program that writes an input may compute it first. */
const silentMsMax = 60_000;

/** `call`: any documented operation of a provider. */
export function callCommand(): Command {
  return gatewayCommand('call', "make one of a provider's documented operations")
    .argument('<provider.operation>', 'such as acme.listDomains; an unknown one is answered with those there are')
    .requiredOption('--connection <name>', 'whose account to act for')
    .option('--input <json>', 'what the operation takes, in one object; - reads it from stdin', '{}')
    .option('--idempotency-key <key>', 'makes a write safe to repeat: same key and input, same answer')
    .action(call);
}

async function call(name: string, options: CallOptions): Promise<void> {
  const { provider, operation } = operationNamed(name);
  const input = await inputOf(options.input);
  const { connection, idempotencyKey } = options;
  const answer = await askGateway(options, (rollcall) => {
    // Typed by names that are known here only at run time; the registry has both of them.
    const procedures = rollcall.providers as unknown as Readonly<Record<string, Readonly<Record<string, Procedure>>>>;
    const procedure = procedures[provider]?.[operation];
    if (procedure === undefined) throw unknownOperation(name, []);
    return procedure.mutate({ connection, input, ...(idempotencyKey === undefined ? {} : { idempotencyKey }) });
  });
  show(options, answer, () => [jsonText(answer.result ?? null, 2)]);
  const { operation: recorded, replayed } = answer;
  if (recorded !== null) {
    notice(`Operation ${recorded.id}: ${recorded.state}${replayed ? ', the answer of an earlier call' : ''}.`);
  }
}

interface Procedure {
  mutate(input: {
    connection: string;
    input: Readonly<Record<string, unknown>>;
    idempotencyKey?: string;
  }): Promise<{ result: unknown; operation: { id: string; state: string } | null; replayed: boolean }>;
}

function operationNamed(name: string): { provider: string; operation: string } {
  const [provider = '', operation = ''] = name.split(/\.(.*)/s);
  const { operations } = providerNamed(provider);
  if (Object.hasOwn(operations, operation)) return { provider, operation };
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
