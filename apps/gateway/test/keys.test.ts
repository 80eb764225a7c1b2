import { ApiKey, KeyScope } from '@rollcall/schema';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { useGateway } from './support/gateway.ts';

const gateway = useGateway();
const Made = z.strictObject({ token: z.string().regex(/^rc_live_/), key: ApiKey.strict() });
const Listed = z.strictObject({ data: z.array(ApiKey.strict()), nextCursor: z.null() });

const listed = async () => Listed.parse((await gateway.query('keys.list')).data).data;

test('a key that is made works at once, and its token is shown that once', async () => {
  const { data } = await gateway.mutate('keys.create', { name: 'ci', scopes: ['inventory:read', 'inventory:read'] });
  const { token, key } = Made.parse(data);
  gateway.secrets.add(token);
  expect(key).toMatchObject({ name: 'ci', scopes: ['inventory:read'], lastUsedOn: null, revokedAt: null });
  expect((await gateway.query('connections.list', undefined, token)).status).toBe(200);
  const found = (await listed()).find(({ id }) => id === key.id);
  expect(found).toEqual({ ...key, lastUsedOn: new Date().toISOString().slice(0, 10) });
});

test.each(KeyScope.options.filter((scope) => scope !== 'keys:admin'))(
  'a key that lacks %s cannot give it',
  async (scope) => {
    const { token } = await gateway.key(['keys:admin']);
    const before = (await listed()).length;
    const refused = await gateway.mutate('keys.create', { name: 'more', scopes: ['keys:admin', scope] }, token);
    expect(refused).toMatchObject({ status: 403, error: { code: 'scope_missing', details: { scope } } });
    expect(await listed()).toHaveLength(before);
  },
);

test('a key can give what it has', async () => {
  const { token } = await gateway.key(['keys:admin', 'audit:read']);
  expect(await gateway.mutate('keys.create', { name: 'same', scopes: ['audit:read'] }, token)).toMatchObject({
    status: 200,
  });
});

test('a revoked key is refused at once, by the gateway that revoked it', async () => {
  const { token, id } = await gateway.key(['audit:read']);
  expect((await gateway.query('events.list', {}, token)).status).toBe(200);
  const revoked = await gateway.mutate('keys.revoke', { id });
  expect(revoked.data).toMatchObject({ data: { id, revokedAt: expect.any(String) } });
  expect(await gateway.query('events.list', {}, token)).toMatchObject({
    status: 401,
    error: { code: 'unauthenticated' },
  });
  expect((await gateway.mutate('keys.revoke', { id })).data).toEqual(revoked.data);
});

test('a key that another gateway revoked is refused within seconds, also while the time of day is put back', async () => {
  const { token, id } = await gateway.key(['audit:read']);
  const asked = async () => (await gateway.query('events.list', {}, token)).status;
  expect(await asked()).toBe(200);
  await gateway.owner.query('update rollcall.api_key set revoked_at = now() where key_id = $1', [id]);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 60_000 });
  try {
    await expect.poll(asked, { timeout: 4_000, interval: 100 }).toBe(401);
  } finally {
    vi.useRealTimers();
  }
});

test.each<{ procedure: string; input: unknown; says: RegExp; code: string; because: string }>([
  {
    procedure: 'keys.create',
    input: {},
    code: 'invalid_input',
    says: /name: .*; scopes: /,
    because: 'nothing is given',
  },
  {
    procedure: 'keys.create',
    input: { name: '', scopes: ['audit:read'] },
    code: 'invalid_input',
    says: /name: /,
    because: 'the name is empty',
  },
  {
    procedure: 'keys.create',
    input: { name: 'n', scopes: [] },
    code: 'invalid_input',
    says: /scopes: /,
    because: 'no scope is given',
  },
  {
    procedure: 'keys.create',
    input: { name: 'n', scopes: ['root'] },
    code: 'invalid_input',
    says: /scopes\.0: /,
    because: 'there is no such scope',
  },
  {
    procedure: 'keys.create',
    input: { name: 'a\u0000b', scopes: ['audit:read'] },
    code: 'invalid_input',
    says: /./,
    because: 'no text may hold U+0000',
  },
  {
    procedure: 'keys.create',
    input: { name: 'a\ud800b', scopes: ['audit:read'] },
    code: 'invalid_input',
    says: /./,
    because: 'half a character is none',
  },
  { procedure: 'keys.revoke', input: { id: 'short' }, code: 'invalid_input', says: /id: /, because: 'that is no id' },
  {
    procedure: 'keys.revoke',
    input: { id: 'nobodynobody' },
    code: 'not_found',
    says: /There is no key nobodynobody: "keys list"/,
    because: 'there is none',
  },
])('$procedure $input is $code, since $because', async ({ procedure, input, code, says }) => {
  const { status, error } = await gateway.mutate(procedure, input);
  expect(error?.code).toBe(code);
  expect(status).toBe(code === 'not_found' ? 404 : 400);
  expect(error?.message).toMatch(says);
});
