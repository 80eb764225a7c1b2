import { ConnectionId, EventId } from '@rollcall/schema';
import { expect, test } from 'vitest';
import {
  apiKeyAppeared,
  type DriftFacts,
  dnsChangedOutOfBand,
  driftKinds,
  forwardingChangedOutOfBand,
  inboxVanished,
  judge,
  type OpenChange,
  passwordChangedOutOfBand,
  permissionsChangedOutOfBand,
} from '../../src/index.ts';
import { verdictsOf } from '../support/verdicts.ts';

const rules = [
  ...[dnsChangedOutOfBand, passwordChangedOutOfBand, permissionsChangedOutOfBand, forwardingChangedOutOfBand],
  ...[inboxVanished, apiKeyAppeared],
];
const now = '2026-03-02T00:00:00.000Z';
const eventId = (nth: number) => EventId.parse(`018f0000-0000-7000-8000-00000000000${nth}`);

type Given = Pick<DriftFacts, 'kind'> &
  Partial<Omit<DriftFacts, 'changes'>> & { changes: readonly Partial<OpenChange>[] };

function facts({ changes, ...given }: Given): DriftFacts {
  return {
    connectionId: ConnectionId.parse('018f0000-0000-7000-8000-00000000000a'),
    ...{ connection: 'acme-eu', externalId: 'x_1', name: 'x', presence: 'live', attributes: {}, ...given },
    changes: changes.map((change, nth) => ({
      ...{ eventId: eventId(nth), change: 'changed', by: '2026-03-01T00:00:00.000Z', evidence: 'it is otherwise' },
      ...{ before: null, after: null, ...change },
    })),
  };
}

const came = { change: 'appeared', after: {} } as const;
const gone = { change: 'vanished', before: {} } as const;
const changed = (attribute: string, before: unknown, after: unknown): Partial<OpenChange> => ({
  ...{ change: 'changed', before: { [attribute]: before }, after: { [attribute]: after } },
});

