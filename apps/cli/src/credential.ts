import { z } from 'zod';
import { parsedObject } from './arguments.ts';
import { wrongUsage } from './command-error.ts';
import { notice } from './output/notice.ts';
import { readStdin } from './read-stdin.ts';

/** A program that fetches a secret may take its time, and asks a person for a fingerprint first. */
const requiredSilentMsMax = 60_000;
/** Where a credential is not needed, an open stdin most often means nothing. */
const optionalSilentMsMax = 5_000;

/** What a credential is read for. */
export interface CredentialReading {
  /** What it looks like, such as `{"apiKey":"…"}`. */
  readonly example: string;
  /** The command line it is piped into. */
  readonly usage: string;
}

/** Reads the credential that a connection cannot be without. Throws `wrong_usage` with an example when there is none. */
export async function readCredential({
  example,
  usage,
}: CredentialReading): Promise<Readonly<Record<string, unknown>>> {
  if (process.stdin.isTTY) notice(`Paste the credential as JSON, ${example}, then press Enter:`);
  const text = await readStdin({ what: 'the credential', silentMsMax: requiredSilentMsMax });
  if (text !== 'silent' && text.trim() !== '') return credentialIn(text, example);
  throw wrongUsage(
    `The credential is read from stdin, and there is none: put ${example} into a file and run "${usage} < credential.json".`,
  );
}

/**
 * Reads a new credential where other changes were asked for as well: none is read from a terminal, and a stdin that
 * stays silent is taken for one that was left open.
 */
export async function readOptionalCredential(example: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  if (process.stdin.isTTY) return undefined;
  const text = await readStdin({ what: 'a new credential or its end', silentMsMax: optionalSilentMsMax });
  if (text === 'silent') notice('Nothing came on stdin: the credential stays as it is.');
  return text === 'silent' || text.trim() === '' ? undefined : credentialIn(text, example);
}

/** What a credential, or settings, must hold at the least, its values left out: `{"apiKey":"…"}`. */
export function exampleOf(schema: z.ZodType): string {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const fields = Object.entries(properties).filter(([name]) => required.includes(name));
  return JSON.stringify(Object.fromEntries(fields.map(([name, field]) => [name, placeholderFor(field)])));
}

function placeholderFor(field: z.core.JSONSchema._JSONSchema): unknown {
  if (typeof field === 'boolean') return '…';
  switch (field.type) {
    case 'number':
    case 'integer':
      return 0;
    case 'boolean':
      return false;
    case 'array':
      return ['…'];
    case 'object':
      return {};
    default:
      return field.enum?.[0] ?? '…';
  }
}

function credentialIn(text: string, example: string): Readonly<Record<string, unknown>> {
  const credential = parsedObject(text);
  if (credential !== undefined) return credential;
  throw wrongUsage(`What came on stdin is not a credential: it must be one JSON object such as ${example}.`);
}
