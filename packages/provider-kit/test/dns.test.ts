import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asWritten, dnsMeaning } from '../src/index.ts';

const zone = 'acme.example';

/** What is meant by a content of this type, with its priority in front where it has one. */
function meant(type: string, content: string, priority?: number): string {
  const meaning = dnsMeaning({ type, name: '@', content, priority }, zone);
  return `${meaning.priority === null ? '' : `${meaning.priority} `}${meaning.content}`;
}

describe('contents that mean the same', () => {
  test.each([
    { type: 'MX', left: 'SMTP.google.com.', right: 'smtp.google.com', because: 'hosts have neither case nor root dot' },
    { type: 'MX', left: '10  mail.acme.example.', right: '10 mail.acme.example', because: 'so it is with a priority' },
    { type: 'MX', left: '0 .', right: '0 .', because: 'the root is the host that takes no mail' },
    { type: 'CNAME', left: 'Bücher.example.', right: 'xn--bcher-kva.example', because: 'it is published in ASCII' },
    { type: 'TXT', left: '"v=spf1 -all"', right: 'v=spf1 -all', because: 'quotes are how a text is written' },
    { type: 'TXT', left: '"v=DKIM1; " "p=MI\\"IB"', right: 'v=DKIM1; p=MI"IB', because: 'chunks are one text' },
    { type: 'TXT', left: '"v=DKIM1; ""p=MIIB"', right: '"v=DKIM1; p=MIIB"', because: 'chunks need nothing between' },
    {
      type: 'TXT',
      left: '"v=DMARC1\\; p=none"',
      right: 'v=DMARC1; p=none',
      because: 'zone files escape what ends a line',
    },
    { type: 'TXT', left: '"caf\\195\\169"', right: 'café', because: 'a byte may be written in digits' },
    { type: 'TXT', left: '"caf\\195" "\\169"', right: 'café', because: 'a chunk may end in the midst of a character' },
    { type: 'TXT', left: '"a\\12" "3"', right: 'a123', because: 'digits of two chunks are no byte' },
    { type: 'AAAA', left: '2001:DB8:0:0::1', right: '2001:db8::1', because: 'an address has many spellings' },
    {
      type: 'SRV',
      left: '0 1 0443 Mail.acme.example.',
      right: '0 1 443 mail.acme.example',
      because: 'numbers are numbers',
    },
    { type: 'CAA', left: '0 Issue "LetsEncrypt.org."', right: '0 issue letsencrypt.org', because: 'it is a domain' },
    { type: 'TLSA', left: '3 1 1 ABCD ef01', right: '3 1 1 abcdef01', because: 'it is a number in hexadecimal digits' },
    { type: 'A', left: ' 203.0.113.7 ', right: '203.0.113.7', because: 'space around it is nothing' },
  ])('$type $left is $right, since $because', ({ type, left, right }) => {
    expect(meant(type, left)).toBe(meant(type, right));
  });
});

describe('contents that mean something else', () => {
  test.each([
    { type: 'TXT', left: 'V=spf1', right: 'v=spf1', because: 'text has case' },
    { type: 'TXT', left: '"a " "b"', right: '"a" "b"', because: 'space within the quotes is text' },
    { type: 'TXT', left: 'v=spf1 "-all"', right: 'v=spf1 -all', because: 'a quote in the midst of a text is text' },
    { type: 'TXT', left: '"\\195"', right: '\u00c3', because: 'what is no text stays as it came' },
    {
      type: 'CAA',
      left: '0 iodef "mailto:A@x.example"',
      right: '0 iodef "mailto:a@x.example"',
      because: 'it is no domain',
    },
    { type: 'MX', left: '10 mail.acme.example', right: '20 mail.acme.example', because: 'the order is another' },
    { type: 'CNAME', left: 'a.example', right: 'b.example', because: 'the host is another' },
    { type: 'A', left: '203.0.113.7', right: '203.0.113.70', because: 'the address is another' },
  ])('$type $left is not $right, since $because', ({ type, left, right }) => {
    expect(meant(type, left)).not.toBe(meant(type, right));
  });
});

