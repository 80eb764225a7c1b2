import { describe, expect, test } from 'vitest';
import { provider } from '../src/index.ts';

const key = { Name: 'shop', AccessLevel: ['ViewReports' as const] };
const route = { Name: 'replies', FilterType: 'Subject', Filter: 'help', ActionType: 'Stop' };

describe('what an operation must bring about', () => {
  test.each([
    { operationId: 'createApiKey', input: key, want: [{ becomes: 'present', kind: 'api_key', name: 'shop' }] },
    {
      operationId: 'updateApiKey',
      input: { name: 'shop', ...key, Name: 'store' },
      want: [
        { becomes: 'absent', kind: 'api_key', externalId: 'shop' },
        { becomes: 'present', kind: 'api_key', name: 'store' },
      ],
    },
    {
      operationId: 'updateApiKey',
      input: { name: 'shop', ...key, AccessLevel: ['ViewReports', 'SendHttp'], Expires: '2031-01-01T00:00:00' },
      want: [
        changed('api_key', 'shop', {
          accessLevels: ['SendHttp', 'ViewReports'],
          expiresAt: '2031-01-01T00:00:00.000Z',
        }),
      ],
    },
    {
      operationId: 'updateApiKey',
      input: { name: 'shop', ...key, Expires: null, RestrictAccessToIPRange: [], Subaccount: 'c@b.example' },
      want: [changed('api_key', 'c@b.example/shop', { accessLevels: ['ViewReports'], ipRanges: [], expiresAt: null })],
    },
    {
      operationId: 'updateSmtpCredential',
      input: { name: 'Relay@b.example', Name: 'relay@b.example', RestrictAccessToIPRange: ['203.0.113.7'] },
      want: [changed('smtp_credential', 'relay@b.example', { ipRanges: ['203.0.113.7'] })],
    },
    {
      operationId: 'updateSubaccountEmailSettings',
      input: { email: 'C@b.example', EmailSizeLimit: 20, DailySendLimit: 500 },
      want: [changed('sub_account', 'c@b.example', { emailSizeLimitMb: 20, dailySendLimit: 500 })],
    },
    {
      operationId: 'updateDomain',
      input: { domain: 'acme.example', VERP: true },
      want: [changed('domain', 'acme.example', { verp: true })],
    },
    {
      operationId: 'setDefaultSender',
      input: { email: 'news@Acme.example' },
      want: [changed('domain', 'acme.example', { isDefault: true })],
    },
    {
      operationId: 'updateInboundRoute',
      input: { id: 'r1', ...route },
      want: [
        { becomes: 'present', kind: 'inbound_route', name: 'replies' },
        changed('inbound_route', 'r1', { filterType: 'Subject', filter: 'help', actionType: 'Stop' }),
      ],
    },
    {
      operationId: 'sortInboundRoutes',
      input: { body: [{ PublicInboundId: 'r1', SortOrder: 2 }] },
      want: [changed('inbound_route', 'r1', { sortOrder: 2 })],
    },
    {
      operationId: 'updateApiKey',
      input: { name: 'shop', ...key, Name: 'store', Subaccount: 'c@b.example' },
      want: [
        { becomes: 'absent', kind: 'api_key', externalId: 'c@b.example/shop' },
        { becomes: 'present', kind: 'api_key', name: 'store' },
      ],
    },
    {
      operationId: 'deleteApiKey',
      input: { name: 'shop' },
      want: [{ becomes: 'absent', kind: 'api_key', externalId: 'shop' }],
    },
    {
      operationId: 'deleteApiKey',
      input: { name: 'shop', subaccount: 'c@b.example' },
      want: [{ becomes: 'absent', kind: 'api_key', externalId: 'c@b.example/shop' }],
    },
    {
      operationId: 'createSmtpCredential',
      input: { Name: 'Relay@b.example' },
      want: [{ becomes: 'present', kind: 'smtp_credential', name: 'relay@b.example' }],
    },
    {
      operationId: 'updateSmtpCredential',
      input: { name: 'relay@b.example', Name: 'Mail@b.example' },
      want: [
        { becomes: 'absent', kind: 'smtp_credential', externalId: 'relay@b.example' },
        { becomes: 'present', kind: 'smtp_credential', name: 'mail@b.example' },
      ],
    },
    {
      operationId: 'deleteSmtpCredential',
      input: { name: 'Relay@b.example' },
      want: [{ becomes: 'absent', kind: 'smtp_credential', externalId: 'relay@b.example' }],
    },
    {
      operationId: 'createSubaccount',
      input: { Email: 'New@b.example', Password: 'x' },
      want: [{ becomes: 'present', kind: 'sub_account', name: 'new@b.example' }],
    },
    {
      operationId: 'deleteSubaccount',
      input: { email: 'New@b.example' },
      want: [{ becomes: 'absent', kind: 'sub_account', externalId: 'new@b.example' }],
    },
    {
      operationId: 'addDomain',
      input: { Domain: 'münchen.example' },
      want: [{ becomes: 'present', kind: 'domain', name: 'xn--mnchen-3ya.example' }],
    },
    {
      operationId: 'deleteDomain',
      input: { domain: 'Acme.example' },
      want: [{ becomes: 'absent', kind: 'domain', externalId: 'acme.example' }],
    },
    {
      operationId: 'addComplaints',
      input: { body: ['A@b.example', 'a@b.example', 'c@b.example'] },
      want: [
        { becomes: 'present', kind: 'suppression', name: 'a@b.example' },
        { becomes: 'changed', kind: 'suppression', externalId: 'a@b.example', attributes: { list: 'complaints' } },
        { becomes: 'present', kind: 'suppression', name: 'c@b.example' },
        { becomes: 'changed', kind: 'suppression', externalId: 'c@b.example', attributes: { list: 'complaints' } },
      ],
    },
    {
      operationId: 'deleteSuppression',
      input: { email: 'A@b.example' },
      want: [{ becomes: 'absent', kind: 'suppression', externalId: 'a@b.example' }],
    },
    {
      operationId: 'createInboundRoute',
      input: route,
      want: [{ becomes: 'present', kind: 'inbound_route', name: 'replies' }],
    },
    {
      operationId: 'deleteInboundRoute',
      input: { id: 'r1' },
      want: [{ becomes: 'absent', kind: 'inbound_route', externalId: 'r1' }],
    },
    { operationId: 'changeSubaccountCredits', input: { email: 'a@b.example', Credits: 5 }, want: [] },
    { operationId: 'verifyDomain', input: { domain: 'a.example', body: 'Http' }, want: [] },
    { operationId: 'importBounces', input: { file: 'eA==' }, want: [] },
  ])('$operationId $input', ({ operationId, input, want }) => {
    expect(provider.expectations({ operationId, input })).toEqual(want);
  });
});

function changed(kind: string, externalId: string, attributes: object) {
  return { becomes: 'changed', kind, externalId, attributes };
}
