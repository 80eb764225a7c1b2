import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fire, type Load } from './load.ts';
import { residentMb } from './process-usage.ts';
import type { Stack } from './stack.ts';

const connections = 128;
const minuteSeconds = 60;
/** Callers that ask and ask for pages, and never read an answer. */
const slowReaders = 64;
const askedEach = 500;
const slowMs = 10_000;

/** What the gateway keeps in memory after a minute of pages at 128 connections, and with callers that do not read. */
export async function benchMemory(
  { gatewayPid, apiKey }: Stack,
  pages: Pick<Load, 'url' | 'paths' | 'headers'>,
): Promise<void> {
  const rows = [{ when: 'before', MB: residentMb(gatewayPid) }];
  await fire({ ...pages, connections, seconds: minuteSeconds });
  rows.push({ when: `after ${minuteSeconds} s of pages at ${connections} connections`, MB: residentMb(gatewayPid) });
  const { hostname, port, host } = new URL(pages.url);
  const request = `GET ${pages.paths[0]} HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${apiKey}\r\n\r\n`;
  const sockets = Array.from({ length: slowReaders }, () => connect(Number(port), hostname).pause());
  try {
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    for (const socket of sockets) socket.on('error', () => {}).write(request.repeat(askedEach));
    let most = 0;
    const until = performance.now() + slowMs;
    while (performance.now() < until) {
      most = Math.max(most, residentMb(gatewayPid) ?? Number.NaN);
      await sleep(100);
    }
    rows.push({ when: `most while ${slowReaders} callers asked for ${askedEach} pages each and read none`, MB: most });
  } finally {
    for (const socket of sockets) socket.destroy();
  }
  await sleep(1_000);
  rows.push({ when: 'when they had gone', MB: residentMb(gatewayPid) });
  console.log('\nMemory of the gateway (resident)');
  console.table(rows);
}
