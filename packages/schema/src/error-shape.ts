import { z } from 'zod';
import { type ErrorCode, errorCodes, type RollcallError } from './error.ts';

/** A field of an input, dotted from its top, and what is wrong with it. Never its value, which may be secret. */
export const ErrorIssue = z.object({ path: z.string(), message: z.string() });
export type ErrorIssue = z.infer<typeof ErrorIssue>;

/** What the provider itself answered, in its own words, beside the one vocabulary of `kind`. Null is what it did not say. */
export const ProviderAnswer = z.object({
  kind: z.string(),
  code: z.string().nullable(),
  message: z.string().nullable(),
  status: z.int().nullable(),
  retryAfterMs: z.number().nullable(),
});
export type ProviderAnswer = z.infer<typeof ProviderAnswer>;

/** The one shape of every error that a caller meets. Nothing else of an error leaves the gateway. */
export const ErrorShape = z.object({
  /** Stable: what to switch on. */
  code: z.string(),
  /** A sentence for a person: what is wrong and what to do. */
  message: z.string(),
  /** The gateway's log has the request under this id. */
  requestId: z.string().nullable(),
  operationId: z.string().optional(),
  issues: z.array(ErrorIssue).optional(),
  provider: ProviderAnswer.optional(),
  /** What else the code `shows` (`errorCodes`); left out where there is nothing. */
  details: z.record(z.string(), z.unknown()).optional(),
});
export type ErrorShape = z.infer<typeof ErrorShape> & { code: ErrorCode };

/** What a caller sees of an error: the fields that are allowed, each of bounded size, as plain JSON. */
export function shownError({ code, message, details }: RollcallError, requestId: string | null): ErrorShape {
  const operationId = z.string().max(wordLengthMax).safeParse(details['operationId']).data;
  const issues = z.array(ErrorIssue).safeParse(details['issues']).data;
  const provider = ProviderAnswer.safeParse(details['provider']).data;
  const shown = detailsShown(code, details);
  return {
    code,
    message: cut(message, messageLengthMax),
    requestId,
    ...(operationId === undefined ? {} : { operationId }),
    ...(issues === undefined ? {} : { issues: issues.slice(0, issuesMax).map(cutIssue) }),
    ...(provider === undefined ? {} : { provider: cutAnswer(provider) }),
    ...(Object.keys(shown).length === 0 ? {} : { details: shown }),
  };
}

/** A sentence that names a few things is shorter; what a caller sent may be in it, and is not sent back whole. */
const messageLengthMax = 2_000;
const wordLengthMax = 200;
/** As many as are told of the items of a plan, which has thousands. */
const issuesMax = 100;
/** All candidates of a name, or all that a deletion takes along, as far as they are told. */
const detailLengthMax = 32_768;

function detailsShown(code: ErrorCode, details: RollcallError['details']): Readonly<Record<string, unknown>> {
  const fields: readonly string[] = errorCodes[code].shows;
  const shown = fields.map((field) => [field, plain(details[field])] as const);
  return Object.fromEntries(shown.filter(([, value]) => value !== undefined));
}

/** A copy that is JSON and nothing else; undefined of what cannot be, or is too large to be told. */
function plain(value: unknown): unknown {
  try {
    const text = JSON.stringify(value);
    return text === undefined || text.length > detailLengthMax ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function cutIssue({ path, message }: ErrorIssue): ErrorIssue {
  return { path: cut(path, wordLengthMax), message: cut(message, messageLengthMax) };
}

function cutAnswer({ kind, code, message, ...numbers }: ProviderAnswer): ProviderAnswer {
  return {
    kind: cut(kind, wordLengthMax),
    code: code === null ? null : cut(code, wordLengthMax),
    message: message === null ? null : cut(message, messageLengthMax),
    ...numbers,
  };
}

function cut(text: string, lengthMax: number): string {
  return text.length <= lengthMax ? text : `${text.slice(0, lengthMax - 1).toWellFormed()}…`;
}
