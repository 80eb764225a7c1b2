import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { presentAbout } from '@rollcall/telemetry';

const header = 'x-request-id';

/** What load balancers and tracing make: UUIDs, hexadecimal, base64url. It goes into logs, so it is nothing else. */
const wellFormed = /^[A-Za-z0-9._-]{8,64}$/;

/** Gives the request its id: the caller's own, where that is well-formed, or else a new one. The answer has it in a header. */
export function giveRequestId(request: IncomingMessage, response: ServerResponse): void {
  const own = request.headers[header];
  response.setHeader(header, typeof own === 'string' && wellFormed.test(own) ? own : randomUUID());
}

/** The id under which the log has the request that is answered here. */
export function requestIdOf(response: ServerResponse): string {
  return String(response.getHeader(header));
}

/** The id of the request that is being answered; null where none is. */
export function presentRequestId(): string | null {
  return presentAbout().requestId ?? null;
}
