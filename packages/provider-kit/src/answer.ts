import type { ProviderErrorKind } from '@rollcall/schema';
import { scrubbed } from '@rollcall/telemetry';
import { type Applied, ProviderError } from './provider-error.ts';

/** A provider's answer with the connection's secrets taken out. */
export interface Answer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** The JSON of the body; undefined when the body is not JSON. */
  readonly body: unknown;
}

/** What an answer means when it is not a success, in the provider's own words beside ours. */
export interface Refusal {
  readonly kind: ProviderErrorKind;
  readonly applied: Applied;
  readonly providerCode?: string;
  readonly providerMessage?: string;
  readonly extras?: Readonly<Record<string, string>>;
  /** What came in the place of the provider's own form, such as a page for people; finishes "answered 404 with …". */
  readonly came?: string;
}

/** Says whether an answer is a refusal, before anything in it is trusted: a status alone is not reliable everywhere. */
export type Classify = (answer: Answer) => Refusal | undefined;

/** Facts of one exchange that an error's message may show. */
export interface Exchange {
  /** Method and path, without the query. */
  readonly request: string;
  readonly status: number;
  readonly retryAfterMs: number | undefined;
}

/** What a status means by itself; for answers that the provider does not document. */
export function refusalByStatus(status: number): Refusal {
  const kind = kindsByStatus[status];
  if (kind !== undefined) return { kind, applied: 'no' };
  if (status >= 500) return { kind: 'unavailable', applied: 'maybe' };
  if (status >= 400) return { kind: 'rejected', applied: 'no' };
  return { kind: 'unrecognised', applied: 'maybe' };
}

/** The error for a refusal. Text from the provider is scrubbed, and cut to one line of bounded length. */
export function refusalError(refusal: Refusal, exchange: Exchange): ProviderError {
  const code = oneLine(scrubbed(oneLine(refusal.providerCode, providerCodeLengthMax)), providerCodeLengthMax);
  const said = oneLine(scrubbed(oneLine(refusal.providerMessage, scrubbedLengthMax)), providerMessageLengthMax);
  const extras = Object.entries(refusal.extras ?? {}).map(([name, value]) => [name, oneLine(value, extraLengthMax)]);
  const came = refusal.came === undefined ? '' : ` with ${refusal.came}`;
  const sentence = `${exchange.request}: the provider answered ${exchange.status}${code ? ` (${code})` : ''}${came}`;
  return new ProviderError(refusal.kind, said ? `${sentence}: ${said}` : `${sentence}.`, {
    applied: refusal.applied,
    status: exchange.status,
    ...(code ? { providerCode: code } : {}),
    ...(said ? { providerMessage: said } : {}),
    ...(exchange.retryAfterMs === undefined ? {} : { retryAfterMs: exchange.retryAfterMs }),
    extras: Object.fromEntries(extras),
  });
}

/** The error for an answer that is not what the provider documents. `what` finishes "the provider answered 200 with …". */
export function unrecognised(what: string, exchange: Exchange): ProviderError {
  return new ProviderError(
    'unrecognised',
    `${exchange.request}: the provider answered ${exchange.status} with ${what}.`,
    {
      applied: 'maybe',
      status: exchange.status,
    },
  );
}

/** What came instead of JSON: its declared type and its size, never its text. */
export function describeBody(headers: Readonly<Record<string, string>>, length: number): string {
  if (length === 0) return 'an empty body instead of JSON';
  const type = oneLine(headers['content-type'], contentTypeLengthMax) || 'no content type';
  return `something that is not JSON (${type}, ${length} bytes)`;
}

const kindsByStatus: Readonly<Record<number, ProviderErrorKind>> = {
  401: 'unauthorized',
  402: 'payment_required',
  403: 'forbidden',
  // A 404 in a form that the provider does not document may mean a wrong base URL. Nothing is missing because of it.
  404: 'unrecognised',
  405: 'unrecognised',
  409: 'conflict',
  429: 'rate_limited',
};

/** A code is a word; a message a sentence or two; a link is long. All of them end up in rows and in terminals. */
const providerCodeLengthMax = 100;
const providerMessageLengthMax = 500;
const extraLengthMax = 2000;
/** A secret that is cut in two is no longer known for one: more is looked at than is shown. */
const scrubbedLengthMax = 10_000;
const contentTypeLengthMax = 80;

function oneLine(text: string | undefined, lengthMax: number): string {
  const printable = (text ?? '').toWellFormed().replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
  return printable.trim().slice(0, lengthMax).toWellFormed();
}
