import type { Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebhookNetworks } from '../src/networks.ts';
import { createSender, type SendLimits } from '../src/send.ts';
import { certificateFor } from './support/certificate.ts';
import { type NameServer, type Said, startNameServer } from './support/name-server.ts';
import { type Receiver, type Receiving, startReceiver } from './support/receiver.ts';

const timeoutMs = 400;
const closing: (() => unknown)[] = [];
let names: NameServer;
const said = new Map<string, (before: number) => Said>();

beforeAll(async () => {
  names = await startNameServer((name, before) => said.get(name)?.(before));
});
afterAll(async () => {
  for (const close of closing) await close();
  names.close();
});

function openSender({
  networks = '127.0.0.1',
  ca,
  limits,
}: {
  networks?: string;
  ca?: string;
  limits?: Partial<SendLimits>;
} = {}) {
  const sender = createSender({
    ...{ networks: WebhookNetworks.parse(networks), resolver: names.resolver, limits: { timeoutMs, ...limits } },
    ...(ca === undefined ? {} : { ca }),
  });
  closing.push(() => sender.close());
  const running = new AbortController().signal;
  const message = {
    headers: { 'content-type': 'application/json', 'webhook-id': 'one' },
    body: Buffer.from('{"a":1}'),
  };
  return { ...sender, sendTo: (url: string, signal = running) => sender.send({ url, ...message }, signal) };
}

async function open(receiving: Receiving): Promise<Receiver> {
  const receiver = await startReceiver(receiving);
  closing.push(() => receiver.close());
  return receiver;
}

