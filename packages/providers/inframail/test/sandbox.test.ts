import { describe, expect, test } from 'vitest';
import { ask, control, hostsOf, names, openTo, start } from './fixture.ts';

/** The sandbox, and what a person copies from the dashboard's page. */
async function startCopied(options: Parameters<typeof start>[0] = {}) {
  const sandbox = await start(options);
  const { apiKey = '', customerId = '', profileId = '' } = sandbox.credential;
  const [hostOrderId = ''] = hostsOf(sandbox);
  return { sandbox, url: `${sandbox.baseUrl}/host/operations/email`, apiKey, customerId, profileId, hostOrderId };
}

const email = 'new.one@alder-desk.example';

test('the list of a host, by fetch: its status, its type, and what an account shows', async () => {
  const { url, apiKey, customerId, profileId, hostOrderId } = await startCopied();
  const query = new URLSearchParams({ hostOrderId, customerId, profileId });
  const response = await fetch(`${url}?${query}`, { headers: { 'x-api-key': apiKey } });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  const { emails }: { emails: unknown[] } = JSON.parse(await response.text());
  expect(emails[0]).toEqual({
    email: expect.stringMatching(/^[a-z.]+@(alder|birch|cedar)-desk\.example$/i),
    name: expect.any(String),
    status: 'active',
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  });
});

describe('what is refused', () => {
  const path = '/host/operations/email';
  test.each([
    { with: 'no host', query: { hostOrderId: undefined }, status: 400, error: 'bad_request' },
    { with: 'no customer', query: { customerId: undefined }, status: 400, error: 'bad_request' },
    { with: 'no profile', query: { profileId: undefined }, status: 400, error: 'bad_request' },
    { with: 'another customer', query: { customerId: '1' }, status: 403, error: 'forbidden' },
    { with: 'another profile', query: { profileId: '1' }, status: 403, error: 'forbidden' },
    { with: 'another host', query: { hostOrderId: '1' }, status: 404, error: 'not_found' },
  ])('a list with $with: $status', async ({ query, status, error }) => {
    const { sandbox, customerId, profileId, hostOrderId } = await startCopied();
    const given = Object.entries({ hostOrderId, customerId, profileId, ...query });
    const sent = new URLSearchParams();
    for (const [name, value] of given) if (value !== undefined) sent.set(name, value);
    expect(await ask(sandbox, `GET ${path}?${sent}`)).toMatchObject({ status, json: { error } });
  });

  test.each([
    { request: `POST ${path}`, body: { password: 'correct-horse-1' }, status: 400 },
    { request: `POST ${path}`, body: { email: 'new', password: 'correct-horse-1' }, status: 400 },
    { request: `POST ${path}`, body: { email, password: 'correct-horse-1', profileId: 'x' }, status: 403 },
    { request: `POST ${path}`, body: { email, mode: 'delete' }, status: 400 },
    { request: `DELETE ${path}`, body: { email, profileId: 'x' }, status: 403 },
    { request: `DELETE ${path}`, body: { email }, status: 404 },
    { request: `DELETE ${path}`, body: undefined, status: 400 },
    { request: `PUT ${path}`, body: { email }, status: 404 },
    { request: 'GET /host/operations/dns', body: undefined, status: 404 },
  ])('$request $body: $status', async ({ request, body, status }) => {
    const { sandbox, profileId } = await startCopied();
    expect(await ask(sandbox, request, body && { profileId, ...body })).toMatchObject({ status });
  });

  test('a request without the key, or with another one', async () => {
    const { url } = await startCopied();
    for (const headers of [{}, { 'x-api-key': 'inf_wrong' }, { authorization: 'Bearer x' }]) {
      expect((await fetch(url, { headers })).status).toBe(401);
    }
  });
});

