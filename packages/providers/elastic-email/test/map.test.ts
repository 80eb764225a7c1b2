import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  apiKeyItem,
  domainItem,
  domainName,
  inboundRouteItem,
  smtpCredentialItem,
  subaccountItem,
  suppressionItem,
  utc,
} from '../src/map.ts';
import type { Domain } from '../src/wire.ts';

// Far from UTC, so that a time that is taken for a local one shows.
beforeAll(() => void vi.stubEnv('TZ', 'Pacific/Auckland'));
afterAll(() => void vi.unstubAllEnvs());

const key = {
  Name: 'Shop',
  AccessLevel: ['ViewSettings', 'ViewReports', 'ViewReports'],
  DateCreated: '2026-05-01T10:14:00',
  LastUse: '2026-11-19T08:00:00.1234567',
  Expires: null,
  RestrictAccessToIPRange: ['203.0.113.9', '203.0.113.0/24'],
};
const domain: Domain = {
  Domain: 'News.Acme.Example.',
  DefaultDomain: true,
  Spf: true,
  Dkim: true,
  MX: false,
  DMARC: true,
  IsRewriteDomainValid: true,
  Verify: false,
  Type: 'Http',
  TrackingStatus: 'Validated',
  CertificateStatus: 'CertNotSet',
  CertificateValidationError: null,
  TrackingTypeUserRequest: null,
  VERP: false,
  CustomBouncesDomain: 'Bounces.Acme.Example',
  IsCustomBouncesDomainDefault: false,
  IsMarkedForDeletion: false,
  Ownership: 'Current',
};

test('an API key is known by its name; its use, expiry and restrictions are kept', () => {
  expect(JSON.stringify(apiKeyItem(key, null))).toBe(
    '{"externalId":"Shop","name":"Shop","attributes":{"subaccount":null,"accessLevels":["ViewReports","ViewSettings"],' +
      '"ipRanges":["203.0.113.0/24","203.0.113.9"],"createdAt":"2026-05-01T10:14:00.000Z","expiresAt":null,' +
      '"lastUsedAt":"2026-11-19T08:00:00.123Z"}}',
  );
});

test('a key of a sub-account is known by both names', () => {
  expect(apiKeyItem(key, 'client@acme.example')).toMatchObject({
    externalId: 'client@acme.example/Shop',
    name: 'Shop',
    attributes: { subaccount: 'client@acme.example' },
  });
});

test('the order of permissions and restrictions means nothing, and no restriction is an empty one', () => {
  const turned = { ...key, AccessLevel: ['ViewReports', 'ViewSettings'], RestrictAccessToIPRange: null };
  expect(apiKeyItem(turned, null).attributes).toMatchObject({
    accessLevels: apiKeyItem(key, null).attributes['accessLevels'],
    ipRanges: [],
  });
});

test('an SMTP credential is an address, and has one permission', () => {
  const credential = { ...key, Name: 'Relay@Acme.example', AccessLevel: 'SendSmtp', Expires: '2027-01-01T00:00:00' };
  expect(JSON.stringify(smtpCredentialItem(credential, null))).toBe(
    '{"externalId":"relay@acme.example","name":"relay@acme.example","attributes":{"subaccount":null,' +
      '"accessLevel":"SendSmtp","ipRanges":["203.0.113.0/24","203.0.113.9"],"createdAt":"2026-05-01T10:14:00.000Z",' +
      '"expiresAt":"2027-01-01T00:00:00.000Z","lastUsedAt":"2026-11-19T08:00:00.123Z"}}',
  );
});

test('a sub-account is known by its address, with its settings beside its counts', () => {
  const subaccount = {
    PublicAccountID: '00000000-0000-4000-8000-000000000001',
    Email: 'Client@Acme.example',
    Settings: { Email: { DailySendLimit: 1000, EmailSizeLimit: 10, PoolName: null } },
    LastActivity: null,
    EmailCredits: 250,
    TotalEmailsSent: 9,
    Reputation: 99.5,
    Status: 'Active',
    ContactsCount: 3,
  };
  expect(JSON.stringify(subaccountItem(subaccount))).toBe(
    '{"externalId":"client@acme.example","name":"client@acme.example","attributes":{' +
      '"publicAccountId":"00000000-0000-4000-8000-000000000001","status":"Active","requiresEmailCredits":null,' +
      '"monthlyRefillCredits":null,"dailySendLimit":1000,"emailSizeLimitMb":10,"contactsMax":null,' +
      '"privateIpPurchase":null,"poolName":null,"validSenderDomainOnly":null,"emailCredits":250,"totalEmailsSent":9,' +
      '"contactsCount":3,"reputation":99.5,"lastActivityAt":null}}',
  );
});

