import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Metrics } from './metrics.ts';

/** Whoever scrapes sends a small head, and sends it at once. */
const requestMsMax = 5_000;
const headerBytesMax = 8_192;
const connectionsMax = 32;
const contentType = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * Answers `GET /metrics` with the figures of this process, to everybody who reaches the port: they are of no workspace. Throws
 * where the port is taken. Answers how to stop.
 */
export async function serveMetrics(
  metrics: Pick<Metrics, 'text'>,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const server = createServer(
    { maxHeaderSize: headerBytesMax, headersTimeout: requestMsMax, requestTimeout: requestMsMax },
    (request, response) => void answer(metrics, request, response),
  );
  server.maxConnections = connectionsMax;
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  metrics: Pick<Metrics, 'text'>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const isAsked = request.method === 'GET' && request.url?.split('?', 1)[0] === '/metrics';
  response.setHeader('cache-control', 'no-store');
  response.setHeader('content-type', contentType);
  response.statusCode = isAsked ? 200 : 404;
  response.end(isAsked ? await metrics.text() : 'There is nothing here but GET /metrics.\n');
}
