import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Router } from '../router.ts';
import type { Admit } from './admission.ts';
import type { ApiRequest } from './answerer.ts';
import type { RawRequest, Refusal } from './definition.ts';
import { type FaultBox, isBodyFault, type TransportFault } from './fault.ts';
import type { AnyReply } from './handler.ts';
import { readBody, sendHalf, sendPage, sendReply } from './http.ts';
import { jsonValue } from './json-text.ts';
import type { LogEntry, RequestRecorder } from './request-log.ts';
import { SandboxError } from './sandbox-error.ts';
import { spoil } from './spoil.ts';

/** What a sandbox's server needs to serve both of its interfaces. */
export interface Served {
  /** Paths of the two interfaces under the origin. */
  readonly apiPath: string;
  readonly controlPath: string;
  readonly router: Router;
  /** Brings a request into the documented dialect; undefined when that cannot be done. */
  readonly translate: (request: RawRequest) => RawRequest | undefined;
  readonly faults: FaultBox;
  readonly log: RequestRecorder;
  readonly refuse: (refusal: Refusal) => AnyReply;
  readonly admit: Admit;
  readonly answer: (request: ApiRequest) => AnyReply;
  readonly answerControl: (request: { method: string; path: string; body: unknown }) => AnyReply;
  /** Aborted when the control interface was told to stop the server, which it then does once it has said so. */
  readonly stop: AbortSignal;
}

export interface RunningServer {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

/** Listens on loopback; port 0 picks a free one. Rejects with `SandboxError` when the port cannot be had. */
export async function startServer(port: number, served: Served): Promise<RunningServer> {
  const closing = new AbortController();
  const server = createServer((request, response) => {
    response.once('close', () => {
      if (served.stop.aborted) void close();
    });
    // What is left to go wrong here is a client that went away, or this server being closed.
    serve(served, { request, response, closing: closing.signal }).catch(() => request.socket.destroy());
  });
  const closed = new Promise<void>((resolve) => server.once('close', resolve));
  const close = (): Promise<void> => {
    closing.abort();
    server.close();
    server.closeAllConnections();
    return closed;
  };
  const origin = `http://127.0.0.1:${await listen(server, port)}`;
  return { origin, closed, close };
}

async function listen(server: Server, port: number): Promise<number> {
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (cause) {
    throw new SandboxError(`Port ${port} cannot be listened on: choose another, or 0 for a free one.`, { cause });
  }
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly closing: AbortSignal;
}

async function serve(served: Served, exchange: Exchange): Promise<void> {
  const { request, response } = exchange;
  const path = (request.url ?? '').replace(/\?.*$/, '');
  if (!isUnder(served.controlPath, path)) return serveApi(served, exchange, path);
  const body = await readBody(request);
  sendReply(
    response,
    body.state === 'not_json' || body.state === 'too_large'
      ? { status: 400, body: { error: { message: 'The body must be a JSON document of 1 MiB at most.' } } }
      : served.answerControl({
          method: request.method ?? '',
          path: path.slice(served.controlPath.length),
          body: body.state === 'json' ? body.value : undefined,
        }),
  );
}

async function serveApi(served: Served, exchange: Exchange, path: string): Promise<void> {
  const { request, response, closing } = exchange;
  const url = request.url ?? '';
  const method = request.method ?? '';
  const entry = served.log.begin({ method, path: url });
  const tooMany = served.admit(response);
  const received = { method, path: path.slice(served.apiPath.length), body: await readBody(request) };
  const translated = isUnder(served.apiPath, path) ? served.translate(received) : undefined;
  const match = translated && served.router(translated.method, translated.path);
  entry.operationId = match?.operation.operationId ?? null;
  const { body } = translated ?? received;
  const fault = tooMany === undefined ? meetTransportFault(served, entry) : undefined;
  const query = new URLSearchParams(url.slice(path.length));
  const apply = (): AnyReply => guarded(served, entry, { match, headers: request.headers, query, body });
  const send = (reply: AnyReply): void => {
    entry.status = reply.status;
    sendReply(response, reply);
  };

  switch (fault?.fault) {
    case undefined:
      return send(tooMany ?? spoilt(served, entry, apply()));
    case 'delay':
      await sleep(fault.ms, undefined, { signal: closing });
      return send(apply());
    case 'status':
      return send(refused(served, fault));
    case 'truncate': {
      const reply = apply();
      entry.status = reply.status;
      return sendHalf(response, reply, fault);
    }
    case 'not_json':
      apply();
      entry.status = fault.status;
      return sendPage(response, fault.status);
    case 'apply_then_drop':
      apply();
      return void request.socket.destroy();
    case 'drop':
      return void request.socket.destroy();
    case 'apply_then_hang':
      return void apply();
    case 'hang':
      return;
    default:
      return fault satisfies never;
  }
}

function meetTransportFault({ faults }: Served, entry: LogEntry): TransportFault | undefined {
  const fault = faults.meet(entry.operationId, (planted) => (isBodyFault(planted) ? undefined : planted));
  entry.fault = fault?.fault ?? null;
  return fault;
}

/** The reply after a fault that changes what it says, if one is planted and fits; only good answers are spoilt. */
function spoilt({ faults }: Served, entry: LogEntry, reply: AnyReply): AnyReply {
  if (reply.status >= 300) return reply;
  return (
    faults.meet(entry.operationId, (fault) => {
      const spoiling = isBodyFault(fault) ? spoil(fault, jsonValue(reply.body)) : undefined;
      if (spoiling === undefined) return undefined;
      entry.fault = fault.fault;
      return { ...reply, body: spoiling.body };
    }) ?? reply
  );
}

function refused({ refuse }: Served, fault: Extract<TransportFault, { fault: 'status' }>): AnyReply {
  const reply = refuse({ reason: 'fault', status: fault.status, code: fault.code });
  if (fault.retryAfter === undefined) return reply;
  return { ...reply, headers: { ...reply.headers, 'retry-after': String(fault.retryAfter) } };
}

function guarded({ answer, refuse }: Served, entry: LogEntry, request: ApiRequest): AnyReply {
  try {
    return answer(request);
  } catch (error) {
    entry.failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return refuse({ reason: 'failure' });
  }
}

function isUnder(parent: string, path: string): boolean {
  return path === parent || path.startsWith(`${parent}/`);
}
