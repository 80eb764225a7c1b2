import { expect, test } from 'vitest';
import { decodeItem } from '../src/decode.ts';
import { certaintyOf, currencyCode, minorUnits } from '../src/money.ts';

test.each([
  { raw: '24.5', currency: 'USD', want: '2450' },
  { raw: '24.50', currency: 'USD', want: '2450' },
  { raw: '24.5000', currency: 'USD', want: '2450' },
  { raw: '0.07', currency: 'USD', want: '7' },
  { raw: '-0.07', currency: 'USD', want: '-7' },
  { raw: '0', currency: 'USD', want: '0' },
  { raw: '-0.00', currency: 'USD', want: '0' },
  { raw: '1.15', currency: 'USD', want: '115', because: 'as a floating-point number it is 1.149999…' },
  { raw: '90071992547409931.17', currency: 'USD', want: '9007199254740993117', because: 'it has more digits than one' },
  { raw: '1.5e3', currency: 'USD', want: '150000' },
  { raw: '125E-2', currency: 'USD', want: '125' },
  { raw: '500', currency: 'JPY', want: '500' },
  { raw: '1.234', currency: 'KWD', want: '1234' },
  { raw: '1.234', currency: 'USD', want: null, because: 'there is no tenth of a cent' },
  { raw: '1.5', currency: 'JPY', want: null, because: 'there is no half yen' },
  { raw: '24.5', currency: null, want: null, because: 'nobody knows what a hundredth of it is' },
  { raw: '$24.50', currency: 'USD', want: null, because: 'it is no number' },
  { raw: '1e999999999', currency: 'USD', want: null, because: 'it is no sum of money' },
  { raw: '9'.repeat(50), currency: 'USD', want: null, because: 'it is no sum of money' },
])('$raw $currency in the major unit is $want in the minor one', ({ raw, currency, want }) => {
  expect(minorUnits(raw, { currency, unit: 'major' })).toBe(want);
});

test.each([
  { raw: '2450', want: '2450' },
  { raw: '2450.0', want: '2450' },
  { raw: '24.5', want: null },
])('$raw in the minor unit is $want, whatever the currency', ({ raw, want }) => {
  expect(minorUnits(raw, { currency: null, unit: 'minor' })).toBe(want);
  expect(minorUnits(raw, { currency: 'USD', unit: 'minor' })).toBe(want);
});

test('where the unit is not known, no amount is made of a number', () => {
  expect(minorUnits('2450', { currency: 'USD', unit: 'unknown' })).toBeNull();
});

test.each([
  { unit: 'major', isConfirmed: false, want: 'assumed' },
  { unit: 'major', isConfirmed: true, want: 'confirmed' },
  { unit: 'minor', isConfirmed: true, want: 'confirmed' },
  { unit: 'unknown', isConfirmed: true, want: 'unknown' },
] as const)('a unit $unit, confirmed: $isConfirmed, is $want', ({ want, ...unit }) => {
  expect(certaintyOf(unit)).toBe(want);
});

test.each([
  { given: 'usd', want: 'USD' },
  { given: ' EUR ', want: 'EUR' },
  { given: 'dollars', want: null },
  { given: '', want: null },
  { given: undefined, want: null },
])('the currency $given is $want', ({ given, want }) => {
  expect(currencyCode(given)).toBe(want);
});

test('an amount is the very digits that came, and other numbers are numbers', () => {
  const json = '{"amount":90071992547409931.170,"balance_after":1.10,"autoRecharge":{"threshold":5E1},"count":3}';
  expect(decodeItem(json)).toEqual({
    amount: '90071992547409931.170',
    balanceAfter: '1.10',
    autoRecharge: { threshold: '5E1' },
    count: 3,
  });
});
