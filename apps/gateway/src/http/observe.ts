import type { IncomingMessage, ServerResponse } from 'node:http';
import { context, type Span } from '@opentelemetry/api';
import { type About, aboutAlso, failSpan, presentAbout, startSpan } from '@rollcall/telemetry';
import type { Logger } from 'pino';
import { giveRequestId, requestIdOf } from './request-id.ts';

/** A request that is being answered. */
interface Observed {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly startedAt: number;
  readonly span: Span;
}

/**
 * Answers a request under its id and in its caller's trace, so that whatever is logged, recorded or sent meanwhile belongs to
 * it; says in one line of the log what became of it. Whoever watches the gateway is answered without.
 */
export function observe(
  log: Logger,
  { request, response }: Pick<Observed, 'request' | 'response'>,
  answer: () => void,
): void {
  giveRequestId(request, response);
  if (isWatching(request)) {
    answer();
    return;
  }
  const { span, present = context.active() } = startSpan({
    name: request.method ?? 'HTTP',
    kind: 'SERVER',
    from: firstOf(request.headers['traceparent']),
    begins: true,
  });
  const within = context.with(present, aboutAlso, undefined, { requestId: requestIdOf(response) });
  const observed = { request, response, span, startedAt: performance.now() };
  // What closes a response is called by its socket, which belongs to no request.
  response.once('close', () => context.with(within, ended, undefined, log, observed));
  context.with(within, answer);
}

/** Asked every second or two by load balancers and collectors, and of no interest to anybody. */
export function isWatching({ url }: IncomingMessage): boolean {
  return url === '/healthz' || url === '/readyz' || url === '/metrics';
}

/** Two of a header are joined, and are then none. */
function firstOf(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined;
}

function ended(log: Logger, { request, response, startedAt, span }: Observed): void {
  const about = presentAbout();
  const { statusCode: status, writableFinished } = response;
  const { method } = request;
  endSpan(span, { about, method, status, isWhole: writableFinished });
  const level = levelOf(about, { method, status });
  if (!log.isLevelEnabled(level)) return;
  const ms = Math.round((performance.now() - startedAt) * 10) / 10;
  log[level]({ method, status, ms }, writableFinished ? 'request finished' : 'request broken off');
}

/**
 * Reads are for whoever debugs: thousands a second would cost more than what they say is worth. So are strangers, who could
 * write the log full, and callers who are told to slow down; trouble of ours is a warning.
 */
function levelOf(
  { keyId, code }: About,
  { method, status }: { readonly method: string | undefined; readonly status: number },
): 'warn' | 'info' | 'debug' {
  if (status >= 500) return 'warn';
  if (keyId === undefined || status === 429) return 'debug';
  const isRead = method === 'GET' || method === 'HEAD';
  return !isRead || status >= 400 || code !== undefined ? 'info' : 'debug';
}

/** By the semantic conventions for HTTP; of the address only the procedure, which is one of ours. */
function endSpan(
  span: Span,
  told: {
    readonly about: About;
    readonly method: string | undefined;
    readonly status: number;
    readonly isWhole: boolean;
  },
): void {
  if (span.isRecording()) {
    const { about, method = 'HTTP', status, isWhole } = told;
    const { requestId, procedure, keyId, workspaceId, code } = about;
    if (procedure !== undefined) span.updateName(`${method} ${procedure}`);
    span.setAttributes({
      'http.request.method': method,
      'http.response.status_code': status,
      ...(procedure === undefined ? {} : { 'rpc.system.name': 'trpc', 'rpc.method': procedure }),
      ...{ 'rollcall.request.id': requestId, 'rollcall.key.id': keyId, 'rollcall.workspace.id': workspaceId },
      'rollcall.error.code': code,
    });
    if (status >= 500) failSpan(span, code ?? String(status));
    else if (!isWhole) failSpan(span, 'broken_off');
  }
  span.end();
}
