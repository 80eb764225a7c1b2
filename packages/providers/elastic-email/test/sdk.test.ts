import {
  AccessLevel,
  Configuration,
  SecurityApi,
  SubAccountsApi,
  SuppressionsApi,
} from '@elasticemail/elasticemail-client-ts-axios';
import { expect, test } from 'vitest';
import { document } from '../src/generated/document.ts';
import { openAt, signal, start } from './fixture.ts';

/** The vendor's own client, pointed at the sandbox by nothing but its base path and its key. */
async function vendorsClient() {
  const sandbox = await start();
  const configuration = new Configuration({ apiKey: sandbox.credential['apiKey'] ?? '', basePath: sandbox.baseUrl });
  return { sandbox, configuration, keys: new SecurityApi(configuration) };
}

test('the vendor’s SDK lists keys', async () => {
  const { keys } = await vendorsClient();
  const { status, data } = await keys.securityApikeysGet();
  expect(status).toBe(200);
  expect(data.map(({ Name }) => Name).slice(0, 4)).toEqual(['console', 'newsletter', 'billing', 'monitoring']);
  expect(Object.keys(data[0] ?? {}).sort()).toEqual([
    ...['AccessLevel', 'DateCreated', 'Expires', 'LastUse', 'Name', 'RestrictAccessToIPRange'],
  ]);
  const ofClient = await keys.securityApikeysGet('alder@agency.example');
  expect(ofClient.data.map(({ Name }) => Name)).toEqual(['client site']);
});

test('the vendor’s SDK creates a key, which works until it is deleted', async () => {
  const { sandbox, keys } = await vendorsClient();
  const payload = {
    Name: 'made by the SDK',
    AccessLevel: [AccessLevel.ViewReports, AccessLevel.ViewSettings],
    Expires: '2031-01-01T00:00:00',
    RestrictAccessToIPRange: ['203.0.113.7'],
  };
  const { status, data: created } = await keys.securityApikeysPost(payload);
  expect(status).toBe(201);
  expect(created).toMatchObject({ ...payload, LastUse: null, Token: expect.stringMatching(/^[0-9A-F]{96}$/) });
  const { data: read } = await keys.securityApikeysByNameGet('made by the SDK');
  expect(read).toMatchObject(payload);
  expect(read).not.toHaveProperty('Token');

  const ours = openAt(sandbox, { apiKey: created.Token ?? '' });
  expect(await ours.identify(signal)).toBeNull();
  expect((await keys.securityApikeysByNameDelete('made by the SDK')).status).toBe(200);
  await expect(ours.identify(signal)).rejects.toMatchObject({ kind: 'unauthorized' });
});

test('the vendor’s SDK updates a key: its name, permissions and restrictions', async () => {
  const { keys } = await vendorsClient();
  const { data: before } = await keys.securityApikeysByNameGet('billing');
  const change = { Name: 'invoices', AccessLevel: [AccessLevel.ViewBilling], RestrictAccessToIPRange: [] };
  const { status, data: after } = await keys.securityApikeysByNamePut('billing', change);
  expect(status).toBe(200);
  expect(after).toMatchObject({ ...change, DateCreated: before.DateCreated });
  await expect(keys.securityApikeysByNameGet('billing')).rejects.toMatchObject({
    response: { status: 400, data: { Error: expect.stringContaining('not found') } },
  });
});

test('the vendor’s SDK creates, changes and deletes SMTP credentials', async () => {
  const { keys } = await vendorsClient();
  const { data: created } = await keys.securitySmtpPost({ Name: 'sdk@agency.example' });
  expect(created).toMatchObject({ Name: 'sdk@agency.example', AccessLevel: 'SendSmtp', Token: expect.any(String) });
  await keys.securitySmtpByNamePut('sdk@agency.example', { Name: 'moved@agency.example' });
  const names = async () => (await keys.securitySmtpGet()).data.map(({ Name }) => Name);
  expect(await names()).toContain('moved@agency.example');
  await keys.securitySmtpByNameDelete('moved@agency.example');
  expect(await names()).not.toContain('moved@agency.example');
});

test('the vendor’s SDK works with sub-accounts and suppressions', async () => {
  const { configuration } = await vendorsClient();
  const subaccounts = new SubAccountsApi(configuration);
  const { status, data } = await subaccounts.subaccountsPost({
    Email: 'new@agency.example',
    Password: 'correct horse',
  });
  expect({ status, data }).toMatchObject({ status: 201, data: { Email: 'new@agency.example', EmailCredits: 0 } });
  await subaccounts.subaccountsByEmailCreditsPatch('new@agency.example', { Credits: 250, Notes: 'a start' });
  expect((await subaccounts.subaccountsByEmailGet('new@agency.example')).data.EmailCredits).toBe(250);
  expect((await subaccounts.subaccountsGet(2, 1)).data.map(({ Email }) => Email)).toEqual([
    'birch@agency.example',
    'cedar@agency.example',
  ]);

  const suppressions = new SuppressionsApi(configuration);
  const added = await suppressions.suppressionsComplaintsPost(['a@client.example', 'b@client.example']);
  expect({ status: added.status, count: added.data.length }).toEqual({ status: 201, count: 2 });
  expect((await suppressions.suppressionsComplaintsGet('b@', 10, 0)).data).toMatchObject([
    { Email: 'b@client.example' },
  ]);
  await suppressions.suppressionsByEmailDelete('a@client.example');
  await expect(suppressions.suppressionsByEmailGet('a@client.example')).rejects.toMatchObject({
    response: { status: 400 },
  });
});

test('the permissions that may be asked for are those the vendor’s SDK knows, but for two that are no more', () => {
  const { schemas } = document.components as { schemas: { AccessLevel: { enum: readonly string[] } } }; // As written.
  const known = schemas.AccessLevel.enum;
  expect(known).toHaveLength(61);
  expect(new Set(known).size).toBe(61);
  // The SDK is older than the document: this one became two, and that one is gone.
  const unknown = Object.values(AccessLevel).filter((level) => !known.includes(level));
  expect(unknown).toEqual(['Modify2FA', 'DisableContactsStore']);
  expect(known).toEqual(expect.arrayContaining(['Modify2FAEmail', 'Modify2FASms']));
});
