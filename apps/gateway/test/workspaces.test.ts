import { ApiKey, KeyScope, scopesOfTheFirst, Workspace } from '@rollcall/schema';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { useGateway } from './support/gateway.ts';

const gateway = useGateway();
const Made = z.strictObject({ data: Workspace.strict(), token: z.string().regex(/^rc_live_/), key: ApiKey.strict() });
const Listed = z.strictObject({ data: z.array(Workspace.strict()), nextCursor: z.string().nullable() });
const Events = z.object({
  data: z.array(z.looseObject({ type: z.string(), subject: z.unknown(), actor: z.unknown() })),
});

const listed = async () => Listed.parse((await gateway.query('workspaces.list', {})).data).data;
const eventsOf = async (key?: string) =>
  Events.parse((await gateway.query('events.list', { limit: 500 }, key)).data).data;

describe('a workspace that is made', () => {
  let made: z.infer<typeof Made>;
  beforeAll(async () => {
    made = Made.parse((await gateway.mutate('workspaces.create', { name: '  Acme & Söhne ' })).data);
    gateway.secrets.add(made.token);
  });

  test('has its name without the spaces around it, and a first key that may do all there but make others', () => {
    expect(made.data.name).toBe('Acme & Söhne');
    expect(made.key).toMatchObject({ name: 'admin', revokedAt: null });
    expect([...made.key.scopes, ...scopesOfTheFirst].toSorted()).toEqual(KeyScope.options.toSorted());
  });

  test('is on record where it was made, and in itself', async () => {
    const subject = { kind: 'workspace', externalId: made.data.id, name: made.data.name };
    const created = { type: 'workspace.created', subject, actor: { type: 'api_key', name: 'admin' } };
    expect((await eventsOf())[0]).toMatchObject(created);
    const own = await eventsOf(made.token);
    expect(own).toMatchObject([{ type: 'key.created', subject: { externalId: made.key.id } }, created]);
  });

  test('can be worked in with that key, and holds nothing of the first one', async () => {
    const { data } = await gateway.query('keys.list', undefined, made.token);
    expect(data).toMatchObject({ data: [{ id: made.key.id }] });
    const given = await gateway.mutate('keys.create', { name: 'ci', scopes: ['audit:read'] }, made.token);
    expect(given.status).toBe(200);
  });

  test('cannot make another, see the others, or have a key that could', async () => {
    const scope = 'workspaces:admin';
    const refused = { status: 403, error: { code: 'scope_missing', details: { scope } } };
    expect(await gateway.mutate('workspaces.create', { name: 'third' }, made.token)).toMatchObject(refused);
    expect(await gateway.query('workspaces.list', {}, made.token)).toMatchObject(refused);
    expect(await gateway.mutate('keys.create', { name: 'more', scopes: [scope] }, made.token)).toMatchObject(refused);
  });

  test('is the only one of its name', async () => {
    const before = { workspaces: await listed(), events: (await eventsOf()).length };
    const again = await gateway.mutate('workspaces.create', { name: 'Acme & Söhne' });
    expect(again).toMatchObject({
      status: 409,
      error: {
        code: 'workspace_exists',
        message: 'A workspace named "Acme & Söhne" exists already: choose another name.',
      },
    });
    expect({ workspaces: await listed(), events: (await eventsOf()).length }).toEqual(before);
  });
});

test('nobody gives a scope that they do not have, not in another workspace either', async () => {
  const before = await listed();
  const { token } = await gateway.key(KeyScope.options.filter((scope) => scope !== 'secrets:read'));
  expect(await gateway.mutate('workspaces.create', { name: 'beyond' }, token)).toMatchObject({
    status: 403,
    error: { code: 'scope_missing', details: { scope: 'secrets:read' } },
  });
  expect(await listed()).toEqual(before);
});

test('they are listed page by page, in the order in which they were made', async () => {
  for (const name of ['b', 'a', 'c']) await gateway.mutate('workspaces.create', { name });
  const whole = await listed();
  expect(whole.map(({ name }) => name)).toEqual(['default', 'Acme & Söhne', 'b', 'a', 'c']);
  const paged: Workspace[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = Listed.parse((await gateway.query('workspaces.list', { limit: 2, cursor })).data);
    expect(page.data.length).toBeLessThanOrEqual(2);
    paged.push(...page.data);
    cursor = page.nextCursor;
  }
  expect(paged).toEqual(whole);
});

test.each([
  { name: '', because: 'it is empty' },
  { name: ' \t ', because: 'it is empty but for spaces' },
  { name: 'a\nb', because: 'it holds a line break' },
  { name: 'a\u0085b', because: 'it holds a control character' },
  { name: 'n'.repeat(101), because: 'it is too long' },
  { name: 7, because: 'it is no text' },
  { name: undefined, because: 'it is missing' },
])('the name $name is refused, since $because', async ({ name }) => {
  const { status, error } = await gateway.mutate('workspaces.create', { name });
  expect({ status, code: error?.code }).toEqual({ status: 400, code: 'invalid_input' });
  expect(error?.message).toMatch(/name: /);
});
