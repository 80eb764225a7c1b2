import { expect, test } from 'vitest';
import { type Action, algorithmIn, asActions, asReplacement } from '../src/dialect.ts';

const newPassword: Action[] = [
  { action: 'removeItem', field: 'secrets', value: '' },
  { action: 'addItem', field: 'secrets', value: 'N3w' },
];

test.each([
  { given: { secrets: ['N3w'] }, want: newPassword, because: 'setting secrets would wipe app passwords' },
  { given: { description: 'D' }, want: [{ action: 'set', field: 'description', value: 'D' }], because: 'it replaces' },
  {
    given: { secrets: ['N3w'], description: 'D' },
    want: [{ action: 'set', field: 'description', value: 'D' }, ...newPassword],
    because: 'each field is its own action',
  },
  { given: newPassword, want: newPassword, because: 'it is in that form already' },
])('$given is, as actions, $want, since $because', ({ given, want }) => {
  expect(asActions(given)).toEqual(want);
});

test.each<{ given: Action[]; want: object }>([
  { given: newPassword, want: { secrets: ['N3w'] } },
  { given: [{ action: 'set', field: 'secrets', value: 'N3w' }], want: { secrets: ['N3w'] } },
  { given: [{ action: 'set', field: 'description', value: 'D' }], want: { description: 'D' } },
  { given: [{ action: 'set', field: 'emails', value: ['a@b.example'] }], want: { emails: ['a@b.example'] } },
])('$given is, as an object, $want', ({ given, want }) => {
  expect(asReplacement(given)).toEqual(want);
});

test.each<{ given: Action }>([
  { given: { action: 'addItem', field: 'emails', value: 'a@b.example' } },
  { given: { action: 'removeItem', field: 'members', value: 'a@b.example' } },
  { given: { action: 'removeItem', field: 'secrets', value: '$app$x' } },
])('$given cannot be said as an object that replaces whole fields', ({ given }) => {
  expect(() => asReplacement([given])).toThrow(expect.objectContaining({ kind: 'not_supported', applied: 'no' }));
});

test.each([
  { given: 'Ed25519', stalwart: 'Ed25519', guide: 'ed25519-sha256' },
  { given: 'ed25519-sha256', stalwart: 'Ed25519', guide: 'ed25519-sha256' },
  { given: 'Rsa', stalwart: 'Rsa', guide: 'rsa-sha256' },
  { given: 'rsa-sha256', stalwart: 'Rsa', guide: 'rsa-sha256' },
] as const)('the algorithm $given is $stalwart to Stalwart and $guide in the guide', ({ given, stalwart, guide }) => {
  expect([algorithmIn('stalwart', given), algorithmIn('guide', given)]).toEqual([stalwart, guide]);
});
