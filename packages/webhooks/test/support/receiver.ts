import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

export interface Receiver {
  readonly port: number;
  /** What came, of each request that came whole. */
  readonly requests: string[];
  /** How many connections there were. */
  connections(): number;
  close(): Promise<void>;
}

export interface Receiving {
  readonly host?: string;
  readonly port?: number;
  readonly tls?: { readonly cert: string; readonly key: string };
  /** What is done on a connection as soon as a request is there. */
  readonly reply: (socket: Socket, nth: number) => void;
}

/** A server that answers whatever it likes, byte by byte. */
export async function startReceiver({ host = '127.0.0.1', port = 0, tls, reply }: Receiving): Promise<Receiver> {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const serve = (socket: Socket): void => {
    connections += 1;
    sockets.add(socket);
    let came = '';
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      came += chunk.toString('latin1');
      for (let end = endOf(came); end !== undefined; end = endOf(came)) {
        requests.push(came.slice(0, end));
        came = came.slice(end);
        reply(socket, requests.length);
      }
    });
  };
  const server: Server = tls === undefined ? createServer(serve) : createTlsServer(tls, serve);
  server.on('tlsClientError', () => {});
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    requests,
    connections: () => connections,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Where the first request ends, by what it says of its own length. */
function endOf(text: string): number | undefined {
  const head = text.indexOf('\r\n\r\n');
  const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? Number.NaN);
  const end = head + 4 + length;
  return head < 0 || text.length < end ? undefined : end;
}
