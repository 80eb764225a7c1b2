import { rulesOfFamily } from '@rollcall/schema';
import { expect, test } from 'vitest';
import { dnsTopics, topicOf, undecidedTopics } from '../../src/index.ts';
import { answered, type Change, delegation, dkim, dmarc, domain, good, silent, spf } from '../support/dns-facts.ts';

const unknown = { state: 'unknown', reason: 'it did not answer in time' } as const;
const silentServers: Change = (facts) => ({
  ...facts,
  authority: { ...facts.authority, answers: silent(facts).authority.answers },
});

test.each<{ what: string; change: Change; open: readonly string[] }>([
  { what: 'everybody answers', change: (facts) => facts, open: [] },
  { what: 'nobody answers', change: silent, open: [...dnsTopics] },
  { what: 'no server answers, and resolvers do', change: silentServers, open: [] },
  { what: 'there is no MX record', change: answered('MX', domain, []), open: [] },
  { what: 'nobody answers for MX', change: answered('MX', domain, [], unknown), open: ['mx', 'records'] },
  { what: 'SPF could not be looked up', change: spf(unknown), open: ['spf'] },
  { what: 'a key could not be looked up', change: dkim({ state: 'unknown' }), open: ['dkim'] },
  { what: 'the policy could not be looked up', change: dmarc({ state: 'unknown' }), open: ['dmarc'] },
  { what: 'the zone above does not answer, and others do', change: delegation(unknown), open: [] },
  { what: 'the domain does not exist', change: (facts) => delegation({ state: 'no_name' })(silent(facts)), open: [] },
])('$what: undecided is $open', ({ change, open }) => {
  expect(undecidedTopics(change(good))).toEqual(open);
});

test('each rule of deliverability is about one topic, and no other rule is', () => {
  expect(rulesOfFamily.deliverability.map(topicOf)).not.toContain(undefined);
  expect(rulesOfFamily.money.map(topicOf)).toEqual(rulesOfFamily.money.map(() => undefined));
});
