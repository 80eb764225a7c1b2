import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { inspect } from 'node:util';
import { inSpan } from '@rollcall/telemetry';
import { describe, expect, test } from 'vitest';
import {
  type Budget,
  type Classify,
  createTransport,
  ProviderError,
  type Transport,
  type TransportLimits,
  unlimitedBudget,
} from '../src/index.ts';
import { closedPort, httpServer, rawServer } from './loopback.ts';

const secret = 'live_8JeTvR2x/N+k==';

interface Opening {
  readonly limits?: Partial<TransportLimits>;
  readonly budget?: Budget;
  readonly classify?: Classify;
}

function open(origin: string, { limits, budget = unlimitedBudget(), classify = () => undefined }: Opening = {}) {
  return createTransport({
    baseUrl: `${origin}/api/v1/`,
    headers: { authorization: `Bearer ${secret}` },
    secrets: [secret],
    budget,
    classify,
    limits,
  });
}

/** The two ways of asking, which must not differ in what they refuse. */
const ways: readonly { readonly way: string; ask(transport: Transport, signal?: AbortSignal): Promise<unknown> }[] = [
  {
    way: 'a call',
    ask: async (transport, signal = new AbortController().signal) => {
      const request = new Request(`${transport.baseUrl}/things?page=1`, { signal });
      return (await transport.fetch({ bucket: 'default' })(request)).json();
    },
  },
  {
    way: 'a page',
    ask: async (transport, signal = new AbortController().signal) => {
      const answer = await transport.getPage('/things?page=1', { bucket: 'default', signal });
      return JSON.parse(answer.takeBytes().toString());
    },
  },
];

async function errorOf(asking: Promise<unknown>): Promise<ProviderError> {
  const error = await asking.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ProviderError) return error;
  throw new Error(`expected a ProviderError, got ${inspect(error)}`);
}

function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

