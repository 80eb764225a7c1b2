import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { sandbox as startSandbox } from '../src/sandbox.ts';
import { ask, start, thing, things } from './sandbox-fixture.ts';

const orderTaken = { orderId: expect.stringMatching(/^ord_/), status: 'pending_provision' };

describe('the request examples of the provider’s page work unchanged', () => {
  const headers = (token: string | undefined) => ({
    Authorization: `Bearer ${token}`,
    'Content-Type': 'application/json',
  });
  const quickstart = `{
    "to": "you@example.com",
    "subject": "first send from adbtd",
    "text": "Hello from my own IP."
  }`;

  test('the quickstart, by curl', async () => {
    const sandbox = await start();
    const { id } = await thing(sandbox, 'inbox');
    const { stdout } = await promisify(execFile)('curl', [
      '-sS',
      `${sandbox.baseUrl}/mailboxes/${id}/send`,
      ...['-H', `Authorization: Bearer ${sandbox.credential['apiKey']}`],
      ...['-H', 'Content-Type: application/json'],
      ...['-d', quickstart],
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ data: { accepted: ['you@example.com'] } });
  });

  test('the quickstart, by fetch', async () => {
    const sandbox = await start();
    const { id } = await thing(sandbox, 'inbox');
    const response = await fetch(`${sandbox.baseUrl}/mailboxes/${id}/send`, {
      method: 'POST',
      headers: headers(sandbox.credential['apiKey']),
      body: quickstart,
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await response.json()).toEqual({
      data: {
        messageId: expect.stringMatching(/^<.+@agency-001\.example>$/),
        accepted: ['you@example.com'],
        rejected: [],
        response: '250 2.0.0 Ok: queued',
      },
    });
  });

  test('the request bodies, in the order that makes sense', async () => {
    const sandbox = await start();
    const data = async (request: string, body: unknown) => (await ask(sandbox, request, body)).data;
    const emails = ['alice@acme.com', 'bob@acme.com'];
    expect(await data('POST /domains', { name: 'acme.com', mode: 'byo' })).toEqual({
      ...orderTaken,
      domain: 'acme.com',
    });
    expect(await data('POST /ips', { count: 1 })).toEqual({ ...orderTaken, ips: 1 });
    expect(await data('POST /mailboxes', { emails })).toEqual({ ...orderTaken, emails });
    const inboxes = await things(sandbox, 'inbox');
    const alice = inboxes.find(({ name }) => name === 'alice@acme.com');
    const message = {
      to: 'you@example.com',
      cc: ['x@example.com'],
      bcc: ['audit@example.com'],
      subject: 'hello',
      text: 'plain body',
      html: '<p>html body</p>',
      fromName: 'Alice at Acme',
      replyTo: 'alice@acme.com',
    };
    expect(await data(`POST /mailboxes/${alice?.id}/send`, message)).toMatchObject({
      accepted: ['you@example.com', 'x@example.com', 'audit@example.com'],
      rejected: [],
    });
  });
});

describe('every shape is that of the provider’s page', () => {
  const timestamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  const address = expect.stringMatching(/^(203\.0\.113|198\.51\.100|192\.0\.2)\.\d+$/);
  const mailbox = {
    id: expect.stringMatching(/^mb_\w{26}$/),
    email: expect.stringMatching(/^[a-z]+\.[a-z]+@agency-\d{3}\.example$/),
    smtpHost: address,
    imapHost: address,
    submissionPort: 587,
    imapPort: 993,
    status: 'active',
    createdAt: timestamp,
  };

  test('of the workspace', async () => {
    expect((await ask(await start(), 'GET /me')).data).toEqual({
      workspace: { id: expect.stringMatching(/^ws_\w{26}$/), slug: 'agency', name: 'Agency', currency: 'usd' },
      apiKey: { id: expect.stringMatching(/^key_\w{26}$/), name: 'rollcall' },
    });
  });

  test.each([
    {
      path: '/domains',
      count: 40,
      shape: {
        id: expect.stringMatching(/^dom_\w{26}$/),
        name: expect.stringMatching(/^agency-\d{3}\.example$/),
        mode: expect.stringMatching(/^(byo|buy)$/),
        status: expect.stringMatching(/^(verified|pending)$/),
        spfOk: expect.any(Boolean),
        dkimOk: expect.any(Boolean),
        dmarcOk: expect.any(Boolean),
        mxOk: expect.any(Boolean),
        dkimSelector: 'adbtd-2026',
        createdAt: timestamp,
        lastVerifiedAt: timestamp,
      },
    },
    {
      path: '/ips',
      count: 4,
      shape: {
        id: expect.stringMatching(/^ip_\w{26}$/),
        address,
        status: 'assigned',
        allocatedAt: timestamp,
        lastReputationAt: timestamp,
        reputationFlags: expect.toBeOneOf([null, ['spamhaus']]),
      },
    },
    { path: '/mailboxes', count: 120, shape: mailbox },
  ])('of $path, $count of them by default', async ({ path, count, shape }) => {
    const { data } = await ask(await start(), `GET ${path}`);
    expect(data).toEqual(Array.from({ length: count }, () => shape));
  });

  test('of one mailbox, the same as in the list', async () => {
    const sandbox = await start();
    const { id } = await thing(sandbox, 'inbox', 7);
    const { data } = await ask(sandbox, `GET /mailboxes/${id}`);
    expect(data).toEqual({ ...mailbox, id });
    expect((await ask(sandbox, 'GET /mailboxes')).data).toContainEqual(data);
  });

  test('of the token', async () => {
    expect((await start()).credential).toEqual({ apiKey: expect.stringMatching(/^adbtd_live_[\w-]{43}$/) });
  });
});

describe('the data come from the seed', () => {
  const paths = ['/me', '/domains', '/ips', '/mailboxes'];

  test('the same seed gives the same bytes, another seed others', async () => {
    const [first, again, other] = [await start({ seed: 9 }), await start({ seed: 9 }), await start({ seed: 10 })];
    expect(again.credential).toEqual(first.credential);
    expect(other.credential).not.toEqual(first.credential);
    const { id } = await thing(first, 'inbox', 3);
    for (const path of [...paths, `/mailboxes/${id}/messages`]) {
      const { text } = await ask(first, `GET ${path}`);
      expect((await ask(again, `GET ${path}`)).text).toBe(text);
      expect((await ask(other, `GET ${path}`)).text).not.toBe(text);
    }
  });

  test('also after the same requests', async () => {
    const texts = [];
    for (const sandbox of [await start(), await start()]) {
      const order = await ask(sandbox, 'POST /domains', { name: 'acme.com' });
      await ask(sandbox, 'POST /mailboxes', { emails: ['alice@acme.com'] });
      texts.push([order.text, (await ask(sandbox, 'GET /mailboxes')).text, (await ask(sandbox, 'GET /domains')).text]);
    }
    expect(texts[0]).toEqual(texts[1]);
    expect(texts[0]?.[1]).toContain('alice@acme.com');
  });

  test('ids do not depend on the sizes', async () => {
    const small = await things(await start({ sizes: { host: 1, domain: 2 } }), 'domain');
    const large = await things(await start({ sizes: { host: 9, domain: 50 } }), 'domain');
    expect(large.slice(0, 2)).toEqual(small);
  });

  test('the ids of one kind do not repeat in another', async () => {
    const sandbox = await start();
    const kinds = ['host', 'domain', 'inbox'];
    const ends = await Promise.all(kinds.map(async (kind) => (await thing(sandbox, kind)).id.replace(/^[a-z]+_/, '')));
    expect(new Set(ends).size).toBe(3);
  });

  test.each([
    { sizes: { host: 0, domain: 0 }, want: { host: 0, domain: 0, inbox: 0 } },
    { sizes: { host: 2, domain: 5 }, want: { host: 2, domain: 5, inbox: 15 } },
    { sizes: { host: 1000, inbox: 7 }, want: { host: 1000, domain: 40, inbox: 7 } },
  ])('$sizes gives $want', async ({ sizes, want }) => {
    const sandbox = await start({ sizes });
    expect(sandbox.sizes).toEqual(want);
    for (const [kind, count] of Object.entries(want)) {
      expect(new Set((await things(sandbox, kind)).map(({ name }) => name)).size).toBe(count);
    }
  });

  test.each([
    { sizes: { domain: 0, inbox: 1 }, says: 'An inbox needs a domain and a host' },
    { sizes: { host: 0, inbox: 1 }, says: 'An inbox needs a domain and a host' },
    { sizes: { host: 1_000_000 }, says: 'There are addresses for at most' },
    { sizes: { mailbox: 1 }, says: 'choose from host, domain, inbox' },
  ])('$sizes is refused: $says', async ({ sizes, says }) => {
    await expect(startSandbox({ seed: 1, sizes })).rejects.toThrow(says);
  });

  test('100,000 mailboxes are built within seconds and listed whole, each once', async () => {
    const began = performance.now();
    const sandbox = await start({ sizes: { inbox: 100_000 } });
    expect(performance.now() - began).toBeLessThan(10_000);
    const { text } = await ask(sandbox, 'GET /mailboxes');
    expect(new Set(text.match(/"id":"mb_\w+"/g)).size).toBe(100_000);
    expect(new Set(text.match(/"email":"[^"]+"/g)).size).toBe(100_000);
    const { id } = await thing(sandbox, 'inbox', 99_999);
    expect(await ask(sandbox, `DELETE /mailboxes/${id}`)).toMatchObject({ status: 200 });
    expect((await ask(sandbox, 'GET /mailboxes')).text).not.toContain(id);
  });
});

describe('a request without the right token gets 401', () => {
  test.each([undefined, 'Bearer adbtd_live_wrong', 'Basic YTpi', 'Bearer'])('%s', async (authorization) => {
    const { baseUrl } = await start();
    const response = await fetch(`${baseUrl}/me`, { headers: authorization === undefined ? {} : { authorization } });
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ error: { code: 'unauthorized', message: expect.any(String) } });
  });
});

describe('a request that is not as documented gets 400', () => {
  test.each([
    { request: 'POST /domains', body: { name: 'acme.com', ip: 'x' }, because: 'extra fields are refused' },
    { request: 'POST /domains', body: { name: 'acme' }, because: 'the name is fully qualified' },
    { request: 'POST /domains', body: { name: 'acme.com', mode: 'rent' }, because: 'the mode is byo or buy' },
    { request: 'POST /domains', body: '{"name"', because: 'the body is JSON' },
    { request: 'POST /domains', body: undefined, because: 'there is a body' },
    { request: 'POST /ips', body: { count: 0 }, because: 'one is the least' },
    { request: 'POST /ips', body: { count: 11 }, because: 'ten is the most' },
    { request: 'POST /ips', body: { count: '1' }, because: 'a number is not a string' },
    { request: 'POST /mailboxes', body: { emails: [] }, because: 'there is something to create' },
    { request: 'POST /mailboxes', body: { emails: ['alice'] }, because: 'an address has a domain' },
    { request: 'POST /mailboxes/ID/send', body: { to: 'a@b.example', subject: 's' }, because: 'it has text or html' },
    { request: 'POST /mailboxes/ID/send', body: { to: [], subject: 's', text: 't' }, because: 'it goes to somebody' },
    { request: 'GET /mailboxes/ID/messages?limit=101', body: undefined, because: 'a page has 100 at most' },
    { request: 'GET /mailboxes/ID/messages?before=x', body: undefined, because: 'a uid is a number' },
    { request: 'GET /mailboxes/ID/messages/1?markSeen=yes', body: undefined, because: 'markSeen is 0 or 1' },
  ])('$request $body, since $because', async ({ request, body }) => {
    const sandbox = await start();
    const { id } = await thing(sandbox, 'inbox');
    const answer = await ask(sandbox, request.replace('ID', id), body);
    expect(answer).toMatchObject({ status: 400, error: { code: 'validation_error' } });
  });
});

test.each([
  'DELETE /domains/dom_none',
  'DELETE /ips/ip_none',
  'GET /mailboxes/mb_none',
  'DELETE /mailboxes/mb_none',
  'GET /mailboxes/mb_none/messages',
  'GET /orders',
])('%s gets 404', async (request) => {
  expect(await ask(await start(), request)).toMatchObject({ status: 404, error: { code: 'not_found' } });
});
