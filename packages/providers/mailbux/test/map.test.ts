import { describe, expect, test } from 'vitest';
import {
  dkimItem,
  domainItem,
  domainName,
  domainOf,
  expectationItem,
  inboxItem,
  keptForwarders,
  listItem,
  mailboxAliases,
  principalName,
} from '../src/map.ts';

const isOwn = (domain: string) => domain === 'example.com' || domain === 'second.example';

test('a domain is known by its name; its number, which may be given out again, is an attribute', () => {
  expect(JSON.stringify(domainItem({ name: 'Example.COM', type: 'domain', id: 7 }))).toBe(
    '{"externalId":"example.com","name":"example.com","attributes":{"description":null,"providerId":7}}',
  );
});

test('a mailbox as the guide shows it becomes an inbox with its endpoints and sending limits', () => {
  expect(JSON.stringify(inboxItem({ name: 'Agent@Example.com', type: 'individual' }))).toBe(
    '{"externalId":"agent@example.com","name":"agent@example.com","attributes":{"domain":"example.com",' +
      '"description":null,"primaryEmail":null,"quotaBytes":null,"usedQuotaBytes":null,"holdsMail":false,"roles":[],"memberOf":[],' +
      '"providerId":null,"smtpHost":"mail.mailbux.com","smtpPort":587,"smtpEncryption":"starttls",' +
      '"imapHost":"mail.mailbux.com","imapPort":993,"imapEncryption":"tls","pop3Host":"mail.mailbux.com",' +
      '"pop3Port":995,"pop3Encryption":"tls","jmapHost":"mail.mailbux.com","jmapPort":443,"jmapEncryption":"https",' +
      '"sendingLimitPerHour":300,"sendingLimitPerDay":7200}}',
  );
});

test('passwords do not come along, whatever the provider sends', () => {
  const withMore = {
    name: 'a@example.com',
    type: 'individual',
    secrets: ['hunter2-hunter2'],
    emails: ['a@example.com'],
  };
  const list = { ...withMore, type: 'list', members: ['b@example.com'] };
  const mapped = [inboxItem(withMore), domainItem(withMore), ...mailboxAliases(withMore), listItem(list, isOwn)];
  expect(JSON.stringify(mapped)).not.toContain('hunter2');
});

test.each([
  { emails: 'agent@example.com', because: 'up to Stalwart 0.11 one value is plain text' },
  { emails: ['agent@example.com'], because: 'from 0.12 on it is a list' },
])('the primary address is the same, since $because', ({ emails }) => {
  const { attributes } = inboxItem({ name: 'agent@example.com', type: 'individual', emails });
  expect(attributes['primaryEmail']).toBe('agent@example.com');
});

test('a mailbox that is not called by an address is under the domain of its first one', () => {
  const { attributes } = inboxItem({ name: 'admin', type: 'individual', emails: ['Root@Example.com'] });
  expect(attributes['domain']).toBe('example.com');
});

test('the order of roles means nothing', () => {
  const [a, b] = [
    ['user', 'admin'],
    ['admin', 'user', 'user'],
  ].map((roles) => JSON.stringify(inboxItem({ name: 'a@example.com', type: 'individual', roles })));
  expect(a).toBe(b);
});

test('every address of a mailbox but the first is an alias of it', () => {
  const emails = ['agent@example.com', 'Help@Example.com', 'agent@example.com'];
  expect(mailboxAliases({ name: 'Agent@example.com', type: 'individual', emails })).toEqual([
    {
      externalId: 'help@example.com',
      name: 'help@example.com',
      attributes: {
        domain: 'example.com',
        targets: ['agent@example.com'],
        madeAs: 'mailbox_address',
        description: null,
      },
    },
  ]);
});

describe('a list', () => {
  test.each([
    { members: ['agent@example.com'], kind: 'alias', because: 'its target is local' },
    { members: ['b@Second.example', 'agent'], kind: 'alias', because: 'both are the tenant’s own' },
    { members: 'agent@example.com', kind: 'alias', because: 'one value may be plain text' },
    { members: undefined, kind: 'alias', because: 'nothing leaves the tenant' },
    { members: ['external@gmail.com'], kind: 'forwarder', because: 'the guide puts external targets there' },
    { externalMembers: ['x@gmail.com'], kind: 'forwarder', because: 'Stalwart puts them there' },
    { externalMembers: 'x@gmail.com', kind: 'forwarder', because: 'one value may be plain text' },
    { members: ['agent@example.com', 'x@gmail.com'], kind: 'forwarder', because: 'one external target is enough' },
  ])('of $members and $externalMembers is $kind, since $because', ({ kind, members, externalMembers }) => {
    const list = {
      ...{ name: 'sales@example.com', type: 'list' },
      ...(members === undefined ? {} : { members }),
      ...(externalMembers === undefined ? {} : { externalMembers }),
    };
    expect(listItem(list, isOwn).kind).toBe(kind);
  });

  test('names its targets apart, in one order', () => {
    const members = ['x@Gmail.com', 'b@example.com', 'a@example.com'];
    const list = { name: 'Sales@example.com', type: 'list', members, externalMembers: ['c@else.example'] };
    expect(JSON.stringify(listItem(list, isOwn))).toBe(
      '{"kind":"forwarder","item":{"externalId":"sales@example.com","name":"sales@example.com","attributes":' +
        '{"domain":"example.com","targets":["c@else.example","x@gmail.com"],' +
        '"localTargets":["a@example.com","b@example.com"],"madeAs":"list","description":null}}}',
    );
  });
});