const text = (answer: string) => (socket: Socket) => void socket.write(answer);
const answering = (status: string, more = '', body = '') =>
  text(`HTTP/1.1 ${status}\r\n${more}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);

/** Writes again and again, for as long as somebody is there. */
function drip(socket: Socket, part: string, everyMs = 5): void {
  const timer = setInterval(() => socket.write(part), everyMs);
  socket.on('close', () => clearInterval(timer));
}

/** What receivers do, whom to believe, and what is kept of it. */
const receivers: Readonly<Record<string, { reply: (socket: Socket) => void; want: object }>> = {
  'takes it': {
    reply: answering('200 OK', '', 'thanks'),
    want: { outcome: 'delivered', status: 200, snippet: 'thanks' },
  },
  'takes it with nothing to say': {
    reply: text('HTTP/1.1 204 No Content\r\n\r\n'),
    want: { outcome: 'delivered', status: 204, snippet: null },
  },
  'takes it for later': { reply: answering('202 Accepted'), want: { outcome: 'delivered', status: 202 } },
  'says something first': {
    reply: text('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n'),
    want: { outcome: 'delivered', status: 201 },
  },
  'ends its answer by closing': {
    reply: (socket) => void socket.end('HTTP/1.0 200 OK\r\n\r\nfine'),
    want: { outcome: 'delivered', status: 200, snippet: 'fine' },
  },
  'answers more than it says': {
    reply: text('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok and much else'),
    want: { outcome: 'delivered', snippet: 'ok' },
  },
  'compresses what it says': {
    reply: answering('200 OK', 'content-encoding: gzip\r\n', '\x1f\x8b\x08 no gzip at all'),
    want: { outcome: 'delivered', snippet: 'no gzip at all' },
  },
  'moved for good': {
    reply: answering('301 Moved Permanently', 'location: https://127.0.0.1/inside\r\n'),
    want: { outcome: 'redirected', status: 301, snippet: 'a redirect to https://127.0.0.1/inside' },
  },
  'says see other': { reply: answering('307 Temporary Redirect'), want: { outcome: 'redirected', status: 307 } },
  'says not modified': {
    reply: text('HTTP/1.1 304 Not Modified\r\n\r\n'),
    want: { outcome: 'redirected', status: 304 },
  },
  'is gone': { reply: answering('410 Gone'), want: { outcome: 'gone', status: 410 } },
  'wants none': {
    reply: answering('400 Bad Request', '', '<h1>\u0007no\u0000\r\n\x1b[31m way</h1>'),
    want: { outcome: 'refused', status: 400, snippet: '<h1> no [31m way</h1>' },
  },
  'is busy for some seconds': {
    reply: answering('429 Too Many Requests', 'retry-after: 120\r\n'),
    want: { outcome: 'refused', status: 429, retryAfterMs: 120_000 },
  },
  'is busy until a date': {
    reply: answering(
      '503 Service Unavailable',
      'date: Sat, 28 Nov 2026 20:00:00 GMT\r\nretry-after: Sat, 28 Nov 2026 20:01:30 GMT\r\n',
    ),
    want: { outcome: 'refused', status: 503, retryAfterMs: 90_000 },
  },
  'is busy until yesterday': {
    reply: answering('503 Service Unavailable', 'retry-after: Sat, 28 Nov 2020 20:01:30 GMT\r\n'),
    want: { retryAfterMs: 0 },
  },
  'is busy for years': {
    reply: answering('503 Service Unavailable', 'retry-after: 999999999\r\n'),
    want: { retryAfterMs: 86_400_000 },
  },
  'is busy until the end of time': {
    reply: answering('503 Service Unavailable', 'retry-after: Fri, 31 Dec 9999 23:59:59 GMT\r\n'),
    want: { retryAfterMs: 86_400_000 },
  },
  'is busy for nonsense': {
    reply: answering('429 Too Many Requests', 'retry-after: -1e9, soon; 2026\r\n'),
    want: { outcome: 'refused', retryAfterMs: null },
  },
  'answers without an end': {
    reply: (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      drip(socket, 'x'.repeat(20_000));
    },
    want: { outcome: 'too_large', status: 200 },
  },
  'answers hugely': { reply: answering('200 OK', '', 'x'.repeat(65_537)), want: { outcome: 'too_large', status: 200 } },
  'answers as much as is read': { reply: answering('200 OK', '', 'x'.repeat(65_536)), want: { outcome: 'delivered' } },
  'has headers without an end': {
    reply: (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      drip(socket, `x-more: ${'y'.repeat(4_000)}\r\n`);
    },
    want: { outcome: 'too_large', status: null },
  },
  'has slow headers': {
    reply: (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      drip(socket, 'x-more: y\r\n', 50);
    },
    want: { outcome: 'timed_out', status: null, snippet: 'no answer within 0.4 s' },
  },
  'says for ever that it goes on': {
    reply: (socket) => drip(socket, 'HTTP/1.1 102 Processing\r\n\r\n', 20),
    want: { outcome: 'timed_out', status: null },
  },
  'has a slow body': {
    reply: (socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n');
      drip(socket, '.', 50);
    },
    want: { outcome: 'timed_out', status: 200, snippet: 'the answer did not end within 0.4 s' },
  },
  'says nothing': { reply: () => {}, want: { outcome: 'timed_out', status: null } },
  'hangs up at once': {
    reply: (socket) => void socket.end(),
    want: { outcome: 'broken_answer', status: null, snippet: expect.stringContaining('without an answer') },
  },
  'resets at once': {
    reply: (socket) => void socket.resetAndDestroy(),
    want: { outcome: 'broken_answer', status: null },
  },
  'hangs up in its headers': {
    reply: (socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-le'),
    want: { outcome: 'broken_answer', status: null },
  },
  'hangs up in its body': {
    reply: (socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'),
    want: { outcome: 'broken_answer', status: 200, snippet: expect.stringContaining('in the middle') },
  },
  'resets in its body': {
    reply: (socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf');
      setTimeout(() => socket.resetAndDestroy(), 20);
    },
    want: { outcome: 'broken_answer', status: 200 },
  },
  'breaks off between chunks': {
    reply: (socket) => void socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n'),
    want: { outcome: 'broken_answer', status: 200 },
  },
  'has chunks that are none': {
    reply: text('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nhalf\r\n'),
    want: { outcome: 'broken_answer', status: 200 },
  },
  'speaks something else': {
    reply: (socket) => void socket.end('SSH-2.0-OpenSSH_9.9\r\n'),
    want: { outcome: 'broken_answer', status: null, snippet: 'the answer is not HTTP' },
  },
  'has two lengths': {
    reply: text('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nok'),
    want: { outcome: 'broken_answer', status: null },
  },
  'wants to talk in another way': {
    reply: text('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n'),
    want: { outcome: 'broken_answer' },
  },
};

test.concurrent.each(Object.entries(receivers))('a receiver that %s', async (_name, { reply, want }) => {
  const receiver = await open({ reply });
  const { sendTo } = openSender();
  const startedAt = performance.now();
  expect(await sendTo(`http://127.0.0.1:${receiver.port}/hook?a=b`)).toMatchObject({
    ...{ address: '127.0.0.1', retryAfterMs: null, ms: expect.any(Number) },
    ...want,
  });
  expect(performance.now() - startedAt).toBeLessThan(timeoutMs + 2_000);
  expect(receiver.requests).toHaveLength(1);
  expect(receiver.requests[0]).toMatch(
    /^POST \/hook\?a=b HTTP\/1\.1\r\n[\s\S]*accept-encoding: identity\r\n[\s\S]*\r\n\r\n\{"a":1\}$/,
  );
});

