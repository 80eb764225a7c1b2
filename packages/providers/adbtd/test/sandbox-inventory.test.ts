import { describe, expect, test } from 'vitest';
import { ask, change, start, thing, things } from './sandbox-fixture.ts';

describe('domains', () => {
  test('are listed by name, a new one without its records', async () => {
    const sandbox = await start();
    await ask(sandbox, 'POST /domains', { name: 'acme.com' });
    const { data } = await ask(sandbox, 'GET /domains');
    expect(data).toMatchObject([
      { name: 'acme.com', mode: 'byo', spfOk: false, mxOk: false, lastVerifiedAt: null },
      { name: 'agency-001.example' },
      ...Array(39).fill({}),
    ]);
  });

  test('need an IP', async () => {
    const sandbox = await start({ sizes: { host: 0 } });
    const answer = await ask(sandbox, 'POST /domains', { name: 'acme.com' });
    expect(answer).toMatchObject({ status: 409, error: { code: 'conflict' } });
  });

  test.each(['agency-001.example', 'AGENCY-001.example'])('cannot be added twice: %s', async (name) => {
    const answer = await ask(await start(), 'POST /domains', { name });
    expect(answer).toMatchObject({ status: 409, error: { code: 'conflict' } });
  });

  test('take their mailboxes with them, and no others', async () => {
    const sandbox = await start();
    const { id } = await thing(sandbox, 'domain');
    const inboxes = await things(sandbox, 'inbox');
    const under = inboxes.filter(({ name }) => name.endsWith('@agency-001.example'));
    expect(await ask(sandbox, `DELETE /domains/${id}`)).toMatchObject({ status: 200, data: { deletedMailboxes: 3 } });
    for (const mailbox of under) {
      expect(await ask(sandbox, `GET /mailboxes/${mailbox.id}`)).toMatchObject({ status: 404 });
    }
    expect((await ask(sandbox, 'GET /mailboxes')).data).toHaveLength(117);
    expect((await ask(sandbox, 'GET /domains')).data).toHaveLength(39);
  });
});

describe('dedicated IPs', () => {
  test('are added by an order, with addresses that nobody had', async () => {
    const sandbox = await start();
    await ask(sandbox, 'POST /ips', { count: 10 });
    const names = (await things(sandbox, 'host')).map(({ name }) => name);
    expect(new Set(names).size).toBe(14);
  });

  test('need a domain', async () => {
    const sandbox = await start({ sizes: { domain: 0, inbox: 0 } });
    expect(await ask(sandbox, 'POST /ips', { count: 1 })).toMatchObject({ status: 409, error: { code: 'conflict' } });
  });

  test('run out, and then nothing is ordered', async () => {
    const sandbox = await start();
    await change(sandbox, { do: 'inventory', free: 3 });
    const refused = { status: 503, error: { code: 'inventory_unavailable' } };
    expect(await ask(sandbox, 'POST /ips', { count: 4 })).toMatchObject(refused);
    expect(await ask(sandbox, 'POST /ips', { count: 3 })).toMatchObject({ status: 200 });
    expect(await ask(sandbox, 'POST /ips', { count: 1 })).toMatchObject(refused);
    expect((await ask(sandbox, 'GET /ips')).data).toHaveLength(7);
  });

  test('are kept while an active mailbox uses them', async () => {
    const sandbox = await start({ sizes: { host: 2, domain: 2, inbox: 2 } });
    const { id, name } = await thing(sandbox, 'host');
    expect(await ask(sandbox, `DELETE /ips/${id}`)).toMatchObject({ status: 409, error: { code: 'conflict' } });
    const mailbox = await thing(sandbox, 'inbox');
    await change(sandbox, { do: 'edit', kind: 'inbox', id: mailbox.id, set: { status: 'suspended' } });
    const released = { status: 200, data: { released: name, cancelledSubscription: false } };
    expect(await ask(sandbox, `DELETE /ips/${id}`)).toMatchObject(released);
  });

  test('end the subscription with the last one, and do not come back', async () => {
    const sandbox = await start({ sizes: { host: 1, domain: 1, inbox: 0 } });
    const { id, name } = await thing(sandbox, 'host');
    expect((await ask(sandbox, `DELETE /ips/${id}`)).data).toEqual({ released: name, cancelledSubscription: true });
    await ask(sandbox, 'POST /ips', { count: 10 });
    expect((await ask(sandbox, 'GET /ips')).text).not.toContain(`"${name}"`);
  });
});