test.each([
  { fromEmail: 'In@example.com', to: 'out@else.example', keepLocal: true },
  { from_email: 'in@example.com', destination: 'Out@else.example', keep_copy: true },
  { source: 'in@example.com', to: 'out@else.example', keepLocal: true },
])('a forwarder beside the lists is read by either name of its fields: %j', (forwarder) => {
  expect(keptForwarders([{ id: 1, ...forwarder }])).toEqual([
    {
      externalId: 'in@example.com',
      name: 'in@example.com',
      attributes: {
        ...{ domain: 'example.com', targets: ['out@else.example'], localTargets: ['in@example.com'] },
        ...{ madeAs: 'forwarder', description: null },
      },
    },
  ]);
});

test('forwarders of one source are one, to all their targets', () => {
  const from = { fromEmail: 'in@example.com', keepLocal: false };
  const forwarders = [
    { id: 1, ...from, to: 'b@else.example' },
    { id: 2, ...from, to: 'a@else.example' },
  ];
  expect(keptForwarders(forwarders).map(({ attributes }) => attributes['targets'])).toEqual([
    ['a@else.example', 'b@else.example'],
  ]);
});

describe('a required DNS record', () => {
  test.each([
    {
      record: { type: 'MX', name: 'Example.com.', content: '10 Mail.Mailbux.com.' },
      id: 'MX example.com 10 mail.mailbux.com',
    },
    {
      record: { type: 'mx', name: 'example.com', content: '10  mail.mailbux.com' },
      id: 'MX example.com 10 mail.mailbux.com',
    },
    { record: { type: 'TXT', name: 'example.com.', content: 'v=spf1 MX -all' }, id: 'TXT example.com v=spf1 MX -all' },
    {
      record: { type: 'TXT', name: 'example.com.', content: '"v=spf1 MX" " -all"' },
      id: 'TXT example.com v=spf1 MX -all',
    },
    {
      record: { type: 'SRV', name: '_jmap._tcp.example.com.', content: '0 0 0 .' },
      id: 'SRV _jmap._tcp.example.com 0 0 0 .',
    },
  ])('$record is $id', ({ record, id }) => {
    const name = record.name.toLowerCase().replace(/\.$/, '');
    expect(expectationItem(record, 'example.com')).toMatchObject({ externalId: id, name });
  });

  test('has a fixed form', () => {
    const record = { type: 'MX', name: 'example.com.', content: '10 mail.mailbux.com.' };
    expect(JSON.stringify(expectationItem(record, 'example.com'))).toBe(
      '{"externalId":"MX example.com 10 mail.mailbux.com","name":"example.com",' +
        '"attributes":{"domain":"example.com","type":"MX","content":"mail.mailbux.com","priority":10,' +
        '"asWritten":{"name":"example.com.","content":"10 mail.mailbux.com."}}}',
    );
  });

  test('that follows a certificate is left out', () => {
    expect(
      expectationItem({ type: 'TLSA', name: '_25._tcp.mail.', content: '3 1 1 ab' }, 'example.com'),
    ).toBeUndefined();
  });
});

describe('a DKIM key', () => {
  test.each([
    { content: 'v=DKIM1; k=ed25519; h=sha256; p=AbC=', algorithm: 'ed25519', publicKey: 'AbC=' },
    { content: '"v=DKIM1; k=rsa; p=Ab" "cD"', algorithm: 'rsa', publicKey: 'AbcD' },
    { content: 'v=DKIM1; p=AbC', algorithm: 'rsa', publicKey: 'AbC' },
  ])('of $content', ({ content, algorithm, publicKey }) => {
    const record = { type: 'TXT', name: 'Mailbux._domainkey.example.com.', content };
    expect(dkimItem(record, 'example.com')).toEqual({
      externalId: 'mailbux._domainkey.example.com',
      name: 'mailbux._domainkey.example.com',
      attributes: { domain: 'example.com', selector: 'mailbux', algorithm, publicKey },
    });
  });

  test.each([
    { type: 'TXT', name: 'example.com.', content: 'v=spf1 mx -all' },
    { type: 'CNAME', name: 'mailbux._domainkey.example.com.', content: 'x.example.' },
  ])('is not %j', (record) => {
    expect(dkimItem(record, 'example.com')).toBeUndefined();
  });
});

test.each([
  { given: 'Example.COM', want: 'example.com', because: 'case is not identity' },
  { given: 'example.com.', want: 'example.com', because: 'the root dot is implied' },
  { given: 'Bücher.example', want: 'xn--bcher-kva.example', because: 'it is the same domain in ASCII' },
  { given: 'xn--bcher-kva.example', want: 'xn--bcher-kva.example', because: 'it is in ASCII' },
  { given: '_dmarc.example.com', want: '_dmarc.example.com', because: 'names of records hold underscores' },
])('the domain $given is $want, since $because', ({ given, want }) => {
  expect(domainName(given)).toBe(want);
});

test.each([
  { given: 'Agent@Example.com', want: 'agent@example.com' },
  { given: 'info@BÜCHER.example', want: 'info@xn--bcher-kva.example' },
  { given: 'a+b@example.com', want: 'a+b@example.com' },
  { given: 'Example.com', want: 'example.com' },
])('the principal $given is $want', ({ given, want }) => {
  expect(principalName(given)).toBe(want);
});

test('only an address has a domain', () => {
  expect([domainOf('a@Example.com'), domainOf('example.com')]).toEqual(['example.com', undefined]);
});
