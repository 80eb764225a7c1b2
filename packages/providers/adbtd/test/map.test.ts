import { expect, test } from 'vitest';
import { domainItem, domainName, hostItem, inboxItem, inboxName } from '../src/map.ts';

const ip = {
  id: 'ip_1',
  address: '203.0.113.7',
  status: 'assigned',
  allocatedAt: '2026-04-01T12:01:30.000Z',
  lastReputationAt: '2026-05-02T00:00:00.000Z',
  reputationFlags: null,
};
const domain = {
  id: 'dom_1',
  name: 'Acme.COM.',
  mode: 'byo',
  status: 'verified',
  spfOk: true,
  dkimOk: true,
  dmarcOk: false,
  mxOk: true,
  dkimSelector: 'adbtd-2026',
  createdAt: '2026-04-01T12:00:00.000Z',
  lastVerifiedAt: null,
};
const mailbox = {
  id: 'mb_1',
  email: 'Alice@Acme.com',
  smtpHost: '203.0.113.7',
  imapHost: null,
  submissionPort: 587,
  imapPort: 993,
  status: 'active',
  createdAt: '2026-05-01T10:14:00.000Z',
};

test('a dedicated IP becomes a host, known by its id and called by its address', () => {
  expect(JSON.stringify(hostItem(ip))).toBe(
    '{"externalId":"ip_1","name":"203.0.113.7","attributes":{"status":"assigned",' +
      '"allocatedAt":"2026-04-01T12:01:30.000Z","lastReputationAt":"2026-05-02T00:00:00.000Z","reputationFlags":null}}',
  );
});

test('a domain is called by its name without case and root dot', () => {
  expect(JSON.stringify(domainItem(domain))).toBe(
    '{"externalId":"dom_1","name":"acme.com","attributes":{"mode":"byo","status":"verified","spfOk":true,' +
      '"dkimOk":true,"dmarcOk":false,"mxOk":true,"dkimSelector":"adbtd-2026",' +
      '"createdAt":"2026-04-01T12:00:00.000Z","lastVerifiedAt":null}}',
  );
});

test('a mailbox becomes an inbox that names its domain as the domain is named', () => {
  expect(JSON.stringify(inboxItem(mailbox))).toBe(
    '{"externalId":"mb_1","name":"alice@acme.com","attributes":{"domain":"acme.com","status":"active",' +
      '"smtpHost":"203.0.113.7","submissionPort":587,"imapHost":null,"imapPort":993,' +
      '"createdAt":"2026-05-01T10:14:00.000Z"}}',
  );
  expect(inboxItem(mailbox).attributes['domain']).toBe(domainItem(domain).name);
});

test('what the provider sends beside the known fields does not come along', () => {
  const withMore = { ...mailbox, password: 'hunter2', ip: '203.0.113.7' };
  expect(inboxItem(withMore)).toEqual(inboxItem(mailbox));
});

test.each([
  { a: null, b: null, same: true },
  { a: ['spamhaus', 'sorbs'], b: ['sorbs', 'spamhaus'], same: true },
  { a: { spamhaus: true, sorbs: true }, b: { sorbs: true, spamhaus: true }, same: true },
  { a: { spamhaus: true, sorbs: false }, b: ['spamhaus'], same: true },
  { a: ['spamhaus'], b: null, same: false },
  { a: { spamhaus: true }, b: { sorbs: true }, same: false },
])('reputation flags $a and $b mean the same: $same', ({ a, b, same }) => {
  const [left, right] = [a, b].map((reputationFlags) => JSON.stringify(hostItem({ ...ip, reputationFlags })));
  expect(left === right).toBe(same);
});

test('nothing but the names of reputation flags is kept: what an undescribed object holds may be a secret', () => {
  const item = hostItem({ ...ip, reputationFlags: { spamhaus: { password: 'hunter2' }, sorbs: 'hunter2' } });
  expect(item.attributes['reputationFlags']).toEqual(['sorbs', 'spamhaus']);
});

test.each([
  { given: 'Example.COM', want: 'example.com', because: 'case is not identity' },
  { given: 'example.com.', want: 'example.com', because: 'the root dot is implied' },
])('$given is $want, since $because', ({ given, want }) => {
  expect(domainName(given)).toBe(want);
});

test.each([
  { email: 'Alice@Acme.com', name: 'alice@acme.com', domain: 'acme.com' },
  { email: '"a@b"@Acme.com', name: '"a@b"@acme.com', domain: 'acme.com' },
])('$email is an inbox of $domain', ({ email, name, domain: wanted }) => {
  expect(inboxName(email)).toBe(name);
  expect(inboxItem({ ...mailbox, email }).attributes['domain']).toBe(wanted);
});
