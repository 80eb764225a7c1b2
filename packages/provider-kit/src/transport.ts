import { hash } from 'node:crypto';
import { inSpan, presentAbout } from '@rollcall/telemetry';
import { Pool } from 'undici';
import {
  type Answer,
  type Classify,
  describeBody,
  type Exchange,
  type Refusal,
  refusalByStatus,
  refusalError,
  unrecognised,
} from './answer.ts';
import type { Budget, ExchangeEnd, Release } from './budget.ts';
import { outcomeOfError, outcomeOfStatus } from './exchanges.ts';
import { isShallow } from './json-depth.ts';
import { networkError } from './network-error.ts';
import { ProviderError } from './provider-error.ts';
import { BodyTooLarge, readBody } from './response-body.ts';
import { retryAfterMs } from './retry-after.ts';
import { concealed, createSealer, type Sealer } from './sealing.ts';
import type { AnsweredList, ShapeObserver } from './shapes/shape-observer.ts';
import { type TransportLimits, transportLimits } from './transport-limits.ts';

/**
 * HTTP for one connection. Both ways of asking spend from the budget first, keep to the deadlines and size caps, follow
 * no redirect, take the connection's secrets out of whatever comes back, and throw `ProviderError` and nothing else.
 */
export interface Transport {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** A `fetch` for a typed client. It answers only what `classify` lets pass, and only JSON. */
  fetch(sending: Sending): (request: Request) => Promise<Response>;
  /** The body as bytes, for listings. `path` stands under the base URL and may carry a query. */
  getPage(path: string, reading: { readonly bucket: string; readonly signal: AbortSignal }): Promise<PageAnswer>;
  close(): Promise<void>;
}

export interface Sending {
  readonly bucket: string;
  /** Secrets among the caller's input; they are taken out of the answer like those of the credential. */
  readonly secrets?: readonly string[];
  /** A success without a body is what the provider documents. */
  readonly answersNothing?: boolean;
  /** Which documented operation it is, and its path there: what traces say of it instead of the address. */
  readonly operation?: { readonly id: string; readonly path: string };
}

/** A successful status with its body, not yet parsed. */
export interface PageAnswer extends Exchange {
  /** Before the request was sent: whatever the answer shows was so at this time or later. */
  readonly askedAt: Date;
  readonly headers: Readonly<Record<string, string>>;
  /** With the secrets taken out. Taken once: whoever parses it holds the only reference. */
  takeBytes(): Buffer;
  /** Has what the answer looks like noted, once its frame is read: `body` with its list empty, and the list. */
  noteShape?(body: unknown, list?: AnsweredList): void;
  /** Takes the secrets out of JSON parsed from these bytes, where escapes may have hidden them. */
  seal(value: unknown): unknown;
  /** Of the body as it came. */
  readonly length: number;
  readonly sha256: string;
}

export interface TransportOptions {
  readonly baseUrl: string;
  /** Sent with every request; the credential is in here. */
  readonly headers: Readonly<Record<string, string>>;
  /** Every string of the credential. */
  readonly secrets: readonly string[];
  readonly budget: Budget;
  readonly classify: Classify;
  readonly limits?: Partial<TransportLimits> | undefined;
  /** Is shown every successful answer, without secrets. */
  readonly shapes?: ShapeObserver | undefined;
}

/** A transport over one pool of connections. Throws `TypeError` when the base URL is not an http(s) URL. */
export function createTransport(options: TransportOptions): Transport {
  const base = new URL(options.baseUrl);
  const limits = { ...transportLimits, ...options.limits };
  const basePath = base.pathname.replace(/\/+$/, '');
  const wire: Wire = {
    basePath,
    pool: new Pool(base.origin, {
      connections: limits.connections,
      connect: { timeout: limits.connectMs, minVersion: 'TLSv1.2' },
      // One deadline covers the whole exchange instead.
      headersTimeout: 0,
      bodyTimeout: 0,
    }),
    options,
    limits,
    sealer: createSealer(options.secrets),
    connectErrors: new WeakSet(),
  };
  wire.pool.on('connectionError', (_origin, _targets, error) => wire.connectErrors.add(error));
  return concealed<Transport>({
    baseUrl: base.origin + basePath,
    fetch: (sending) => (request) => call(wire, sending, request),
    getPage: (path, reading) => page(wire, path, reading),
    close: () => wire.pool.destroy(),
  });
}

interface Wire {
  /** Of the base URL, without a slash at its end. */
  readonly basePath: string;
  readonly pool: Pool;
  readonly options: TransportOptions;
  readonly limits: TransportLimits;
  readonly sealer: Sealer;
  /** Errors met while connecting: their requests were never sent. */
  readonly connectErrors: WeakSet<Error>;
}

interface Outgoing {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
  readonly bucket: string;
  readonly bytesMax: number;
  readonly signal: AbortSignal;
  readonly sealer: Sealer;
  readonly operation: Sending['operation'];
}

interface Incoming {
  readonly exchange: Exchange;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
}

