import { randomUUID } from 'node:crypto';
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { errorCodes, RollcallError } from '@rollcall/schema';
import { envelopeOf } from '../error.ts';

/** Answers what never became a request, in the form of every other refusal, and closes the connection. */
export function refuseRaw(socket: Duplex, error: RollcallError): void {
  if (!socket.writable) return void socket.destroy();
  const requestId = randomUUID();
  const body = JSON.stringify({ error: envelopeOf(error, requestId) });
  const { http } = errorCodes[error.code];
  const head = [
    `HTTP/1.1 ${http} ${STATUS_CODES[http]}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    'cache-control: no-store',
    'x-content-type-options: nosniff',
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

/** What Node's parser found wrong, told as ours. Its own words quote what was sent. */
export function errorOfParser(error: Error): RollcallError {
  const code = 'code' in error ? error.code : undefined;
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new RollcallError(
        'headers_too_large',
        'The head of the request is too large: shorten its address or headers.',
      );
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new RollcallError('request_timeout', 'The request did not come whole in time: send it again.');
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new RollcallError('request_too_large', 'The chunks of the body say too much of themselves.');
    default:
      return new RollcallError('bad_request', 'This is not a request of HTTP/1.1.');
  }
}

/** A tunnel is asked for with CONNECT. */
export function refuseTunnel(_request: IncomingMessage, socket: Duplex): void {
  refuseRaw(socket, new RollcallError('method_not_allowed', 'The gateway is no proxy.'));
}
