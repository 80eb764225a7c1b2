import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AuditEvent, Operation } from '@rollcall/schema';
import { type CollectedSpan, type Collector, startCollector } from '@rollcall/telemetry/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { first } from './support/scenario.ts';
import { useStack } from './support/stack.ts';
import { providerName, type TestSandbox } from './support/test-sandbox.ts';

// Gateway, daemon and sandbox as they are run, with a collector that they send their traces to.

let collector: Collector;
const collecting = startCollector();
beforeAll(async () => {
  collector = await collecting;
});
afterAll(() => collector.stop());
const stack = useStack(undefined, () => ({ ...collector.variables, ROLLCALL_WEBHOOK_NETWORKS: '127.0.0.1' }));

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const callerSpan = '00f067aa0ba902b7';
/** Of who asks for runs. */
const otherTrace = 'aaaabbbbccccddddeeeeffff00001111';
const service = { gateway: 'rollcall-gateway', daemon: 'rollcall-sync-daemon' };

/** What a receiver of webhooks was sent. */
const received: { readonly traceparent: unknown; readonly event: Readonly<Record<string, unknown>> }[] = [];
const receiver = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const event = JSON.parse(Buffer.concat(chunks).toString());
    received.push({ traceparent: request.headers['traceparent'], event });
    response.end();
  });
});
afterAll(() => {
  receiver.close();
  receiver.closeAllConnections();
});

