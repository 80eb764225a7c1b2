import { expect, test } from 'vitest';
import { createTransport, onExchange, tellExchanges, unlimitedBudget } from '../src/index.ts';
import { closedPort, httpServer, rawServer } from './loopback.ts';

/** How the one exchange ended that asking so made, by whoever listens to all of them. */
async function endOf(origin: string, provider = 'acme') {
  const told: Parameters<Parameters<typeof onExchange>[0]>[0][] = [];
  const stop = onExchange((exchange) => told.push(exchange));
  const transport = createTransport({
    ...{ baseUrl: origin, headers: {}, secrets: [], classify: () => undefined },
    budget: tellExchanges(unlimitedBudget(), provider),
    limits: { requestMs: 300, connectMs: 300, pageBytes: 50, callBytes: 50 },
  });
  await transport.getPage('/things', { bucket: 'default', signal: AbortSignal.timeout(5_000) }).catch(() => {});
  await transport.close();
  stop();
  return told;
}

test.each([
  { status: 200, outcome: 'answered' },
  { status: 404, outcome: 'refused' },
  { status: 401, outcome: 'refused' },
  { status: 429, outcome: 'rate_limited' },
  { status: 500, outcome: 'failed' },
  { status: 503, outcome: 'failed' },
  { status: 302, outcome: 'unrecognised' },
])('an exchange that is answered with $status is told as $outcome', async ({ status, outcome }) => {
  await using server = await httpServer((_, response) => response.writeHead(status).end('{}'));
  expect(await endOf(server.origin)).toEqual([{ provider: 'acme', outcome, ms: expect.any(Number) }]);
});

test('one that gets no answer, or none that can be read, is told too, with how long it took', async () => {
  await using silent = await rawServer(() => {});
  const [hung] = await endOf(silent.origin);
  expect(hung).toMatchObject({ outcome: 'unavailable' });
  expect(hung?.ms).toBeGreaterThan(250);
  expect(await endOf(await closedPort())).toMatchObject([{ outcome: 'unavailable' }]);
  await using large = await httpServer((_, response) => response.end('x'.repeat(100)));
  expect(await endOf(large.origin)).toMatchObject([{ outcome: 'unrecognised' }]);
});

test('whoever no longer listens is told nothing', async () => {
  const told: unknown[] = [];
  onExchange((exchange) => told.push(exchange))();
  await using server = await httpServer((_, response) => response.end('{}'));
  expect(await endOf(server.origin)).toHaveLength(1);
  expect(told).toEqual([]);
});
