import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Whoever connects in order to ask does so by then. */
const silentMs = 500;

/**
 * Ends, once nobody can ask any more, connections on which nothing was ever asked, as browsers and clients with a pool open them
 * ahead: Node takes them for calls that are under way, for as long as a head may take to come.
 */
export function endSilent(server: Server, stopping: AbortSignal): void {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const end = (): void => {
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
  };
  stopping.addEventListener('abort', () => setTimeout(end, silentMs).unref(), { once: true });
}
