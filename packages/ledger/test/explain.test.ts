import { AttributeRule, Doubt, type Explanation, RunId } from '@rollcall/schema';
import { describe, expect, test } from 'vitest';
import { type ExplanationFacts, explain, explainAttribute } from '../src/index.ts';

const runId = RunId.parse('01900000-0000-7000-8000-000000000001');
const monday = '2026-03-02T10:00:00.000Z';
const tuesday = '2026-03-03T10:00:00.000Z';
const wednesday = '2026-03-04T10:00:00.000Z';

const resource: Explanation['resource'] = {
  ...{ connection: 'my-account', provider: 'acme', kind: 'inbox', externalId: 'mb_1', name: 'a@one.example' },
  ...{ presence: 'live', version: 1, attributes: {}, firstSeenAt: monday, lastChangedAt: monday },
};
const scope: NonNullable<Explanation['scope']> = {
  ...{ parent: null, grade: 'proven', believedAt: tuesday, attemptedAt: tuesday, trouble: null, doubt: null },
  ...{ nextDueAt: wednesday, certificate: { runId, reason: 'the stated total of 20 was listed' } },
};
const live: ExplanationFacts = {
  ...{ resource, scope, lastSeenAt: tuesday, missingSince: null, changes: [], owner: null, attributes: [] },
  listed: { readable: true, configured: false, bestGrade: 'proven' },
};
const absent = (presence: Explanation['resource']['presence']): ExplanationFacts => ({
  ...{ ...live, resource: { ...resource, presence }, lastSeenAt: monday, missingSince: tuesday },
});
const doubt = Doubt.parse({
  ...{ suspicions: ['emptied'], evidence: 'it is empty', seen: 0, survivors: 0, lost: [], times: 1, confirmed: false },
  ...{ since: tuesday, countedAt: tuesday, runId },
});

describe('what comes next for a resource', () => {
  test.each<{ of: string; facts: ExplanationFacts; says: string }>([
    {
      of: 'a live one',
      facts: live,
      says: `It vanishes as soon as a listing that is proven or corroborated does not show it; the next is due at ${wednesday}.`,
    },
    {
      of: 'a live one of a plausible kind',
      facts: { ...live, listed: { ...live.listed, bestGrade: 'plausible' } },
      says: 'A listing of its kind is plausible at best: none makes it vanish.',
    },
    {
      of: 'a missing one',
      facts: absent('missing'),
      says: `It is suspect as soon as another believed listing does not show it; the next is due at ${wednesday}.`,
    },
    {
      of: 'a suspect one',
      facts: absent('suspect'),
      says: `With the first believed listing that begins after ${wednesday} and does not show it, the provider is asked for it by name; it is gone if the provider does not know it; the next is due at ${wednesday}.`,
    },
    {
      of: 'a suspect one that nobody can be asked for',
      facts: { ...absent('suspect'), listed: { ...live.listed, readable: false } },
      says: `It is gone with the first believed listing that begins after ${wednesday} and does not show it: the provider cannot be asked for it by name; the next is due at ${wednesday}.`,
    },
    {
      of: 'one that is gone',
      facts: absent('gone'),
      says: 'It stays gone until a believed listing shows it: then it has reappeared.',
    },
    {
      of: 'a missing one of a parent that is gone',
      facts: { ...absent('missing'), scope: null },
      says: 'It takes the next step when its parent does.',
    },
    {
      of: 'a missing one that the settings named',
      facts: { ...absent('missing'), listed: { ...live.listed, configured: true } },
      says: 'The settings of the connection do not name it any more: nobody looks for it, and it stays missing.',
    },
    {
      of: 'one of a paused connection',
      facts: { ...absent('missing'), scope: { ...scope, nextDueAt: null } },
      says: 'It is suspect as soon as another believed listing does not show it.',
    },
  ])('$of', ({ facts, says }) => {
    expect(explain(facts)).toContain(says);
  });
});

