import { describe, expect, test } from 'vitest';
import { sandbox as startSandbox } from '../src/sandbox.ts';
import { ask, call, control, itemOf, openAt, requested, signal, start } from './fixture.ts';

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);

describe('every list is a bare array of the documented shape', () => {
  const key = {
    AccessLevel: expect.arrayContaining([expect.any(String)]),
    Name: expect.any(String),
    DateCreated: time,
    LastUse: expect.toBeOneOf([null, time]),
    Expires: expect.toBeOneOf([null, time]),
    RestrictAccessToIPRange: expect.any(Array),
  };

  test.each([
    { path: '/security/apikeys', count: 13, shape: key },
    { path: '/security/smtp', count: 3, shape: { ...key, AccessLevel: 'SendSmtp' } },
    {
      path: '/suppressions?limit=100',
      count: 60,
      shape: {
        Email: expect.stringMatching(/^(reader-\d{3}@client|sales\.north@alder-team)\.example$/),
        FriendlyErrorMessage: expect.toBeOneOf([null, expect.any(String)]),
        ErrorCode: expect.toBeOneOf([null, expect.any(Number)]),
        DateUpdated: time,
      },
    },
    {
      path: '/inboundroute',
      count: 3,
      shape: {
        PublicId: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
        Name: expect.any(String),
        FilterType: 'EmailAddress',
        Filter: expect.any(String),
        ActionType: expect.toBeOneOf(['ForwardToEmail', 'NotifyViaHttp']),
        ActionParameter: expect.any(String),
        SortOrder: expect.any(Number),
      },
    },
  ])('$path: $count', async ({ path, count, shape }) => {
    const { status, headers, json } = await ask(await start(), `GET ${path}`);
    expect({ status, type: headers.get('content-type') }).toEqual({ status: 200, type: expect.stringMatching(/json/) });
    expect(json).toEqual(Array.from({ length: count }, () => shape));
  });

  test('with at most 20 suppressions, unless another limit is asked for', async () => {
    expect((await ask(await start(), 'GET /suppressions')).json).toHaveLength(20);
  });
});

describe('the data come from the seed', () => {
  const paths = ['/security/apikeys', '/security/smtp', '/subaccounts', '/domains', '/suppressions', '/inboundroute'];

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

  test.each([
    { sizes: { api_key: 17 }, says: 'An account has at most 15 API keys' },
    {
      sizes: { inbox: 1 },
      says: 'choose from sub_account, api_key, smtp_credential, domain, suppression, inbound_route',
    },
  ])('$sizes is refused: $says', async ({ sizes, says }) => {
    await expect(startSandbox({ seed: 1, sizes })).rejects.toThrow(says);
  });

  test('20,000 suppressions are built within seconds', async () => {
    const began = performance.now();
    const sandbox = await start({ sizes: { suppression: 20_000 } });
    expect(performance.now() - began).toBeLessThan(5000);
    expect((await ask(sandbox, 'GET /suppressions?limit=5&offset=19998')).json).toHaveLength(2);
  });
});

