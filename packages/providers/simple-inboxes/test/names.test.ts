import { expect, test } from 'vitest';
import { camelCased } from '../src/decode.ts';
import { provider } from '../src/index.ts';
import { domainName, inboxName, isDomainName } from '../src/names.ts';

test.each([
  { given: 'Example.COM', want: 'example.com', because: 'case is not identity' },
  { given: 'example.com.', want: 'example.com', because: 'the root dot is implied' },
  { given: 'Bücher.example', want: 'xn--bcher-kva.example', because: 'that is how it is registered' },
  { given: '_dmarc.Example.com', want: '_dmarc.example.com', because: 'records may have names that no host has' },
  { given: '*.example.com', want: '*.example.com', because: 'records may have names that no host has' },
])('$given is $want, since $because', ({ given, want }) => {
  expect(domainName(given)).toBe(want);
});

test.each([
  { name: 'acme.example', is: true },
  { name: 'münchen.example', is: true },
  { name: 'acme', is: false },
  { name: 'ac me.example', is: false },
  { name: '-acme.example', is: false },
  { name: 'acme..example', is: false },
  { name: 'https://acme.example', is: false },
  { name: '203.0.113.7', is: false },
  { name: '', is: false },
  { name: `${'a'.repeat(64)}.example`, is: false },
])('$name is a domain name: $is', ({ name, is }) => {
  expect(isDomainName(name)).toBe(is);
});

test('an address is in lower case, its domain in ASCII', () => {
  expect(inboxName('Alice@Bücher.Example')).toBe('alice@xn--bcher-kva.example');
});

test.each([
  { given: { created_at: 1, id: 2 }, want: { createdAt: 1, id: 2 } },
  { given: { a: [{ cloudflare_zone_id: null }] }, want: { a: [{ cloudflareZoneId: null }] } },
  { given: { createdAt: 1, created_at: 2 }, want: { createdAt: 1 } },
  { given: { created_at: 2, createdAt: 1 }, want: { createdAt: 1 } },
  { given: { 'acme_one.example': 1, _x: 2, SOME_CODE: 3 }, want: { 'acme_one.example': 1, _x: 2, SOME_CODE: 3 } },
])('$given is read as $want', ({ given, want }) => {
  expect(camelCased(given)).toEqual(want);
});

test.each([
  { operationId: 'listDnsRecords', input: { domain: 'Bücher.EXAMPLE' }, want: { domain: 'xn--bcher-kva.example' } },
  {
    operationId: 'searchDomainsBatch',
    input: { domains: ['Acme.example', 'münchen.example'] },
    want: { domains: ['acme.example', 'xn--mnchen-3ya.example'] },
  },
  {
    operationId: 'placeOrder',
    input: { domains: [{ domain: 'Acme.example', source: 'buy' }] },
    want: { domains: [{ domain: 'acme.example', source: 'buy' }] },
  },
])('$operationId takes names as people write them', ({ operationId, input, want }) => {
  expect(provider.operations[operationId]?.parse(input)).toMatchObject(want);
});

test.each([
  { operationId: 'getDomain', input: { domain: 'not a domain' }, says: '"domain" must be a domain name' },
  { operationId: 'searchDomainsBatch', input: { domains: ['ok.example', 'nö'] }, says: '"domains.1" must be' },
  { operationId: 'placeOrder', input: { domains: [{ domain: 'acme' }] }, says: '"domains.0.domain" must be' },
  {
    operationId: 'searchDomainsBatch',
    input: { domains: Array.from({ length: 101 }, (_, index) => `acme-${index}.example`) },
    says: 'must NOT have more than 100 items',
  },
])('$operationId refuses what it cannot mean before anything is sent: $says', ({ operationId, input, says }) => {
  expect(() => provider.operations[operationId]?.parse(input)).toThrow(says);
});

test('a hundred names are searched at once', () => {
  const domains = Array.from({ length: 100 }, (_, index) => `acme-${index}.example`);
  expect(provider.operations['searchDomainsBatch']?.parse({ domains })).toEqual({ domains });
});
