import { describe, expect, test } from 'vitest';
import { ask, change, start } from './support.ts';

interface Row {
  readonly id: string;
  readonly domain: string;
  readonly workspaceId: string;
  readonly synced: boolean;
}

/** The rows of a list; what is in them is for each test to expect. */
async function rows(sandbox: Awaited<ReturnType<typeof start>>, path: string): Promise<readonly Row[]> {
  const { data } = await ask(sandbox, `GET ${path}`);
  return data as readonly Row[]; // Each test names the fields it needs.
}

test.each([
  { path: '/orders/unpaid', shape: expect.any(Array) },
  { path: '/orders/promo-status', shape: { eligible: false, description: null, endsAt: null } },
  { path: '/orders/stats/inbox-count', shape: { active: 40, pending: 0, canceled: 0 } },
  { path: '/orders/inbox-mutations', shape: expect.any(Array) },
  { path: '/domains/search?q=acme', shape: expect.arrayContaining([expect.objectContaining({ domain: 'acme.com' })]) },
  { path: '/workspaces/global/summary', shape: expect.objectContaining({ inboxCount: 40, orderCount: 9 }) },
  { path: '/recovery/pending-notifications', shape: [expect.objectContaining({ type: 'ready_to_reactivate' })] },
])('$path is an endpoint of its own, not an id', async ({ path, shape }) => {
  expect(await ask(await start(), `GET ${path}`)).toMatchObject({ status: 200, data: shape });
});

describe('a request without the right key gets 401', () => {
  test.each([
    { headers: {}, code: 'MISSING_API_KEY' },
    { headers: { 'x-api-key': 'si_live_wrong' }, code: 'INVALID_API_KEY' },
    { headers: { authorization: 'Bearer TOKEN' }, code: 'MISSING_API_KEY' },
  ])('$headers: $code', async ({ headers, code }) => {
    const sandbox = await start();
    const real = Object.entries(headers).map(([name, value]) => [
      name,
      value.replace('TOKEN', sandbox.credential['apiKey'] ?? ''),
    ]);
    const response = await fetch(`${sandbox.baseUrl}/orders`, { headers: Object.fromEntries(real) });
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({
      success: false,
      error: { code, message: expect.any(String) },
    });
  });
});

test.each([
  { request: 'GET /orders/none', status: 404, code: 'NOT_FOUND' },
  { request: 'GET /domains/none.example/dns', status: 404, code: 'NOT_FOUND' },
  { request: 'GET /nowhere', status: 404, code: 'NOT_FOUND' },
  { request: 'GET /orders?limit=101', status: 400, code: 'INVALID_REQUEST' },
  {
    request: 'POST /domains/search-batch',
    body: { domains: Array(101).fill('a.example') },
    status: 400,
    code: 'INVALID_REQUEST',
  },
  { request: 'POST /workspaces', body: '{"name"', status: 400, code: 'INVALID_REQUEST' },
  { request: 'POST /workspaces', body: { name: 'alder' }, status: 409, code: 'CONFLICT' },
  { request: 'DELETE /clients/alder', status: 409, code: 'CONFLICT' },
  {
    request: 'POST /orders',
    body: { domains: [{ domain: 'a.example' }], inboxesPerDomain: 9999 },
    status: 402,
    code: 'INSUFFICIENT_FUNDS',
  },
  { request: 'POST /orders', body: { domains: [{ domain: 'alder-team.example' }] }, status: 409, code: 'CONFLICT' },
])('$request is answered $status $code', async ({ request, body, status, code }) => {
  expect(await ask(await start(), request, body)).toMatchObject({ status, error: { code } });
});

test('of many requests at once, sixty are answered and the others told when to come again', async () => {
  const sandbox = await start({ limits: true });
  const answers = await Promise.all(Array.from({ length: 80 }, () => ask(sandbox, 'GET /wallet')));
  // A machine that is slow may see one more with every second.
  expect(answers.filter(({ status }) => status === 200).length).toBeLessThan(70);
  const refused = answers.find(({ status }) => status === 429);
  expect(refused?.error).toMatchObject({ code: 'RATE_LIMIT_EXCEEDED' });
  expect(refused?.headers.get('retry-after')).toBe('1');
});

