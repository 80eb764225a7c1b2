import { once } from 'node:events';
import { openDatabase } from '@rollcall/db';
import { describe, expect, test } from 'vitest';
import { createServer } from '../src/http/server.ts';
import { useGateway } from './support/gateway.ts';
import { wayTo } from './support/way-to.ts';

const gateway = useGateway();

test('the gateway says that it is there, and that it is ready, to anybody', async () => {
  expect(await gateway.request('/healthz')).toMatchObject({ status: 200, text: '{"status":"ok"}' });
  expect(await gateway.request('/readyz')).toMatchObject({ status: 200, text: '{"status":"ok"}' });
});

test('a database at a newer version is not ready, and what to do is said', async () => {
  await gateway.owner.query(`insert into rollcall.kysely_migration values ('9999_future', 'later')`);
  const { status, text } = await gateway.request('/readyz');
  await gateway.owner.query(`delete from rollcall.kysely_migration where name = '9999_future'`);
  expect({ status, text }).toEqual({
    status: 503,
    text: expect.stringMatching(/newer Rollcall \(9999_future\): upgrade Rollcall/),
  });
  expect((await gateway.request('/readyz')).status).toBe(200);
});

test('a database that lacks a migration is not ready, and who brings it is said', async () => {
  const { rows } = await gateway.owner.query('delete from rollcall.kysely_migration returning name, timestamp');
  const { status, text } = await gateway.request('/readyz');
  for (const { name, timestamp } of rows) {
    await gateway.owner.query('insert into rollcall.kysely_migration values ($1, $2)', [name, timestamp]);
  }
  expect({ status, text }).toEqual({
    status: 503,
    text: expect.stringMatching(/lacks 0001_\w+.*pnpm start.* migrates it/),
  });
});

describe('a database that goes away', () => {
  test('is said to be unavailable in every answer, and what is asked works again once it is back', async () => {
    const way = await wayTo(gateway.urls.gatewayUrl);
    const db = openDatabase(way.url, { max: 3, name: 'by a way that can be cut' });
    const server = createServer({ ...gateway.gateway, db }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    const authorization = `Bearer ${gateway.adminKey}`;
    const ask = async (
      path: string,
      init: RequestInit = {},
    ): Promise<{ status: number; code: unknown; text: string }> => {
      const response = await fetch(url + path, {
        ...init,
        headers: { 'content-type': 'application/json', authorization },
      });
      const text = await response.text();
      // tRPC's envelope; of a batch, the first answer's.
      const [{ error } = {}] = [JSON.parse(text)].flat() as { error?: { data?: { code: string } } }[];
      return { status: response.status, code: error?.data?.code, text };
    };
    const everything = () =>
      Promise.all([
        ask('/trpc/connections.list'),
        ask('/trpc/resources.list?input={}'),
        ask('/trpc/connections.list,runs.list?batch=1&input={"1":{}}'),
        ask('/trpc/connections.pause', { method: 'POST', body: '{"name":"acme"}' }),
      ]);

    await way.cut();
    // With nobody remembered, the caller cannot even be looked up.
    for (const path of ['/trpc/connections.list', '/trpc/resources.list?input={}', '/trpc/events.list?input={}']) {
      const { text, ...answer } = await ask(path);
      expect(answer).toEqual({ status: 503, code: 'database_unavailable' });
      expect(text).toMatch(/check that PostgreSQL runs/);
    }
    expect(await ask('/trpc/connections.pause', { method: 'POST', body: '{"name":"acme"}' })).toMatchObject({
      status: 503,
      code: 'database_unavailable',
    });
    expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: expect.stringMatching(/does not answer/) });
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);

    await way.mend();
    expect((await ask('/trpc/connections.list')).status).toBe(200);
    await way.cut();
    // Now the caller is remembered, and what is asked for cannot be had.
    for (const { text: _text, ...answer } of await everything()) {
      expect(answer).toEqual({ status: 503, code: 'database_unavailable' });
    }
    await way.mend();
    expect((await ask('/trpc/resources.list?input={}')).status).toBe(200);

    server.close();
    server.closeAllConnections();
    await db.destroy();
    await way.cut();
  });
});