test('nothing more than 256 bytes of an answer is kept, whatever is cut in the middle', async () => {
  const receiver = await open({ reply: answering('500 Oops', '', `${'é'.repeat(150)}`) });
  const { snippet } = await openSender().sendTo(`http://127.0.0.1:${receiver.port}/`);
  expect(Buffer.byteLength(snippet ?? '')).toBeLessThanOrEqual(256);
});

test('nobody at home, no such host, a name server that is silent: each is told', async () => {
  const { sendTo } = openSender();
  const gone = await open({ reply: () => {} });
  await gone.close();
  closing.pop();
  said.set('silent.example', () => ({ silent: true }));
  said.set('nothing.example', () => ({}));
  const url = `http://127.0.0.1:${gone.port}/`;
  expect(await sendTo(url)).toMatchObject({
    outcome: 'unreachable',
    snippet: 'no connection (ECONNREFUSED)',
    address: null,
  });
  expect(await sendTo('https://nobody.example/')).toMatchObject({
    outcome: 'unreachable',
    snippet: 'no address (ENOTFOUND)',
  });
  expect(await sendTo('https://nothing.example/')).toMatchObject({
    outcome: 'unreachable',
    snippet: 'no address (ENODATA)',
  });
  const silent = await openSender({ limits: { timeoutMs: 100 } }).sendTo('https://silent.example/');
  expect(silent).toMatchObject({ outcome: 'timed_out', snippet: 'no address of the host within 0.1 s' });
});

test('a name that leads elsewhere by the time of the connection does not: what was checked is connected to', async () => {
  // Loopback stands for what is inside, and an address of the documentation, which answers nobody, for the world.
  const inside = await open({ reply: answering('200 OK') });
  said.set('rebinds.example', (before) => ({ addresses: [before === 0 ? '192.0.2.1' : '127.0.0.1'] }));
  const { sendTo } = openSender({ networks: '192.0.2.1', limits: { timeoutMs: 250, addressMs: 200 } });
  const url = `http://rebinds.example:${inside.port}/`;
  const first = await sendTo(url);
  expect(['timed_out', 'unreachable']).toContain(first.outcome);
  await expect
    .poll(() => sendTo(url))
    .toMatchObject({
      outcome: 'not_allowed',
      snippet: 'rebinds.example is at an address that is not sent to (loopback)',
    });
  expect(names.asked('rebinds.example')).toBeGreaterThan(1);
  expect(inside.connections()).toBe(0);
});

test('a host that moves is sent to where it is now, over no connection to where it was', async () => {
  const [old, next] = [await open({ reply: answering('200 OK') }), '127.0.0.2'];
  const moved = await open({ reply: answering('200 OK'), host: next, port: old.port }).catch(() => undefined);
  // Not every system has more than one address of its own.
  if (moved === undefined) return;
  let address = '127.0.0.1';
  said.set('moves.example', () => ({ addresses: [address] }));
  const { sendTo } = openSender({ networks: '127.0.0.0/8', limits: { addressMs: 50 } });
  const url = `http://moves.example:${old.port}/`;
  for (let nth = 0; nth < 5; nth += 1) expect(await sendTo(url)).toMatchObject({ outcome: 'delivered', address });
  // A connection is free again only after whoever waits for its answer was told.
  expect(old.connections(), 'connections are used again').toBeLessThanOrEqual(2);
  expect(old.requests[0]).toContain('host: moves.example:');
  address = next;
  await expect.poll(() => sendTo(url)).toMatchObject({ outcome: 'delivered', address: next });
  expect(moved.connections()).toBe(1);
});

test.each([
  { addresses: ['192.0.2.1', '127.0.0.1'], through: [], because: 'one of them is inside' },
  { addresses: ['192.0.2.1', '::1'], through: [], because: 'the other family is inside' },
  { addresses: ['::ffff:127.0.0.1'], through: [], because: 'it is mapped' },
  { addresses: ['127.0.0.1'], through: ['one.example', 'two.internal'], because: 'aliases lead inside' },
])('$addresses through $through are sent nothing, since $because', async ({ addresses, through, because }) => {
  const inside = await open({ reply: answering('200 OK') });
  const name = `${because.replaceAll(' ', '-')}.example`;
  said.set(name, () => ({ addresses, through }));
  const { sendTo } = openSender({ networks: '192.0.2.1' });
  expect(await sendTo(`http://${name}:${inside.port}/`)).toMatchObject({ outcome: 'not_allowed', address: null });
  expect(inside.connections()).toBe(0);
});