describe('every refusal is 400 and a text', () => {
  test.each([
    { what: 'a key that is not known', apiKey: 'F'.repeat(96), says: 'APIKey Expired' },
    { what: 'no key', apiKey: '', says: 'APIKey Expired' },
  ])('$what', async ({ apiKey, says }) => {
    const answer = await ask(await start(), 'GET /domains', undefined, apiKey);
    expect(answer).toMatchObject({ status: 400, json: { Error: says } });
  });

  test('a key past its expiry', async () => {
    const sandbox = await start();
    await control(sandbox, 'POST /change', {
      ...{ do: 'edit', kind: 'api_key', name: 'console', set: { Expires: '2020-01-01T00:00:00' } },
    });
    expect(await ask(sandbox, 'GET /domains')).toMatchObject({ status: 400, json: { Error: 'APIKey Expired' } });
  });

  test.each([
    { request: 'GET /domains/none.example', says: 'not found' },
    { request: 'GET /security/apikeys/none', says: 'not found' },
    { request: 'GET /security/apikeys?subaccount=none%40a.example', says: 'not found' },
    { request: 'DELETE /subaccounts/none@a.example', says: 'not found' },
    { request: 'GET /inboundroute/none', says: 'not found' },
    { request: 'GET /statistics/campaigns/none', says: 'not found' },
    { request: 'GET /statistics', says: 'Missing required parameter' },
    { request: 'GET /statistics?from=2026-02-01T00:00:00&to=2026-01-01T00:00:00', says: 'before' },
    { request: 'POST /domains', body: { Domain: 'alder-news.example' }, says: 'already exists' },
    { request: 'POST /domains', body: { Domain: 'gmail.com' }, says: 'restricted' },
    { request: 'POST /security/apikeys', body: { Name: 'billing', AccessLevel: [] }, says: 'already exists' },
    { request: 'POST /security/apikeys', body: { Name: 'x', AccessLevel: ['Everything'] }, says: 'invalid value' },
    { request: 'PUT /security/apikeys/billing', body: { Name: 'console', AccessLevel: [] }, says: 'already exists' },
    { request: 'POST /security/smtp', body: { Name: 'relay-001@agency.example' }, says: 'already exists' },
    {
      request: 'POST /subaccounts',
      body: { Email: 'alder@agency.example', Password: 'x' },
      says: 'already exists',
    },
    { request: 'PATCH /subaccounts/alder@agency.example/credits', body: { Credits: -1e9 }, says: 'not enough' },
    { request: 'PATCH /domains/a@news-999.example/default', says: 'not found' },
    { request: 'POST /suppressions/bounces', body: [], says: 'invalid value' },
  ])('$request $body: $says', async ({ request, body, says }) => {
    const answer = await ask(await start(), request, body);
    expect(answer).toMatchObject({ status: 400, json: { Error: expect.stringContaining(says) } });
  });

  test('but an address where there is no API is not answered in the API’s form', async () => {
    const answer = await ask(await start(), 'GET /nothing');
    expect(answer).toMatchObject({ status: 404, json: { Message: expect.any(String) } });
  });
});

test('the key is taken in the other documented header, too', async () => {
  const { baseUrl, credential } = await start();
  const response = await fetch(`${baseUrl}/domains`, { headers: { 'X-Auth-Token': credential['apiKey'] ?? '' } });
  expect(response.status).toBe(200);
});

describe('the statuses are those of the document', () => {
  test.each([
    { request: 'POST /security/apikeys', body: { Name: 'new', AccessLevel: ['ViewReports'] }, status: 201 },
    { request: 'POST /domains', body: { Domain: 'acme.example' }, status: 201 },
    { request: 'POST /subaccounts', body: { Email: 'new@agency.example', Password: 'x' }, status: 201 },
    { request: 'POST /suppressions/bounces', body: ['new@client.example'], status: 201 },
    { request: 'PUT /subaccounts/alder@agency.example/settings/email', body: { EmailSizeLimit: 5 }, status: 201 },
    {
      request: 'POST /inboundroute',
      body: { Name: 'new', FilterType: 'Subject', Filter: 'x', ActionType: 'Stop' },
      status: 200,
    },
  ])('$request is answered with $status and a body', async ({ request, body, status }) => {
    const answer = await ask(await start(), request, body);
    expect(answer).toMatchObject({ status, json: expect.anything() });
  });

  test.each([
    'DELETE /security/apikeys/billing',
    'DELETE /security/smtp/relay-001@agency.example',
    'DELETE /domains/birch-news.example',
    'DELETE /subaccounts/cedar@agency.example',
    'DELETE /suppressions/reader-001@client.example',
  ])('%s is answered with 200 and nothing', async (request) => {
    expect(await ask(await start(), request)).toMatchObject({ status: 200, text: '' });
  });
});