async function call(wire: Wire, sending: Sending, request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const sealer = sending.secrets ? createSealer([...wire.options.secrets, ...sending.secrets]) : wire.sealer;
  const { exchange, headers, bytes } = await send(wire, {
    method: request.method,
    path: pathname + search,
    headers: Object.fromEntries(request.headers),
    body: request.body ? new Uint8Array(await request.arrayBuffer()) : null,
    bucket: sending.bucket,
    bytesMax: wire.limits.callBytes,
    signal: request.signal,
    sealer,
    operation: sending.operation,
  });
  const body = sealedBody(bytes, sealer);
  const came = body === undefined ? describeBody(headers, bytes.length) : undefined;
  const refusal = refusalOf(wire, { status: exchange.status, headers, body }, came);
  if (refusal) {
    await slowDown(wire, sending.bucket, refusal);
    throw refusalError(refusal, exchange);
  }
  const isNothing = sending.answersNothing === true && bytes.length === 0;
  if (exchange.status === 204 || isNothing) return new Response(null, { status: 204 });
  if (body === undefined) throw unrecognised(describeBody(headers, bytes.length), exchange);
  wire.options.shapes?.answered({ method: request.method, path: pathname.slice(wire.basePath.length), body });
  return new Response(JSON.stringify(body), {
    status: exchange.status,
    headers: { 'content-type': 'application/json' },
  });
}

async function page(
  wire: Wire,
  path: string,
  reading: { readonly bucket: string; readonly signal: AbortSignal },
): Promise<PageAnswer> {
  const askedAt = new Date();
  const { exchange, headers, bytes } = await send(wire, {
    ...{
      method: 'GET',
      path: wire.basePath + path,
      headers: {},
      body: null,
      sealer: wire.sealer,
      operation: undefined,
    },
    ...{ bucket: reading.bucket, signal: reading.signal, bytesMax: wire.limits.pageBytes },
  });
  // Some providers refuse with a successful status and a small body; what else it says is for whoever reads the page.
  const isPage = isSuccess(exchange.status);
  const bytesMax = isPage ? wire.limits.refusalBytes : wire.limits.callBytes;
  const body = bytes.length <= bytesMax ? sealedBody(bytes, wire.sealer) : undefined;
  const came = body === undefined && bytes.length <= bytesMax ? describeBody(headers, bytes.length) : undefined;
  const isTold = !isPage || body !== undefined;
  const refusal = isTold ? refusalOf(wire, { status: exchange.status, headers, body }, came) : undefined;
  if (refusal) await slowDown(wire, reading.bucket, refusal);
  if (refusal && !isPage) throw refusalError(refusal, exchange);
  let held: Buffer | undefined = wire.sealer.bytes(bytes);
  return {
    ...exchange,
    askedAt,
    headers,
    takeBytes: () => {
      if (held === undefined) throw new TypeError('The bytes of a page are taken once.');
      const taken = held;
      held = undefined;
      return taken;
    },
    noteShape: (seen, list) =>
      wire.options.shapes?.answered({ method: 'GET', path: path.replace(/\?.*$/s, ''), body: seen, list }),
    seal: wire.sealer.json,
    length: bytes.length,
    sha256: hash('sha256', bytes, 'hex'),
  };
}

/** One request and its whole answer, paid for and, where that is counted, under way until it ended. */
async function send(wire: Wire, outgoing: Outgoing): Promise<Incoming> {
  const request = outgoing.sealer.text(`${outgoing.method} ${outgoing.path.replace(/\?.*$/s, '')}`);
  const waiting = { name: 'rate budget', attributes: { 'rollcall.bucket': outgoing.bucket } };
  const release = await inSpan(waiting, () => spend(wire.options.budget, outgoing, request));
  const sentAt = performance.now();
  let outcome: ExchangeEnd['outcome'] = 'unavailable';
  try {
    const incoming = await inSpan(requestSpan(wire, outgoing), async (span) => {
      const came = await exchanged(wire, outgoing, request);
      span.setAttribute('http.response.status_code', came.exchange.status);
      return came;
    });
    outcome = outcomeOfStatus(incoming.exchange.status);
    return incoming;
  } catch (error) {
    if (error instanceof ProviderError) outcome = outcomeOfError(error.kind);
    throw error;
  } finally {
    await release({ outcome, ms: performance.now() - sentAt });
  }
}

/**
 * What a trace says of a request, by the semantic conventions for HTTP. Of its address only where it goes: paths and queries
 * hold ids, mailboxes and, at some providers, keys. No `traceparent` goes along: what calls what here is nobody else's business.
 */
function requestSpan({ options }: Wire, { method, operation }: Outgoing) {
  const { hostname, port, protocol } = new URL(options.baseUrl);
  const { provider, operationId, connectionId } = presentAbout();
  const attributes = {
    'http.request.method': method,
    'server.address': hostname,
    'server.port': Number(port || (protocol === 'https:' ? 443 : 80)),
    ...(operation && { 'url.template': operation.path, 'rollcall.operation.name': operation.id }),
    ...{ 'rollcall.provider': provider, 'rollcall.operation.id': operationId, 'rollcall.connection.id': connectionId },
  };
  return {
    name: operation === undefined ? method : `${method} ${operation.path}`,
    kind: 'CLIENT',
    attributes,
  } as const;
}