describe.each(ways)('$way', ({ ask }) => {
  test('asks under the base URL with the credential and answers the JSON', async () => {
    const seen: IncomingMessage[] = [];
    await using server = await httpServer((request, response) => {
      seen.push(request);
      json(response, 200, { data: [1, 2] });
    });
    const transport = open(server.origin);
    expect(await ask(transport)).toEqual({ data: [1, 2] });
    expect(seen.map(({ method, url, headers }) => [method, url, headers.authorization])).toEqual([
      ['GET', '/api/v1/things?page=1', `Bearer ${secret}`],
    ]);
    await transport.close();
  });

  test('says nothing of the trace that it belongs to', async () => {
    const seen: IncomingMessage[] = [];
    await using server = await httpServer((request, response) => {
      seen.push(request);
      json(response, 200, {});
    });
    const transport = open(server.origin);
    const from = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    await inSpan({ name: 'test', from }, () => ask(transport));
    expect(seen.map(({ headers }) => Object.keys(headers).sort())).toEqual([
      ['accept', 'accept-encoding', 'authorization', 'connection', 'host', 'user-agent'],
    ]);
    await transport.close();
  });

  test.each([
    { status: 400, kind: 'rejected', applied: 'no' },
    { status: 401, kind: 'unauthorized', applied: 'no' },
    { status: 402, kind: 'payment_required', applied: 'no' },
    { status: 403, kind: 'forbidden', applied: 'no' },
    { status: 404, kind: 'unrecognised', applied: 'no' },
    { status: 409, kind: 'conflict', applied: 'no' },
    { status: 429, kind: 'rate_limited', applied: 'no' },
    { status: 500, kind: 'unavailable', applied: 'maybe' },
    { status: 503, kind: 'unavailable', applied: 'maybe' },
    { status: 302, kind: 'unrecognised', applied: 'maybe' },
  ])('status $status in no documented form is $kind, applied: $applied', async ({ status, kind, applied }) => {
    await using server = await httpServer((_request, response) => response.writeHead(status).end('<p>no</p>'));
    const error = await errorOf(ask(open(server.origin)));
    expect(error).toMatchObject({ kind, applied, status });
    expect(error.message).toContain(`GET /api/v1/things`);
    expect(error.message).not.toContain('page=1');
    expect(error.message).not.toContain('<p>');
  });

  test('what the provider documents decides before the status does', async () => {
    await using server = await httpServer((_request, response) => json(response, 200, { error: 'notFound' }));
    const classify: Classify = ({ status, body }) =>
      status === 200 && JSON.stringify(body) === '{"error":"notFound"}'
        ? { kind: 'not_found', applied: 'no', providerCode: 'notFound' }
        : undefined;
    const transport = open(server.origin, { classify });
    // A page's frame is read, and classified, by openPage.
    if (ask === ways[0]?.ask) {
      expect(await errorOf(ask(transport))).toMatchObject({ kind: 'not_found', providerCode: 'notFound' });
    } else {
      expect(await ask(transport)).toEqual({ error: 'notFound' });
    }
  });

  test.each([
    { header: '17', ms: 17_000 },
    { header: new Date(Date.now() + 60_000).toUTCString(), ms: 60_000 },
    { header: 'soon', ms: undefined },
    { header: '99999999999', ms: 3_600_000 },
  ])('Retry-After: $header pauses the bucket for about $ms ms', async ({ header, ms }) => {
    const pauses: [string, number][] = [];
    const budget: Budget = { ...unlimitedBudget(), pause: async (bucket, given) => void pauses.push([bucket, given]) };
    await using server = await httpServer((_request, response) => json(response, 429, {}, { 'retry-after': header }));
    const error = await errorOf(ask(open(server.origin, { budget })));
    expect(error.kind).toBe('rate_limited');
    if (ms === undefined) {
      expect([error.retryAfterMs, pauses]).toEqual([undefined, []]);
    } else {
      expect(error.retryAfterMs).toBeGreaterThan(ms - 3000);
      expect(error.retryAfterMs).toBeLessThanOrEqual(ms);
      expect(pauses).toEqual([['default', error.retryAfterMs]]);
    }
  });

  test('a redirect is not followed, and says where it points without its query', async () => {
    const paths: (string | undefined)[] = [];
    await using server = await httpServer((request, response) => {
      paths.push(request.url);
      response.writeHead(301, { location: '/login?token=abc' }).end();
    });
    const error = await errorOf(ask(open(server.origin)));
    expect(error.kind).toBe('unrecognised');
    expect(error.message).toContain(`a redirect to ${server.origin}/login;`);
    expect(paths).toEqual(['/api/v1/things?page=1']);
  });

  test.each([{ announced: true }, { announced: false }])(
    'a body over the cap is refused (length announced: $announced)',
    async ({ announced }) => {
      await using server = await httpServer((_request, response) => {
        if (announced) response.setHeader('content-length', 4000);
        response.writeHead(200, { 'content-type': 'application/json' });
        for (let sent = 0; sent < 4000; sent += 500) response.write(' '.repeat(500));
        response.end();
      });
      const error = await errorOf(ask(open(server.origin, { limits: { callBytes: 3000, pageBytes: 3000 } })));
      expect(error).toMatchObject({ kind: 'unrecognised', applied: 'maybe', status: 200 });
      expect(error.message).toContain('more than 3000 bytes');
    },
  );

  test('a body announced over the cap is refused before any of it has come', async () => {
    await using server = await rawServer((socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 4000\r\n\r\n'));
    const error = await errorOf(ask(open(server.origin, { limits: { callBytes: 3000, pageBytes: 3000 } })));
    expect(error.message).toContain('more than 3000 bytes');
  });

  test('a compressed body is refused, since it was not asked for', async () => {
    await using server = await httpServer((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'),
    );
    expect((await errorOf(ask(open(server.origin)))).message).toContain('a compressed body');
  });

  test('nothing listening is unavailable and certainly not applied', async () => {
    const error = await errorOf(ask(open(await closedPort())));
    expect(error).toMatchObject({ kind: 'unavailable', applied: 'no' });
    expect(error.message).toContain('did not reach the provider (ECONNREFUSED)');
  });

  test('a name that does not resolve is unavailable and certainly not applied', async () => {
    expect(await errorOf(ask(open('http://nowhere.invalid')))).toMatchObject({ kind: 'unavailable', applied: 'no' });
  });

  test('a port that speaks no TLS is unavailable and certainly not applied', async () => {
    await using server = await rawServer((socket) => socket.end('hello'));
    const error = await errorOf(ask(open(server.origin.replace('http:', 'https:'))));
    expect(error).toMatchObject({ kind: 'unavailable', applied: 'no' });
  });

  test.each<{ case: string; kind: string; answer: (socket: Socket) => void; says: string }>([
    { case: 'a hang', kind: 'unavailable', answer: () => {}, says: 'no whole answer within 0.2 s' },
    {
      case: 'a body that never ends',
      kind: 'unavailable',
      answer: (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"data"'),
      says: 'no whole answer within 0.2 s',
    },
    {
      case: 'a dropped connection',
      kind: 'unavailable',
      answer: (socket) => socket.destroy(),
      says: 'connection broke',
    },
    { case: 'a reset', kind: 'unavailable', answer: (socket) => socket.resetAndDestroy(), says: 'connection broke' },
    {
      case: 'a body cut short',
      kind: 'unavailable',
      answer: (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"data"'),
      says: 'connection broke',
    },
    {
      case: 'something other than HTTP',
      kind: 'unrecognised',
      answer: (socket) => socket.end('SSH-2.0-x\r\n\r\n'),
      says: 'not HTTP',
    },
  ])('$case is $kind and may have been applied', async ({ kind, answer, says }) => {
    await using server = await rawServer(answer);
    const error = await errorOf(ask(open(server.origin, { limits: { requestMs: 200 } })));
    expect(error).toMatchObject({ kind, applied: 'maybe' });
    expect(error.message).toContain(says);
  });

  test('an aborted signal is unavailable, with its reason as the cause', async () => {
    await using server = await httpServer(() => {});
    const controller = new AbortController();
    const asking = errorOf(ask(open(server.origin), controller.signal));
    setTimeout(() => controller.abort(new Error('the daemon stops')), 50);
    const error = await asking;
    expect(error).toMatchObject({ kind: 'unavailable', applied: 'maybe' });
    expect(error.message).toContain('was cancelled');
    expect(inspect(error.cause)).toContain('the daemon stops');
  });

  test('a request that is still waiting for its budget was certainly not applied', async () => {
    let requests = 0;
    await using server = await httpServer((_request, response) => {
      requests += 1;
      json(response, 200, {});
    });
    const waiting: Budget = {
      ...unlimitedBudget(),
      take: (_bucket, signal) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    };
    const error = await errorOf(ask(open(server.origin, { budget: waiting }), AbortSignal.timeout(50)));
    expect(error).toMatchObject({ kind: 'unavailable', applied: 'no' });
    expect(requests).toBe(0);
  });

  test.each([
    { form: 'as it is', text: secret },
    { form: 'with escaped slashes', text: secret.replaceAll('/', '\\/') },
    { form: 'with every sign escaped', text: secret.replaceAll('_', '\\u005f') },
    { form: 'as a URL has it', text: encodeURIComponent(secret) },
  ])('a secret $form in a body reads [sealed]', async ({ text }) => {
    await using server = await httpServer((_request, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(`{"data":"key ${text}."}`),
    );
    const transport = open(server.origin);
    const answer = await ask(transport);
    // Escapes are found when the JSON has been parsed, which for a page is the business of openPage.
    const isForOpenPage = ask !== ways[0]?.ask && text.includes('\\u');
    expect(answer).toEqual({ data: isForOpenPage ? `key ${secret}.` : 'key [sealed].' });
    await transport.close();
  });
});

test.each([
  { what: 'HTML', type: 'text/html', body: '<html>hello</html>', says: 'not JSON (text/html, 18 bytes)' },
  { what: 'an empty body', type: 'application/json', body: '', says: 'an empty body instead of JSON' },
  {
    what: 'truncated JSON',
    type: 'application/json',
    body: '{"data":[1,',
    says: 'not JSON (application/json, 11 bytes)',
  },
  { what: 'bottomless JSON', type: 'application/json', body: '['.repeat(99) + ']'.repeat(99), says: 'not JSON' },
])('$what under status 200 is unrecognised and may have been applied', async ({ type, body, says }) => {
  await using server = await httpServer((_request, response) =>
    response.writeHead(200, { 'content-type': type }).end(body),
  );
  const error = await errorOf(ways[0]?.ask(open(server.origin)) ?? Promise.resolve());
  expect(error).toMatchObject({ kind: 'unrecognised', applied: 'maybe', status: 200 });
  expect(error.message).toContain(says);
  expect(error.message).not.toContain('hello');
});

test('a call sends its JSON body, and the secrets of its input do not come back', async () => {
  await using server = await httpServer((request, response) => {
    request.setEncoding('utf8').on('data', (body: string) => json(response, 200, { data: { echo: JSON.parse(body) } }));
  });
  const transport = open(server.origin);
  const request = new Request(`${transport.baseUrl}/things`, {
    method: 'POST',
    body: '{"password":"hunter2-hunter2"}',
  });
  const answer = await transport.fetch({ bucket: 'default', secrets: ['hunter2-hunter2'] })(request);
  expect(await answer.json()).toEqual({ data: { echo: { password: '[sealed]' } } });
  await transport.close();
});

test('no error, header or printed object holds the credential', async () => {
  await using server = await httpServer((_request, response) =>
    json(response, 400, { code: `bad ${secret}`, message: `no such key: ${secret}` }, { 'x-request-id': secret }),
  );
  const seen: unknown[] = [];
  const classify: Classify = (answer) => {
    seen.push(answer);
    return {
      kind: 'rejected',
      applied: 'no',
      providerMessage: JSON.stringify(answer.body),
      extras: { link: JSON.stringify(answer.body) },
    };
  };
  const transport = open(server.origin, { classify });
  for (const { ask } of ways) {
    const error = await errorOf(ask(transport));
    expect(error.providerMessage).toContain('[sealed]');
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(secret);
  }
  expect(JSON.stringify(seen)).not.toContain(secret);
  expect(inspect(transport, { depth: 10, showHidden: true })).toBe('[sealed]');
  expect(JSON.stringify({ transport })).toBe('{"transport":"[sealed]"}');
});

test('a server that answers other bytes than HTTP cannot smuggle the credential into the cause', async () => {
  await using server = await rawServer((socket) => socket.end(`${secret}\r\n\r\n`));
  const error = await errorOf(ways[0]?.ask(open(server.origin)) ?? Promise.resolve());
  expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(secret);
});

test('a name and a password in the base URL are not sent and stand in no message', async () => {
  await using server = await httpServer((_request, response) => response.writeHead(500).end());
  const transport = open(server.origin.replace('http://', 'http://user:pass-word@'));
  expect(transport.baseUrl).toBe(`${server.origin}/api/v1`);
  expect((await errorOf(ways[0]?.ask(transport) ?? Promise.resolve())).message).not.toContain('pass-word');
});
