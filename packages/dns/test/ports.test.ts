import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { bindBoth, freeDnsPort } from '../src/sandbox/ports.ts';

const host = '127.0.0.1';

test('a port that is free is so for UDP and TCP', async () => {
  const port = await freeDnsPort();
  const both = await bindBoth({ host, port });
  expect([both.udp.address().port, both.port]).toEqual([port, port]);
  both.udp.close();
  both.tcp.close();
});

// Elsewhere, what listens may share it with what has ended.
test.skipIf(process.platform !== 'linux')('a port that an ended connection still holds is refused', async () => {
  const port = await portOfEndedConnection();
  await expect(bindBoth({ host, port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  const udp = createSocket('udp4').bind(port, host);
  await once(udp, 'listening');
  udp.close();
});

test('a port that is taken for UDP is refused, and nothing of it is kept', async () => {
  const udp = createSocket('udp4').bind(0, host);
  await once(udp, 'listening');
  const { port } = udp.address();
  await expect(bindBoth({ host, port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  udp.close();
  await once(udp, 'close');
  const both = await bindBoth({ host, port });
  both.udp.close();
  both.tcp.close();
});

async function portOfEndedConnection(): Promise<number> {
  const server = createServer((socket: Socket) => socket.resume());
  server.listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  const client = connect(typeof address === 'object' && address !== null ? address.port : 0, host);
  await once(client, 'connect');
  const port = client.localPort ?? 0;
  client.end();
  await once(client, 'close');
  server.close();
  await once(server, 'close');
  return port;
}