describe('the data come from the seed', () => {
  const paths = [
    '/orders',
    '/domains',
    '/inboxes',
    '/wallet/overview',
    '/wallet/transactions',
    '/billing/invoices',
    '/api-keys',
  ];

  test('the same seed gives the same bytes, another seed others', async () => {
    const [first, again, other] = [await start({ seed: 9 }), await start({ seed: 9 }), await start({ seed: 10 })];
    expect(again.credential).toEqual(first.credential);
    expect(other.credential).not.toEqual(first.credential);
    for (const path of paths) {
      const { text } = await ask(first, `GET ${path}`);
      expect((await ask(again, `GET ${path}`)).text).toBe(text);
      expect((await ask(other, `GET ${path}`)).text).not.toBe(text);
    }
  });

  test('ids do not depend on the sizes', async () => {
    const small = await rows(await start({ sizes: { domain: 2, inbox: 2 } }), '/inboxes');
    const large = await rows(await start({ sizes: { domain: 9, inbox: 20 } }), '/inboxes');
    expect(large.slice(0, 2).map(({ id }) => id)).toEqual(small.map(({ id }) => id));
  });

  test.each([
    { sizes: { domain: 0, inbox: 1 }, says: 'There is no domain for inbox' },
    { sizes: { provider_workspace: 2, wallet: 7 }, says: 'a wallet for each workspace and the master wallet' },
    { sizes: { nameserver_state: 1 }, says: 'There are 13 of nameserver_state' },
    { sizes: { provider_workspace: 0, sending_tool_credential: 1 }, says: 'needs a provider_workspace' },
    { sizes: { mailbox: 1 }, says: 'There is no size for mailbox' },
  ])('$sizes is refused: $says', async ({ sizes, says }) => {
    await expect(start({ sizes })).rejects.toThrow(says);
  });

  test('twenty thousand inboxes on five thousand domains are built within seconds', async () => {
    const began = performance.now();
    const sandbox = await start({
      sizes: { domain: 5000, inbox: 20_000, dns_record: 40_000, wallet_transaction: 50_000 },
    });
    expect(performance.now() - began).toBeLessThan(8000);
    expect(await ask(sandbox, 'GET /inboxes?page=200&limit=100')).toMatchObject({ pagination: { total: 20_000 } });
    expect((await ask(sandbox, 'GET /inboxes?page=201&limit=100')).data).toEqual([]);
  });

  test('something is wrong on purpose', async () => {
    const sandbox = await start();
    expect((await ask(sandbox, 'GET /domains')).text).toContain('"nameserversMoved":false');
    expect(await ask(sandbox, 'GET /orders?status=canceled')).toMatchObject({ data: [{ inboxCount: 10 }] });
    expect((await ask(sandbox, 'GET /domains/alder-mail.example/dns')).text).toContain('v=spf1 mx ');
    expect((await ask(sandbox, 'GET /domains/birch-mail.example/dns')).text).not.toContain('v=spf1 mx ');
    expect((await ask(sandbox, 'GET /domains/cedar-mail.example/dns')).text).not.toContain('v=DKIM1');
  });

  test.each([
    { dns_record: 20, most: 2, because: 'one of each domain comes first' },
    { dns_record: 500, most: 41, because: 'any domain can have more' },
  ])('$dns_record records are at most $most a domain, since $because', async ({ dns_record, most }) => {
    const sandbox = await start({ sizes: { dns_record } });
    expect(sandbox.sizes).toMatchObject({ dns_record });
    const counts = (await rows(sandbox, '/domains')).map(async ({ domain }) => {
      return (await rows(sandbox, `/domains/${domain}/dns?limit=100`)).length;
    });
    expect(Math.max(...(await Promise.all(counts)))).toBe(most);
  });
});

