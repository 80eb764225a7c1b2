import { expect, test } from 'vitest';
import { documentedList, EmailAccount } from '../src/wire.ts';

const account = { email: 'ada@acme.com', name: 'Ada', status: 'active', createdAt: '2026-05-01T10:14:00.000Z' };

test.each([
  { what: 'an account with all that is guessed', given: account, want: account },
  { what: 'unknown fields, left out', given: { ...account, password: 'hunter2' }, want: account },
  { what: 'an address alone', given: { email: 'a@b.example' }, want: { email: 'a@b.example' } },
  { what: 'a bare address', given: 'a@b.example', want: { email: 'a@b.example' } },
  {
    what: 'a guess that is wrong, as nothing',
    given: { ...account, createdAt: 5 },
    want: { ...account, createdAt: null },
  },
  { what: 'a guessed field that is null', given: { ...account, name: null }, want: { ...account, name: null } },
])('reads $what', ({ given, want }) => {
  expect(EmailAccount.parse(given)).toEqual(want);
});

test.each([
  { given: { name: 'Ada' }, field: 'email' },
  { given: { email: 7 }, field: 'email' },
  { given: { email: 'ada' }, field: 'email' },
  { given: { email: 'ada@' }, field: 'email' },
  { given: { email: 'a d a@acme.com' }, field: 'email' },
  { given: { email: `${'a'.repeat(320)}@acme.com` }, field: 'email' },
  { given: 'ada', field: 'email' },
  { given: 7, field: '' },
  { given: null, field: '' },
])('refuses $given', ({ given, field }) => {
  expect(EmailAccount.safeParse(given).error?.issues.map(({ path }) => path.join('.'))).toEqual([field]);
});

const list = { emails: [{ email: 'a@b.example', more: 1 }] };

test.each([
  { given: list, want: list },
  { given: { data: list }, want: list },
  { given: { data: list.emails }, want: list },
  { given: list.emails, want: list },
  { given: ['a@b.example'], want: { emails: [{ email: 'a@b.example' }] } },
  { given: { emails: [] }, want: { emails: [] } },
  { given: { emails: null, data: [] }, want: { emails: null, data: [] } },
  { given: { accounts: [] }, want: { accounts: [] } },
  { given: null, want: null },
])('the list of $given is $want', ({ given, want }) => {
  expect(documentedList(given)).toEqual(want);
});
