import { expect, test } from 'vitest';
import { domainItem, domainOf, hostItem, inboxItem, inboxName, sentEmail } from '../src/map.ts';

const account = {
  email: 'Ada.Adler@Acme.COM',
  name: 'Ada Adler',
  status: 'active',
  createdAt: '2026-05-01T10:14:00.000Z',
};

test('a configured host is known and called by its order, and says where it comes from', () => {
  expect(JSON.stringify(hostItem('1700000000001'))).toBe(
    '{"externalId":"1700000000001","name":"1700000000001","attributes":{"configured":true}}',
  );
});

test('an account becomes an inbox, known by its address, that names its domain and its host', () => {
  expect(JSON.stringify(inboxItem(account, '1700000000001'))).toBe(
    '{"externalId":"ada.adler@acme.com","name":"ada.adler@acme.com","attributes":{"domain":"acme.com",' +
      '"hostOrderId":"1700000000001","displayName":"Ada Adler","status":"active",' +
      '"createdAt":"2026-05-01T10:14:00.000Z"}}',
  );
  expect(inboxItem(account, 'h').attributes['domain']).toBe(domainItem(account).name);
});

test('an account of which only the address is known has the same attributes, empty', () => {
  expect(JSON.stringify(inboxItem({ email: 'a@b.example' }, 'h').attributes)).toBe(
    '{"domain":"b.example","hostOrderId":"h","displayName":null,"status":null,"createdAt":null}',
  );
});

test('a domain is marked as derived, and says nothing that depends on which accounts were listed', () => {
  const wanted = '{"externalId":"acme.com","name":"acme.com","attributes":{"derived":true}}';
  expect(JSON.stringify(domainItem(account))).toBe(wanted);
  expect(JSON.stringify(domainItem({ email: 'other@acme.com', status: 'suspended' }))).toBe(wanted);
});

test('what the provider sends beside the known fields does not come along', () => {
  const withMore = { ...account, password: 'hunter2', quota: 5 };
  expect(inboxItem(withMore, 'h')).toEqual(inboxItem(account, 'h'));
});

test.each([
  { email: 'Alice@Acme.com', name: 'alice@acme.com', domain: 'acme.com', because: 'case is not identity' },
  { email: 'alice@acme.com.', name: 'alice@acme.com', domain: 'acme.com', because: 'the root dot is implied' },
  {
    email: 'info@MÜNCHEN.example',
    name: 'info@xn--mnchen-3ya.example',
    domain: 'xn--mnchen-3ya.example',
    because: 'a domain has one ASCII form',
  },
  {
    email: 'a@bücher.例え',
    name: 'a@xn--bcher-kva.xn--r8jz45g',
    domain: 'xn--bcher-kva.xn--r8jz45g',
    because: 'likewise',
  },
  { email: '"a@b"@Acme.com', name: '"a@b"@acme.com', domain: 'acme.com', because: 'the last sign divides' },
  { email: 'a@10.1', name: 'a@10.1', domain: '10.1', because: 'digits are no IP address here' },
])('$email is $name, since $because', ({ email, name, domain }) => {
  expect(inboxName(email)).toBe(name);
  expect(domainOf(email)).toBe(domain);
});

test.each([
  { email: 'Ada@Acme.com', sent: 'Ada@acme.com' },
  { email: 'info@MÜNCHEN.example', sent: 'info@xn--mnchen-3ya.example' },
  { email: 'info@\u00adü\ufffd.example', sent: undefined },
])('$email is sent as $sent', ({ email, sent }) => {
  expect(sentEmail(email)).toBe(sent);
});
