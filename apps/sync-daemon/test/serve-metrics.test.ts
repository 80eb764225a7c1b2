import { connect } from 'node:net';
import { familiesOf } from '@rollcall/metrics/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMetrics } from '../src/metrics.ts';
import { serveMetrics } from '../src/serve-metrics.ts';

const metrics = createMetrics();
let page: Awaited<ReturnType<typeof serveMetrics>>;
const url = (path: string) => `http://127.0.0.1:${page.port}${path}`;

beforeAll(async () => {
  page = await serveMetrics(metrics, { host: '127.0.0.1', port: 0 });
});
afterAll(() => page.stop());

test('a daemon says what it did', async () => {
  metrics.runEnded({ provider: 'acme', outcome: 'partial', ms: 2_000 });
  metrics.pageRead('acme', 50);
  metrics.pageRead('acme', 7);
  metrics.sealed(12);
  metrics.sealingFailed();
  metrics.attempted({ outcome: 'timed_out', ms: 15_000 });
  metrics.dnsChecked('unanswered');
  const response = await fetch(url('/metrics'));
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const samples = Object.assign({}, ...familiesOf(await response.text()).map((family) => family.samples));
  expect(samples).toMatchObject({
    'rollcall_daemon_runs_total{provider="acme",outcome="partial"}': 1,
    'rollcall_daemon_run_duration_seconds_sum{provider="acme",outcome="partial"}': 2,
    'rollcall_daemon_pages_total{provider="acme"}': 2,
    'rollcall_daemon_items_total{provider="acme"}': 57,
    rollcall_daemon_events_sealed_total: 12,
    rollcall_daemon_sealing_failures_total: 1,
    'rollcall_daemon_webhook_attempts_total{outcome="timed_out"}': 1,
    'rollcall_daemon_dns_checks_total{outcome="unanswered"}': 1,
    'rollcall_daemon_dns_checks_total{outcome="failed"}': 0,
    'rollcall_daemon_webhook_attempt_duration_seconds_bucket{le="10"}': 0,
    'rollcall_daemon_webhook_attempt_duration_seconds_bucket{le="15"}': 1,
  });
  expect(samples['process_cpu_seconds_total']).toBeGreaterThan(0);
});

test.each([
  { method: 'GET', path: '/' },
  { method: 'GET', path: '/metrics/more' },
  { method: 'POST', path: '/metrics' },
])('there is nothing at $method $path', async ({ method, path }) => {
  expect((await fetch(url(path), { method })).status).toBe(404);
});

test('what is no HTTP, or has too large a head, ends nothing but its connection', async () => {
  for (const sent of ['nonsense\r\n\r\n', `GET /metrics HTTP/1.1\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`]) {
    const socket = connect(page.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.end(sent);
    await new Promise((resolve) => socket.on('close', resolve).resume());
  }
  expect((await fetch(url('/metrics'))).status).toBe(200);
});

test('a port that is taken is said so', async () => {
  await expect(serveMetrics(metrics, { host: '127.0.0.1', port: page.port })).rejects.toThrow(/EADDRINUSE/);
});