test.each([
  { type: 'MX', inContent: '10 mail.acme.example.', apart: 'mail.acme.example', priority: 10 },
  { type: 'SRV', inContent: '5 1 443 mail.acme.example', apart: '1 443 mail.acme.example', priority: 5 },
  { type: 'URI', inContent: '1 2 "https://acme.example/A"', apart: '2 https://acme.example/A', priority: 1 },
])(
  'the priority of $type stands in front of the content or in its own field',
  ({ type, inContent, apart, priority }) => {
    const meaning = dnsMeaning({ type, name: zone, content: inContent });
    expect(meaning).toEqual(dnsMeaning({ type, name: zone, content: apart, priority }));
    expect(meaning.priority).toBe(priority);
  },
);

test('types without a priority have none, whatever the provider says', () => {
  expect(dnsMeaning({ type: 'TXT', name: zone, content: '10 x', priority: 0 })).toMatchObject({
    content: '10 x',
    priority: null,
  });
});

test.each([
  { ttl: 1, want: 'automatic', because: 'that is what one second stands for' },
  { ttl: 0, want: 0, because: 'nobody is to keep it' },
  { ttl: 300, want: 300, because: 'it is in seconds' },
  { ttl: null, want: null, because: 'it is not said' },
])('a TTL of $ttl is $want, since $because', ({ ttl, want }) => {
  expect(dnsMeaning({ type: 'A', name: '@', content: '203.0.113.7', ttl }, zone).ttl).toBe(want);
});

test.each([
  { name: '@', want: zone },
  { name: '', want: zone },
  { name: 'ACME.example.', want: zone },
  { name: 'WWW', want: 'www.acme.example' },
  { name: '_dmarc.acme.example', want: '_dmarc.acme.example' },
  { name: '*', want: '*.acme.example' },
  { name: 'notacme.example', want: 'notacme.example.acme.example' },
  { name: 'elsewhere.example.', want: 'elsewhere.example' },
])('the record $name of acme.example is $want', ({ name, want }) => {
  expect(dnsMeaning({ type: 'a', name, content: '203.0.113.7' }, zone)).toMatchObject({ name: want, type: 'A' });
});

describe('how it was written', () => {
  test('is nothing where it is written as it is meant', () => {
    const meaning = dnsMeaning({ type: 'MX', name: '@', content: '10 mail.acme.example', ttl: 300 }, zone);
    expect(asWritten({ ...meaning, ttl: 300 }, zone)).toBeNull();
  });

  test('is kept field by field where it is another spelling', () => {
    const record = { type: 'mx', name: '@', content: '10 Mail.acme.example.', ttl: 1, priority: null };
    expect(asWritten(record, zone)).toEqual({ type: 'mx', name: '@', content: '10 Mail.acme.example.', ttl: 1 });
  });
});

/** Any text that could be published: printable, in any script, with the characters that must be escaped. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc.string({ unit: fc.constantFrom('a', ' ', '"', '\\', ';', '1', 'é'), maxLength: 40 }),
);

function quoted(chunk: string): string {
  return `"${chunk.replaceAll(/["\\]/g, '\\$&')}"`;
}

test('a text cut into chunks anywhere means what it means in one', () => {
  fc.assert(
    fc.property(
      text,
      fc.array(fc.nat(80), { maxLength: 5 }),
      fc.constantFrom(' ', '', '  '),
      (whole, cuts, between) => {
        const characters = [...whole];
        const places = [
          0,
          ...cuts.map((cut) => cut % (characters.length + 1)).sort((a, b) => a - b),
          characters.length,
        ];
        const chunks = places.slice(1).map((end, index) => characters.slice(places[index], end).join(''));
        const content = chunks.map(quoted).join(between);
        expect(meant('TXT', content)).toBe(whole);
        expect(meant('TXT', quoted(whole))).toBe(whole);
      },
    ),
  );
});

test('what a record means is meant by what it means: there is one spelling of each', () => {
  const types = fc.constantFrom('MX', 'SRV', 'CNAME', 'AAAA', 'A', 'CAA', 'TLSA', 'URI', 'HTTPS');
  const word = fc.oneof(
    fc.nat(999).map(String),
    fc.domain(),
    fc.ipV6(),
    fc.constantFrom('"X\\\\y"', 'issue', 'É.example.'),
  );
  const content = fc.array(word, { maxLength: 5 }).map((words) => words.join(' '));
  fc.assert(
    fc.property(types, content, fc.option(fc.nat(99)), (type, content, priority) => {
      const once = dnsMeaning({ type, name: 'www', content, priority }, zone);
      expect(dnsMeaning({ ...once, ttl: null }, zone)).toEqual(once);
    }),
  );
});
