import type { FindingRule } from '@rollcall/schema';
import type { DnsFacts } from '../../findings/facts/dns.ts';
import { answerTo, whereabouts } from '../../findings/facts/dns-answers.ts';

/** What a report says of a domain one by one; `records` is all that is in none of the others. */
export const dnsTopics = ['delegation', 'mx', 'spf', 'dkim', 'dmarc', 'records'] as const;
export type DnsTopic = (typeof dnsTopics)[number];

/** What the servers of a domain and the resolvers answered about it. */
export type AnsweredDomain = Pick<DnsFacts, 'domain' | 'authority' | 'resolver'>;

/**
 * What stays undecided of a domain, since those who should know said nothing, or not the same. Of one that does not exist nothing
 * more is to be decided.
 */
export function undecidedTopics(said: AnsweredDomain): readonly DnsTopic[] {
  const { domain, authority } = said;
  const where = whereabouts(said);
  if (where === 'nowhere') return [];
  if (where !== 'there') return dnsTopics;
  const open: Readonly<Record<DnsTopic, boolean>> = {
    delegation: authority.delegation.state === 'unknown' && answerTo(said, domain, 'NS').is === 'unknown',
    mx: answerTo(said, domain, 'MX').is === 'unknown',
    spf: authority.spf.state === 'unknown',
    dkim: authority.dkim.some(({ state }) => state === 'unknown'),
    dmarc: authority.dmarc.state === 'unknown',
    records: isSilentAbout(said),
  };
  return dnsTopics.filter((topic) => open[topic]);
}

/** Whether there is a question that neither a server nor a resolver answered. */
function isSilentAbout({ authority, resolver }: AnsweredDomain): boolean {
  const answers = [...authority.answers, ...resolver];
  const told = new Set(answers.filter(({ state }) => state !== 'unknown').map(({ name, type }) => `${name} ${type}`));
  return answers.some(({ name, type }) => !told.has(`${name} ${type}`));
}

/** The topic that a rule is about; undefined of rules of other families. */
export function topicOf(rule: FindingRule): DnsTopic | undefined {
  return topics[rule];
}

const topics: Readonly<Partial<Record<FindingRule, DnsTopic>>> = {
  ...{ domain_unresolvable: 'delegation', nameservers_differ: 'delegation', mx_wrong: 'mx' },
  ...{ spf_missing: 'spf', spf_several: 'spf', spf_malformed: 'spf', spf_too_many_lookups: 'spf' },
  ...{ spf_open_ended: 'spf', spf_without_provider: 'spf' },
  ...{ dkim_missing: 'dkim', dkim_malformed: 'dkim', dkim_differs: 'dkim' },
  ...{ dmarc_missing: 'dmarc', dmarc_malformed: 'dmarc', dmarc_unaligned: 'dmarc' },
  ...{ dns_record_missing: 'records', dns_not_published: 'records', dns_answers_differ: 'records' },
};