describe('why the ledger holds it so', () => {
  test.each<{ of: string; facts: ExplanationFacts; says: readonly string[] }>([
    {
      of: 'a live one',
      facts: live,
      says: [
        `inbox a@one.example (mb_1) of my-account is live: the listing of ${tuesday} shows it.`,
        `The newest believed listing of inbox began at ${tuesday} and is proven, because the stated total of 20 was listed (certificate ${runId}).`,
      ],
    },
    {
      of: 'a missing one',
      facts: absent('missing'),
      says: [
        `inbox a@one.example (mb_1) of my-account is missing: the listing of ${tuesday} is the first believed one that does not show it; the listing of ${monday} was the newest that showed it.`,
      ],
    },
    {
      of: 'one whose external id is its name, never seen to be shown by a whole listing',
      facts: { ...live, resource: { ...resource, externalId: resource.name }, lastSeenAt: null },
      says: ['inbox a@one.example of my-account is live.'],
    },
    {
      of: 'one by a parent, in doubt',
      facts: {
        ...live,
        scope: {
          ...scope,
          parent: { kind: 'domain', externalId: 'd1', name: 'one.example' },
          trouble: 'it is empty',
          attemptedAt: wednesday,
          doubt,
        },
        owner: { kind: 'domain', name: 'one.example', presence: 'live' },
      },
      says: [
        `The newest believed listing of inbox of domain one.example began at ${tuesday} and is proven, because the stated total of 20 was listed (certificate ${runId}).`,
        `The listing of ${wednesday} was not believed: it is empty.`,
        `Its scope is in doubt since ${tuesday}, by 1 listing; one that begins at 2026-03-03T10:05:00.000Z or later counts.`,
        'Its domain one.example is live; if that goes, it explains that this went with it.',
      ],
    },
    {
      of: 'one that changed',
      facts: {
        ...live,
        changes: [
          {
            type: 'resource.changed',
            recordedAt: wednesday,
            interval: { after: monday, notAfter: tuesday },
            runId,
            cause: { kind: 'out_of_band', confidence: 'likely', evidence: 'no operation of ours asked for it' },
          },
          { type: 'resource.appeared', recordedAt: monday, interval: null, runId, cause: null },
        ],
      },
      says: [
        `changed between ${monday} and ${tuesday}, recorded at ${wednesday}, by out_of_band (likely): no operation of ours asked for it.`,
        `appeared at ${monday}.`,
      ],
    },
    {
      of: 'one whose scope was never believed',
      facts: { ...live, lastSeenAt: null, scope: { ...scope, grade: null, believedAt: null, certificate: null } },
      says: ['No listing of inbox was ever believed.'],
    },
  ])('$of', ({ facts, says }) => {
    expect(explain(facts)).toEqual(expect.arrayContaining([...says]));
  });

  test('a doubt that is confirmed is none any more', () => {
    const sentences = explain({ ...live, scope: { ...scope, doubt: { ...doubt, confirmed: true } } });
    expect(sentences.filter((sentence) => sentence.includes('doubt'))).toEqual([]);
  });
});

test.each<{ rule: AttributeRule; says: string }>([
  {
    rule: { attribute: 'status', role: 'content', drifts: true, reason: null },
    says: 'A difference in "status" is a drift: it is content.',
  },
  {
    rule: { attribute: 'createdAt', role: 'identity', drifts: true, reason: 'it never changes' },
    says: 'A difference in "createdAt" is a drift, and says that another resource took the external id: it never changes.',
  },
  {
    rule: { attribute: 'usedQuota', role: 'volatile', drifts: false, reason: 'mail comes in' },
    says: 'A difference in "usedQuota" makes no drift, for it moves by itself: mail comes in.',
  },
  {
    rule: { attribute: 'domain', role: 'derived', drifts: true, reason: 'it is behind the @' },
    says: '"domain" follows from something else: it is behind the @. A difference in it is a drift all the same.',
  },
  {
    rule: { attribute: 'count', role: 'derived', drifts: false, reason: 'it counts inboxes' },
    says: '"count" follows from something else: it counts inboxes. A difference in it makes no drift.',
  },
  {
    rule: { attribute: 'ending', role: 'learned', drifts: false, reason: null },
    says: '"ending" is told by operations only: no listing shows it, and so none finds a difference in it.',
  },
])('the rule of $rule.attribute', ({ rule, says }) => {
  expect(explainAttribute(AttributeRule.parse(rule))).toBe(says);
  const sentences = explain({ ...live, attributes: [rule] });
  expect(sentences.includes(says)).toBe(rule.role !== 'content');
});
