import { type Session, unlimitedBudget } from '@rollcall/provider-kit';
import type { Sandbox } from '@rollcall/provider-kit/sandbox';
import { describe, expect, expectTypeOf, onTestFinished, test } from 'vitest';
import { type Calls, provider } from '../src/index.ts';

async function openSandbox(): Promise<{ readonly sandbox: Sandbox; readonly session: Session }> {
  const sandbox = await provider.sandbox({ seed: 7, limits: false });
  const session = provider.open({
    baseUrl: sandbox.baseUrl,
    credential: provider.credential.parse(sandbox.credential),
    settings: {},
    budget: unlimitedBudget(),
  });
  onTestFinished(async () => {
    await session.close();
    await sandbox.close();
  });
  return { sandbox, session };
}

const { signal } = new AbortController();

async function call<Id extends keyof Calls & string>(
  session: Session,
  operationId: Id,
  input: Calls[Id]['input'],
): Promise<Calls[Id]['output']> {
  const parsed = provider.operations[operationId]?.parse(input) ?? {};
  return (await session.call({ operationId, input: parsed }, signal)) as Calls[Id]['output']; // Checked by `call`.
}

async function names(session: Session, kind: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const page of session.list({ kind }, signal)) for (const { name } of page.items) found.push(name);
  return found;
}

describe('what an operation must bring about', () => {
  test.each([
    {
      operationId: 'addDomain',
      input: { name: 'Acme.COM' },
      want: [{ becomes: 'present', kind: 'domain', name: 'acme.com' }],
    },
    {
      operationId: 'deleteDomain',
      input: { id: 'dom_1' },
      want: [{ becomes: 'absent', kind: 'domain', externalId: 'dom_1' }],
    },
    { operationId: 'orderIps', input: { count: 3 }, want: [{ becomes: 'more', kind: 'host', count: 3 }] },
    {
      operationId: 'releaseIp',
      input: { id: 'ip_1' },
      want: [{ becomes: 'absent', kind: 'host', externalId: 'ip_1' }],
    },
    {
      operationId: 'createMailboxes',
      input: { emails: ['Alice@Acme.com', 'bob@acme.com', 'alice@acme.com'] },
      want: [
        { becomes: 'present', kind: 'inbox', name: 'alice@acme.com' },
        { becomes: 'present', kind: 'inbox', name: 'bob@acme.com' },
      ],
    },
    {
      operationId: 'deleteMailbox',
      input: { id: 'mb_1' },
      want: [{ becomes: 'absent', kind: 'inbox', externalId: 'mb_1' }],
    },
    { operationId: 'sendMessage', input: { id: 'mb_1', to: 'a@b.example', subject: 's', text: 't' }, want: [] },
    { operationId: 'getMessage', input: { id: 'mb_1', uid: 1, markSeen: '1' }, want: [] },
  ])('$operationId', ({ operationId, input, want }) => {
    expect(provider.expectations({ operationId, input })).toEqual(want);
  });
});

test('domains, mailboxes and IPs can be ordered and given back', async () => {
  const { session } = await openSandbox();
  expect(await call(session, 'addDomain', { name: 'New.example' })).toMatchObject({ domain: 'New.example' });
  await expect.poll(() => names(session, 'domain')).toContain('new.example');
  await call(session, 'createMailboxes', { emails: ['Ada@new.example', 'bob@new.example'] });
  await expect
    .poll(() => names(session, 'inbox'))
    .toEqual(expect.arrayContaining(['ada@new.example', 'bob@new.example']));
  const before = (await names(session, 'host')).length;
  await call(session, 'orderIps', { count: 2 });
  await expect.poll(async () => (await names(session, 'host')).length).toBe(before + 2);

  const domain = (await call(session, 'listDomains', {})).find(({ name }) => name.toLowerCase() === 'new.example');
  expect(await call(session, 'deleteDomain', { id: domain?.id ?? '', confirm: domain?.id ?? '' })).toEqual({
    deletedMailboxes: 2,
  });
  expect(await names(session, 'domain')).not.toContain('new.example');
  expect(await names(session, 'inbox')).not.toContain('ada@new.example');
});

test('messages can be sent, listed page by page and read', async () => {
  const { session } = await openSandbox();
  const [from, to] = await call(session, 'listMailboxes', {});
  if (from === undefined || to === undefined) throw new Error('the sandbox has too few mailboxes');
  const sent = await call(session, 'sendMessage', { id: from.id, to: to.email, subject: 'hello', text: 'Hi <there>' });
  expect(sent.accepted).toEqual([to.email]);
  const page = await call(session, 'listMessages', { id: to.id, limit: 1 });
  expect(page.messages).toHaveLength(1);
  const [newest] = page.messages;
  const message = await call(session, 'getMessage', { id: to.id, uid: newest?.uid ?? 0, markSeen: '1' });
  expect(message).toMatchObject({ subject: 'hello', text: 'Hi <there>' });
  const again = await call(session, 'listMessages', { id: to.id, limit: 1 });
  expect(again.messages[0]?.seen).toBe(true);
});

test('what is kept of a message holds none of its bodies', () => {
  const { redact, redactResult } = provider.operations['getMessage'] ?? {};
  expect(redact?.({ id: 'mb_1', uid: 1 })).toEqual({ id: 'mb_1', uid: 1 });
  expect(redactResult?.({ uid: 1, text: 'secret plan', html: null, subject: 's' })).toEqual({
    uid: 1,
    text: { $withheld: 'opaque', length: 11 },
    html: null,
    subject: 's',
  });
});

test('another mailbox than the one asked for is not believed', async () => {
  const { sandbox, session } = await openSandbox();
  const [mailbox] = await call(session, 'listMailboxes', {});
  const body = JSON.stringify({ operation: 'getMailbox', fault: 'malformed', field: 'id', value: 'mb_other' });
  await fetch(`${sandbox.controlUrl}/faults`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  });
  await expect(session.read('inbox', mailbox?.id ?? '', signal)).rejects.toMatchObject({ kind: 'unrecognised' });
});

test('a checkout link comes with the error that asks for payment', async () => {
  const { sandbox, session } = await openSandbox();
  for (const checkoutUrl of ['inside', 'beside']) {
    const body = JSON.stringify({ do: 'payment', required: true, checkoutUrl });
    await fetch(`${sandbox.controlUrl}/change`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    await expect(call(session, 'orderIps', { count: 1 })).rejects.toMatchObject({
      kind: 'payment_required',
      applied: 'no',
      extras: { checkoutUrl: expect.stringContaining('https://') },
    });
  }
});

test('calls are typed: a wrong field does not compile', () => {
  expectTypeOf<Calls['createMailboxes']['input']>().toEqualTypeOf<{ emails: string[] }>();
  expectTypeOf<Calls['orderIps']['output']>().toEqualTypeOf<{ orderId: string; status: string; ips: number }>();
  expectTypeOf<Calls['listIps']['input']>().toEqualTypeOf<Record<string, never>>();
  const check = <Id extends keyof Calls>(_id: Id, _input: Calls[Id]['input']) => undefined;
  check('addDomain', { name: 'acme.com' });
  // @ts-expect-error The field is called `name`.
  check('addDomain', { domain: 'acme.com' });
  // @ts-expect-error A message needs a subject.
  check('sendMessage', { id: 'mb_1', to: 'a@b.example', text: 't' });
  // @ts-expect-error Only these two modes are documented.
  check('addDomain', { name: 'acme.com', mode: 'rent' });
  // @ts-expect-error There is no such operation.
  check('renameDomain', { name: 'acme.com' });
});