let sandbox: TestSandbox;
let operationId: string;
beforeAll(async () => {
  sandbox = await stack.connect('traced', { seed: 33 });
  await sync();
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const address = receiver.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/canary-of-the-path`;
  await ask(
    'webhooks.add',
    { name: 'traced', url, filter: { types: ['operation.accepted', 'operation.confirmed'] } },
    `00-${otherTrace}-${callerSpan}-01`,
  );
  const inbox = first(await sandbox.items('inbox'));
  operationId = await deleteMailbox(inbox.id, `00-${traceId}-${callerSpan}-01`);
  await sync();
  await vi.waitUntil(() => named('settle').length === 1, { timeout: 10_000 });
});

/** As somebody else's app would call it, with its own trace. */
async function ask<Data>(procedure: string, input: unknown, traceparent?: string): Promise<Data> {
  const headers = { authorization: `Bearer ${stack.adminKey}`, 'content-type': 'application/json' };
  const path = `${stack.gatewayUrl}/trpc/${procedure}`;
  const response =
    traceparent === undefined
      ? await fetch(`${path}?input=${encodeURIComponent(JSON.stringify(input))}`, { headers })
      : await fetch(path, { method: 'POST', headers: { ...headers, traceparent }, body: JSON.stringify(input) });
  expect(response.status).toBe(200);
  const { result } = (await response.json()) as { result: { data: Data } };
  return result.data;
}

async function sync(): Promise<void> {
  const asked = { connections: ['traced'] };
  const { data } = await ask<{ data: { runId: string }[] }>('sync.request', asked, `00-${otherTrace}-${callerSpan}-01`);
  const isOver = () =>
    collector.spans.some(
      ({ attributes }) => attributes['rollcall.run.outcome'] && attributes['rollcall.run.id'] === data[0]?.runId,
    );
  await vi.waitUntil(isOver, { timeout: 20_000 });
}

async function deleteMailbox(id: string, traceparent: string): Promise<string> {
  const call = { connection: 'traced', input: { id, confirm: id } };
  const { operation } = await ask<{ operation: { id: string } }>(
    `providers.${providerName}.deleteMailbox`,
    call,
    traceparent,
  );
  return operation.id;
}

async function eventsOf(operation: string): Promise<readonly AuditEvent[]> {
  const { data } = await ask<{ data: readonly AuditEvent[] }>('events.list', { connection: 'traced', limit: 200 });
  return data.filter((event) => event.operationId === operation);
}

const inTrace = () => collector.spans.filter((span) => span.traceId === traceId);
const named = (name: string) => inTrace().filter((span) => span.name === name);
const childrenOf = ({ spanId }: CollectedSpan) => inTrace().filter(({ parentSpanId }) => parentSpanId === spanId);
const toldBy = (span: CollectedSpan) => span.events.map(({ name }) => name);

describe('a trace that begins at a caller', () => {
  test('goes on in the request, the operation and its call of the provider', async () => {
    const request = first(inTrace().filter(({ parentSpanId }) => parentSpanId === callerSpan));
    const procedure = `providers.${providerName}.deleteMailbox`;
    expect(request).toMatchObject({ service: service.gateway, name: `POST ${procedure}`, kind: 2, failed: false });
    expect(request.attributes).toMatchObject({ 'http.response.status_code': 200, 'rpc.method': procedure });
    const operation = first(named('operation'));
    expect(first(childrenOf(request))).toMatchObject({ name: procedure, spanId: operation.parentSpanId });
    expect(operation.attributes).toMatchObject({
      'rollcall.operation.id': operationId,
      'rollcall.operation.state': 'succeeded',
      'rollcall.provider': providerName,
    });
    const calls = childrenOf(operation).filter(
      ({ kind, name }) => kind === 3 && !['transaction', 'webhook delivery'].includes(name),
    );
    expect(calls).toHaveLength(1);
    expect(first(calls)).toMatchObject({
      name: expect.stringMatching(/^DELETE \/.*\{/),
      attributes: { 'http.response.status_code': 200, 'rollcall.operation.id': operationId },
    });
    expect(childrenOf(operation).map(({ name }) => name)).toContain('rate budget');
  });

  test('has the audit events, and they have it', async () => {
    const events = await eventsOf(operationId);
    const types = ['operation.confirmed', 'operation.succeeded', 'operation.dispatched', 'operation.accepted'];
    const ofIt = events.filter(({ type }) => type.startsWith('operation.'));
    expect(ofIt.map(({ type }) => type)).toEqual(types);
    const told = inTrace().flatMap((span) => span.events.map(({ attributes }) => attributes['rollcall.event.id']));
    for (const event of ofIt) {
      expect(told).toContain(event.id);
      const [, ofTrace, ofSpan] = event.traceparent?.split('-') ?? [];
      expect(ofTrace).toBe(traceId);
      expect(inTrace().map(({ spanId }) => spanId)).toContain(ofSpan);
    }
    const { data } = await ask<{ data: Operation }>('operations.get', { id: operationId });
    expect(data.traceparent?.split('-')[1]).toBe(traceId);
  });

  test('has what settled it later, in a run of another trace that it is linked to', async () => {
    const settling = first(named('settle'));
    expect(settling).toMatchObject({ service: service.daemon, attributes: { 'rollcall.operation.id': operationId } });
    expect(toldBy(settling)).toEqual(['operation.confirmed']);
    const [link] = settling.links;
    const run = collector.spans.find(({ name, traceId: of }) => name === 'run' && of === link?.traceId);
    expect(run?.attributes).toMatchObject({ 'rollcall.run.outcome': 'complete' });
    // Its own is that of who asked for it.
    expect(run?.traceId).toBe(otherTrace);
  });

  test('goes on to whom the events are sent', async () => {
    // It is told that it was added, too, which is of another trace.
    const ofIt = () => received.filter(({ event }) => String(event['type']).startsWith('operation.'));
    await expect
      .poll(() => ofIt().map(({ event }) => event['type']))
      .toEqual(['operation.accepted', 'operation.confirmed']);
    await expect.poll(() => named('webhook delivery')).toHaveLength(2);
    for (const { traceparent, event } of ofIt()) {
      const sent = named('webhook delivery').find(({ attributes }) => attributes['rollcall.event.id'] === event['id']);
      expect(sent).toMatchObject({ service: service.daemon, kind: 3, failed: false });
      expect(sent?.attributes).toMatchObject({ 'http.response.status_code': 200, 'server.address': '127.0.0.1' });
      // The request is of the attempt to send it, the event of the work that it came about in.
      expect(traceparent).toBe(`00-${traceId}-${sent?.spanId}-01`);
      expect(event['traceparent']).toBe(`00-${traceId}-${sent?.parentSpanId}-01`);
    }
    expect(Buffer.concat(collector.bodies).toString()).not.toContain('canary');
  });

  test('is not recorded where its caller does not record it, and what belongs to it says so all the same', async () => {
    const id = first(await sandbox.items('inbox')).id;
    const other = traceId.replace('4bf', '5cf');
    const operation = await deleteMailbox(id, `00-${other}-${callerSpan}-00`);
    const events = await eventsOf(operation);
    expect(events.map(({ traceparent }) => traceparent?.replace(/-[0-9a-f]{16}-/, '-'))).toEqual(
      events.map(() => `00-${other}-00`),
    );
    expect(events.length).toBeGreaterThan(2);
    // What came since is there: the reads of this test.
    const listed = () => collector.spans.filter(({ name }) => name === 'GET events.list');
    const before = listed().length;
    await eventsOf(operation);
    await expect.poll(() => listed().length).toBeGreaterThan(before);
    expect(collector.spans.filter(({ traceId: of }) => of === other)).toEqual([]);
  });
});

test('a command is asked in the trace that it was started in', async () => {
  const started = 'ccccddddeeeeffff0000111122223333';
  const env = { TRACEPARENT: `00-${started}-${callerSpan}-01` };
  expect((await stack.cli(['connections', 'list', '--json'], { env })).code).toBe(0);
  const asked = () => collector.spans.filter(({ traceId: of, kind }) => of === started && kind === 2);
  await expect.poll(() => asked().map(({ name }) => name)).toEqual(['GET connections.list']);
});

test('a subscription is one span, however long it goes on', async () => {
  const followed = 'eeeeffff000011112222333344445555';
  const headers = { authorization: `Bearer ${stack.adminKey}`, traceparent: `00-${followed}-${callerSpan}-01` };
  const ending = new AbortController();
  const path = `${stack.gatewayUrl}/trpc/runs.watch?input=${encodeURIComponent('{}')}`;
  const response = await fetch(path, { headers, signal: ending.signal });
  expect(response.status).toBe(200);
  await response.body?.getReader().read();
  ending.abort();
  const spans = () => collector.spans.filter(({ traceId: of }) => of === followed);
  await expect.poll(() => spans().map(({ name }) => name)).toEqual(['GET runs.watch']);
});

test('a run shows its listings, their pages, and what is recorded', () => {
  const runs = collector.spans.filter(({ name, service: of }) => name === 'run' && of === service.daemon);
  const [run] = runs;
  if (run === undefined) throw new Error('there is none');
  const children = (of: CollectedSpan) => collector.spans.filter(({ parentSpanId }) => parentSpanId === of.spanId);
  const listing = children(run).find(
    ({ name, attributes }) => name === 'listing' && attributes['rollcall.kind'] === 'inbox',
  );
  if (listing === undefined) throw new Error('there is none');
  expect(listing.attributes['rollcall.items']).toBe(30);
  const pages = children(listing).filter(({ name }) => name === 'GET');
  expect(pages.length).toBe(listing.attributes['rollcall.pages']);
  expect(pages.every(({ attributes }) => attributes['http.response.status_code'] === 200)).toBe(true);
  expect(listing.events.filter(({ name }) => name === 'page read')).toHaveLength(pages.length);
  expect(children(run).map(({ name }) => name)).toEqual(expect.arrayContaining(['record', 'transaction']));
});
