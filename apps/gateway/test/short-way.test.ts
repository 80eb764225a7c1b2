import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createServer } from '../src/http/server.ts';
import { useGateway } from './support/gateway.ts';

const gateway = useGateway();

/** The same gateway behind a load balancer, which says who asks. */
let behind: { readonly url: string; close(): void };
beforeAll(async () => {
  const server = createServer({ ...gateway.gateway, trustedProxies: ['loopback'] }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  behind = { url, close: () => void server.close(() => {}).closeAllConnections() };
});
afterAll(() => behind.close());

const input = `input=${encodeURIComponent(JSON.stringify({ limit: 1 }))}`;
const two = `batch=1&input=${encodeURIComponent(JSON.stringify({ 0: { limit: 1 }, 1: { limit: 0 } }))}`;

/** A question mark may stand in a query as it is. */
const asking = `input=${encodeURIComponent(JSON.stringify({ name: 'who? me', limit: 1 })).replace('%3F', '?')}`;

// The first of each pair goes past Express, the second through it.
describe.each([
  { plain: `/trpc/resources.list?${input}`, other: `/trpc/resources%2Elist?${input}`, status: 200 },
  { plain: `/trpc/resources.list?${input}`, other: `/TRPC/resources.list?${input}`, status: 200 },
  { plain: `/trpc/resources.list?${asking}`, other: `/trpc/resources%2Elist?${asking}`, status: 200 },
  { plain: '/trpc/resources.list', other: '/trpc/resources%2Elist', status: 400 },
  { plain: `/trpc/resources.list?${input}&${input}`, other: `/trpc/resources%2Elist?${input}&${input}`, status: 400 },
  { plain: '/trpc/resources.list?input=%', other: '/trpc/resources%2Elist?input=%', status: 400 },
  { plain: '/trpc/nothing.here', other: '/trpc/nothing%2Ehere', status: 404 },
  {
    plain: `/trpc/resources.list,resources.list?${two}`,
    other: `/trpc/resources.list%2Cresources.list?${two}`,
    status: 207,
  },
  {
    plain: `/trpc/resources.list,resources.list?${input}`,
    other: `/trpc/resources.list%2Cresources.list?${input}`,
    status: 400,
  },
])('$plain', ({ plain, other, status }) => {
  const asked = async (path: string, key: string | null) => {
    const headers = { 'x-request-id': 'the-same-one', ...(key === null ? {} : { authorization: `Bearer ${key}` }) };
    const answer = await gateway.request(path, { headers });
    return { status: answer.status, text: answer.text, headers: [...answer.headers.keys()].sort() };
  };

  test(`is answered like ${other}`, async () => {
    const answer = await asked(plain, gateway.adminKey);
    expect(answer.status).toBe(status);
    expect(await asked(other, gateway.adminKey)).toEqual(answer);
  });

  test('is nobody’s without a key, spelled either way', async () => {
    const answer = await asked(plain, null);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(await asked(other, null)).toEqual(answer);
  });
});

test.each([`/trpc/resources.list?${input}`, `/trpc/resources%2Elist?${input}`])(
  'whose address a key is limited to is what the trusted load balancer says, at %s',
  async (path) => {
    const made = await gateway.mutate('keys.create', {
      name: `office ${path.length}`,
      scopes: ['inventory:read'],
      networks: ['203.0.113.0/24'],
    });
    const { token } = made.data as { token: string }; // What the procedure answers.
    gateway.secrets.add(token);
    const from = (url: string, address: string) =>
      fetch(url + path, { headers: { authorization: `Bearer ${token}`, 'x-forwarded-for': address } });
    expect((await from(behind.url, '203.0.113.7')).status).toBe(200);
    expect((await from(behind.url, '198.51.100.7')).status).toBe(401);
    expect((await from(gateway.url, '203.0.113.7')).status).toBe(401);
  },
);
