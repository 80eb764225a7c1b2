import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';

/** A span as it reached a collector. */
export interface CollectedSpan {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  /** As OTLP numbers them: 1 internal, 2 server, 3 client. */
  readonly kind: number;
  readonly failed: boolean;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly { readonly name: string; readonly attributes: Readonly<Record<string, unknown>> }[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
}

/** A collector of OTLP over HTTP on loopback. */
export interface Collector {
  readonly endpoint: string;
  /** What came so far, of `http/json`. */
  readonly spans: readonly CollectedSpan[];
  /** Every body as it came, for who looks for what must not be in it. */
  readonly bodies: readonly Buffer[];
  readonly contentTypes: readonly string[];
  /** The variables by which a process sends its traces here, at once. */
  readonly variables: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Starts one that takes what comes, unless it is told to answer otherwise. */
export async function startCollector(
  answer: (response: ServerResponse) => void = (response) => response.end('{}'),
): Promise<Collector> {
  const collected: { spans: CollectedSpan[]; bodies: Buffer[]; contentTypes: string[] } = {
    ...{ spans: [], bodies: [], contentTypes: [] },
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const type = request.headers['content-type'] ?? '';
      collected.bodies.push(body);
      collected.contentTypes.push(type);
      if (type === 'application/json') collected.spans.push(...spansIn(JSON.parse(body.toString())));
      response.setHeader('content-type', type);
      answer(response);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  return {
    ...collected,
    endpoint,
    variables: {
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_BSP_SCHEDULE_DELAY: '50',
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

interface OtlpSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly kind: number;
  readonly status?: { readonly code?: number };
  readonly attributes?: readonly Attribute[];
  readonly events?: readonly { readonly name: string; readonly attributes?: readonly Attribute[] }[];
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
}

interface Otlp {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

function spansIn({ resourceSpans }: Otlp): readonly CollectedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(valuesOf(resource.attributes)['service.name']);
    return scopeSpans.flatMap(({ spans }) =>
      spans.map(({ name, traceId, spanId, parentSpanId, kind, status, attributes, events, links }) => ({
        ...{ service, name, traceId, spanId, parentSpanId: parentSpanId || undefined, kind },
        failed: status?.code === 2,
        attributes: valuesOf(attributes),
        events: (events ?? []).map((event) => ({ name: event.name, attributes: valuesOf(event.attributes) })),
        links: links ?? [],
      })),
    );
  });
}

function valuesOf(attributes: readonly Attribute[] = []): Readonly<Record<string, unknown>> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
