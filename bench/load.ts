import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface Load {
  readonly url: string;
  /** Asked for in turn, each with its query; every connection begins somewhere else. */
  readonly paths: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly seconds: number;
}

export interface Fired {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

/**
 * Asks for as long as it is told to, each connection one request after the other. Speaks just enough HTTP to leave the
 * processor to the servers: an answer has a content-length. Throws on any that is not 200.
 */
export async function fire({ url, paths, headers = {}, connections, seconds }: Load): Promise<Fired> {
  const { hostname, port, host } = new URL(url);
  const head = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  const requests = paths.map((path) => `GET ${path} HTTP/1.1\r\n${head.join('')}\r\n`);
  const sockets = Array.from({ length: connections }, () => connect(Number(port), hostname).setNoDelay());
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  const took: number[] = [];
  const start = performance.now();
  const end = start + seconds * 1_000;
  await Promise.all(
    sockets.map((socket, index) => {
      const offset = Math.floor((index * requests.length) / connections);
      return ask(socket, { requests, offset, end, took });
    }),
  );
  const elapsed = (performance.now() - start) / 1_000;
  for (const socket of sockets) socket.destroy();
  took.sort((one, other) => one - other);
  const at = (share: number) => took[Math.floor(took.length * share)] ?? Number.NaN;
  return { requests: took.length, perSecond: took.length / elapsed, p50: at(0.5), p99: at(0.99) };
}

interface Asking {
  readonly requests: readonly string[];
  readonly offset: number;
  readonly end: number;
  readonly took: number[];
}

/** One connection: the next request goes out when the answer to the last is whole. */
function ask(socket: Socket, { requests, offset, end, took }: Asking): Promise<void> {
  return new Promise((resolve, reject) => {
    let next = offset;
    let sentAt = 0;
    let missing = 0;
    const send = () => {
      sentAt = performance.now();
      socket.write(requests[next % requests.length] ?? '');
      next += 1;
    };
    socket.on('data', (chunk: Buffer) => {
      if (missing === 0) {
        const length = lengthOf(chunk);
        if (length === undefined) return reject(new Error(`unexpected: ${chunk.toString('utf8', 0, 2_000)}`));
        missing = length;
      }
      missing -= chunk.length;
      if (missing > 0) return;
      const now = performance.now();
      took.push(now - sentAt);
      if (now < end) send();
      else resolve();
    });
    socket.on('error', reject).on('close', () => reject(new Error('the server hung up')));
    send();
  });
}

/** How long an answer is, its head included; undefined for one that is not 200 or does not say. */
function lengthOf(chunk: Buffer): number | undefined {
  const headBytes = chunk.indexOf('\r\n\r\n') + 4;
  const head = chunk.toString('latin1', 0, headBytes);
  const body = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  return head.startsWith('HTTP/1.1 200') && body !== undefined ? headBytes + Number(body) : undefined;
}