test('a domain is called by its name without case and root dot', () => {
  expect(JSON.stringify(domainItem(domain))).toBe(
    '{"externalId":"news.acme.example","name":"news.acme.example","attributes":{"state":"active","isDefault":true,' +
      '"spfOk":true,"dkimOk":true,"dmarcOk":true,"mxOk":false,"trackingOk":true,"verificationPending":false,' +
      '"trackingType":"Http","trackingTypeRequested":null,"trackingStatus":"Validated",' +
      '"certificateStatus":"CertNotSet","certificateError":null,"verp":false,"bouncesDomain":"bounces.acme.example",' +
      '"isBouncesDomainDefault":false,"ownership":"Current"}}',
  );
});

test('a domain that is marked for deletion is still there', () => {
  expect(domainItem({ ...domain, IsMarkedForDeletion: true }).attributes['state']).toBe('deleting');
});

test('a field that the provider leaves out and one that is null mean the same', () => {
  const { CustomBouncesDomain: _left, ...without } = domain;
  expect(JSON.stringify(domainItem(without))).toBe(
    JSON.stringify(domainItem({ ...domain, CustomBouncesDomain: null })),
  );
});

test('a suppressed address says which list it is on', () => {
  const row = { Email: 'Lena@Client.example', FriendlyErrorMessage: 'Mailbox full', ErrorCode: 552, DateUpdated: null };
  expect(JSON.stringify(suppressionItem(row, 'bounces'))).toBe(
    '{"externalId":"lena@client.example","name":"lena@client.example","attributes":{"list":"bounces","errorCode":552,' +
      '"reason":"Mailbox full","updatedAt":null}}',
  );
});

const route = {
  PublicId: '00000000-0000-4000-8000-000000000002',
  Name: 'Replies',
  FilterType: 'EmailAddress',
  Filter: 'reply@acme.example',
  ActionType: 'ForwardToEmail',
  ActionParameter: 'desk@acme.example',
  SortOrder: 1,
};

test('an inbound route is known by its public id', () => {
  expect(JSON.stringify(inboundRouteItem(route))).toBe(
    '{"externalId":"00000000-0000-4000-8000-000000000002","name":"Replies","attributes":{"filterType":"EmailAddress",' +
      '"filter":"reply@acme.example","actionType":"ForwardToEmail","target":"desk@acme.example",' +
      '"targetDigest":"e103184a832ef93f","sortOrder":1}}',
  );
});

test('of the address that a route calls, nothing is kept that could be a token, and yet a change of it shows', () => {
  const at = (url: string) => inboundRouteItem({ ...route, ActionType: 'NotifyViaHttp', ActionParameter: url });
  const [one, other] = [
    at('https://user:pa55@hooks.acme.example:8443/T0/s3cr3t?token=s3cr3t#s3cr3t'),
    at('https://hooks.acme.example:8443/x'),
  ];
  expect(one.attributes['target']).toBe('https://hooks.acme.example:8443');
  expect(JSON.stringify(one)).not.toMatch(/s3cr3t|pa55/);
  expect(other.attributes['target']).toBe(one.attributes['target']);
  expect(other.attributes['targetDigest']).not.toBe(one.attributes['targetDigest']);
});

test('what the provider sends beside the known fields does not come along', () => {
  expect(apiKeyItem({ ...key, Token: 'hunter2' } as typeof key, null)).toEqual(apiKeyItem(key, null));
});

test.each([
  { given: '2026-05-01T10:14:00', want: '2026-05-01T10:14:00.000Z', because: 'times without a zone are in UTC' },
  { given: '2026-05-01T10:14:00Z', want: '2026-05-01T10:14:00.000Z', because: 'it says so' },
  { given: '2026-05-01T12:14:00+02:00', want: '2026-05-01T10:14:00.000Z', because: 'it is the same moment' },
  { given: '2026-05-01T10:14:00.1234567', want: '2026-05-01T10:14:00.123Z', because: '.NET has seven digits' },
  { given: '2026-13-01T10:14:00', want: '2026-13-01T10:14:00', because: 'what is no time is not made one' },
])('$given is $want, since $because', ({ given, want }) => {
  expect(utc(given)).toBe(want);
});

test.each([
  { given: 'Example.COM.', want: 'example.com', because: 'case and the root dot are no part of it' },
  { given: 'MÜNCHEN.example', want: 'xn--mnchen-3ya.example', because: 'DNS knows it so' },
  { given: 'xn--mnchen-3ya.example', want: 'xn--mnchen-3ya.example', because: 'it is already' },
  { given: 'not a name', want: 'not a name', because: 'what a list shows is kept' },
])('$given is $want, since $because', ({ given, want }) => {
  expect(domainName(given)).toBe(want);
});
