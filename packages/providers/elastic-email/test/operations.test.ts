import { RollcallError } from '@rollcall/schema';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { type Calls, provider } from '../src/index.ts';

function parse(operationId: string, input: object): Readonly<Record<string, unknown>> {
  return provider.operations[operationId]?.parse(input) ?? {};
}

function refusalOf(operationId: string, input: object): string {
  try {
    parse(operationId, input);
  } catch (error) {
    if (error instanceof RollcallError && error.code === 'invalid_input') return error.message;
    throw error;
  }
  return 'accepted';
}

const key = { Name: 'shop', AccessLevel: ['ViewReports'] };

describe('permissions', () => {
  test.each(['None', 'ViewReports', 'Modify2FAEmail', 'ModifyPaidNewsletters'])('%s is one', (level) => {
    expect(parse('createApiKey', { ...key, AccessLevel: [level] })).toMatchObject({ AccessLevel: [level] });
  });

  test.each(['viewreports', 'ViewEverything', 'Modify', ''])('"%s" is none, and the choices are named', (level) => {
    const said = refusalOf('createApiKey', { ...key, AccessLevel: ['ViewReports', level] });
    expect(said).toMatch(/"AccessLevel\.1" must be one of None, ViewAccount, .*ModifyPaidNewsletters/);
    expect(refusalOf('updateApiKey', { name: 'shop', ...key, AccessLevel: [level] })).toContain('must be one of None');
  });
});

describe('restrictions', () => {
  test.each([
    '203.0.113.7',
    '203.0.113.0/24',
    '0.0.0.0/0',
    '203.0.113.1-203.0.113.9',
    '2001:db8::1',
    '2001:db8::/32',
    '2001:db8::1-2001:db8::ff',
    '::1',
  ])('%s is one', (range) => {
    const input = { ...key, RestrictAccessToIPRange: [range] };
    expect(parse('createApiKey', input)).toEqual(input);
  });

  test.each([
    '203.0.113',
    '203.0.113.256',
    '203.0.113.7/33',
    '203.0.113.7-',
    '2001:db8::/129',
    'office.acme.example',
    '12:30',
    'any',
    '',
    ' 203.0.113.7',
  ])('"%s" is none, and the field is named', (range) => {
    const input = { RestrictAccessToIPRange: ['203.0.113.7', range] };
    expect(refusalOf('createApiKey', { ...key, ...input })).toContain(
      '"RestrictAccessToIPRange.1" must be of the form of 203.0.113.0/24',
    );
    const smtp = { Name: 'a@b.example', ...input };
    expect(refusalOf('createSmtpCredential', smtp)).toContain(
      '"RestrictAccessToIPRange.1" must be of the form of 203.0.113.0/24',
    );
  });
});

describe('domain names', () => {
  test.each([
    { given: 'Acme.Example', want: 'acme.example' },
    { given: 'münchen.example', want: 'xn--mnchen-3ya.example' },
    { given: 'MÜNCHEN.example.', want: 'xn--mnchen-3ya.example' },
    { given: '例え.テスト', want: 'xn--r8jz45g.xn--zckzah' },
    { given: '_dmarc.acme.example', want: '_dmarc.acme.example' },
  ])('$given is sent as $want', ({ given, want }) => {
    expect(parse('addDomain', { Domain: given })).toEqual({ Domain: want });
    expect(parse('deleteDomain', { domain: given, confirm: given })).toEqual({ domain: want, confirm: given });
    expect(parse('updateDomain', { domain: given, CustomBouncesDomain: given })).toEqual({
      domain: want,
      CustomBouncesDomain: want,
    });
  });

  test.each([
    'acme',
    'https://acme.example',
    'a b.example',
    'somebody@acme.example',
    '-acme.example',
    'acme-.example',
    'acme..example',
    '203.0.113.7',
    `${'a'.repeat(64)}.example`,
    `${'a.'.repeat(130)}example`,
  ])('%s is none', (given) => {
    expect(refusalOf('addDomain', { Domain: given })).toMatch(/^addDomain: "Domain" must/);
  });
});

