import { describe, expect, expectTypeOf, test } from 'vitest';
import { type Calls, provider } from '../src/index.ts';
import {
  answering,
  ask,
  call,
  change,
  itemsOf,
  openSession,
  pagesOf,
  signal,
  start,
  startWithSession,
} from './support.ts';

const png = 'iVBORw0KGgo=';

describe('both spellings of fields', () => {
  test.each(provider.kinds.map(({ kind, perParent }) => ({ kind, perParent })))('list the same $kind', async (spec) => {
    const { sandbox, session } = await startWithSession();
    const [parent] = spec.perParent === undefined ? [undefined] : await itemsOf(session, spec.perParent);
    const before = await itemsOf(session, spec.kind, parent);
    await change(sandbox, { do: 'dialect', fields: 'snake', canceled: 'cancelled' });
    expect(await itemsOf(session, spec.kind, parent)).toEqual(before);
    expect(before.length).toBeGreaterThan(0);
  });

  test('give callers the documented one', async () => {
    const { sandbox, session } = await startWithSession();
    const before = await call(session, 'listOrders', {});
    await change(sandbox, { do: 'dialect', fields: 'snake' });
    expect(await call(session, 'listOrders', {})).toEqual(before);
    expect(before[0]).toHaveProperty('autoRenew');
  });

  test('keep what is secret out of what is stored', async () => {
    const { sandbox, session } = await startWithSession();
    const { id } = (await call(session, 'listInboxes', { limit: 1 }))[0] ?? { id: '' };
    for (const fields of ['camel', 'snake']) {
      await change(sandbox, { do: 'dialect', fields });
      const credentials = await call(session, 'getInboxCredentials', { inboxId: id });
      const stored = JSON.stringify(provider.operations['getInboxCredentials']?.redactResult(credentials));
      expect(credentials.appPassword).toMatch(/^[a-z0-9]{16}$/);
      expect(stored).not.toContain(credentials.appPassword);
      expect(stored).toContain('"appPassword":{"$withheld":"secret"}');
    }
  });
});

describe('the unit of money', () => {
  test.each([
    { settings: {}, money: 'major', said: 'assumed', isNumber: true },
    { settings: { moneyUnit: 'major' }, money: 'text', said: 'confirmed', isNumber: true },
    { settings: { moneyUnit: 'minor' }, money: 'minor', said: 'confirmed', isNumber: true },
    { settings: { moneyUnit: 'unknown' }, money: 'major', said: 'unknown', isNumber: false },
  ])('is what the connection says: $settings', async ({ settings, money, said, isNumber }) => {
    const { sandbox, session } = await startWithSession({ sizes: { domain: 4, order: 2 } }, settings);
    await change(sandbox, { do: 'dialect', money });
    const orders = await itemsOf(session, 'order');
    const sums = orders.map(({ attributes }) => attributes['amountMinor']);
    expect(sums).toEqual(isNumber ? ['5900', '2400'] : [null, null]);
    expect(new Set(orders.map(({ attributes }) => attributes['unit']))).toEqual(new Set([said]));
  });

  test('comes with the very digits that the provider sent', async () => {
    const digits = '90071992547409931.17';
    const row = `{"id":"t1","type":"credit","amount":${digits},"currency":"USD","balance_after":0.1}`;
    const { session } = await answering(() => `{"data":[${row}],"pagination":{"total":1}}`);
    const [item] = await itemsOf(session, 'wallet_transaction');
    expect(item?.attributes).toMatchObject({
      ...{ amountRaw: digits, amountMinor: '9007199254740993117', balanceAfterMinor: '10' },
    });
  });

  test('is exact, too, where one order is read by its id', async () => {
    const { session } = await answering(() => '{"data":{"id":"o1","status":"active","amount":1.10,"currency":"USD"}}');
    expect((await session.read('order', 'o1', signal))?.attributes['amountRaw']).toBe('1.10');
  });
});