test('a public address is sent to on port 443 alone, and nothing is sent by a URL that is not allowed', async () => {
  said.set('public.example', () => ({ addresses: ['93.184.216.34'] }));
  const { sendTo } = openSender();
  expect(await sendTo('https://public.example:8443/')).toMatchObject({
    outcome: 'not_allowed',
    snippet: expect.stringContaining('93.184.216.34, to which only https'),
  });
  expect(await sendTo('https://user@public.example/')).toMatchObject({ outcome: 'not_allowed' });
  expect(await openSender({ networks: '' }).sendTo('http://127.0.0.1/')).toMatchObject({ outcome: 'not_allowed' });
});

test('no proxy of the environment is asked', async () => {
  const [proxy, receiver] = [await open({ reply: answering('200 OK') }), await open({ reply: answering('200 OK') })];
  const url = `http://127.0.0.1:${proxy.port}`;
  const set = { HTTP_PROXY: url, http_proxy: url, ALL_PROXY: url, NO_PROXY: '', NODE_USE_ENV_PROXY: '1' };
  const before = { ...process.env };
  Object.assign(process.env, set);
  try {
    expect(await openSender().sendTo(`http://127.0.0.1:${receiver.port}/`)).toMatchObject({ outcome: 'delivered' });
  } finally {
    for (const name of Object.keys(set)) delete process.env[name];
    Object.assign(process.env, before);
  }
  expect([proxy.connections(), receiver.requests.length]).toEqual([0, 1]);
});

test('the certificate must be good, and the one of the host that was meant', async () => {
  const good = certificateFor('hooks.example');
  const [other, over] = [certificateFor('other.example'), certificateFor('hooks.example', { isOver: true })];
  said.set('hooks.example', () => ({ addresses: ['127.0.0.1'] }));
  const ca = [good.cert, other.cert, over.cert].join('');
  const outcomes = async (tls: typeof good, believed?: string) => {
    const receiver = await open({ tls, reply: answering('200 OK') });
    const { sendTo } = openSender(believed === undefined ? {} : { ca: believed });
    const sent = await sendTo(`https://hooks.example:${receiver.port}/`);
    return [sent.outcome, sent.snippet, receiver.requests.length];
  };
  expect(await outcomes(good, ca)).toEqual(['delivered', null, 1]);
  expect(await outcomes(good)).toEqual(['tls', 'no secure connection (DEPTH_ZERO_SELF_SIGNED_CERT)', 0]);
  expect(await outcomes(other, ca)).toEqual(['tls', 'no secure connection (ERR_TLS_CERT_ALTNAME_INVALID)', 0]);
  expect(await outcomes(over, ca)).toEqual(['tls', 'no secure connection (CERT_HAS_EXPIRED)', 0]);
  // It speaks no TLS, or takes its time over it.
  const plain = await startReceiver({ reply: () => {} });
  closing.push(() => plain.close());
  expect(await openSender().sendTo(`https://hooks.example:${plain.port}/`)).toMatchObject({
    outcome: 'timed_out',
    snippet: 'no connection within 0.4 s',
  });
});

test('who stops does not wait for a receiver, and is told so', async () => {
  const receiver = await open({ reply: () => {} });
  const stopping = new AbortController();
  const { sendTo } = openSender({ limits: { timeoutMs: 15_000 } });
  const sending = sendTo(`http://127.0.0.1:${receiver.port}/`, stopping.signal);
  await expect.poll(() => receiver.requests.length).toBe(1);
  stopping.abort(new Error('stopping'));
  await expect(sending).rejects.toThrow('stopping');
});

test('requests under way at once share a name that is asked for once, and come in over as few connections', async () => {
  const receiver = await open({ reply: answering('200 OK') });
  said.set('busy.example', () => ({ addresses: ['127.0.0.1'] }));
  const { sendTo } = openSender({ limits: { timeoutMs: 5_000 } });
  const url = `http://busy.example:${receiver.port}/`;
  for (let round = 0; round < 10; round += 1) {
    const sent = await Promise.all(Array.from({ length: 20 }, () => sendTo(url)));
    expect(new Set(sent.map(({ outcome }) => outcome))).toEqual(new Set(['delivered']));
  }
  expect([receiver.requests.length, names.asked('busy.example')]).toEqual([200, 1]);
  expect(receiver.connections()).toBeLessThanOrEqual(40);
});
