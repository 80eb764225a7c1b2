import { once } from 'node:events';
import { openDatabase } from '@rollcall/db';
import { beforeAll, describe, expect, test } from 'vitest';
import { createServer } from '../src/http/server.ts';
import { createMetrics } from '../src/metrics/metrics.ts';
import { connect, small } from './support/connect.ts';
import { fillFirst } from './support/foreign.ts';
import { useGateway } from './support/gateway.ts';
import { useSandboxes } from './support/sandboxes.ts';
import { wayTo } from './support/way-to.ts';

const gateway = useGateway();
const startSandbox = useSandboxes();

const scrape = (key: string | null = gateway.adminKey) =>
  gateway.request('/metrics', key === null ? {} : { headers: { authorization: `Bearer ${key}` } });

/** The values of a metric, by its labels as they are written. */
function valuesOf(text: string, name: string): Readonly<Record<string, number>> {
  const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  return Object.fromEntries(
    lines.map((line) => [line.slice(name.length, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

beforeAll(async () => {
  await fillFirst(gateway, await startSandbox(small));
});

describe('who may see the figures', () => {
  test.each([
    { key: null, reason: 'missing' },
    { key: 'nonsense', reason: 'unknown' },
  ])('not whoever shows $key', async ({ key, reason }) => {
    const { status, error, headers } = await scrape(key);
    expect({ status, code: error?.code, details: error?.details }).toEqual({
      ...{ status: 401, code: 'unauthenticated', details: { reason } },
    });
    expect(headers.get('www-authenticate')).toBe('Bearer');
  });

  test('not a key that has every other scope', async () => {
    const { data } = await gateway.query('keys.list');
    // `keys.list` answers so; the test of keys holds it to that.
    const { data: keys } = data as { data: { name: string; scopes: string[] }[] };
    const admin = keys.find(({ name }) => name === 'admin');
    const { token } = await gateway.key((admin?.scopes ?? []).filter((scope) => scope !== 'metrics:read'));
    const { status, error } = await scrape(token);
    expect({ status, code: error?.code, details: error?.details }).toEqual({
      ...{ status: 403, code: 'scope_missing', details: { scope: 'metrics:read' } },
    });
  });

  test('not a key that is limited to a connection', async () => {
    const made = await gateway.mutate('keys.create', {
      ...{ name: 'limited', scopes: ['metrics:read'], connections: ['first-account'] },
    });
    const { token } = made.data as { token: string };
    const { status, error } = await scrape(token);
    expect({ status, code: error?.code }).toEqual({ status: 403, code: 'key_limited' });
  });

  test('not the admin of another workspace, who cannot make a key that may, either', async () => {
    const made = await gateway.mutate('workspaces.create', { name: 'tenant' });
    const { token } = made.data as { token: string };
    const refused = { status: 403, error: { code: 'scope_missing', details: { scope: 'metrics:read' } } };
    expect(await scrape(token)).toMatchObject(refused);
    expect(await gateway.mutate('keys.create', { name: 'm', scopes: ['metrics:read'] }, token)).toMatchObject(refused);
  });

  test('a key with that scope alone, which pays for it', async () => {
    const { token } = await gateway.key(['metrics:read']);
    const first = await scrape(token);
    expect(first.status).toBe(200);
    expect(first.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(first.headers.get('ratelimit')).toMatch(/r=5998;/);
    expect((await gateway.query('connections.list', undefined, token)).status).toBe(403);
  });
});

test('however many ask at once, and soon after, the database is asked once', async () => {
  const asked = async () => valuesOf((await scrape()).text, 'rollcall_figures_duration_seconds');
  const all = await Promise.all(Array.from({ length: 10 }, asked));
  all.push(await asked());
  // How long it took is another number each time that it is asked.
  expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(1);
  expect(Object.keys(all[0] ?? {}).length).toBeGreaterThan(8);
});

describe('without its database', () => {
  test('a gateway tells of itself to whom it knows, and that PostgreSQL is gone; strangers learn nothing', async () => {
    const way = await wayTo(gateway.urls.gatewayUrl);
    const db = openDatabase(way.url, { max: 3, name: 'by a way that can be cut' });
    const metrics = createMetrics({ pools: { callers: db }, watching: db });
    const server = createServer({ ...gateway.gateway, db, metrics }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/metrics`;
    const ask = async (key: string) => {
      const response = await fetch(url, { headers: { authorization: `Bearer ${key}` } });
      return { status: response.status, text: await response.text() };
    };
    const { token: other } = await gateway.key(['metrics:read']);
    const { token: gone, id } = await gateway.key(['metrics:read']);

    expect(valuesOf((await ask(gateway.adminKey)).text, 'rollcall_database_up')).toEqual({ '': 1 });
    expect((await ask(gone)).status).toBe(200);
    await gateway.mutate('keys.revoke', { id });
    await expect.poll(async () => (await ask(gone)).status).toBe(401);
    await way.cut();
    await expect
      .poll(async () => valuesOf((await ask(gateway.adminKey)).text, 'rollcall_database_up'))
      .toEqual({ '': 0 });
    const known = await ask(gateway.adminKey);
    expect(known.status).toBe(200);
    expect(known.text).toContain('\nprocess_cpu_seconds_total ');
    expect(known.text).toContain('\nrollcall_gateway_http_requests_total{route="metrics",status="200"} ');
    expect(known.text).not.toContain('rollcall_operations');
    for (const key of [other, gone, 'nonsense']) expect([401, 503]).toContain((await ask(key)).status);

    await way.mend();
    await expect
      .poll(async () => valuesOf((await ask(gateway.adminKey)).text, 'rollcall_database_up'))
      .toEqual({ '': 1 });
    server.close();
    server.closeAllConnections();
    await db.destroy();
    await way.cut();
  });
});

test('what was not listed for longer than its schedule allows is overdue by as much', async () => {
  await gateway.owner.query(`insert into rollcall.scope (workspace_id, connection_id, kind, believed_at, grade)
    select workspace_id, connection_id, k.kind, now() - k.days * interval '1 day', 'proven'
    from rollcall.connection, (values ('inbox', 400), ('domain', 30), ('unheard_of', 400)) k(kind, days)
    where name = 'first-account'`);
  const metrics = createMetrics({ pools: {}, watching: gateway.gateway.db });
  const { rows } = await gateway.owner.query('select workspace_id as id from rollcall.workspace where is_first');
  const text = await metrics.figures.text(rows[0].id);
  const days = (name: string) =>
    Object.fromEntries(
      Object.entries(valuesOf(text, name)).map(([labels, seconds]) => [
        /kind="(\w+)"/.exec(labels)?.[1],
        Math.round(seconds / 86_400),
      ]),
    );
  expect(days('rollcall_listing_age_seconds')).toEqual({ inbox: 400, domain: 30, unheard_of: 400 });
  // Once a year, and a leap year has 366 days. What nobody lists any more is not late.
  expect(days('rollcall_listing_overdue_seconds')).toEqual({ inbox: 34, domain: 0, unheard_of: 0 });
});

test('what the gateway did, and what the installation holds, shows', async () => {
  await connect(gateway, 'second-account', await startSandbox(small));
  await gateway.query('resources.list', {});
  await gateway.query('resources.get', { connection: 'nobody', kind: 'inbox', externalId: 'x' });
  const { text } = await scrape();
  expect(valuesOf(text, 'rollcall_gateway_calls_total')).toMatchObject({
    '{procedure="resources.list",code="ok"}': 1,
    '{procedure="resources.get",code="connection_not_found"}': 1,
    '{procedure="inboxes.create",code="ok"}': 1,
  });
  expect(valuesOf(text, 'rollcall_gateway_call_duration_seconds_count')).toMatchObject({
    '{procedure="inboxes.create"}': 1,
  });
  expect(valuesOf(text, 'rollcall_gateway_key_refusals_total')).toMatchObject({ '{reason="unknown"}': 1 });
  const requests = valuesOf(text, 'rollcall_provider_requests_total');
  expect(Object.values(requests).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(2);
  expect(Object.keys(requests).every((labels) => /outcome="answered"/.test(labels))).toBe(true);
  expect(valuesOf(text, 'rollcall_findings_open')).toEqual({ '{rule="operation_unsettled",severity="notice"}': 1 });
  const operations = valuesOf(text, 'rollcall_operations');
  expect(operations).toEqual({ '{state="succeeded"}': 1 });
  const held = valuesOf(text, 'rollcall_holds_pending');
  const [labels = ''] = Object.keys(held);
  expect(labels).toMatch(/^\{workspace="default",connection="first-account",provider="[a-z-]+"\}$/);
  expect(held[labels]).toBe(1);
});