describe('the writes on API keys, which may need a signed-in person', () => {
  test.each(['createApiKey', 'revokeApiKey'] as const)('%s says so when it is refused', async (operationId) => {
    const { sandbox, session } = await startWithSession();
    await change(sandbox, { do: 'key_writes', by: 'session_only' });
    const input = operationId === 'createApiKey' ? { name: 'ci' } : { keyId: 'k1' };
    await expect(session.call({ operationId, input }, signal)).rejects.toMatchObject({
      ...{ kind: 'session_only', applied: 'no', status: 403, providerCode: 'SESSION_REQUIRED' },
      message: expect.stringContaining('use its dashboard'),
    });
  });

  test.each([
    { status: 401, code: 'MISSING_API_KEY', kind: 'session_only' },
    { status: 401, code: 'UNAUTHORIZED', kind: 'session_only' },
    { status: 401, code: 'INVALID_API_KEY', kind: 'unauthorized' },
    { status: 429, code: 'RATE_LIMITED', kind: 'rate_limited' },
  ])('$status $code is $kind', async ({ status, code, kind }) => {
    const { sandbox, session } = await startWithSession();
    await change(sandbox, { operation: 'createApiKey', fault: 'status', status, code }, 'faults');
    await expect(call(session, 'createApiKey', { name: 'ci' })).rejects.toMatchObject({ kind, providerCode: code });
  });

  test('and no other operation', async () => {
    const { sandbox, session } = await startWithSession();
    await change(sandbox, { operation: 'listApiKeys', fault: 'status', status: 403 }, 'faults');
    await expect(call(session, 'listApiKeys', {})).rejects.toMatchObject({ kind: 'forbidden' });
  });

  test('show the whole key to the caller, and keep it out of what is stored', async () => {
    const { session } = await startWithSession();
    const { key } = await call(session, 'createApiKey', { name: 'ci' });
    expect(key).toMatch(/^si_live_[a-z0-9]{32}$/);
    expect(JSON.stringify(provider.operations['createApiKey']?.redactResult({ id: 'k', key }))).not.toContain(key);
    expect((await itemsOf(session, 'api_key')).map(({ name }) => name)).toContain('ci');
  });
});

test('a photo goes out as a form with a file, and its bytes are not stored', async () => {
  const { sandbox, session } = await startWithSession();
  const { id } = (await call(session, 'listInboxes', { limit: 1 }))[0] ?? { id: '' };
  expect(await call(session, 'setInboxPhoto', { inboxId: id, photo: png })).toMatchObject({ type: 'update_photo' });
  await expect(call(session, 'setInboxPhoto', { inboxId: id, photo: 'aGVsbG8=' })).rejects.toMatchObject({
    ...{ kind: 'rejected', providerCode: 'INVALID_REQUEST', providerMessage: expect.stringContaining('PNG') },
  });
  // The same as JSON is no upload.
  expect(await ask(sandbox, `PATCH /inboxes/${id}/profile-photo`, { photo: png })).toMatchObject({ status: 400 });
  expect(() => provider.operations['setInboxPhoto']?.parse({ inboxId: id, photo: 'not base64!' })).toThrow('"photo"');
  const stored = provider.operations['setInboxPhoto']?.redact({ inboxId: id, photo: png });
  expect(stored).toEqual({ inboxId: id, photo: { $withheld: 'opaque', length: png.length } });
});

describe('a job that takes time', () => {
  test('is followed to its end, and its effect shows then', async () => {
    const { sandbox, session } = await startWithSession();
    await change(sandbox, { do: 'provisioning', delayMs: 800 });
    const [inbox] = await itemsOf(session, 'inbox');
    const items = [{ inboxId: inbox?.externalId ?? '', username: 'renamed' }];
    const { id } = await call(session, 'createInboxMutation', { domain: String(inbox?.attributes['domain']), items });
    const statusOf = async () => (await session.read('inbox_mutation', id, signal))?.attributes['status'];
    expect(await statusOf()).toBe('queued');
    expect((await itemsOf(session, 'inbox_mutation')).at(-1)).toMatchObject({ externalId: id });
    await expect.poll(statusOf, { interval: 5 }).toBe('processing');
    expect((await session.read('inbox', inbox?.externalId ?? '', signal))?.name).toBe(inbox?.name);
    await expect.poll(statusOf).toBe('completed');
    const now = await session.read('inbox', inbox?.externalId ?? '', signal);
    expect(now?.name).toBe(`renamed@${inbox?.attributes['domain']}`);
  });

  test.each([
    { items: ['gone'], status: 'failed', lastError: 'the inbox does not exist' },
    { items: ['first', 'gone'], status: 'partially_completed', lastError: 'the inbox does not exist' },
    { items: ['first'], status: 'completed', lastError: null },
  ])('that changes $items ends as $status', async ({ items, status, lastError }) => {
    const { session } = await startWithSession();
    const [inbox] = await itemsOf(session, 'inbox');
    const ids = items.map((item) => (item === 'first' ? (inbox?.externalId ?? '') : item));
    const changes = ids.map((inboxId) => ({ inboxId, password: 'hunter2-hunter2' }));
    const { id } = await call(session, 'createInboxMutation', { items: changes });
    expect((await session.read('inbox_mutation', id, signal))?.attributes).toMatchObject({ status, lastError });
  });
});