describe('sub-accounts', () => {
  test('have credits added and taken away', async () => {
    const session = openAt(await start());
    const { email } = { email: 'alder@agency.example' };
    const { EmailCredits: before } = await call(session, 'getSubaccount', { email });
    expect(await call(session, 'changeSubaccountCredits', { email, Credits: 70, Notes: 'more' })).toBeNull();
    await call(session, 'changeSubaccountCredits', { email, Credits: -20 });
    expect(await call(session, 'getSubaccount', { email })).toMatchObject({ EmailCredits: before + 50 });
  });

  test('keep the settings that are not given', async () => {
    const sandbox = await start();
    const session = openAt(sandbox);
    const email = 'alder@agency.example';
    const before = await itemOf(session, 'sub_account', email);
    const set = await call(session, 'updateSubaccountEmailSettings', { email, DailySendLimit: 7 });
    expect(set).toMatchObject({ DailySendLimit: 7, EmailSizeLimit: 10 });
    expect((await itemOf(session, 'sub_account', email)).attributes).toEqual({
      ...before.attributes,
      dailySendLimit: 7,
    });
  });

  test('take their keys and credentials with them', async () => {
    const sandbox = await start();
    const gone = await control(sandbox, 'POST /change', {
      ...{ do: 'delete', kind: 'sub_account', name: 'alder@agency.example' },
    });
    expect(gone).toEqual({
      changed: [
        { kind: 'sub_account', id: 'alder@agency.example', name: 'alder@agency.example' },
        { kind: 'api_key', id: 'alder@agency.example/client site', name: 'client site' },
        {
          kind: 'smtp_credential',
          id: 'alder@agency.example/relay@alder-news.example',
          name: 'relay@alder-news.example',
        },
      ],
    });
  });

  test('of two accounts may have keys of one name', async () => {
    const sandbox = await start();
    const input = { Name: 'billing', AccessLevel: ['ViewReports' as const], Subaccount: 'alder@agency.example' };
    const session = openAt(sandbox);
    await call(session, 'createApiKey', input);
    await call(session, 'deleteApiKey', { name: 'billing', confirm: 'billing', subaccount: 'alder@agency.example' });
    expect(await session.read('api_key', 'billing', signal)).toBeDefined();
  });
});

describe('domains', () => {
  test('may stay for a while after they were deleted, marked', async () => {
    const sandbox = await start();
    const session = openAt(sandbox);
    await control(sandbox, 'POST /change', { do: 'deletion', delayMs: 700 });
    expect(
      await call(session, 'deleteDomain', { domain: 'birch-news.example', confirm: 'birch-news.example' }),
    ).toBeNull();
    expect((await itemOf(session, 'domain', 'birch-news.example')).attributes['state']).toBe('deleting');
    await expect(
      call(session, 'deleteDomain', { domain: 'birch-news.example', confirm: 'birch-news.example' }),
    ).rejects.toMatchObject({
      kind: 'not_found',
    });
    await expect.poll(() => session.read('domain', 'birch-news.example', signal)).toBeUndefined();
  });

  test('are verified by what DNS shows of them', async () => {
    const sandbox = await start();
    const session = openAt(sandbox);
    await call(session, 'addDomain', { Domain: 'acme.example' });
    expect(await call(session, 'verifyDomain', { domain: 'acme.example', body: 'Http' })).toMatchObject({
      Verify: true,
      TrackingStatus: 'NotValidated',
      ValidationLog: 'SPF: missing; DKIM: missing; MX: missing; DMARC: missing',
    });
    const set = { Spf: true, Dkim: true, IsRewriteDomainValid: true };
    await control(sandbox, 'POST /change', { do: 'edit', kind: 'domain', name: 'acme.example', set });
    expect(await call(session, 'verifyDomain', { domain: 'acme.example', body: 'LetsEncryptCert' })).toMatchObject({
      Verify: false,
      Type: 'LetsEncryptCert',
      TrackingStatus: 'Validated',
    });
  });

  test('have one default among them, which must be verified', async () => {
    const session = openAt(await start());
    await call(session, 'addDomain', { Domain: 'acme.example' });
    const email = 'hello@acme.example';
    await expect(call(session, 'setDefaultSender', { email })).rejects.toMatchObject({ kind: 'rejected' });
    await call(session, 'setDefaultSender', { email: 'hello@birch-news.example' });
    const defaults = (await call(session, 'listDomains', {})).filter(({ DefaultDomain }) => DefaultDomain);
    expect(defaults.map(({ Domain }) => Domain)).toEqual(['birch-news.example']);
    const added = await call(session, 'addDomain', { Domain: 'b.example', SetAsDefault: true });
    expect(added).toMatchObject({ Domain: 'b.example', DefaultDomain: true });
  });

  test('have their bounces changed, and say whether they are restricted', async () => {
    const session = openAt(await start());
    const change = { domain: 'birch-news.example', CustomBouncesDomain: 'b.birch-news.example', VERP: true };
    expect(await call(session, 'updateDomain', change)).toMatchObject({
      CustomBouncesDomain: 'b.birch-news.example',
      VERP: true,
    });
    expect(await call(session, 'isDomainRestricted', { domain: 'gmail.com' })).toBe(true);
    expect(await call(session, 'isDomainRestricted', { domain: 'birch-news.example' })).toBe(false);
  });
});

