import { Pool } from 'undici';
import { expect, test } from 'vitest';
import { connectorTo } from '../src/connect.ts';
import { startReceiver } from './support/receiver.ts';

test('a socket that came to stand elsewhere than at a checked address sends nothing', async () => {
  const receiver = await startReceiver({ reply: (socket) => void socket.end('HTTP/1.1 200 OK\r\n\r\n') });
  const connected: string[] = [];
  // Of a host that is an address nobody asks a name server, and so not the connector either.
  const connect = connectorTo({
    addresses: ['192.0.2.1'],
    timeoutMs: 1_000,
    onConnected: (at) => void connected.push(at),
  });
  const pool = new Pool(`http://127.0.0.1:${receiver.port}`, { connect });
  await expect(pool.request({ path: '/', method: 'POST', body: 'x' })).rejects.toThrow('connected to 127.0.0.1');
  expect([receiver.requests, connected]).toEqual([[], []]);
  await pool.destroy();
  await receiver.close();
});
