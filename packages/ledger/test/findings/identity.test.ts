import { ConnectionId } from '@rollcall/schema';
import { expect, test } from 'vitest';
import {
  aliasToNowhere,
  domainWithoutInbox,
  type EmptyDomainFacts,
  inboxAtTwoProviders,
  inboxWithoutDomain,
  type Judgement,
  type NowhereFacts,
  type OrphanFacts,
} from '../../src/index.ts';

const now = '2026-06-01T00:00:00.000Z';
const day = (days: number) => new Date(Date.parse(now) + days * 86_400_000).toISOString();
const connectionId = ConnectionId.parse('018f0000-0000-7000-8000-000000000001');

function said(judgements: readonly Judgement[]): string {
  const [one] = judgements;
  if (one === undefined) return 'nothing';
  return 'undecided' in one ? 'undecided' : one.sentence;
}

test('an address at two accounts is a twin, of no one connection', () => {
  const place = (connection: string) => ({ connection, provider: 'p', externalId: 'x', firstSeenAt: day(-1) });
  const twin = { address: 'a@x.example', places: [place('one'), place('two')] };
  const [verdict] = inboxAtTwoProviders.judge(twin, now);
  expect(verdict).toMatchObject({
    fingerprint: 'inbox_at_two_providers a@x.example',
    connectionId: null,
    sentence: 'a@x.example is a live inbox at one and two: mail for it comes to one of them alone.',
  });
  expect(inboxAtTwoProviders.judge({ ...twin, places: [place('one')] }, now)).toEqual([]);
});

const orphan: OrphanFacts = {
  ...{ connectionId, connection: 'mail', domain: 'x.example', inboxes: 2, listed: ['a@x.example', 'b@x.example'] },
  ...{ newestSeenAt: day(-3), ended: [], siblings: { held: 3, all: 4 }, knownSince: day(-1) },
};

test.each([
  { of: {}, says: 'No connection holds x.example, and 2 inboxes are on it at mail.' },
  { of: { inboxes: 1 }, says: 'No connection holds x.example, and 1 inbox is on it at mail.' },
  { of: { siblings: { held: 2, all: 4 } }, says: 'nothing' },
  { of: { siblings: { held: 0, all: 1 } }, says: 'nothing' },
  { of: { knownSince: null }, says: 'undecided' },
  { of: { knownSince: day(-4) }, says: 'undecided' },
  {
    of: { ended: [{ connection: 'shop', status: 'expired' }], siblings: { held: 0, all: 1 }, knownSince: null },
    says: 'x.example is expired at shop, and 2 inboxes are on it at mail.',
  },
])('inboxes on a domain, $of: $says', ({ of, says }) => {
  expect(said(inboxWithoutDomain.judge({ ...orphan, ...of }, now))).toBe(says);
});

const place = { connectionId, connection: 'shop', externalId: 'dom_1' };
const empty: EmptyDomainFacts = {
  ...{ domain: 'x.example', places: [place], newestAt: day(-30), knownSince: day(-1) },
};

test.each([
  {
    of: {},
    says: /^x\.example is there since 2026-05-02.* and no inbox, alias or forwarder is on it/,
    at: connectionId,
  },
  { of: { places: [place, place] }, says: /^x\.example is there/, at: null },
  { of: { newestAt: day(-13) }, says: /^nothing$/ },
  { of: { knownSince: null }, says: /^undecided$/ },
  { of: { knownSince: day(-31) }, says: /^undecided$/ },
])('a domain without an inbox, $of: $says', ({ of, says, at }) => {
  const judgements = domainWithoutInbox.judge({ ...empty, ...of }, now);
  expect(said(judgements)).toMatch(says);
  if (at !== undefined) expect(judgements).toMatchObject([{ connectionId: at }]);
});

const alias: NowhereFacts = {
  ...{ connectionId, connection: 'mail', kind: 'alias', externalId: 's@x.example', name: 's@x.example' },
  ...{ missing: ['a@x.example'], targets: 1, isKnown: true },
};

test.each([
  { of: {}, says: 'The alias s@x.example at mail delivers to a@x.example, which is not there.' },
  {
    of: { targets: 2 },
    says: 'The alias s@x.example at mail delivers to a@x.example, which is not there, and to others.',
  },
  {
    of: { missing: ['a', 'b', 'c', 'd', 'e', 'f', 'g'], targets: 7 },
    says: 'The alias s@x.example at mail delivers to a, b, c, d, e and 2 more, which are not there.',
  },
  { of: { missing: [] }, says: 'nothing' },
  { of: { isKnown: false }, says: 'undecided' },
])('an alias, $of: $says', ({ of, says }) => {
  expect(said(aliasToNowhere.judge({ ...alias, ...of }, now))).toBe(says);
});
