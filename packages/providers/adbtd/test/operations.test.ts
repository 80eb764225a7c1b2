import { expect, test } from 'vitest';
import { operations } from '../src/operations.ts';

const parsed = (operationId: string, input: unknown) => operations[operationId]?.parse(input);

test.each([
  { operationId: 'addDomain', input: { name: 'Bücher.Example' }, want: { name: 'xn--bcher-kva.example', mode: 'byo' } },
  { operationId: 'addDomain', input: { name: 'Acme.com' }, want: { name: 'Acme.com', mode: 'byo' } },
  {
    operationId: 'createMailboxes',
    input: { emails: ['Ada@Bücher.example', 'Ada@acme.com'] },
    want: { emails: ['ada@xn--bcher-kva.example', 'Ada@acme.com'] },
  },
])('$operationId of $input is sent as $want', ({ operationId, input, want }) => {
  expect(parsed(operationId, input)).toEqual(want);
});

test.each([
  { operationId: 'addDomain', input: { name: 'not a domain' }, says: '"name" must be of the form of acme.com' },
  { operationId: 'addDomain', input: { name: 'bü cher.example' }, says: '"name" must be a valid hostname' },
  { operationId: 'addDomain', input: { name: 7 }, says: '"name" must be of type string' },
  { operationId: 'addDomain', input: [], says: 'must be of type object' },
  { operationId: 'createMailboxes', input: { emails: ['ada'] }, says: '"emails.0" must be a valid email' },
])('$operationId refuses $input', ({ operationId, input, says }) => {
  expect(() => parsed(operationId, input)).toThrow(says);
});