describe('what belongs together goes together', () => {
  test('a domain with its inboxes, records, nameservers and actions', async () => {
    const sandbox = await start();
    const [domain] = await rows(sandbox, '/domains');
    const name = domain?.domain ?? '';
    const gone = await change(sandbox, { do: 'delete', kind: 'domain', name });
    expect(JSON.stringify(gone)).toContain(`@${name}`);
    for (const path of ['dns', 'inboxes', 'nameservers', 'actions']) {
      expect(await ask(sandbox, `GET /domains/${name}/${path}`)).toMatchObject({ status: 404 });
    }
    expect((await ask(sandbox, 'GET /inboxes?limit=100')).text).not.toContain(`@${name}`);
  });

  test('a client with its workspace, wallet and credentials', async () => {
    const sandbox = await start({ sizes: { order: 0, domain: 0, inbox: 0 } });
    const [credential] = await rows(sandbox, '/clients/birch/credentials');
    expect(credential).toBeDefined();
    expect(await ask(sandbox, 'DELETE /clients/birch')).toMatchObject({ status: 200, data: null });
    for (const path of ['/workspaces', '/clients', '/wallet/overview']) {
      expect((await ask(sandbox, `GET ${path}`)).text).not.toContain('birch');
    }
    expect(await ask(sandbox, 'GET /clients/birch/credentials')).toMatchObject({ status: 404 });
  });

  test('a renamed client: its workspace, wallet, orders and domains', async () => {
    const sandbox = await start();
    expect(await ask(sandbox, 'PUT /clients/alder', { newName: 'zelkova' })).toMatchObject({
      data: { name: 'zelkova' },
    });
    for (const path of ['/workspaces', '/clients', '/wallet/overview', '/orders', '/domains']) {
      const { text } = await ask(sandbox, `GET ${path}`);
      expect(text).toContain('"zelkova"');
      expect(text).not.toContain('"alder"');
    }
  });

  test('a domain in the Recovery Pool is on its own until it comes back', async () => {
    const sandbox = await start();
    await ask(sandbox, 'POST /recovery/domains', { domains: ['Alder-Team.example'] });
    expect(await ask(sandbox, 'GET /domains/alder-team.example')).toMatchObject({ status: 404 });
    const ready = (await rows(sandbox, '/recovery')).find(({ domain }) => domain === 'agency-rest-2.example');
    const [other] = await rows(sandbox, '/recovery');
    expect(await ask(sandbox, `POST /recovery/${other?.id}/reactivate`)).toMatchObject({ status: 409 });
    expect(await ask(sandbox, `POST /recovery/${ready?.id}/reactivate`)).toMatchObject({ status: 200 });
    expect(await ask(sandbox, 'GET /domains/agency-rest-2.example')).toMatchObject({ status: 200 });
  });

  test('a transfer: out of one wallet, into the other, and into the books of both', async () => {
    const sandbox = await start();
    const [workspace] = await rows(sandbox, '/workspaces');
    const move = { amount: '1.25', toWorkspaceId: workspace?.id };
    expect(await ask(sandbox, 'POST /wallet/transfer', move)).toMatchObject({ data: { amount: 1.25 } });
    const { text } = await ask(sandbox, 'GET /wallet/transactions?limit=100');
    expect(text).toContain('"transfer out"');
    expect(text).toContain('"transfer in"');
    expect(await ask(sandbox, 'POST /wallet/transfer', { ...move, amount: 1e9 })).toMatchObject({ status: 402 });
  });
});

test('records are added and deleted, never changed, also many at once', async () => {
  const sandbox = await start();
  const record = { type: 'txt', name: '@', content: 'hello' };
  const path = '/domains/alder-team.example/dns';
  const added = await ask(sandbox, `POST ${path}`, record);
  expect(added.data).toMatchObject({ type: 'TXT', name: 'alder-team.example', content: 'hello' });
  expect(await ask(sandbox, `POST ${path}`, record)).toMatchObject({ status: 409 });
  const { id } = added.data as Row; // As just expected.
  expect(await ask(sandbox, `DELETE ${path}/${id}`)).toMatchObject({ status: 200 });
  expect(await ask(sandbox, `DELETE ${path}/${id}`)).toMatchObject({ status: 404 });
  const bulk = { domains: ['alder-mail.example', 'none.example'], records: [record] };
  expect((await ask(sandbox, 'POST /domains/bulk/dns', bulk)).data).toEqual([
    { domain: 'alder-mail.example', success: true, error: null },
    { domain: 'none.example', success: false, error: 'Domain not found' },
  ]);
});

