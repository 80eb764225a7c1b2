import { expect, test } from 'vitest';
import { expectations } from '../src/expectations.ts';

function present(kind: string, name: string) {
  return { becomes: 'present', kind, name };
}

function absent(kind: string, externalId: string) {
  return { becomes: 'absent', kind, externalId };
}

function changed(kind: string, externalId: string, attributes?: object) {
  return { becomes: 'changed', kind, externalId, ...(attributes && { attributes }) };
}

const agent = 'agent@example.com';

test.each([
  { input: { name: 'Bücher.example', type: 'domain' }, want: [present('domain', 'xn--bcher-kva.example')] },
  {
    input: { name: 'Agent@Example.com', type: 'individual', emails: ['agent@example.com'] },
    want: [present('inbox', agent)],
  },
  {
    input: { name: agent, type: 'individual', emails: [agent, 'Help@example.com'] },
    want: [present('inbox', agent), present('alias', 'help@example.com')],
  },
  {
    input: { name: 'sales@example.com', type: 'list', members: [agent] },
    want: [present('alias', 'sales@example.com')],
  },
  {
    input: { name: 'out@example.com', type: 'list', members: ['external@gmail.com'] },
    want: [present('forwarder', 'out@example.com')],
  },
  {
    input: { name: 'out@example.com', type: 'list', externalMembers: ['external@gmail.com'] },
    want: [present('forwarder', 'out@example.com')],
  },
])('createPrincipal $input', ({ input, want }) => {
  expect(expectations({ operationId: 'createPrincipal', input })).toEqual(want);
});

test.each([
  { body: { secrets: ['N3w'] }, want: [] },
  { body: { secrets: ['N3w'], description: 'D' }, want: [changed('inbox', agent, { description: 'D' })] },
  {
    body: [
      { action: 'set', field: 'description', value: 'D' },
      { action: 'set', field: 'quota', value: 7 },
    ],
    want: [changed('inbox', agent)],
  },
  { body: { description: 'D', quota: 7 }, want: [changed('inbox', agent, { description: 'D', quotaBytes: 7 })] },
  {
    body: { description: 'D', members: ['help@example.com'] },
    want: [{ becomes: 'changed', kind: 'alias', externalId: agent }],
  },
  {
    body: { members: ['help@elsewhere.example'] },
    want: [{ becomes: 'changed', kind: 'forwarder', externalId: agent }],
  },
  { body: { name: 'New@example.com' }, want: [present('inbox', 'new@example.com'), absent('inbox', agent)] },
  {
    body: [{ action: 'set', field: 'name', value: 'New@example.com' }],
    want: [present('inbox', 'new@example.com'), absent('inbox', agent)],
  },
  { body: [{ action: 'set', field: 'name', value: 'Agent@example.com' }], want: [] },
  {
    body: [{ action: 'addItem', field: 'emails', value: 'Help@example.com' }],
    want: [present('alias', 'help@example.com')],
  },
  {
    body: [{ action: 'removeItem', field: 'emails', value: 'help@example.com' }],
    want: [absent('alias', 'help@example.com')],
  },
  {
    body: [{ action: 'set', field: 'emails', value: [agent, 'help@example.com'] }],
    want: [present('alias', 'help@example.com')],
  },
  {
    body: [
      { action: 'set', field: 'name', value: 'New@example.com' },
      { action: 'addItem', field: 'emails', value: 'new@example.com' },
      { action: 'removeItem', field: 'emails', value: agent },
    ],
    want: [present('inbox', 'new@example.com'), absent('inbox', agent)],
  },
  { body: { emails: [agent, 'help@example.com'] }, want: [present('alias', 'help@example.com')] },
])('updatePrincipal $body', ({ body, want }) => {
  expect(expectations({ operationId: 'updatePrincipal', input: { name: 'Agent@example.com', body } })).toEqual(want);
});

test('a domain has a description, too', () => {
  const input = { name: 'Example.com', body: { description: 'D', quota: 7 } };
  expect(expectations({ operationId: 'updatePrincipal', input })).toEqual([
    changed('domain', 'example.com', { description: 'D' }),
  ]);
});

test.each([
  { name: 'Example.com', want: [absent('domain', 'example.com')] },
  { name: 'Agent@example.com', want: [absent('inbox', agent), absent('alias', agent), absent('forwarder', agent)] },
])('deletePrincipal $name', ({ name, want }) => {
  expect(expectations({ operationId: 'deletePrincipal', input: { name } })).toEqual(want);
});

test.each([
  {
    input: { domain: 'Example.com', algorithm: 'Ed25519', selector: 'Mailbux' },
    want: [
      present('dkim', 'mailbux._domainkey.example.com'),
      present('dns_expectation', 'mailbux._domainkey.example.com'),
    ],
  },
  {
    input: { domain: 'example.com', algorithm: 'Ed25519' },
    want: [
      { becomes: 'more', kind: 'dkim', count: 1 },
      { becomes: 'more', kind: 'dns_expectation', count: 1 },
    ],
  },
])('createDkim $input', ({ input, want }) => {
  expect(expectations({ operationId: 'createDkim', input })).toEqual(want);
});

test.each(['listPrincipals', 'createForwarder', 'deleteForwarder'])(
  '%s leaves no trace that is always listed',
  (operationId) => {
    expect(expectations({ operationId, input: { id: '1' } })).toEqual([]);
  },
);