/** Redirects and compressed bodies are refused. */
async function exchanged(wire: Wire, outgoing: Outgoing, request: string): Promise<Incoming> {
  const deadline = AbortSignal.timeout(wire.limits.requestMs);
  try {
    const response = await wire.pool.request({
      method: outgoing.method as 'GET', // undici lists the methods it knows; ours come from the OpenAPI document.
      path: outgoing.path,
      // Compressed bytes could not be searched for secrets, and may unpack to more than the cap.
      headers: {
        'user-agent': 'rollcall',
        accept: 'application/json',
        'accept-encoding': 'identity',
        ...outgoing.headers,
        ...wire.options.headers,
      },
      body: outgoing.body,
      signal: AbortSignal.any([outgoing.signal, deadline]),
    });
    // A body that is given up reports that as an error, which nobody else listens for.
    response.body.on('error', () => {});
    const headers = sealedHeaders(response.headers, outgoing.sealer);
    const exchange = {
      request,
      status: response.statusCode,
      retryAfterMs: retryAfterMs(headers['retry-after'], Date.now()),
    };
    const announced = Number.parseInt(headers['content-length'] ?? '', 10);
    const bytes = await readBody(response.body, {
      bytesMax: outgoing.bytesMax,
      bytesExpected: Number.isNaN(announced) ? undefined : announced,
    }).catch((error: unknown) => {
      response.body.destroy();
      if (!(error instanceof BodyTooLarge)) throw error;
      throw unrecognised(`more than ${outgoing.bytesMax} bytes, which is more than Rollcall reads`, exchange);
    });
    await pause(wire.options.budget, outgoing.bucket, exchange);
    refuseRedirect(exchange, headers, wire.options.baseUrl);
    refuseEncoding(exchange, headers);
    return { exchange, headers, bytes };
  } catch (error) {
    if (error instanceof ProviderError) throw error;
    throw networkError(error, {
      request,
      sent: !(error instanceof Error && wire.connectErrors.has(error)),
      cancelled: outgoing.signal.aborted,
      timedOut: deadline.aborted,
      requestMs: wire.limits.requestMs,
      seal: outgoing.sealer.text,
    });
  }
}

async function spend(budget: Budget, outgoing: Outgoing, request: string): Promise<Release> {
  try {
    return await budget.take(outgoing.bucket, outgoing.signal);
  } catch (cause) {
    if (cause instanceof ProviderError) throw cause;
    const why = outgoing.signal.aborted ? 'was cancelled' : 'was not sent: the rate budget cannot be read';
    throw new ProviderError('unavailable', `${request} ${why}.`, { applied: 'no', cause });
  }
}

async function pause(budget: Budget, bucket: string, exchange: Exchange): Promise<void> {
  if (exchange.status !== 429 && exchange.status !== 503) return;
  if (exchange.retryAfterMs === undefined) return;
  // A pause that cannot be noted must not hide the answer; the error that follows says how long to wait, too.
  await budget.pause(bucket, exchange.retryAfterMs).catch(() => {});
}

/** What the provider says of the request; undefined when nothing speaks against it. */
function refusalOf({ options }: Wire, answer: Answer, came: string | undefined): Refusal | undefined {
  const told = options.classify(answer);
  if (told !== undefined || isSuccess(answer.status)) return told;
  return { ...refusalByStatus(answer.status), ...(came === undefined ? {} : { came }) };
}

/** One request too many, or too many at once: whoever acts for this connection sends less for a while. */
async function slowDown({ options }: Wire, bucket: string, { kind }: Refusal): Promise<void> {
  if (kind === 'rate_limited') await options.budget.slow(bucket).catch(() => {});
}

function refuseRedirect(exchange: Exchange, headers: Readonly<Record<string, string>>, base: string): void {
  if (exchange.status < 300 || exchange.status >= 400) return;
  const target = URL.parse(headers['location'] ?? '', base);
  // The query of a redirect may carry a token.
  const where = target ? `${target.origin}${target.pathname}` : 'nowhere';
  throw unrecognised(`a redirect to ${where}; redirects are not followed, so check the base URL`, exchange);
}

function refuseEncoding(exchange: Exchange, headers: Readonly<Record<string, string>>): void {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (isSuccess(exchange.status) && encoding !== 'identity') {
    throw unrecognised('a compressed body, which was not asked for', exchange);
  }
}

function sealedHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  sealer: Sealer,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), sealer.text([value ?? []].flat().join(', '))]),
  );
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** The JSON of a body without secrets; undefined when it is not JSON, or nested too deep to be walked. */
function sealedBody(bytes: Buffer, sealer: Sealer): unknown {
  try {
    const body: unknown = JSON.parse(bytes.toString());
    return isShallow(body) ? sealer.json(body) : undefined;
  } catch {
    return undefined;
  }
}
