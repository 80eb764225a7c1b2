import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createLogger, failSpan, inSpan, presentTraceparent, startTracing, type Tracing } from '../src/index.ts';
import { type Collector, startCollector } from '../src/testing/index.ts';

const lines: string[] = [];
const log = createLogger({ name: 'test', level: 'trace' }, { write: (line) => void lines.push(line) });
const caller = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

const started: { tracing?: Tracing; collector?: Collector } = {};
afterEach(async () => {
  await started.tracing?.stop();
  await started.collector?.stop();
  lines.length = 0;
  vi.unstubAllEnvs();
});

async function start(env: Readonly<Record<string, string>>): Promise<Tracing> {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  started.tracing = await startTracing({ service: 'test', log, flushMsMax: 500 });
  return started.tracing;
}

const collectorOf = async (...answer: Parameters<typeof startCollector>): Promise<Collector> => {
  started.collector = await startCollector(...answer);
  return started.collector;
};

test.each([
  { what: 'nothing asks for it', env: {} },
  { what: 'nothing is to be sent', env: { OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://x' } },
  { what: 'it is switched off', env: { OTEL_SDK_DISABLED: 'true', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://x' } },
])('no span is made where $what, and what a caller says is passed on', async ({ env }) => {
  expect((await start(env)).isOn).toBe(false);
  await inSpan({ name: 'work', from: caller, begins: true }, (span) => {
    expect(span.isRecording()).toBe(false);
    expect(presentTraceparent()).toBe(caller);
  });
  expect(lines).toEqual([]);
});

test.each([
  { what: 'another exporter', env: { OTEL_TRACES_EXPORTER: 'zipkin' } },
  { what: 'another protocol', env: { OTEL_TRACES_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' } },
  { what: 'no such sampler', env: { OTEL_TRACES_EXPORTER: 'otlp', OTEL_TRACES_SAMPLER: 'mostly' } },
])('what is asked for and is not there is said, and the process goes on without: $what', async ({ env }) => {
  expect((await start(env)).isOn).toBe(false);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/"level":[45]0/);
});

describe('what is sent', () => {
  test('goes on from the caller, says who belongs to what, and tells of an error by its kind alone', async () => {
    const collector = await collectorOf();
    const tracing = await start(collector.variables);
    await inSpan({ name: 'outer', kind: 'SERVER', from: caller, begins: true }, async () => {
      const failing = inSpan({ name: 'inner', also: [null, caller, 'none'] }, () => {
        throw Object.assign(new Error('canary-1f'), { kind: 'rejected' });
      });
      await expect(failing).rejects.toThrow();
      await inSpan({ name: 'told' }, (span) => failSpan(span, 'late'));
    });
    expect(await inSpan({ name: 'of no trace' }, (span) => span.isRecording())).toBe(false);
    await tracing.stop();
    const [inner, told, outer] = collector.spans;
    const [, traceId, spanId] = caller.split('-');
    expect(outer).toMatchObject({
      service: 'test',
      name: 'outer',
      kind: 2,
      traceId,
      parentSpanId: spanId,
      failed: false,
    });
    expect(inner).toMatchObject({ name: 'inner', traceId, parentSpanId: outer?.spanId, failed: true });
    expect(inner).toMatchObject({ links: [{ traceId, spanId }], attributes: { 'error.type': 'rejected' } });
    expect(told).toMatchObject({ name: 'told', failed: true, attributes: { 'error.type': 'late' } });
    expect(collector.spans).toHaveLength(3);
    expect(collector.bodies.join('')).not.toMatch(/canary|process\.|host\.name/);
  });

  test('is what the caller has recorded, and what the sampler takes of all else', async () => {
    const collector = await collectorOf();
    const tracing = await start({ ...collector.variables, OTEL_TRACES_SAMPLER: 'parentbased_always_off' });
    const make = (name: string, from?: string) => inSpan({ name, begins: true, from }, () => presentTraceparent());
    expect(await make('unsampled', caller.replace(/1$/, '0'))).toMatch(/^00-4bf92f.*-00$/);
    await make('sampled', caller);
    await make('begun here');
    await tracing.stop();
    expect(collector.spans.map(({ name }) => name)).toEqual(['sampled']);
  });

  test('is protobuf unless it is to be JSON', async () => {
    const collector = await collectorOf();
    const { OTEL_EXPORTER_OTLP_PROTOCOL: _, ...variables } = collector.variables;
    const tracing = await start({ ...variables, OTEL_SERVICE_NAME: 'named-otherwise' });
    await inSpan({ name: 'in-protobuf', from: caller, begins: true }, () => {});
    await tracing.stop();
    expect(collector.contentTypes).toEqual(['application/x-protobuf']);
    const [body = Buffer.alloc(0)] = collector.bodies;
    const [, traceId = ''] = caller.split('-');
    for (const part of [Buffer.from('in-protobuf'), Buffer.from('named-otherwise'), Buffer.from(traceId, 'hex')]) {
      expect(body.includes(part)).toBe(true);
    }
  });
});

describe('a collector disturbs nothing', () => {
  const make = async (count: number) => {
    for (let made = 0; made < count; made += 1) await inSpan({ name: 'work', begins: true }, () => {});
  };

  test.each([
    { that: 'does not answer', answer: () => {} },
    {
      that: 'answers nonsense, at length',
      answer: (response: { end(text: string): void }) => response.end('x'.repeat(5_000_000)),
    },
    {
      that: 'is out of order',
      answer: (response: { statusCode: number; end(): void }) => {
        response.statusCode = 500;
        response.end();
      },
    },
  ])('that $that', async ({ answer }) => {
    const collector = await collectorOf(answer);
    const tracing = await start(collector.variables);
    await make(5_000);
    const startedAt = performance.now();
    await tracing.stop();
    expect(performance.now() - startedAt).toBeLessThan(2_500);
    expect(lines.filter((line) => line.includes('trouble')).length).toBeLessThanOrEqual(1);
  });

  test('that is not there', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    server.close();
    const tracing = await start({
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_BSP_SCHEDULE_DELAY: '1',
    });
    await make(1_000);
    await tracing.stop();
    expect(lines.filter((line) => line.includes('trouble')).length).toBeLessThanOrEqual(1);
  });
});
