import type { AttemptOutcome } from '@rollcall/schema';
import { errors } from 'undici';
import { StrayConnection } from './connect.ts';
import type { Answer, Exchange } from './exchange.ts';
import { printable } from './printable.ts';
import { retryAfterMsOf } from './retry-after.ts';

/** What became of one attempt. Whatever is not `delivered` may have arrived all the same. */
export interface Sent {
  /** `lost` and `unsigned` are for those who did not get as far as to send. */
  readonly outcome: Exclude<AttemptOutcome, 'lost' | 'unsigned'>;
  /** Of the answer, as far as it came. */
  readonly status: number | null;
  readonly ms: number;
  /** What it was connected to. */
  readonly address: string | null;
  /** The first printable bytes of the answer, or a clause that says what is wrong. */
  readonly snippet: string | null;
  /** How long the receiver asked to be left alone, in ms. */
  readonly retryAfterMs: number | null;
}

/** What there is to say of an exchange itself. */
export type Judgement = Pick<Sent, 'outcome' | 'status' | 'snippet' | 'retryAfterMs'>;

/** What an exchange came to, told apart. `nowMs` is for dates in its answer. */
export function judgeExchange(
  exchange: Exchange,
  { timeoutMs, nowMs }: { readonly timeoutMs: number; readonly nowMs: number },
): Judgement {
  const { answer } = exchange;
  const { outcome, wrong } = judged(exchange, timeoutMs / 1_000);
  const said = answer && answer.body.length > 0 ? printable(answer.body) : null;
  return {
    outcome,
    status: answer?.status ?? null,
    snippet: wrong ?? said,
    retryAfterMs: answer
      ? retryAfterMsOf({ retryAfter: headerOf(answer, 'retry-after'), date: headerOf(answer, 'date') }, nowMs)
      : null,
  };
}

interface Judged {
  readonly outcome: Sent['outcome'];
  /** What is wrong, where the status and the answer do not say it themselves. */
  readonly wrong?: string;
}

function judged({ end, isSent, answer, error }: Exchange, seconds: number): Judged {
  switch (end) {
    case 'whole':
      return answer === undefined ? { outcome: 'broken_answer', wrong: 'no answer came' } : byStatus(answer);
    case 'too_large':
      return { outcome: 'too_large', wrong: 'the answer has a longer body than is read' };
    case 'cut':
      if (!isSent) return { outcome: 'timed_out', wrong: `no connection within ${seconds} s` };
      if (answer === undefined) return { outcome: 'timed_out', wrong: `no answer within ${seconds} s` };
      return { outcome: 'timed_out', wrong: `the answer did not end within ${seconds} s` };
    case 'broken':
      return isSent ? brokenAnswer(answer, error) : notConnected(error, seconds);
    default:
      return end satisfies never;
  }
}

function byStatus(answer: Answer): Judged {
  const { status } = answer;
  if (status < 300) return { outcome: 'delivered' };
  if (status === 410) return { outcome: 'gone' };
  if (status >= 400) return { outcome: 'refused' };
  const location = headerOf(answer, 'location');
  if (location === undefined) return { outcome: 'redirected' };
  return { outcome: 'redirected', wrong: `a redirect to ${printable(Buffer.from(location))}` };
}

function brokenAnswer(answer: Answer | undefined, error: unknown): Judged {
  if (error instanceof errors.HeadersOverflowError) {
    return { outcome: 'too_large', wrong: 'the answer has more headers than are read' };
  }
  if (error instanceof errors.HTTPParserError) return { outcome: 'broken_answer', wrong: 'the answer is not HTTP' };
  const when = answer === undefined ? 'without an answer' : 'in the middle of the answer';
  return { outcome: 'broken_answer', wrong: `the connection ended ${when} (${codeOf(error)})` };
}

function notConnected(error: unknown, seconds: number): Judged {
  if (error instanceof StrayConnection) return { outcome: 'not_allowed', wrong: error.message };
  if (error instanceof errors.ConnectTimeoutError) {
    return { outcome: 'timed_out', wrong: `no connection within ${seconds} s` };
  }
  const code = codeOf(error);
  if (/^(CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO_|ERR_TLS_|ERR_SSL_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO)/.test(code)) {
    return { outcome: 'tls', wrong: `no secure connection (${code})` };
  }
  return { outcome: 'unreachable', wrong: `no connection (${code})` };
}

/** What an error of the network is known by. */
export function codeOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string')
    return error.code;
  return error instanceof Error ? error.name : 'unknown error';
}

function headerOf({ headers }: Answer, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : value?.[0];
}