describe('mailboxes', () => {
  test.each([
    { emails: ['bob@nowhere.example'], because: 'their domain is not there' },
    { emails: ['new@agency-001.example', 'bob@nowhere.example'], because: 'one domain is not there' },
    { emails: ['new@agency-001.example', 'NEW@agency-001.example'], because: 'one is there twice' },
    { emails: ['sales.north@agency-001.example'], because: 'it exists' },
  ])('$emails are refused, all of them, since $because', async ({ emails }) => {
    const sandbox = await start();
    const answer = await ask(sandbox, 'POST /mailboxes', { emails });
    expect(answer).toMatchObject({ status: 409, error: { code: 'conflict' } });
    expect((await ask(sandbox, 'GET /mailboxes')).data).toHaveLength(120);
  });

  test('share the host of their domain', async () => {
    const sandbox = await start();
    await ask(sandbox, 'POST /mailboxes', { emails: ['new@agency-002.example'] });
    const { data } = await ask(sandbox, 'GET /mailboxes');
    const hosts = JSON.stringify(data).match(/@agency-002\.example","smtpHost":"[^"]+"/g);
    expect(hosts).toHaveLength(4);
    expect(new Set(hosts).size).toBe(1);
  });

  test('are deleted one by one', async () => {
    const sandbox = await start();
    const { id, name } = await thing(sandbox, 'inbox');
    expect((await ask(sandbox, `DELETE /mailboxes/${id}`)).data).toEqual({ deleted: name });
    expect(await ask(sandbox, `DELETE /mailboxes/${id}`)).toMatchObject({ status: 404 });
    expect((await ask(sandbox, 'GET /mailboxes')).data).toHaveLength(119);
  });
});

describe('orders', () => {
  test('are carried out after the delay, and meanwhile hold their names', async () => {
    const sandbox = await start();
    await change(sandbox, { do: 'provisioning', delayMs: 3_000 });
    await ask(sandbox, 'POST /domains', { name: 'acme.com' });
    await ask(sandbox, 'POST /ips', { count: 2 });
    await ask(sandbox, 'POST /mailboxes', { emails: ['new@agency-001.example'] });
    expect((await ask(sandbox, 'GET /domains')).data).toHaveLength(40);
    expect((await ask(sandbox, 'GET /ips')).data).toHaveLength(4);
    expect((await ask(sandbox, 'GET /mailboxes')).data).toHaveLength(120);
    expect(await ask(sandbox, 'POST /domains', { name: 'ACME.com' })).toMatchObject({ status: 409 });
    expect(await ask(sandbox, 'POST /mailboxes', { emails: ['new@agency-001.example'] })).toMatchObject({
      status: 409,
    });
    await expect.poll(async () => (await ask(sandbox, 'GET /domains')).data).toHaveLength(41);
    await expect.poll(async () => (await ask(sandbox, 'GET /ips')).data).toHaveLength(6);
    await expect.poll(async () => (await ask(sandbox, 'GET /mailboxes')).data).toHaveLength(121);
  });

  test('bring nothing about under a domain that was deleted meanwhile', async () => {
    const sandbox = await start();
    await change(sandbox, { do: 'provisioning', delayMs: 700 });
    await ask(sandbox, 'POST /mailboxes', { emails: ['new@agency-001.example', 'new@agency-002.example'] });
    await change(sandbox, { do: 'delete', kind: 'domain', name: 'agency-001.example' });
    await expect.poll(async () => (await ask(sandbox, 'GET /mailboxes')).text).toContain('new@agency-002');
    expect((await ask(sandbox, 'GET /mailboxes')).text).not.toContain('@agency-001');
  });

  test.each([
    { checkoutUrl: 'inside', want: { error: { code: 'payment_required', checkoutUrl: expect.any(String) } } },
    { checkoutUrl: 'beside', want: { error: { code: 'payment_required' }, checkoutUrl: expect.any(String) } },
  ])('get 402 while there is no way to pay, with checkoutUrl $checkoutUrl the error', async ({ checkoutUrl, want }) => {
    const sandbox = await start();
    await change(sandbox, { do: 'payment', required: true, checkoutUrl });
    const orders = [
      ['POST /domains', { name: 'acme.com' }],
      ['POST /ips', { count: 1 }],
      ['POST /mailboxes', { emails: ['new@agency-001.example'] }],
    ] as const;
    for (const [request, body] of orders) {
      const answer = await ask(sandbox, request, body);
      expect(answer.status).toBe(402);
      expect(JSON.parse(answer.text)).toMatchObject(want);
      expect(answer.text.match(/checkoutUrl/g)).toHaveLength(1);
    }
    await change(sandbox, { do: 'payment', required: false });
    expect(await ask(sandbox, 'POST /domains', { name: 'acme.com' })).toMatchObject({ status: 200 });
  });
});

describe('the documented rate limits', () => {
  test.each([
    { request: 'GET /me', burst: 60, waits: 1, others: 'GET /mailboxes/ID/messages' },
    { request: 'POST /mailboxes/ID/send', burst: 10, waits: 2, others: 'GET /me' },
    { request: 'GET /mailboxes/ID/messages', burst: 30, waits: 2, others: 'GET /me' },
  ])(
    '$request: $burst at once, then 429 with Retry-After of up to $waits s',
    async ({ request, burst, waits, others }) => {
      const sandbox = await start({ limits: true });
      const { id } = await thing(sandbox, 'inbox');
      const body = request.startsWith('POST') ? { to: 'you@example.com', subject: 's', text: 't' } : undefined;
      const answers = await Promise.all(
        Array.from({ length: burst + 10 }, () => ask(sandbox, request.replace('ID', id), body)),
      );
      const refused = answers.filter(({ status }) => status === 429);
      expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(burst);
      expect(refused.length).toBeGreaterThanOrEqual(1);
      for (const answer of refused) expect(answer).toMatchObject({ error: { code: 'rate_limited' } });
      const seconds = refused.map(({ headers }) => Number(headers.get('retry-after')));
      expect(Math.min(...seconds)).toBeGreaterThanOrEqual(1);
      expect(Math.max(...seconds)).toBe(waits);
      expect(await ask(sandbox, others.replace('ID', id))).toMatchObject({ status: 200 });
    },
  );

  test('are forgotten after a rest', async () => {
    const sandbox = await start({ limits: true });
    const answers = await Promise.all(Array.from({ length: 70 }, () => ask(sandbox, 'GET /me')));
    expect(answers.some(({ status }) => status === 429)).toBe(true);
    await expect.poll(async () => (await ask(sandbox, 'GET /me')).status, { timeout: 3000 }).toBe(200);
  });

  test('can be left out', async () => {
    const sandbox = await start({ limits: false });
    const requests = Array.from({ length: 100 }, () => ask(sandbox, 'GET /me'));
    for (const answer of await Promise.all(requests)) expect(answer.status).toBe(200);
  });
});

test.each([
  { status: 400, code: 'validation_error' },
  { status: 401, code: 'unauthorized' },
  { status: 402, code: 'payment_required' },
  { status: 404, code: 'not_found' },
  { status: 409, code: 'conflict' },
  { status: 429, code: 'rate_limited' },
  { status: 500, code: 'internal_error' },
  { status: 502, code: 'smtp_error' },
  { status: 503, code: 'inventory_unavailable' },
  { status: 418, code: 'internal_error' },
])('a planted $status comes with the code $code', async ({ status, code }) => {
  const sandbox = await start();
  const fault = { operation: 'listIps', fault: 'status', status };
  await fetch(`${sandbox.controlUrl}/faults`, { method: 'POST', body: JSON.stringify(fault) });
  expect(await ask(sandbox, 'GET /ips')).toMatchObject({ status, error: { code } });
  expect(await ask(sandbox, 'GET /ips')).toMatchObject({ status: 200 });
});

describe('behind the API’s back', () => {
  test('records drift, names and ids change, and the API shows it', async () => {
    const sandbox = await start();
    const set = { dkimOk: false, status: 'failing', lastVerifiedAt: null };
    await change(sandbox, { do: 'edit', kind: 'domain', name: 'agency-005.example', set });
    const { data } = await ask(sandbox, 'GET /domains');
    expect(data).toContainEqual(expect.objectContaining({ name: 'agency-005.example', ...set }));
  });

  test.each([
    { kind: 'inbox', name: 'secret@agency-003.example', path: '/mailboxes' },
    { kind: 'domain', name: 'secret.example', path: '/domains' },
    { kind: 'host', name: '198.18.0.77', path: '/ips' },
  ])('a $kind appears and disappears', async ({ kind, name, path }) => {
    const sandbox = await start();
    await change(sandbox, { do: 'create', kind, name });
    expect((await ask(sandbox, `GET ${path}`)).text).toContain(name);
    await change(sandbox, { do: 'delete', kind, name });
    expect((await ask(sandbox, `GET ${path}`)).text).not.toContain(name);
  });

  test('a deleted domain takes its mailboxes with it', async () => {
    const sandbox = await start();
    const changed = await change(sandbox, { do: 'delete', kind: 'domain', name: 'agency-001.example' });
    expect(changed).toMatchObject({ changed: [{ kind: 'domain' }, ...Array(3).fill({ kind: 'inbox' })] });
    expect((await ask(sandbox, 'GET /mailboxes')).data).toHaveLength(117);
  });

  test('an inbox cannot be created without its domain', async () => {
    const creating = change(await start(), { do: 'create', kind: 'inbox', name: 'bob@nowhere.example' });
    await expect(creating).rejects.toThrow('bob@nowhere.example needs its domain');
  });

  test('the credential opens another account', async () => {
    const sandbox = await start();
    await change(sandbox, { do: 'account', id: 'ws_other' });
    expect((await ask(sandbox, 'GET /me')).data).toMatchObject({ workspace: { id: 'ws_other', name: 'Agency' } });
  });
});