describe('suppressions', () => {
  test('are on one list each: the last one wins', async () => {
    const session = openAt(await start());
    const email = 'Lena@client.example';
    await call(session, 'addBounces', { body: [email] });
    await call(session, 'addUnsubscribes', { body: [email] });
    const found = await call(session, 'listBounces', { search: 'lena' });
    expect(found).toEqual([]);
    expect(await itemOf(session, 'suppression', 'lena@client.example')).toMatchObject({
      attributes: { list: 'unsubscribes' },
    });
  });

  test('come from a file, as a form', async () => {
    const sandbox = await start();
    const session = openAt(sandbox);
    const file = Buffer.from('Email,Reason\nimported-1@client.example,x\r\nimported-2@client.example\n').toString(
      'base64',
    );
    expect(await call(session, 'importComplaints', { file })).toBeNull();
    expect(await requested(sandbox)).toEqual(['importComplaints']);
    expect(await itemOf(session, 'suppression', 'imported-2@client.example')).toMatchObject({
      attributes: { list: 'complaints' },
    });
    const empty = Buffer.from('nothing\n').toString('base64');
    await expect(call(session, 'importBounces', { file: empty })).rejects.toMatchObject({ kind: 'rejected' });
  });
});

test('inbound routes are created behind the others, moved, and close the gap when one goes', async () => {
  const session = openAt(await start());
  const order = async () =>
    (await call(session, 'listInboundRoutes', {})).map(({ Name, SortOrder }) => ({ Name, SortOrder }));
  const made = await call(session, 'createInboundRoute', {
    ...{ Name: 'last', FilterType: 'Subject', Filter: 'x', ActionType: 'NotifyViaHttp' },
    HttpAddress: 'https://hooks.agency.example/in',
  });
  expect(made).toMatchObject({ SortOrder: 4, ActionParameter: 'https://hooks.agency.example/in' });
  await call(session, 'sortInboundRoutes', { body: [{ PublicInboundId: made.PublicId, SortOrder: 2 }] });
  expect(await order()).toEqual([
    { Name: 'replies 001', SortOrder: 1 },
    { Name: 'last', SortOrder: 2 },
    { Name: 'replies 002', SortOrder: 3 },
    { Name: 'replies 003', SortOrder: 4 },
  ]);
  const change = { id: made.PublicId, Name: 'second', FilterType: 'Subject', Filter: 'y', ActionType: 'Stop' } as const;
  expect(await call(session, 'updateInboundRoute', change)).toMatchObject({ Name: 'second', ActionParameter: null });
  await call(session, 'deleteInboundRoute', { id: made.PublicId, confirm: made.PublicId });
  expect((await order()).map(({ SortOrder }) => SortOrder)).toEqual([1, 2, 3]);
});

test('statistics add up, page by page', async () => {
  const session = openAt(await start());
  const channels = await call(session, 'listChannelStatistics', {});
  const all = await call(session, 'getStatistics', { from: '2026-01-01T00:00:00Z' });
  expect(all.EmailTotal).toBe(channels.reduce((sum, { EmailTotal = 0 }) => sum + EmailTotal, 0));
  expect(await call(session, 'listCampaignStatistics', { limit: 1, offset: 1 })).toMatchObject([
    { ChannelName: 'autumn offer' },
  ]);
  expect(await call(session, 'getCampaignStatistics', { name: 'win back' })).toMatchObject({ ChannelName: 'win back' });
  expect(await call(session, 'getChannelStatistics', { name: 'http api' })).toMatchObject({ ChannelName: 'http api' });
});
