import { ApiKeyId, ConnectionId } from '@rollcall/schema';
import { expect, test } from 'vitest';
import {
  type ConnectionFacts,
  credentialFailing,
  credentialRotationDue,
  type GatewayKeyFacts,
  type KeyCountFacts,
  keyExpiring,
  keysNearLimit,
  keyTooBroad,
  keyUnused,
  keyWithoutNetworks,
  type ProviderKeyFacts,
} from '../../src/index.ts';
import { saidBy } from '../support/verdicts.ts';

const now = '2026-06-01T00:00:00.000Z';
const connectionId = ConnectionId.parse('018f0000-0000-7000-8000-000000000001');
const key: ProviderKeyFacts = {
  ...{ of: 'provider', connectionId, connection: 'acme', kind: 'api_key', externalId: 'k', name: 'newsletter' },
  ...{
    trouble: null,
    account: null,
    madeAt: daysAgo(300),
    usedAt: daysAgo(1),
    expiresAt: null,
    networks: ['192.0.2.0/24'],
  },
  ...{ reaches: ['a'], mayDoEverything: false },
};
const gatewayKey: GatewayKeyFacts = {
  ...{ of: 'gateway', id: ApiKeyId.parse('aaaaaaaaaaaa'), name: 'app' },
  ...{ madeAt: daysAgo(300), usedAt: daysAgo(1), expiresAt: null },
};

const quiet = { unused: 'nothing', open: 'nothing', broad: 'nothing', ends: 'nothing' };

test.each<{ given: Partial<ProviderKeyFacts>; want: Partial<typeof quiet>; because: string }>([
  { given: {}, want: {}, because: 'nothing is wrong with it' },
  { given: { usedAt: daysAgo(90) }, want: { unused: 'notice' }, because: 'it was not used for 90 days' },
  { given: { usedAt: daysAgo(89) }, want: {}, because: 'it was used within 90 days' },
  { given: { usedAt: null }, want: { unused: 'notice' }, because: 'it was never used, and is old' },
  { given: { usedAt: null, madeAt: daysAgo(10) }, want: {}, because: 'it is new' },
  { given: { usedAt: null, madeAt: null }, want: {}, because: 'nobody knows how old it is' },
  { given: { usedAt: 'yesterday', madeAt: null }, want: {}, because: 'that is no time' },
  { given: { networks: [] }, want: { open: 'notice' }, because: 'it may be used from everywhere' },
  { given: { networks: null }, want: {}, because: 'its provider limits no key to networks' },
  { given: { mayDoEverything: true }, want: {}, because: 'it is used, and nobody knows for what' },
  {
    given: { mayDoEverything: true, usedAt: null },
    want: { unused: 'notice', broad: 'alarm' },
    because: 'it may do everything, for nothing',
  },
  {
    given: { mayDoEverything: null, usedAt: null },
    want: { unused: 'notice' },
    because: 'what it may do is not known',
  },
  { given: { expiresAt: daysAgo(-31) }, want: {}, because: 'it ends in more than a month' },
  { given: { expiresAt: daysAgo(-30) }, want: { ends: 'notice' }, because: 'it ends within a month' },
  { given: { expiresAt: daysAgo(-7) }, want: { ends: 'alarm' }, because: 'it ends within a week' },
  { given: { expiresAt: daysAgo(1) }, want: { ends: 'alarm' }, because: 'it has ended, and is listed' },
  {
    given: { expiresAt: daysAgo(-7), trouble: 'HTTP 500' },
    want: { ends: 'undecided' },
    because: 'it may have another end by now',
  },
  {
    given: { usedAt: null, trouble: 'HTTP 500' },
    want: { unused: 'undecided' },
    because: 'it may have been used since',
  },
])('a key with $given: $want, since $because', ({ given, want }) => {
  const facts = { ...key, ...given };
  expect({
    unused: saidBy(keyUnused, facts, now),
    open: saidBy(keyWithoutNetworks, facts, now),
    broad: saidBy(keyTooBroad, facts, now),
    ends: saidBy(keyExpiring, facts, now),
  }).toEqual({ ...quiet, ...want });
});