test('a whole life: ordered, canceled, gone, and back', async () => {
  const { sandbox, session } = await startWithSession();
  await call(session, 'transferFunds', {
    toWorkspaceId: (await itemsOf(session, 'provider_workspace'))[1]?.externalId ?? null,
    amount: '0.01',
  });
  const paid = await call(session, 'confirmTopup', {
    sessionId: String((await call(session, 'createTopup', { amount: 500 })).sessionId),
  });
  expect(paid).toMatchObject({ type: 'credit', amount: 500 });
  const before = (await itemsOf(session, 'wallet')).find(({ name }) => name === 'master');
  const order = await call(session, 'placeOrder', { domains: [{ domain: 'New.example' }], inboxesPerDomain: 2 });
  const inboxes = async () =>
    (await itemsOf(session, 'inbox')).filter(({ attributes }) => attributes['domain'] === 'new.example');
  expect(await inboxes()).toHaveLength(2);
  const after = (await itemsOf(session, 'wallet')).find(({ name }) => name === 'master');
  expect(Number(before?.attributes['balanceMinor']) - Number(after?.attributes['balanceMinor'])).toBe(2 * 350 + 1200);
  const [debit] = await itemsOf(session, 'wallet_transaction');
  expect(debit?.attributes).toMatchObject({ type: 'debit', amountMinor: '1900', orderId: order.id, wallet: 'master' });

  expect(await call(session, 'cancelOrder', { orderId: order.id })).toMatchObject({
    status: 'queued_for_cancellation',
  });
  expect(await inboxes()).toHaveLength(2);
  await change(sandbox, { do: 'period_end' });
  expect(await inboxes()).toHaveLength(0);
  expect((await session.read('order', order.id, signal))?.attributes['status']).toBe('canceled');
  await call(session, 'reactivateOrder', { orderId: order.id });
  expect(await inboxes()).toHaveLength(2);
});

test('another resource than the one asked for is not believed', async () => {
  const { session } = await answering(() => '{"success":true,"data":{"id":"o2","status":"active"}}');
  await expect(session.read('order', 'o1', signal)).rejects.toMatchObject({ kind: 'unrecognised' });
});

test('a nameserver state is asked of each domain, a wallet overview once', async () => {
  const { session } = await startWithSession();
  const [domain] = await itemsOf(session, 'domain');
  const pages = await pagesOf(session, { kind: 'nameserver_state', ...(domain && { parent: domain }) });
  expect(pages.map(({ items, evidence }) => [items.length, evidence.end])).toEqual([[1, 'whole_document']]);
  expect((await itemsOf(session, 'wallet')).map(({ externalId }) => externalId)).toContain('master');
});

test('a key that is refused is named so, in the words of either vocabulary', async () => {
  const sandbox = await start();
  const session = openSession({ baseUrl: sandbox.baseUrl, credential: { apiKey: 'si_live_wrong_key' } });
  await expect(session.identify(signal)).rejects.toMatchObject({
    kind: 'unauthorized',
    providerCode: 'INVALID_API_KEY',
  });
  await change(sandbox, { operation: '*', fault: 'status', status: 401, code: 'UNAUTHORIZED' }, 'faults');
  await expect(session.identify(signal)).rejects.toMatchObject({ kind: 'unauthorized', providerCode: 'UNAUTHORIZED' });
});

test('calls are typed: a wrong field does not compile', () => {
  expectTypeOf<Calls['setOrderAutoRenew']['input']>().toEqualTypeOf<{ orderId: string; autoRenew: boolean }>();
  expectTypeOf<Calls['setInboxPhoto']['input']>().toEqualTypeOf<{ inboxId: string; photo: string }>();
  expectTypeOf<Calls['getWalletOverview']['input']>().toEqualTypeOf<Record<string, never>>();
  expectTypeOf<keyof Calls>().toExtend<string>();
});