describe('times', () => {
  test.each([
    { given: '2027-01-01T00:00:00', want: '2027-01-01T00:00:00', because: 'without a zone it is UTC' },
    { given: '2027-01-01T00:00:00Z', want: '2027-01-01T00:00:00', because: 'the provider documents no zone' },
    { given: '2027-01-01T02:00:00+02:00', want: '2027-01-01T00:00:00', because: 'it is the same moment' },
    { given: '2027-01-01T00:00:00.250Z', want: '2027-01-01T00:00:00', because: 'seconds are all that is documented' },
    { given: '2027-01-01T00:00', want: '2027-01-01T00:00:00', because: 'seconds may be left out' },
    { given: null, want: null, because: 'it never expires' },
  ])('$given is sent as $want, since $because', ({ given, want }) => {
    expect(parse('createApiKey', { ...key, Expires: given })).toEqual({ ...key, Expires: want });
  });

  test.each(['tomorrow', '2027-01-01', '2027-13-01T00:00:00', '2027-01-01T25:00:00Z', 1_800_000_000])(
    '%s is none',
    (given) => {
      expect(refusalOf('getStatistics', { from: given })).toContain('"from" must');
    },
  );
});

test.each([
  { given: { ActionType: 'ForwardToEmail' }, says: '"EmailAddress" is required when "ActionType" is ForwardToEmail' },
  { given: { ActionType: 'NotifyViaHttp' }, says: '"HttpAddress" is required when "ActionType" is NotifyViaHttp' },
  { given: { ActionType: 'ForwardToEmail', EmailAddress: 'desk@acme.example' }, says: 'accepted' },
  { given: { ActionType: 'NotifyViaHttp', HttpAddress: 'https://acme.example/in' }, says: 'accepted' },
  { given: { ActionType: 'NotifyViaHttp', HttpAddress: 'acme' }, says: '"HttpAddress" must be a valid uri' },
  { given: { ActionType: 'Stop' }, says: 'accepted' },
  { given: { ActionType: 'Explode' }, says: 'must be one of Stop, ForwardToEmail, NotifyViaHttp' },
])('an inbound route with $given: $says', ({ given, says }) => {
  const route = { Name: 'replies', FilterType: 'Subject', Filter: 'help', ...given };
  expect(refusalOf('createInboundRoute', route)).toContain(says);
  expect(refusalOf('updateInboundRoute', { id: 'x', ...route })).toContain(says);
});

test.each([
  { operationId: 'addBounces', input: { body: Array(1001).fill('a@b.example') }, says: 'must NOT have more than 1000' },
  { operationId: 'addBounces', input: { body: ['nobody'] }, says: 'must be a valid email' },
  { operationId: 'verifyDomain', input: { domain: 'a.example', body: 'Later' }, says: 'must be one of None, Delete' },
  { operationId: 'createSmtpCredential', input: { Name: 'relay' }, says: '"Name" must be a valid email' },
  { operationId: 'changeSubaccountCredits', input: { email: 'a@b.example', Credits: 0.5 }, says: 'of type integer' },
])('$operationId refuses: $says', ({ operationId, input, says }) => {
  expect(refusalOf(operationId, input)).toContain(says);
});

test('calls are typed: what comes back, and that nothing does', () => {
  expectTypeOf<Calls['createApiKey']['output']['Token']>().toEqualTypeOf<string>();
  expectTypeOf<Calls['deleteApiKey']['output']>().toEqualTypeOf<null>();
  expectTypeOf<Calls['isDomainRestricted']['output']>().toEqualTypeOf<boolean>();
  expectTypeOf<Calls['addBounces']['input']>().toEqualTypeOf<{ body: string[] }>();
  expectTypeOf<Calls['importBounces']['input']>().toEqualTypeOf<{ file: string }>();
  expectTypeOf<Calls['updateSubaccountEmailSettings']['output']['PoolName']>().toEqualTypeOf<
    string | null | undefined
  >();
});

test('every operation of the document says what it may be made with', () => {
  for (const methods of Object.values(provider.document.paths)) {
    for (const operation of Object.values(methods)) {
      expect(operation).toMatchObject({ 'x-rollcall-access': expect.arrayContaining([expect.any(String)]) });
    }
  }
  expect(Object.keys(provider.operations)).toHaveLength(47);
});
