import { createSocket, type Socket } from 'node:dgram';
import { createServer, type Server } from 'node:net';

const attemptsMax = 10;

/**
 * Takes one port for UDP and TCP. Where any will do, TCP chooses: a connection keeps its port for a minute after it has ended, so
 * that one that is free for UDP is often not free for TCP. The other way round it is rare, and then another is tried.
 */
export async function bindBoth(at: {
  readonly host: string;
  readonly port: number;
}): Promise<{ udp: Socket; tcp: Server; port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const tcp = createServer();
    const udp = createSocket(at.host.includes(':') ? 'udp6' : 'udp4');
    try {
      await new Promise<void>((resolve, reject) => {
        tcp.once('error', reject).listen(at.port, at.host, resolve);
      });
      const port = portOf(tcp);
      await new Promise<void>((resolve, reject) => {
        udp.once('error', reject).bind(port, at.host, resolve);
      });
      udp.on('error', () => {});
      tcp.on('error', () => {});
      return { udp, tcp, port };
    } catch (error) {
      udp.close();
      tcp.close();
      if (at.port !== 0 || attempt === attemptsMax) throw error;
    }
  }
}

/** A port that nobody uses at this moment on the loopback, by UDP or TCP. */
export async function freeDnsPort(): Promise<number> {
  const { udp, tcp, port } = await bindBoth({ host: '127.0.0.1', port: 0 });
  await Promise.all([
    new Promise<void>((resolve) => udp.close(resolve)),
    new Promise<void>((resolve) => tcp.close(() => resolve())),
  ]);
  return port;
}

function portOf(server: Server): number {
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : 0;
}
