import { describe, expect, test } from 'vitest';
import { Domain, Ip, Mailbox } from '../src/wire.ts';

// The examples of the provider's API page, with whole ids.
const documented = {
  Ip: {
    id: 'ip_01HE7Z',
    address: '203.0.113.7',
    status: 'assigned',
    allocatedAt: '2026-04-01T12:01:30.000Z',
    lastReputationAt: '2026-05-02T00:00:00.000Z',
    reputationFlags: null,
  },
  Domain: {
    id: 'dom_01HE7Z',
    name: 'acme.com',
    mode: 'byo',
    status: 'verified',
    spfOk: true,
    dkimOk: true,
    dmarcOk: true,
    mxOk: true,
    dkimSelector: 'adbtd-2026',
    createdAt: '2026-04-01T12:00:00.000Z',
    lastVerifiedAt: '2026-05-03T09:21:14.221Z',
  },
  Mailbox: {
    id: 'mb_01HE7Z',
    email: 'alice@acme.com',
    smtpHost: '203.0.113.7',
    imapHost: '203.0.113.7',
    submissionPort: 587,
    imapPort: 993,
    status: 'active',
    createdAt: '2026-05-01T10:14:00.000Z',
  },
};

describe.each([
  { name: 'Ip', wire: Ip, example: documented.Ip },
  { name: 'Domain', wire: Domain, example: documented.Domain },
  { name: 'Mailbox', wire: Mailbox, example: documented.Mailbox },
])('$name', ({ wire, example }) => {
  test('reads the documented example, and drops what is not documented', () => {
    expect(wire.parse({ ...example, password: 'hunter2' })).toEqual(example);
  });

  test.each(Object.keys(example))('is refused without %s', (field) => {
    const { [field]: _left, ...rest } = example as Record<string, unknown>; // Any of the three examples.
    const issues = wire.safeParse(rest).error?.issues.map(({ path }) => path.join('.'));
    expect(issues).toEqual([field]);
  });
});

test.each([
  {
    what: 'an unheard-of status',
    wire: Mailbox,
    value: { ...documented.Mailbox, status: 'suspended' },
    accepted: true,
  },
  {
    what: 'a mailbox without hosts',
    wire: Mailbox,
    value: { ...documented.Mailbox, smtpHost: null, imapHost: null },
    accepted: true,
  },
  {
    what: 'an address without a domain',
    wire: Mailbox,
    value: { ...documented.Mailbox, email: 'alice' },
    accepted: false,
  },
  { what: 'a port as text', wire: Mailbox, value: { ...documented.Mailbox, imapPort: '993' }, accepted: false },
  { what: 'a port with a fraction', wire: Mailbox, value: { ...documented.Mailbox, imapPort: 993.5 }, accepted: false },
  {
    what: 'a domain that was never verified',
    wire: Domain,
    value: { ...documented.Domain, lastVerifiedAt: null },
    accepted: true,
  },
  { what: 'a flag that is null', wire: Domain, value: { ...documented.Domain, spfOk: null }, accepted: false },
  {
    what: 'reputation flags of any form',
    wire: Ip,
    value: { ...documented.Ip, reputationFlags: [{ list: 'x' }] },
    accepted: true,
  },
  { what: 'an id that is a path', wire: Ip, value: { ...documented.Ip, id: '..' }, accepted: false },
  { what: 'an id with a slash', wire: Ip, value: { ...documented.Ip, id: 'ip_1/../x' }, accepted: false },
  {
    what: 'an id of more than any length',
    wire: Ip,
    value: { ...documented.Ip, id: `ip_${'x'.repeat(200)}` },
    accepted: false,
  },
])('$what is accepted: $accepted', ({ wire, value, accepted }) => {
  expect(wire.safeParse(value).success).toBe(accepted);
});