test('a record is synced by itself some time after it is added, and again when that is asked for', async () => {
  const sandbox = await start();
  const path = '/domains/alder-team.example/dns';
  const syncedOf = async (id: string) =>
    (await rows(sandbox, `${path}?limit=100`)).find((record) => record.id === id)?.synced;
  await change(sandbox, { do: 'provisioning', delayMs: 500 });
  const { data } = await ask(sandbox, `POST ${path}`, { type: 'A', name: 'new', content: '203.0.113.5' });
  const { id, synced } = data as Row; // The form of every record.
  expect(synced).toBe(false);
  await expect.poll(() => syncedOf(id), { interval: 10 }).toBe(true);
  for (const [request, body] of [
    ['sync', {}],
    ['sync-record', { recordId: id }],
  ] as const) {
    await change(sandbox, { do: 'edit', kind: 'dns_record', id, set: { synced: false } });
    expect(await ask(sandbox, `POST ${path}/${request}`, body)).toMatchObject({ data: { status: 'pending' } });
    expect(await syncedOf(id)).toBe(false);
    await expect.poll(() => syncedOf(id), { interval: 10 }).toBe(true);
  }
});

test('nameservers propagate once they are moved', async () => {
  const sandbox = await start();
  const path = 'GET /domains/birch-team.example/nameservers';
  expect((await ask(sandbox, path)).data).toMatchObject({ propagated: false });
  await change(sandbox, { do: 'move_nameservers', domain: 'birch-team.example' });
  expect((await ask(sandbox, path)).data).toMatchObject({ propagated: true });
});

test('a failed action is tried again, and leaves the list when it is done', async () => {
  const sandbox = await start();
  const [action] = await rows(sandbox, '/domains/birch-mail.example/actions');
  expect(action).toMatchObject({ status: 'failed' });
  await change(sandbox, { do: 'provisioning', delayMs: 50 });
  const retry = `POST /domains/birch-mail.example/actions/${action?.id}/retry`;
  expect(await ask(sandbox, retry)).toMatchObject({ data: { status: 'in_progress' } });
  await expect.poll(() => rows(sandbox, '/domains/birch-mail.example/actions')).toEqual([]);
});

test('the control interface creates, edits and deletes every kind that it can', async () => {
  const sandbox = await start();
  const kinds = [
    'provider_workspace',
    'order',
    'domain',
    'domain_action',
    'dns_record',
    'inbox_mutation',
    'recovery_entry',
  ];
  for (const kind of [
    ...kinds,
    'sending_tool_credential',
    'api_key',
    'wallet_transaction',
    'invoice',
    'provider_client',
  ]) {
    const name = ['domain', 'recovery_entry'].includes(kind)
      ? `made-${kind.replace('_', '-')}.example`
      : `made-${kind}`;
    const created = await change(sandbox, { do: 'create', kind, name });
    const { changed } = created as { changed: { id: string }[] }; // The form of every control answer.
    await change(sandbox, { do: 'delete', kind, id: changed[0]?.id });
  }
  await expect(change(sandbox, { do: 'create', kind: 'wallet', name: 'x' })).rejects.toThrow('comes with its');
  await expect(change(sandbox, { do: 'create', kind: 'inbox', name: 'a@none.example' })).rejects.toThrow(
    'needs its domain',
  );
  await change(sandbox, { do: 'edit', kind: 'inbox', first: 1, set: { status: 'deleted' } });
  expect((await ask(sandbox, 'GET /inboxes?limit=1')).data).toMatchObject([{ status: 'deleted' }]);
});