test.each<{ given: Given; finds: readonly string[]; because: string }>([
  {
    given: { kind: 'dns_record', attributes: { content: 'b' }, changes: [changed('content', 'a', 'b')] },
    finds: ['dns_changed_out_of_band'],
    because: 'it is so still',
  },
  { given: { kind: 'dns_record', changes: [came] }, finds: ['dns_changed_out_of_band'], because: 'it is new' },
  {
    given: { kind: 'dns_record', presence: 'gone', changes: [gone] },
    finds: ['dns_changed_out_of_band'],
    because: 'it is gone',
  },
  {
    given: { kind: 'dns_record', presence: 'missing', changes: [came, gone] },
    finds: [],
    because: 'it came and went',
  },
  {
    given: { kind: 'dns_record', changes: [gone, { change: 'reappeared', before: {}, after: {} }] },
    finds: [],
    because: 'it is back',
  },
  {
    given: { kind: 'dns_record', changes: [gone] },
    finds: [],
    because: 'an operation of ours brought it back, which is no open change',
  },
  {
    given: { kind: 'dns_record', attributes: { content: 'a' }, changes: [changed('content', 'a', 'b')] },
    finds: [],
    because: 'an operation of ours changed it back',
  },
  {
    given: { kind: 'dns_record', attributes: { content: 'c' }, changes: [changed('content', 'a', 'b')] },
    finds: [],
    because: 'what it is now is an operation of ours',
  },
  {
    given: {
      ...{ kind: 'dns_record', attributes: { content: 'a' } },
      changes: [changed('content', 'a', 'b'), changed('content', 'b', 'a')],
    },
    finds: [],
    because: 'whoever changed it changed it back',
  },
  {
    given: { kind: 'dns_record', attributes: { synced: false }, changes: [changed('synced', true, false)] },
    finds: [],
    because: 'that says nothing of where mail goes',
  },
  {
    given: {
      kind: 'dns_record',
      presence: 'gone',
      attributes: { content: 'b' },
      changes: [changed('content', 'a', 'b')],
    },
    finds: [],
    because: 'an operation of ours deleted it since',
  },
  {
    given: { kind: 'dns_record', presence: null, changes: [came] },
    finds: [],
    because: 'it goes by another id since',
  },
  {
    given: {
      kind: 'nameserver_state',
      attributes: { nameservers: ['z'] },
      changes: [changed('nameservers', ['a'], ['z'])],
    },
    finds: ['dns_changed_out_of_band'],
    because: 'the domain is served from elsewhere',
  },
  { given: { kind: 'nameserver_state', changes: [came] }, finds: [], because: 'it comes with its domain' },
  {
    given: {
      kind: 'api_key',
      attributes: { accessLevels: ['a', 'b'] },
      changes: [changed('accessLevels', ['a'], ['a', 'b'])],
    },
    finds: ['permissions_changed_out_of_band'],
    because: 'it may do more',
  },
  {
    given: {
      kind: 'api_key',
      attributes: { ipRanges: { b: 1, a: 2 } },
      changes: [changed('ipRanges', { a: 2, b: 1 }, { b: 1, a: 2 })],
    },
    finds: [],
    because: 'the order of keys means nothing',
  },
  { given: { kind: 'api_key', changes: [came] }, finds: ['api_key_appeared'], because: 'nobody here made it' },
  { given: { kind: 'smtp_credential', changes: [came] }, finds: ['api_key_appeared'], because: 'it sends' },
  { given: { kind: 'api_key', presence: 'missing', changes: [gone] }, finds: [], because: 'it opens nothing any more' },
  {
    given: { kind: 'forwarder', attributes: { targets: ['b@x'] }, changes: [changed('targets', ['a@x'], ['b@x'])] },
    finds: ['forwarding_changed_out_of_band'],
    because: 'mail goes elsewhere',
  },
  { given: { kind: 'alias', changes: [came] }, finds: ['forwarding_changed_out_of_band'], because: 'it is new' },
  {
    given: {
      kind: 'domain',
      attributes: { forwardingUrl: 'https://b' },
      changes: [changed('forwardingUrl', null, 'https://b')],
    },
    finds: ['forwarding_changed_out_of_band'],
    because: 'visitors are sent elsewhere',
  },
  { given: { kind: 'domain', changes: [came] }, finds: [], because: 'it forwards nothing' },
  { given: { kind: 'inbox', presence: 'missing', changes: [gone] }, finds: ['inbox_vanished'], because: 'it is gone' },
  { given: { kind: 'inbox', changes: [came] }, finds: [], because: 'that costs, and is no drift rule' },
  {
    given: { kind: 'inbox', attributes: { roles: ['admin'] }, changes: [changed('roles', ['user'], ['admin'])] },
    finds: ['permissions_changed_out_of_band'],
    because: 'its holder may do more',
  },
  {
    given: { kind: 'inbox_mutation', attributes: { status: 'completed', domain: 'x.example' }, changes: [came] },
    finds: ['password_changed_out_of_band'],
    because: 'it may have set passwords',
  },
  {
    given: { kind: 'inbox_mutation', attributes: { status: 'failed' }, changes: [came] },
    finds: [],
    because: 'it has set nothing',
  },
  {
    given: { kind: 'inbox_mutation', changes: [{ ...came, by: '2026-01-01T00:00:00.000Z' }] },
    finds: [],
    because: 'nobody has acted on it',
  },
])('$given.kind $given.presence $given.changes: $finds, since $because', ({ given, finds }) => {
  expect(driftKinds).toContain(given.kind);
  expect(verdictsOf(judge(rules, [facts(given)], now)).map(({ rule }) => rule)).toEqual(finds);
});

test('it says what was before, what is now, and which change is to be taken back', () => {
  const changes = [changed('content', 'a', 'b'), changed('ttl', 60, 300), changed('content', 'b', 'c')];
  const given = facts({ kind: 'dns_record', attributes: { content: 'c', ttl: 300 }, changes });
  expect(verdictsOf(judge(rules, [given], now))).toMatchObject([
    {
      ...{ eventId: eventId(2), subject: { kind: 'dns_record', externalId: 'x_1', name: 'x' } },
      sentence: 'dns_record x of acme-eu was changed elsewhere: content from "a" to "c", ttl from 60 to 300.',
    },
  ]);
});
