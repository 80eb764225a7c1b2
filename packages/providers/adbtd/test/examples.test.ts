import { runExample } from '@rollcall/provider-kit/testing';
import { expect, type TestContext, test } from 'vitest';
import { start, thing, things } from './sandbox-fixture.ts';

/** Requests in the form of the provider's API page, made by curl with another base URL and key. */
async function asking(context: TestContext) {
  const sandbox = await start();
  const run = async (text: string, own: Readonly<Record<string, string>> = {}) => {
    const replacing = {
      'https://adbtd.com/api/v1': sandbox.baseUrl,
      'adbtd_live_…': sandbox.credential['apiKey'] ?? '',
      ...own,
    };
    const [body = '', status] = (await runExample(context, { language: 'curl', text, replacing })).trim().split('\n');
    return { status: Number(status), body: JSON.parse(body) };
  };
  return { sandbox, run };
}

test('the page’s first example sends a message', async (context) => {
  const { sandbox, run } = await asking(context);
  const { id } = await thing(sandbox, 'inbox');
  const example = `curl https://adbtd.com/api/v1/mailboxes/MAILBOX_ID/send \\
  -H "Authorization: Bearer adbtd_live_…" \\
  -H "Content-Type: application/json" \\
  -d '{
    "to": "you@example.com",
    "subject": "a first one",
    "text": "Hello."
  }'
`;
  expect(await run(example, { MAILBOX_ID: id })).toMatchObject({
    status: 200,
    body: { data: { messageId: expect.stringMatching(/^<.+@.+>$/), accepted: ['you@example.com'], rejected: [] } },
  });
});

test('each list and each body of the page is answered in the page’s form', async (context) => {
  const { sandbox, run } = await asking(context);
  const [{ id: mailbox }, { name: domain }] = [await thing(sandbox, 'inbox'), await thing(sandbox, 'domain')];
  const get = (path: string) => run(`curl "https://adbtd.com/api/v1${path}" -H "Authorization: Bearer adbtd_live_…"\n`);
  const send = (method: string, path: string, body: object) =>
    run(`curl -X ${method} https://adbtd.com/api/v1${path} -H "Authorization: Bearer adbtd_live_…" \\
  -H "Content-Type: application/json" -d '${JSON.stringify(body)}'\n`);
  const text = expect.any(String);
  const order = { orderId: expect.stringMatching(/^ord_/), status: 'pending_provision' };

  expect(await get('/me')).toEqual({
    status: 200,
    body: {
      data: {
        workspace: { id: expect.stringMatching(/^ws_/), slug: text, name: text, currency: 'usd' },
        apiKey: { id: expect.stringMatching(/^key_/), name: text },
      },
    },
  });
  expect((await get('/domains')).body.data[0]).toMatchObject({ id: text, mode: 'byo', spfOk: expect.any(Boolean) });
  expect((await get('/ips')).body.data[0]).toMatchObject({ id: text, status: 'assigned', allocatedAt: text });
  expect((await get('/mailboxes')).body.data[0]).toMatchObject({ submissionPort: 587, imapPort: 993 });
  expect((await get(`/mailboxes/${mailbox}`)).body.data).toMatchObject({ id: mailbox, smtpHost: text });
  expect(await send('POST', '/domains', { name: 'acme.com', mode: 'byo' })).toEqual({
    status: 200,
    body: { data: { ...order, domain: 'acme.com' } },
  });
  expect((await send('POST', '/domains', { name: 'more.com', extra: 1 })).status).toBe(400);
  expect((await send('POST', '/ips', { count: 1 })).body).toEqual({ data: { ...order, ips: 1 } });
  const emails = [`alice.new@${domain}`, `bob.new@${domain}`];
  expect((await send('POST', '/mailboxes', { emails })).body).toEqual({ data: { ...order, emails } });

  const { body } = await get(`/mailboxes/${mailbox}/messages?folder=INBOX&limit=2`);
  expect(body.data).toMatchObject({ folder: 'INBOX', messages: [{ from: [text], cc: expect.any(Array) }, {}] });
  const older = await get(`/mailboxes/${mailbox}/messages?limit=2&before=${body.data.nextBefore}`);
  expect(older.body.data.messages[0].uid).toBeLessThan(body.data.messages[1].uid);
  const { uid } = older.body.data.messages[0];
  expect((await get(`/mailboxes/${mailbox}/messages/${uid}?markSeen=1`)).body.data).toMatchObject({ uid, from: text });
});

test('what the page deletes is gone, and it says what went', async (context) => {
  const { sandbox, run } = await asking(context);
  const remove = (path: string) =>
    run(`curl -X DELETE https://adbtd.com/api/v1${path} -H "Authorization: Bearer adbtd_live_…"\n`);
  const mailbox = await thing(sandbox, 'inbox');
  expect((await remove(`/mailboxes/${mailbox.id}`)).body).toEqual({ data: { deleted: mailbox.name } });
  for (const { id } of await things(sandbox, 'domain')) {
    expect((await remove(`/domains/${id}`)).body.data.deletedMailboxes).toBeGreaterThanOrEqual(0);
  }
  const host = await thing(sandbox, 'host');
  expect((await remove(`/ips/${host.id}`)).body.data).toEqual({
    released: host.name,
    cancelledSubscription: expect.any(Boolean),
  });
  expect((await remove(`/ips/${host.id}`)).body).toEqual({ error: { code: 'not_found', message: expect.any(String) } });
});
