import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What came back over a connection, head and body as they were sent. */
export interface RawAnswer {
  /** Undefined when nothing like an answer came. */
  readonly status: number | undefined;
  readonly head: string;
  readonly body: string;
  /** Everything, further answers on the same connection included. */
  readonly text: string;
  /** Whether the other side closed the connection, rather than being left. */
  readonly closed: boolean;
}

/** Sends these bytes, some at a time when there are several pieces, and reads until the connection closes, nothing comes for `quietMs`, or nothing more for `afterMs`. */
export async function sendRaw(
  url: string,
  pieces: string | Buffer | readonly (string | Buffer)[],
  { pauseMs = 0, quietMs = 1_500, afterMs = 150 }: { pauseMs?: number; quietMs?: number; afterMs?: number } = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  const chunks: Buffer[] = [];
  const heard = new Promise<boolean>((resolve) => {
    let quiet = setTimeout(() => resolve(false), quietMs);
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      clearTimeout(quiet);
      quiet = setTimeout(() => resolve(false), afterMs);
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(true));
    void write(socket, { pieces: [pieces].flat(), pauseMs });
  });
  const closed = await heard;
  socket.destroy();
  const text = Buffer.concat(chunks).toString('latin1');
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1];
  return { status: status === undefined ? undefined : Number(status), head, body: rest.join('\r\n\r\n'), text, closed };
}

async function write(
  socket: Socket,
  { pieces, pauseMs }: { pieces: readonly (string | Buffer)[]; pauseMs: number },
): Promise<void> {
  for (const piece of pieces) {
    if (socket.destroyed) return;
    socket.write(piece);
    if (pauseMs > 0) await sleep(pauseMs);
  }
}
