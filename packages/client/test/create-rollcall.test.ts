import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AppRouter, appRouter } from '@rollcall/gateway/router';
import { RollcallError } from '@rollcall/schema';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRollcall, gatewayErrorOf, type Rollcall } from '../src/index.ts';

/** A request as it came over the wire. */
interface Received {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly traceparent: unknown;
}

type Context = AppRouter['_def']['_config']['$types']['ctx'];

// The gateway's own router, before which every call fails for want of a good key: no part of a gateway is reached but its counters.
const context = {
  caller: undefined,
  refusal: new RollcallError('unauthenticated', 'No valid API key: send "Authorization: Bearer rc_live_…".'),
  requestId: 'request-1',
  gateway: { metrics: { called: () => {} } },
} as unknown as Context;
const refusing = createHTTPHandler({ router: appRouter, basePath: '/trpc/', createContext: () => context });

let servers: Server[] = [];
let received: Received[] = [];

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer({ maxHeaderSize: 65_536 }, (request, response) => {
    const { method = '', url = '', headers } = request;
    received.push({
      method,
      path: url.replace(/\?.*$/, ''),
      authorization: headers.authorization,
      traceparent: headers['traceparent'],
    });
    listener(request, response);
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // A server that listens on a port has an address of this form.
  return `http://127.0.0.1:${port}`;
}

let rollcall: Rollcall;

beforeEach(async () => {
  received = [];
  rollcall = createRollcall({ url: await serve(refusing), apiKey: 'rc_live_of_nobody' });
});

afterEach(() => {
  for (const server of servers) server.close();
  servers = [];
});

describe('calls', () => {
  test('that only read travel together when they are made at once', async () => {
    await Promise.allSettled([rollcall.connections.list.query(), rollcall.events.list.query({})]);
    expect(received).toMatchObject([{ method: 'GET', path: '/trpc/connections.list,events.list' }]);
  });

  test('say to which trace they belong, each as it is then', async () => {
    let told: string | undefined;
    const traced = createRollcall({ url: await serve(refusing), apiKey: 'rc_live_of_nobody', traceparent: () => told });
    await traced.connections.list.query().catch(() => {});
    told = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    await traced.connections.list.query().catch(() => {});
    await traced.connections.pause.mutate({ name: 'one' }).catch(() => {});
    expect(received.map(({ traceparent }) => traceparent)).toEqual([undefined, told, told]);
  });

  test('are not more in one request than the gateway takes', async () => {
    await Promise.allSettled(Array.from({ length: 41 }, () => rollcall.connections.list.query()));
    expect(received.map(({ path }) => path.split(',').length)).toEqual([20, 20, 1]);
  });

  test('travel in several requests where one address would be longer than the gateway reads', async () => {
    const runIds = Array.from({ length: 500 }, () => '018f0000-0000-7000-8000-000000000001');
    await Promise.allSettled(Array.from({ length: 4 }, () => rollcall.sync.get.query({ runIds })));
    expect(received.map(({ path }) => path.split(',').length)).toEqual([2, 2]);
  });

  test('that change something, or spend from a rate budget, travel alone', async () => {
    await Promise.allSettled([
      rollcall.connections.pause.mutate({ name: 'one' }),
      rollcall.connections.pause.mutate({ name: 'two' }),
      rollcall.providers.adbtd.listDomains.mutate({ connection: 'one', input: {} }),
    ]);
    expect(received.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual([
      'POST /trpc/connections.pause',
      'POST /trpc/connections.pause',
      'POST /trpc/providers.adbtd.listDomains',
    ]);
  });

  test('carry the key', async () => {
    await rollcall.connections.list.query().catch(() => {});
    expect(received).toMatchObject([{ authorization: 'Bearer rc_live_of_nobody' }]);
  });
});

describe('gatewayErrorOf', () => {
  const errorOf = async (call: Promise<unknown>) =>
    call.then(
      () => undefined,
      (error: unknown) => gatewayErrorOf(error),
    );

  test('reads a refusal: its code, a sentence, and the id under which the log has it', async () => {
    const want = {
      code: 'unauthenticated',
      message: expect.stringContaining('rc_live_'),
      requestId: 'request-1',
      details: {},
    };
    expect(await errorOf(rollcall.connections.list.query())).toEqual(want);
    expect(await errorOf(rollcall.connections.pause.mutate({ name: 'one' }))).toEqual(want);
  });

  test.each([
    { what: 'a page', answer: '<html>', status: 200 },
    { what: 'an error that is not the gateway’s', answer: '{"error":{"message":"no"}}', status: 502 },
    { what: 'JSON of another sort', answer: '[]', status: 200 },
  ])('says of $what that no gateway answers', async ({ answer, status }) => {
    const url = await serve((_request, response) => response.writeHead(status).end(answer));
    const other = createRollcall({ url, apiKey: 'rc_live_of_nobody' });
    expect(await errorOf(other.connections.list.query())).toMatchObject({
      code: 'gateway_unreachable',
      requestId: null,
    });
    expect(await errorOf(other.connections.pause.mutate({ name: 'x' }))).toMatchObject({ code: 'gateway_unreachable' });
  });

  test('says of nobody there that no gateway answers', async () => {
    const url = await serve(() => {});
    for (const server of servers) server.close();
    const gone = createRollcall({ url, apiKey: 'rc_live_of_nobody' });
    expect(await errorOf(gone.connections.list.query())).toMatchObject({ code: 'gateway_unreachable' });
  });

  test('leaves alone what no call threw', () => {
    expect(gatewayErrorOf(new Error('something else'))).toBeUndefined();
    expect(gatewayErrorOf(undefined)).toBeUndefined();
  });
});
