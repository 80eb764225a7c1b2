import { ConnectionId } from '@rollcall/schema';
import { expect, test } from 'vitest';
import {
  blacklisted,
  type ProviderWorkFacts,
  provisioningFailed,
  type ReputationFacts,
  readyToReactivate,
} from '../../src/index.ts';
import { saidBy } from '../support/verdicts.ts';

const now = '2026-06-10T00:00:00.000Z';
const held = {
  connectionId: ConnectionId.parse('018f0000-0000-7000-8000-000000000001'),
  ...{ connection: 'acme', kind: 'domain_action', externalId: 'a-1', name: 'provision', trouble: null },
};
const work: ProviderWorkFacts = {
  ...{ ...held, status: 'failed', hasFailed: true, target: 'one.example', attempts: 3, attemptsMax: 3 },
  ...{ error: 'the registrar did not answer', doneBy: null },
};

test.each<{ given: Partial<ProviderWorkFacts>; want: string; because: string }>([
  { given: {}, want: 'alarm', because: 'it failed' },
  { given: { doneBy: 'a-2' }, want: 'nothing', because: 'the same was done since' },
  { given: { hasFailed: false, status: 'in_progress' }, want: 'alarm', because: 'it was tried as often as it may be' },
  {
    given: { hasFailed: false, status: 'in_progress', attempts: 2 },
    want: 'nothing',
    because: 'it may be tried again',
  },
  { given: { hasFailed: false, attempts: null }, want: 'nothing', because: 'nobody knows how often it was tried' },
  { given: { hasFailed: false, attemptsMax: null }, want: 'nothing', because: 'nobody knows how often it may be' },
  { given: { trouble: 'HTTP 500' }, want: 'undecided', because: 'what it is now is not known' },
])('work with $given is $want, since $because', ({ given, want }) => {
  expect(saidBy(provisioningFailed, { ...work, ...given }, now)).toBe(want);
});

test('what failed is named with what it was for, and what its provider says of it is the evidence', () => {
  expect(provisioningFailed.judge(work, now)).toMatchObject([
    {
      fingerprint: `provisioning_failed ${held.connectionId} domain_action a-1`,
      sentence: 'The domain_action provision of one.example at acme is failed.',
      evidence: ['the provider says: the registrar did not answer', 'it was tried 3 times of 3'],
      subject: { kind: 'domain_action', externalId: 'a-1', name: 'provision' },
    },
  ]);
});

const host: ReputationFacts = {
  ...{ ...held, kind: 'host', listedOn: ['spamhaus'], status: null, isReady: false, hasEnded: false, readyAt: null },
};

test.each<{ given: Partial<ReputationFacts>; listed: string; ready: string; because: string }>([
  { given: {}, listed: 'alarm', ready: 'nothing', because: 'it stands on a list and sends' },
  { given: { listedOn: [] }, listed: 'nothing', ready: 'nothing', because: 'it is on no list' },
  { given: { status: 'recovering' }, listed: 'notice', ready: 'nothing', because: 'it rests' },
  {
    given: { status: 'ready', isReady: true, listedOn: [] },
    listed: 'nothing',
    ready: 'notice',
    because: 'it may come back',
  },
  {
    given: { status: 'new word', listedOn: [], readyAt: '2026-06-09T00:00:00Z' },
    listed: 'nothing',
    ready: 'notice',
    because: 'its time has come, whatever its status is called',
  },
  {
    given: { status: 'recovering', listedOn: [], readyAt: '2026-06-11T00:00:00Z' },
    listed: 'nothing',
    ready: 'nothing',
    because: 'its time has not come',
  },
  {
    given: { status: 'recovering', listedOn: [], readyAt: 'soon' },
    listed: 'nothing',
    ready: 'nothing',
    because: 'that is no time',
  },
  {
    given: { status: 'reactivated', hasEnded: true, isReady: true },
    listed: 'nothing',
    ready: 'nothing',
    because: 'its rest is over',
  },
  {
    given: { status: 'ready', isReady: true, trouble: 'x' },
    listed: 'undecided',
    ready: 'undecided',
    because: 'its listing is not believed',
  },
])('a reputation with $given: listed is $listed, ready is $ready, since $because', ({ given, listed, ready }) => {
  const facts = { ...host, ...given };
  expect({ listed: saidBy(blacklisted, facts, now), ready: saidBy(readyToReactivate, facts, now) }).toEqual({
    listed,
    ready,
  });
});

test.each([
  { readyAt: '2026-06-09T00:00:00Z', says: 'is ready to come back since 2026-06-09T00:00:00Z.' },
  { readyAt: '2026-06-11T00:00:00Z', says: 'is ready to come back.' },
])('what is called ready, and was to be at $readyAt, $says', ({ readyAt, says }) => {
  const rests = { ...host, listedOn: [], status: 'ready', isReady: true, readyAt };
  expect(readyToReactivate.judge(rests, now)).toMatchObject([{ sentence: expect.stringContaining(says) }]);
});
