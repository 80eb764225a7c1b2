import { describe, expect, test } from 'vitest';
import { ApiKey, Domain, InboundRoute, SmtpCredential, Subaccount, Suppression } from '../src/wire.ts';

const key = {
  Name: 'shop',
  AccessLevel: ['ViewReports'],
  DateCreated: '2026-05-01T10:14:00',
  LastUse: null,
  Expires: '2027-05-01T10:14:00',
};
const subaccount = {
  PublicAccountID: '00000000-0000-4000-8000-000000000001',
  Email: 'client@acme.example',
  EmailCredits: 1000,
  TotalEmailsSent: 1000,
  Reputation: 100,
  Status: 'Active',
  ContactsCount: 6,
};
const domain = {
  Domain: 'acme.example',
  DefaultDomain: true,
  Spf: true,
  Dkim: true,
  MX: true,
  DMARC: true,
  IsRewriteDomainValid: true,
  Verify: false,
};
const suppression = { Email: 'lena@client.example', ErrorCode: null, DateUpdated: null };
const route = {
  PublicId: '00000000-0000-4000-8000-000000000002',
  Name: 'replies',
  FilterType: 'Subject',
  Filter: 'help',
  ActionType: 'Stop',
  SortOrder: 1,
};

describe.each([
  { name: 'ApiKey', wire: ApiKey, least: key },
  { name: 'SmtpCredential', wire: SmtpCredential, least: { ...key, AccessLevel: 'SendSmtp' } },
  { name: 'Subaccount', wire: Subaccount, least: subaccount },
  { name: 'Domain', wire: Domain, least: domain },
  { name: 'Suppression', wire: Suppression, least: suppression },
  { name: 'InboundRoute', wire: InboundRoute, least: route },
])('$name', ({ wire, least }) => {
  test('is read from the fields that are always there, and drops what is not documented', () => {
    expect(wire.parse({ ...least, Password: 'hunter2' })).toEqual(least);
  });

  test.each(Object.keys(least))('is refused without %s', (field) => {
    const { [field]: _left, ...rest } = least as Record<string, unknown>; // Any of the six.
    expect(wire.safeParse(rest).error?.issues.map(({ path }) => path.join('.'))).toEqual([field]);
  });
});

test.each([
  { what: 'a list of permissions in an SMTP credential', wire: SmtpCredential, value: key, accepted: false },
  {
    what: 'one permission in an API key',
    wire: ApiKey,
    value: { ...key, AccessLevel: 'SendHttp' },
    accepted: false,
  },
  {
    what: 'a permission of tomorrow',
    wire: ApiKey,
    value: { ...key, AccessLevel: ['ViewMoon'] },
    accepted: true,
  },
  { what: 'a time with a zone', wire: ApiKey, value: { ...key, DateCreated: '2026-05-01T10:14:00Z' }, accepted: true },
  { what: 'a day instead of a time', wire: ApiKey, value: { ...key, DateCreated: '2026-05-01' }, accepted: false },
  {
    what: 'no restriction at all',
    wire: ApiKey,
    value: { ...key, RestrictAccessToIPRange: null },
    accepted: true,
  },
  {
    what: 'credits with a fraction',
    wire: Subaccount,
    value: { ...subaccount, EmailCredits: 0.5 },
    accepted: false,
  },
  {
    what: 'a reputation with a fraction',
    wire: Subaccount,
    value: { ...subaccount, Reputation: 99.5 },
    accepted: true,
  },
  {
    what: 'settings without a pool',
    wire: Subaccount,
    value: { ...subaccount, Settings: { Email: {} } },
    accepted: true,
  },
  { what: 'a flag that is null', wire: Domain, value: { ...domain, Spf: null }, accepted: false },
  {
    what: 'a domain without a certificate',
    wire: Domain,
    value: { ...domain, CertificateStatus: null },
    accepted: true,
  },
  { what: 'an address without a domain', wire: Suppression, value: { ...suppression, Email: 'lena' }, accepted: false },
])('$what is accepted: $accepted', ({ wire, value, accepted }) => {
  expect(wire.safeParse(value).success).toBe(accepted);
});