test.each<{ given: Partial<GatewayKeyFacts>; want: Partial<typeof quiet>; because: string }>([
  { given: {}, want: {}, because: 'it is used, and where the gateway is reached from is not known here' },
  { given: { usedAt: null }, want: { unused: 'notice' }, because: 'it was never used, and is old' },
  { given: { usedAt: null, madeAt: daysAgo(1) }, want: {}, because: 'it is new' },
  { given: { expiresAt: daysAgo(-20) }, want: { ends: 'notice' }, because: 'it ends within a month' },
])('a gateway key with $given: $want, since $because', ({ given, want }) => {
  const facts = { ...gatewayKey, ...given };
  expect({
    unused: saidBy(keyUnused, facts, now),
    open: saidBy(keyWithoutNetworks, facts, now),
    broad: saidBy(keyTooBroad, facts, now),
    ends: saidBy(keyExpiring, facts, now),
  }).toEqual({ ...quiet, ...want });
});

test("a gateway key is of the whole workspace, a provider's of its connection, and both say how to be rid of it", () => {
  expect(keyUnused.judge({ ...gatewayKey, usedAt: null }, now)).toMatchObject([
    {
      ...{ fingerprint: 'key_unused gateway_key aaaaaaaaaaaa', connectionId: null },
      sentence: 'The gateway key app (aaaaaaaaaaaa) was never used since it was made on 2025-08-05.',
      remedy: 'If nobody waits for its next use, "keys revoke aaaaaaaaaaaa".',
    },
  ]);
  expect(keyUnused.judge({ ...key, account: 'birch@one.example', usedAt: daysAgo(100) }, now)).toMatchObject([
    {
      ...{ fingerprint: `key_unused ${connectionId} api_key k`, connectionId },
      sentence: 'The api_key newsletter of birch@one.example at acme was last used on 2026-02-21.',
    },
  ]);
});

const counted: KeyCountFacts = {
  ...{ connectionId, connection: 'acme', kind: 'api_key', account: null, count: 12, most: 15 },
  ...{ reason: 'its help page says so', trouble: null },
};

test.each<{ given: Partial<KeyCountFacts>; want: string; because: string }>([
  { given: {}, want: 'nothing', because: 'three places are left' },
  { given: { count: 13 }, want: 'notice', because: 'two places are left' },
  { given: { count: 15 }, want: 'alarm', because: 'none is left' },
  { given: { count: 14, trouble: 'HTTP 500' }, want: 'undecided', because: 'some may be gone' },
])('keys with $given are $want, since $because', ({ given, want }) => {
  expect(saidBy(keysNearLimit, { ...counted, ...given }, now)).toBe(want);
});

const connection: ConnectionFacts = {
  ...{ connectionId, connection: 'acme', credentialGivenAt: daysAgo(10), refusals: 0, circuit: null },
};

test.each<{ given: Partial<ConnectionFacts>; failing: string; due: string; because: string }>([
  { given: {}, failing: 'nothing', due: 'nothing', because: 'all is well' },
  { given: { refusals: 1 }, failing: 'notice', due: 'nothing', because: 'it was refused once' },
  {
    given: { refusals: 3, circuit: { openedAt: daysAgo(1), reason: 'unauthorized' } },
    failing: 'alarm',
    due: 'nothing',
    because: 'nothing more is asked',
  },
  { given: { credentialGivenAt: daysAgo(179) }, failing: 'nothing', due: 'nothing', because: 'it is not old enough' },
  { given: { credentialGivenAt: daysAgo(180) }, failing: 'nothing', due: 'notice', because: 'it is half a year old' },
])('a connection with $given: failing is $failing, rotation due is $due, since $because', ({ given, failing, due }) => {
  const facts = { ...connection, ...given };
  expect({ failing: saidBy(credentialFailing, facts, now), due: saidBy(credentialRotationDue, facts, now) }).toEqual({
    failing,
    due,
  });
});

/** Negative for days to come. */
function daysAgo(days: number): string {
  return new Date(Date.parse(now) - days * 86_400_000).toISOString();
}
