import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digestOf, type Meaning } from '../src/index.ts';

const none: ReadonlySet<string> = new Set();

const inbox: Meaning = {
  externalId: 'mb_1',
  name: 'ada@one.example',
  attributes: { status: 'active', smtpHost: null, checkedAt: 'today', ports: [587, 993] },
};
const { checkedAt: _checkedAt, ...meaningful } = inbox.attributes;

test('the digest of this item stays as it is: with another, every resource of every ledger would seem changed', () => {
  expect(digestOf(inbox, new Set(['checkedAt']))).toBe(
    '522c20d542e12c22f466c18537728b166448abb7d5451f8cc94dfe19b99d7ee7',
  );
});

test.each([
  { of: 'the external id', other: { ...inbox, externalId: 'mb_2' } },
  { of: 'the name', other: { ...inbox, name: 'eve@one.example' } },
  { of: 'an attribute', other: { ...inbox, attributes: { ...inbox.attributes, status: 'paused' } } },
  { of: 'what an attribute holds', other: { ...inbox, attributes: { ...inbox.attributes, ports: [587, 465] } } },
  {
    of: 'null to nothing',
    other: { ...inbox, attributes: { status: 'active', checkedAt: 'today', ports: [587, 993] } },
  },
  { of: 'a number to its text', other: { ...inbox, attributes: { ...inbox.attributes, ports: ['587', 993] } } },
  { of: 'one more attribute', other: { ...inbox, attributes: { ...inbox.attributes, plan: 'pro' } } },
])('the digest changes with $of', ({ other }) => {
  expect(digestOf(other, none)).not.toBe(digestOf(inbox, none));
});

test.each([
  { of: 'changes', other: { ...inbox, attributes: { ...inbox.attributes, checkedAt: 'tomorrow' } } },
  { of: 'goes away', other: { ...inbox, attributes: meaningful } },
])('the digest stays when an attribute that makes no drift $of', ({ other }) => {
  const noise = new Set(['checkedAt']);
  expect(digestOf(other, noise)).toBe(digestOf(inbox, noise));
  expect(digestOf(other, none)).not.toBe(digestOf(inbox, none));
});

test('the end of one field is not taken for the beginning of the next', () => {
  const one = digestOf({ externalId: 'a","b', name: 'c', attributes: {} }, none);
  const other = digestOf({ externalId: 'a', name: 'b","c', attributes: {} }, none);
  expect(one).not.toBe(other);
});

/** The names of attributes are our own words; what they hold is the provider's. */
const attributes = fc.dictionary(
  fc.stringMatching(/^[a-z][a-zA-Z]{0,9}$/),
  fc.json().map((text): unknown => JSON.parse(text)),
);
const meaning = fc.record({ externalId: fc.string(), name: fc.string(), attributes });

test('a copy has the same digest, and an attribute of the noise that an item lacks changes nothing', () => {
  fc.assert(
    fc.property(meaning, (item) => {
      const digest = digestOf(item, none);
      expect(digest).toMatch(/^[0-9a-f]{64}$/);
      expect(digestOf(structuredClone(item), none)).toBe(digest);
      const absent = ['a', 'b', 'c'].filter((key) => !Object.hasOwn(item.attributes, key));
      expect(digestOf(item, new Set(absent))).toBe(digest);
    }),
  );
});

test('whatever an attribute of the noise holds, the digest is that of the item without it', () => {
  fc.assert(
    fc.property(meaning, fc.constantFrom('seenAt', 'usage'), fc.jsonValue(), (item, name, value) => {
      const { [name]: _noise, ...others } = item.attributes;
      const noisy = { ...item, attributes: { ...others, [name]: value } };
      expect(digestOf(noisy, new Set([name]))).toBe(digestOf({ ...item, attributes: others }, none));
    }),
  );
});

test('two items have one digest exactly when they are the same', () => {
  fc.assert(
    fc.property(meaning, meaning, (one, other) => {
      expect(digestOf(one, none) === digestOf(other, none)).toBe(JSON.stringify(one) === JSON.stringify(other));
    }),
  );
});