describe('the account', () => {
  test('is the same for the same seed, and another for another', async () => {
    const state = async (seed: number) => {
      const sandbox = await start({ seed });
      return JSON.stringify([sandbox.credential, sandbox.settings, await control(sandbox, 'GET /state')]);
    };
    expect(await state(5)).toBe(await state(5));
    expect(await state(5)).not.toBe(await state(6));
  });

  test('has the size it was asked for, and ids in the provider’s form', async () => {
    const sandbox = await start({ sizes: { host: 5, domain: 50, inbox: 2000 } });
    expect(sandbox.sizes).toEqual({ host: 5, domain: 50, inbox: 2000 });
    const { apiKey, customerId, profileId } = sandbox.credential;
    expect(apiKey).toMatch(/^inf_[0-9a-f]{64}$/);
    expect(customerId).toMatch(/^\d{8}$/);
    expect(profileId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    for (const hostOrderId of hostsOf(sandbox)) expect(hostOrderId).toMatch(/^\d{13}$/);
    const session = openTo(sandbox);
    const perHost = hostsOf(sandbox).map((hostOrderId) => names(session, 'inbox', hostOrderId));
    expect((await Promise.all(perHost)).map(({ length }) => length)).toEqual([400, 400, 400, 400, 400]);
    expect((await names(session, 'domain')).length).toBe(50);
  });

  test.each([
    { sizes: { host: 0 }, fits: true },
    { sizes: { domain: 0 }, fits: true },
    { sizes: { host: 0, domain: 1 }, fits: false },
    { sizes: { domain: 0, inbox: 1 }, fits: false },
  ])('of $sizes can be had: $fits', async ({ sizes, fits }) => {
    const outcome = await start({ sizes }).then(
      () => true,
      (error: Error) => error.name !== 'SandboxError',
    );
    expect(outcome).toBe(fits);
  });
});

describe('behind the API’s back', () => {
  test('a host is lost with its domains and inboxes, and is no longer known', async () => {
    const { sandbox, hostOrderId } = await startCopied({ sizes: { host: 2, domain: 4, inbox: 8 } });
    const session = openTo(sandbox);
    const change = { do: 'delete', kind: 'host', name: hostOrderId };
    const { changed } = (await control(sandbox, 'POST /change', change)) as { changed: { kind: string }[] }; // Its shape.
    expect(Object.groupBy(changed, ({ kind }) => kind)).toMatchObject({ domain: { length: 2 }, inbox: { length: 4 } });
    await expect(names(session, 'inbox', hostOrderId)).rejects.toMatchObject({ kind: 'not_found' });
  });

  test('a domain is lost with its inboxes, or moves to another host with them', async () => {
    const { sandbox } = await startCopied({ sizes: { host: 2, domain: 4, inbox: 8 } });
    const [first = '', second = ''] = hostsOf(sandbox);
    const session = openTo(sandbox);
    await control(sandbox, 'POST /change', { do: 'delete', kind: 'domain', name: 'alder-desk.example' });
    expect((await names(session, 'inbox', first)).length).toBe(2);
    expect(await control(sandbox, 'GET /state')).toMatchObject({
      kinds: { domain: { count: 3 }, inbox: { count: 6 } },
    });
    const move = { do: 'edit', kind: 'domain', name: 'cedar-desk.example', set: { hostOrderId: second } };
    await control(sandbox, 'POST /change', move);
    expect(await names(session, 'inbox', first)).toEqual([]);
    expect((await names(session, 'inbox', second)).length).toBe(6);
  });

  test('an inbox is made and lost, and needs its domain', async () => {
    const { sandbox, hostOrderId } = await startCopied();
    const session = openTo(sandbox);
    await control(sandbox, 'POST /change', { do: 'create', kind: 'inbox', name: email, set: { name: 'New One' } });
    expect(await names(session, 'inbox', hostOrderId)).toContain(email);
    await control(sandbox, 'POST /change', { do: 'delete', kind: 'inbox', name: email });
    expect(await names(session, 'inbox', hostOrderId)).not.toContain(email);
    const homeless = { do: 'create', kind: 'inbox', name: 'a@b.example' };
    await expect(control(sandbox, 'POST /change', homeless)).rejects.toThrow('needs its domain');
  });
});
