import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Sandbox } from '@rollcall/provider-kit/sandbox';
import { describe, expect, test } from 'vitest';
import { provider } from '../src/index.ts';
import { ask, change, held, start } from './fixture.ts';

const domain = 'alder-mail.example';

/** One of the guide's curl commands, with the base URL and the token replaced; answers the JSON it prints. */
async function curl(
  sandbox: Sandbox,
  path: string,
  options: { method?: string; body?: string } = {},
): Promise<unknown> {
  const { stdout } = await promisify(execFile)('curl', [
    ...['-sS', '-X', options.method ?? 'GET', `${sandbox.baseUrl}${path}`],
    ...['-H', `Authorization: Bearer ${sandbox.credential['token']}`],
    ...(options.body === undefined ? [] : ['-H', 'Content-Type: application/json', '-d', options.body]),
  ]);
  return JSON.parse(stdout);
}

test('the commands of the provider’s guide work unchanged, in the order of its workflow', async () => {
  const sandbox = await start({ sizes: { domain: 0 } });
  const post = (path: string, body: string) => curl(sandbox, path, { method: 'POST', body });
  const created = { data: expect.any(Number) };
  expect(await post('/api/principal', '{ "name": "example.com", "type": "domain" }')).toEqual(created);
  expect(await curl(sandbox, '/api/principal?types=domain')).toMatchObject({
    data: { items: [{ name: 'example.com', type: 'domain' }], total: 1 },
  });
  const dkim = '{ "id": "example.com", "algorithm": "ed25519-sha256", "domain": "example.com", "selector": "mailbux" }';
  expect(await post('/api/dkim', dkim)).toEqual({ data: null });
  const { data: records } = Object(await curl(sandbox, '/api/dns/example.com'));
  expect(records).toEqual(
    expect.arrayContaining([
      { type: 'MX', name: 'example.com.', content: '10 mail.mailbux.com.' },
      { type: 'TXT', name: 'example.com.', content: expect.stringMatching(/^v=spf1 /) },
      { type: 'TXT', name: 'mailbux._domainkey.example.com.', content: expect.stringMatching(/^v=DKIM1; /) },
      { type: 'TXT', name: '_dmarc.example.com.', content: expect.stringMatching(/^v=DMARC1; /) },
    ]),
  );
  const agent =
    '{ "name": "agent@example.com", "type": "individual", "secrets": ["SecurePassword123!"], "emails": ["agent@example.com"] }';
  expect(await post('/api/principal', agent)).toEqual(created);
  const alias = '{ "name": "sales@example.com", "type": "list", "members": ["agent@example.com"] }';
  expect(await post('/api/principal', alias)).toEqual(created);
  const forwarder = '{ "name": "forward@example.com", "type": "list", "members": ["external@gmail.com"] }';
  expect(await post('/api/principal', forwarder)).toEqual(created);
  const update = '{ "secrets": ["NewSecurePassword456!"], "description": "Updated AI agent" }';
  expect(await curl(sandbox, '/api/principal/agent@example.com', { method: 'PATCH', body: update })).toEqual({
    data: null,
  });
  expect(await curl(sandbox, '/api/principal/agent@example.com')).toMatchObject({
    data: { name: 'agent@example.com', description: 'Updated AI agent', secrets: ['NewSecurePassword456!'] },
  });
  expect(await curl(sandbox, '/api/principal?types=list')).toMatchObject({ data: { total: 2 } });
  const remove = { method: 'DELETE' };
  expect(await curl(sandbox, '/api/principal/sales@example.com', remove)).toEqual({ data: null });
  expect(await curl(sandbox, '/api/principal/example.com', remove)).toEqual({ data: null });
  expect(await held(sandbox, 'inbox')).toEqual([]);
});

