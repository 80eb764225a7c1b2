import { describe, expect, test } from 'vitest';
import { commonOperations, listedName } from '../src/index.ts';

const addressed = commonOperations['inboxes.create'].input;
const named = commonOperations['domains.add'].input;
const key = commonOperations['providerKeys.create'].input;

describe('a domain name', () => {
  test.each([
    { given: 'Example.COM', want: 'example.com', because: 'case is not identity' },
    { given: ' example.com. ', want: 'example.com', because: 'the root dot is implied' },
    { given: 'Bücher.example', want: 'xn--bcher-kva.example', because: 'names in other scripts have one ASCII form' },
  ])('$given is $want, since $because', ({ given, want }) => {
    expect(named.parse({ domain: given })).toEqual({ domain: want });
  });

  test.each(['example', 'ex ample.com', '-a.com', 'a..com', 'https://a.com', '10.0.0.1', 'a_b.com', '', 'ada@a.com'])(
    '%j is none',
    (domain) => {
      const { success, error } = named.safeParse({ domain });
      expect(success).toBe(false);
      expect(error?.issues).toMatchObject([{ path: ['domain'], message: expect.stringContaining('shop.example') }]);
    },
  );
});

describe('an address', () => {
  test('is lower case, its domain in ASCII', () => {
    expect(addressed.parse({ address: 'Ada@Bücher.example' })).toEqual({ address: 'ada@xn--bcher-kva.example' });
  });

  test.each(['ada', 'ada@', '@a.com', 'a b@a.com', 'ada@a', 'a@b@c.com', `${'a'.repeat(65)}@a.com`])(
    '%j is none',
    (address) => {
      expect(addressed.safeParse({ address }).error?.issues).toMatchObject([{ path: ['address'] }]);
    },
  );
});

test.each([
  { networks: ['203.0.113.7', '203.0.113.0/24', '2001:db8::1', '2001:db8::/32'], isOne: true },
  { networks: ['203.0.113.256'], isOne: false },
  { networks: ['everywhere'], isOne: false },
])('a key may be restricted to $networks: $isOne', ({ networks, isOne }) => {
  expect(key.safeParse({ name: 'a', networks }).success).toBe(isOne);
});

test.each([
  { type: 'A', content: '203.0.113.7', isOne: true },
  { type: 'a', content: '999.1.1.1', isOne: false },
  { type: 'A', content: '2001:db8::1', isOne: false },
  { type: 'AAAA', content: '2001:db8::1', isOne: true },
  { type: 'AAAA', content: 'mx.a.example', isOne: false },
  { type: 'MX', content: 'mx.a.example', isOne: true },
])('a record of type $type may say $content: $isOne', ({ type, content, isOne }) => {
  const { error } = commonOperations['dns.add'].input.safeParse({ domain: 'a.example', type, name: '@', content });
  expect(error?.issues ?? []).toMatchObject(isOne ? [] : [{ path: ['content'] }]);
});

test('a restriction names something to restrict', () => {
  expect(commonOperations['providerKeys.restrict'].input.safeParse({ key: 'a' }).success).toBe(false);
});

test('a field that no provider takes is refused by name', () => {
  const { error } = named.safeParse({ domain: 'a.example', mode: 'byo' });
  expect(error?.issues).toMatchObject([{ code: 'unrecognized_keys', keys: ['mode'] }]);
});

test('what is neither an address nor a domain keeps its name', () => {
  expect(['Ada@A.example', 'A.example', 'My key', '_dmarc.a.example'].map(listedName)).toEqual([
    'ada@a.example',
    'a.example',
    'My key',
    '_dmarc.a.example',
  ]);
});
