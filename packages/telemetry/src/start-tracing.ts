import { setTimeout as sleep } from 'node:timers/promises';
import { DiagLogLevel, diag } from '@opentelemetry/api';
import type { Sampler, SpanExporter } from '@opentelemetry/sdk-trace';
import type { Logger } from 'pino';
import { scrubbed } from './scrub.ts';
import { makeSpans } from './span.ts';

/** Spans on their way to a collector. */
export interface Tracing {
  /** Whether any are made. */
  readonly isOn: boolean;
  /** Sends what is left, for a moment at most. Called again, it waits for the same. Never rejects. */
  stop(): Promise<void>;
}

/** Whose traces they are, who is told of trouble with them, and how long it may take to send the last of them. */
interface Process {
  readonly service: string;
  readonly log: Logger;
  readonly flushMsMax?: number;
}

/** A collector that does not answer keeps no process from stopping for longer. */
const flushMsUsual = 2_000;
/** Of a collector that is down, the log hears so often at most. */
const toldMs = 60_000;

/**
 * Sends traces where the standard variables ask for it: `OTEL_TRACES_EXPORTER=otlp`, or an endpoint of OTLP. Nothing of the
 * SDK is even loaded where they do not. What they ask for and is not there, the log says, and the process goes on without
 * traces: what happens to a collector, or to its settings, is never in the way of what the process is for.
 */
export async function startTracing(own: Process): Promise<Tracing> {
  const { log } = own;
  const wanted = wantedOf(process.env);
  if (wanted === 'none') return off;
  if (wanted !== 'otlp') {
    log.warn({ wanted }, 'traces are sent by OTLP over HTTP only (http/protobuf or http/json): none are sent');
    return off;
  }
  try {
    return await sending(own);
  } catch (error) {
    log.error({ err: error }, 'traces cannot be sent with these settings: none are');
    return off;
  }
}

const off: Tracing = { isOn: false, stop: async () => {} };

/** What is asked for, in the words of the variables; `otlp` where it is something that can be done. */
function wantedOf(env: NodeJS.ProcessEnv): string {
  if (env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true') return 'none';
  const endpoint = env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] || env['OTEL_EXPORTER_OTLP_ENDPOINT'];
  const exporter = env['OTEL_TRACES_EXPORTER'] || (endpoint ? 'otlp' : 'none');
  return exporter === 'otlp' && !(protocolOf(env) in exporters) ? protocolOf(env) : exporter;
}

function protocolOf(env: NodeJS.ProcessEnv): string {
  return env['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] || env['OTEL_EXPORTER_OTLP_PROTOCOL'] || 'http/protobuf';
}

/** They read where to, with which headers, how long and so on from the environment themselves. */
const exporters: Readonly<Record<string, () => Promise<SpanExporter>>> = {
  'http/protobuf': async () => new (await import('@opentelemetry/exporter-trace-otlp-proto')).OTLPTraceExporter(),
  'http/json': async () => new (await import('@opentelemetry/exporter-trace-otlp-http')).OTLPTraceExporter(),
};

async function sending({ service, log, flushMsMax = flushMsUsual }: Process): Promise<Tracing> {
  const { env } = process;
  const { TracerProvider, BatchSpanProcessor } = await import('@opentelemetry/sdk-trace');
  const { defaultResource, detectResources, envDetector, resourceFromAttributes } = await import(
    '@opentelemetry/resources'
  );
  const exporter = await exporters[protocolOf(env)]?.();
  if (exporter === undefined) throw new RangeError('no such protocol');
  tellTrouble(log);
  const ours = resourceFromAttributes({ 'service.name': service, 'service.namespace': 'rollcall' });
  // The environment's word goes before ours. Nothing else is looked for: command lines and hosts are nobody's business.
  const told = detectResources({ detectors: [envDetector] });
  const sampler = await samplerOf(env);
  const provider = new TracerProvider({
    resource: defaultResource().merge(ours).merge(told),
    ...(sampler && { sampler }),
    spanLimits: { attributeValueLengthLimit: 1_000 },
    spanProcessors: [new BatchSpanProcessor({ exporter, ...batchOf(env) })],
  });
  let stopped: Promise<void> | undefined;
  makeSpans(provider.getTracer('rollcall'));
  log.info({ protocol: protocolOf(env) }, 'sending traces');
  return {
    isOn: true,
    stop() {
      makeSpans(undefined);
      // What could not be sent was told of already.
      stopped ??= Promise.race([provider.shutdown().catch(() => {}), sleep(flushMsMax, undefined, { ref: false })]);
      return stopped;
    },
  };
}

/** `OTEL_BSP_…`, as far as they are numbers. */
function batchOf(env: NodeJS.ProcessEnv): Readonly<Record<string, number>> {
  const variables = {
    scheduledDelayMillis: env['OTEL_BSP_SCHEDULE_DELAY'],
    exportTimeoutMillis: env['OTEL_BSP_EXPORT_TIMEOUT'],
    maxQueueSize: env['OTEL_BSP_MAX_QUEUE_SIZE'],
    maxExportBatchSize: env['OTEL_BSP_MAX_EXPORT_BATCH_SIZE'],
  };
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, text]) => {
      const value = Number(text || Number.NaN);
      return Number.isInteger(value) && value > 0 ? [[name, value]] : [];
    }),
  );
}

/** `OTEL_TRACES_SAMPLER`; without it what the caller's flag says, and all that begins here. */
async function samplerOf(env: NodeJS.ProcessEnv): Promise<Sampler | undefined> {
  const { AlwaysOffSampler, AlwaysOnSampler, ParentBasedSampler, TraceIdRatioBasedSampler } = await import(
    '@opentelemetry/sdk-trace'
  );
  const name = env['OTEL_TRACES_SAMPLER'] || 'parentbased_always_on';
  const ratio = Number(env['OTEL_TRACES_SAMPLER_ARG'] || 1);
  const roots: Readonly<Record<string, () => Sampler>> = {
    always_on: () => new AlwaysOnSampler(),
    always_off: () => new AlwaysOffSampler(),
    traceidratio: () => new TraceIdRatioBasedSampler(ratio),
  };
  const root = roots[name.replace(/^parentbased_/, '')]?.();
  if (root === undefined) throw new RangeError('OTEL_TRACES_SAMPLER names no sampler that there is');
  return name.startsWith('parentbased_') ? new ParentBasedSampler({ root }) : root;
}

/** What the SDK has to say of itself goes to the log, once a minute at the most. */
function tellTrouble(log: Logger): void {
  let toldAt = Number.NEGATIVE_INFINITY;
  const tell = (message: string): void => {
    if (performance.now() - toldAt < toldMs) return;
    toldAt = performance.now();
    log.warn({ reason: scrubbed(message).slice(0, 300) }, 'trouble with sending traces');
  };
  const silent = (): void => {};
  const logger = { error: tell, warn: tell, info: silent, debug: silent, verbose: silent };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
}