describe('the data come from the seed', () => {
  const paths = ['domain', 'individual', 'list'].map((type) => `GET /api/principal?types=${type}`);

  test('the same seed gives the same bytes, another seed others', async () => {
    const [first, again, other] = [await start({ seed: 9 }), await start({ seed: 9 }), await start({ seed: 10 })];
    expect(again.credential).toEqual(first.credential);
    expect(other.credential).not.toEqual(first.credential);
    const [name] = await held(first, 'domain');
    for (const path of [...paths, `GET /api/dns/${name}`]) {
      const { text } = await ask(first, path);
      expect((await ask(again, path)).text).toBe(text);
      expect((await ask(other, path)).text).not.toBe(text);
    }
  });

  test.each([
    { sizes: { domain: 0 }, want: { domain: 0, inbox: 0, alias: 0, forwarder: 0, dkim: 0, dns_expectation: 0 } },
    {
      sizes: { domain: 3, inbox: 7, alias: 9, forwarder: 4, dkim: 5 },
      want: { domain: 3, inbox: 7, alias: 9, forwarder: 4, dkim: 5, dns_expectation: 26 },
    },
    { sizes: { domain: 10 }, want: { domain: 10, inbox: 120, alias: 10, forwarder: 5, dkim: 9, dns_expectation: 79 } },
  ])('$sizes gives $want', async ({ sizes, want }) => {
    const sandbox = await start({ sizes });
    expect(sandbox.sizes).toEqual(want);
    for (const [kind, count] of Object.entries(want)) {
      if (kind !== 'dns_expectation') expect(new Set(await held(sandbox, kind)).size).toBe(count);
    }
  });

  test.each([
    { sizes: { domain: 0, inbox: 1 }, says: 'need a domain' },
    { sizes: { inbox: 0, alias: 1 }, says: 'An alias needs an inbox' },
    { sizes: { domain: 2, dkim: 5 }, says: 'at most two DKIM keys a domain: 4 here' },
    { sizes: { domain: 10, dns_expectation: 80 }, says: 'need 79 DNS records' },
    { sizes: { mailbox: 1 }, says: 'choose from domain, inbox, alias' },
  ])('$sizes is refused: $says', async ({ sizes, says }) => {
    await expect(provider.sandbox({ seed: 1, sizes })).rejects.toThrow(says);
  });

  test('50,000 mailboxes are built within seconds and listed page by page, each once', async () => {
    const began = performance.now();
    const sandbox = await start({ sizes: { inbox: 50_000 } });
    expect(performance.now() - began).toBeLessThan(10_000);
    const first = await ask(sandbox, 'GET /api/principal?types=individual&page=1&limit=30000&fields=name');
    const second = await ask(sandbox, 'GET /api/principal?types=individual&page=2&limit=30000&fields=name');
    expect(new Set(`${first.text}${second.text}`.match(/"name":"[^"]+"/g)).size).toBe(50_000);
  });
});

describe('a listing', () => {
  const rows = async (sandbox: Sandbox, query: string) =>
    Object((await ask(sandbox, `GET /api/principal?${query}`)).body).data;

  test('is in the order of names, page by page, with the total on each', async () => {
    const sandbox = await start({ sizes: { domain: 5 } });
    const one = await rows(sandbox, 'types=domain&page=1&limit=2&fields=name');
    const two = await rows(sandbox, 'types=domain&page=2&limit=2&fields=name');
    const end = await rows(sandbox, 'types=domain&page=4&limit=2&fields=name');
    const [first, second, third, fourth] = [...(await held(sandbox, 'domain'))].sort().map((name) => ({ name }));
    expect([one, two, end]).toEqual([
      { items: [first, second], total: 5 },
      { items: [third, fourth], total: 5 },
      { items: [], total: 5 },
    ]);
  });

  test('takes several types, words and a count', async () => {
    const sandbox = await start();
    const { domain: domains, inbox = 0 } = sandbox.sizes;
    expect((await rows(sandbox, 'types=domain,individual&limit=0')).total).toBe((domains ?? 0) + inbox);
    expect(await rows(sandbox, 'types=individual&count=true')).toEqual({ items: [], total: inbox });
    expect((await rows(sandbox, `types=individual&filter=${domain}`)).total).toBe(12);
    expect(await rows(sandbox, 'types=role')).toEqual({ items: [], total: 0 });
  });

  test('shows passwords unless it is told what to show', async () => {
    const sandbox = await start();
    expect(await rows(sandbox, 'types=individual&limit=1')).toMatchObject({
      items: [{ secrets: [expect.any(String)] }],
    });
    const told = await rows(sandbox, 'types=individual&limit=1&fields=name,type');
    expect(Object.keys(told.items[0])).toEqual(['type', 'name']);
  });

  test('shows single values as text when it is told to be of 0.11', async () => {
    const sandbox = await start();
    await change(sandbox, { do: 'dialect', singles: 'text' });
    const [inbox] = await held(sandbox, 'inbox');
    expect(await rows(sandbox, `types=individual&filter=${inbox}`)).toMatchObject({ items: [{ emails: inbox }] });
  });
});

describe('as Stalwart has it', () => {
  test('errors about principals come with status 200, and with theirs when it is told so', async () => {
    const sandbox = await start();
    const missing = { body: { error: 'notFound', item: 'nobody@gone.example' } };
    expect(await ask(sandbox, 'GET /api/principal/nobody@gone.example')).toMatchObject({ status: 200, ...missing });
    await change(sandbox, { do: 'dialect', errors: 'guide' });
    expect(await ask(sandbox, 'GET /api/principal/nobody@gone.example')).toMatchObject({ status: 404, ...missing });
  });

  test.each([
    { request: 'GET /api/nothing', status: 404 },
    { request: 'GET /api/principal', status: 400 },
    { request: 'POST /api/principal', body: { name: 'x.example', type: 'tenant' }, status: 400 },
    { request: `PATCH /api/principal/${domain}`, body: [{ action: 'swap', field: 'name', value: 'x' }], status: 400 },
  ])('$request gets a problem with status $status', async ({ request, body, status }) => {
    const answer = await ask(await start(), request, body);
    expect(answer).toMatchObject({ status, body: { type: 'about:blank', status, title: expect.any(String) } });
  });

  test.each([undefined, 'Bearer wrong', 'Basic YTpi'])('%s gets 401', async (authorization) => {
    const { baseUrl } = await start();
    const headers = authorization === undefined ? {} : { authorization };
    const response = await fetch(`${baseUrl}/api/principal?types=domain`, { headers });
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
  });

  test('a number is given to another principal once its own is gone', async () => {
    const sandbox = await start({ sizes: { domain: 2, inbox: 0, forwarder: 0 } });
    const made = async (name: string) => (await ask(sandbox, 'POST /api/principal', { name, type: 'domain' })).body;
    expect(await made('third.example')).toEqual({ data: 3 });
    expect((await ask(sandbox, `GET /api/principal/${domain}`)).body).toMatchObject({ data: { id: 1 } });
    await ask(sandbox, `DELETE /api/principal/${domain}`);
    expect(await made('a.example')).toEqual({ data: 1 });
    expect(await made('b.example')).toEqual({ data: 4 });
  });

  test('a mailbox that is deleted is no longer a member of lists', async () => {
    const sandbox = await start({ sizes: { domain: 1, inbox: 1, alias: 1, forwarder: 0 } });
    const [inbox] = await held(sandbox, 'inbox');
    await ask(sandbox, `DELETE /api/principal/${inbox}`);
    expect((await ask(sandbox, 'GET /api/principal?types=list&fields=members')).body).toEqual({
      data: { items: [{}], total: 1 },
    });
  });

  test.each([
    { body: [{ action: 'addItem', field: 'emails', value: `sales@${domain}` }], error: 'fieldAlreadyExists' },
    { body: [{ action: 'addItem', field: 'emails', value: 'a@gone.example' }], error: 'notFound' },
    { body: [{ action: 'set', field: 'name', value: `sales@${domain}` }], error: 'fieldAlreadyExists' },
    { body: { name: 'a@gone.example' }, error: 'notFound' },
  ])('a change that cannot be is refused whole: $body', async ({ body, error }) => {
    const sandbox = await start();
    const [inbox = ''] = await held(sandbox, 'inbox');
    const before = await ask(sandbox, `GET /api/principal/${inbox}`);
    expect((await ask(sandbox, `PATCH /api/principal/${inbox}`, body)).body).toMatchObject({ error });
    expect(await ask(sandbox, `GET /api/principal/${inbox}`)).toEqual(before);
  });

  test('a domain with members is not renamed', async () => {
    const body = [{ action: 'set', field: 'name', value: 'new.example' }];
    const answer = await ask(await start(), `PATCH /api/principal/${domain}`, body);
    expect(answer.body).toMatchObject({ error: 'other', details: 'Domain has members' });
  });

  test('1,000 requests a minute are answered, and one more is not, without a word on how long to wait', async () => {
    const sandbox = await start({ limits: true, sizes: { domain: 1, inbox: 0 } });
    for (let sent = 0; sent < 1000; sent += 1) await ask(sandbox, 'GET /api/principal?types=list');
    let { status } = await ask(sandbox, 'GET /api/principal?types=list');
    for (let more = 0; status === 200 && more < 200; more += 1) {
      ({ status } = await ask(sandbox, 'GET /api/principal?types=list'));
    }
    expect(status).toBe(429);
  });
});

describe('behind the API’s back', () => {
  test.each([
    { kind: 'domain', name: 'new.example' },
    { kind: 'inbox', name: `new@${domain}` },
    { kind: 'alias', name: `new@${domain}` },
    { kind: 'forwarder', name: `new@${domain}` },
    { kind: 'dkim', name: `new._domainkey.${domain}` },
  ])('$kind $name is created and deleted', async ({ kind, name }) => {
    const sandbox = await start();
    await change(sandbox, { do: 'create', kind, name });
    expect(await held(sandbox, kind)).toContain(name);
    await change(sandbox, { do: 'delete', kind, name });
    expect(await held(sandbox, kind)).not.toContain(name);
  });

  test('a forwarder that is given a local target is an alias', async () => {
    const sandbox = await start();
    const [forwarder = ''] = await held(sandbox, 'forwarder');
    const [inbox] = await held(sandbox, 'inbox');
    await change(sandbox, { do: 'edit', kind: 'forwarder', name: forwarder, set: { members: [inbox] } });
    expect(await held(sandbox, 'alias')).toContain(forwarder);
    expect(await held(sandbox, 'forwarder')).not.toContain(forwarder);
  });

  test.each([
    { body: { do: 'create', kind: 'inbox', name: 'a@gone.example' }, says: 'needs its domain gone.example' },
    { body: { do: 'create', kind: 'dkim', name: 'new.example' }, says: 'SELECTOR._domainkey.DOMAIN' },
    { body: { do: 'delete', kind: 'dns_expectation', first: 1 }, says: 'follows from it and its DKIM keys' },
    { body: { do: 'delete', kind: 'alias', name: 'nobody@gone.example' }, says: 'There is no alias of the name' },
    { body: { do: 'edit', kind: 'alias', first: 1, set: { shoe: 1 } }, says: 'names shoe; the fields are' },
    { body: { do: 'dialect', errors: 'laravel' }, says: '\\"errors\\"' },
  ])('$body is refused: $says', async ({ body, says }) => {
    await expect(change(await start(), body)).rejects.toThrow(says);
  });
});
